/* expect 2: outside of any statement */
SELECT 1;
