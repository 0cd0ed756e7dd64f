/* expect 4: 1 argument(s), not 2 */
-- exec gone
-- in on date
DELETE FROM t WHERE $ASOF(t, u);
