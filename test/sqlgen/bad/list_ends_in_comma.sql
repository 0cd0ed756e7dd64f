/* expect 3: is not a name */
-- exec gone
-- in id id,
