/* expect 6: reads without a $SCOPE */
-- row r: 行
--   id     id
--   name   text   名称

-- many list -> r
SELECT id, name FROM t;
