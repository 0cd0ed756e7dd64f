/* expect 4: not an id */
-- row r: 行
--   id   text
--   m    sealed t.m id
