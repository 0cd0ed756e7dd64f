/* expect 3: after the end of the first */
-- exec gone
-- pgsql
DELETE FROM t;
