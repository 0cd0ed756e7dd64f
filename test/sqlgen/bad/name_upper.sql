/* expect 2: is not a name */
-- exec Gone
DELETE FROM t;
