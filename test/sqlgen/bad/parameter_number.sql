/* expect 3: parameters are :name */
-- exec gone
DELETE FROM t WHERE id = $1;
