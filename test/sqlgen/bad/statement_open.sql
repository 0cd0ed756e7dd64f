/* expect 2: does not end in ; */
-- exec gone
DELETE FROM t

-- exec other
DELETE FROM u;
