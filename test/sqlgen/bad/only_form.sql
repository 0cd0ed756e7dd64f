/* expect 6: only is written */
-- row t_row
--   id   id

-- one t_find -> t_row
-- only id
-- unscoped: a test
SELECT id FROM t;
