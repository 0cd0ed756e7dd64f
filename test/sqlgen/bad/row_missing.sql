/* expect 2: name their row */
-- one first
-- unscoped: test
SELECT 1;
