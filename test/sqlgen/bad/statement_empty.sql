/* expect 2: does not end in ; */
-- exec gone

-- exec other
DELETE FROM u;
