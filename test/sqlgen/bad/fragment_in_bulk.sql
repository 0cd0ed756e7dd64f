/* expect 5: no fragments */
-- bulk gone
-- in id id
DELETE FROM t
 WHERE id = :id   --? one
;
