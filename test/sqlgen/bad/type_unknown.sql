/* expect 3: is not a type */
-- exec gone
-- in id number
DELETE FROM t WHERE id = :id;
