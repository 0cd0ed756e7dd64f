/* expect 4: of another person */
-- exec x
-- in id id, a id, b id, m sealed t.m id of a
-- in n sealed t.n id of b
UPDATE t SET m = :m, n = :n WHERE id = :id;
