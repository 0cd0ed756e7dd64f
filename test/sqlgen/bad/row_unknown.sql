/* expect 2: "rr" is not known */
-- one first -> rr
-- unscoped: test
SELECT 1;
