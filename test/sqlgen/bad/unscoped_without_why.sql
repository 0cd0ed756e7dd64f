/* expect 7: say why */
-- row r: 行
--   id     id
--   name   text   名称

-- many list -> r
-- unscoped:
SELECT id, name FROM t;
