/* expect 3: which is not an id here */
-- exec x
-- in id id, owner text, m sealed t.m id of owner
UPDATE t SET m = :m WHERE id = :id AND owner = :owner;
