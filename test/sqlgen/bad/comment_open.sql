/* expect 4: does not end */
-- exec gone
DELETE FROM t;
/* never ends
