/* expect 6: reads without a $SCOPE */
-- row r: 行
--   id     id
--   name   text   名称

-- one first -> r
WITH x AS (SELECT 1) SELECT id, name FROM t;
