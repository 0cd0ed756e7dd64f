/* expect 5: there twice */
-- exec gone
DELETE FROM t;

-- exec  gone
DELETE FROM u;
