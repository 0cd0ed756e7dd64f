/* expect 3: a ; stands only */
-- exec gone
DELETE FROM t; DELETE FROM u;
