/* expect 3: there twice */
-- exec gone
-- in id id, id int
DELETE FROM t WHERE id = :id;
