/* expect 6: uses itself */
-- macro AGAIN(t)
$AGAIN({t});

-- exec gone
DELETE FROM t WHERE $AGAIN(t);
