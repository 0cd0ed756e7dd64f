/* expect 6: has no row */
-- row r: 行
--   id     id
--   name   text   名称

-- exec gone -> r
DELETE FROM t;
