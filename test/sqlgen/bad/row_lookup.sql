/* expect 3: for parameters only */
-- row r: 行
--   h  lookup t.h
