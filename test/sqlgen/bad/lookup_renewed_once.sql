/* expect 7: renewed in one place */
-- exec x
-- in id id, m lookup t.m renewed
UPDATE t SET m = :m WHERE id = :id;

-- exec y
-- in id id, m lookup t.m
UPDATE t SET m = :m WHERE id = :id;
