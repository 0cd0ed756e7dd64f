-- Whose key lies in which slot of keys/persons.  The keys themselves are not in the database.
CREATE TABLE person_key (
  person_id $ID,
  slot $INT NOT NULL,
  erased_at $INT
);

-- How far the values of a table have been sealed under the keys of an epoch.
CREATE TABLE rekey_step (
  step $TEXT PRIMARY KEY,
  epoch $INT NOT NULL,
  after_id $INT NOT NULL,
  done $BOOL NOT NULL
);
