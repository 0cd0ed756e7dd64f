/* expect 4: "$RECENT" is not known */
-- exec gone
DELETE FROM t
 WHERE $RECENT(t);
