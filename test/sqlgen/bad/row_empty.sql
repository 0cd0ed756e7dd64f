/* expect 2: has no columns */
-- row r: 行

-- exec gone
DELETE FROM t;
