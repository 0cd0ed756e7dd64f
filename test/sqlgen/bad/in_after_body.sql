/* expect 4: before the body */
-- exec gone
DELETE FROM t
-- in id id
 WHERE id = :id;
