/* db/person.sql: which slot of keys/persons is whose.  A number, which opens nothing without the key folder. */

-- row person_key_row
--   person_id  id
--   slot       int

-- one person_key_of -> person_key_row
-- in person_id id
-- unscoped: a number, before a value is sealed
SELECT person_id, slot FROM person_key WHERE person_id = :person_id AND erased_at IS NULL;

-- many person_key_between -> person_key_row
-- in first_id id0, last_id id0, limit int
-- unscoped: numbers, before values are sealed
SELECT person_id, slot
  FROM person_key
 WHERE person_id >= :first_id AND person_id <= :last_id AND erased_at IS NULL
 ORDER BY person_id LIMIT :limit;

-- row person_state_row
--   slot       int
--   erased_at  instant

-- one person_state -> person_state_row
-- in person_id id
-- unscoped: a number, for erasing
SELECT slot, erased_at FROM person_key WHERE person_id = :person_id;

-- must person_key_erased
-- in person_id id, now instant
UPDATE person_key SET erased_at = :now WHERE person_id = :person_id;

-- one person_key_last -> person_state_row
-- unscoped: whether the key folder has as many
SELECT COALESCE(MAX(slot), 0), CAST(NULL AS $INT) FROM person_key;

-- bulk person_key_add
-- in person_id id, slot int
INSERT INTO person_key (person_id, slot) VALUES (:person_id, :slot);
