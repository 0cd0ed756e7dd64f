/* expect 3: cannot be called */
-- exec gone
-- in with int
DELETE FROM t WHERE id = :with;
