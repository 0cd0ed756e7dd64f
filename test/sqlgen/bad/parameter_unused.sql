/* expect 4: ":name" is not used */
-- exec gone
-- in id id
-- in name text
DELETE FROM t WHERE id = :id;
