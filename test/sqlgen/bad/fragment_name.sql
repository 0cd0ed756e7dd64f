/* expect 4: not the name of a fragment */
-- exec gone
DELETE FROM t
 WHERE 1 = 1   --? One
;
