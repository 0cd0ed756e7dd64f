/* expect 5: stands apart */
-- row r: 行
--   a.id   id
--   b      int
--   a.name text
