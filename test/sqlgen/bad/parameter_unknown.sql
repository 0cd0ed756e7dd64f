/* expect 6: ":name" is not among */
-- exec gone
-- in id id
DELETE FROM t
 WHERE id = :id
   AND name = :name;
