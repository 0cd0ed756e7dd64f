/* expect 2: an INSERT with VALUES ( */
-- bulk gone
-- in id id
DELETE FROM t WHERE id = :id;
