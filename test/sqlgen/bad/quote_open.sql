/* expect 3: does not end */
-- exec gone
DELETE FROM t WHERE name = 'x;
