/* expect 7: "age" is no column of the row */
-- row t_row
--   id   id
--   name text

-- one t_find -> t_row
-- only all: name age
-- unscoped: a test
SELECT id,
       name  --? all
  FROM t;
