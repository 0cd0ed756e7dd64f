/* expect 6: there twice */
-- row r: 行
--   id     id
--   name   text   名称

-- row  r: 行
--   id     id
--   name   text   名称

