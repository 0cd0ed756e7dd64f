/* expect 4: outside of any statement */
-- exec gone
DELETE FROM t;
DELETE FROM u;
