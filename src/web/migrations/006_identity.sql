-- When a session last proved who it is, and in which browser it began; second factors; the passwords of before.
ALTER TABLE auth_account ADD COLUMN password_at $INT;
ALTER TABLE auth_account ADD COLUMN factor $BOOL NOT NULL DEFAULT 0;
-- A role that needs a second factor waits for it until this day; null: not at all.
ALTER TABLE auth_account ADD COLUMN factor_from $DATE;

-- A session whose account has a second factor, but which has not given it, opens nothing but the page that asks for it.
ALTER TABLE auth_session ADD COLUMN proved_at $INT NOT NULL DEFAULT 0;
ALTER TABLE auth_session ADD COLUMN factor $BOOL NOT NULL DEFAULT 0;
ALTER TABLE auth_session ADD COLUMN agent $TEXT;

-- scope: capabilities with blanks between, null for all that the account has.
ALTER TABLE auth_token ADD COLUMN name $TEXT;
ALTER TABLE auth_token ADD COLUMN scope $TEXT;
ALTER TABLE auth_token ADD COLUMN used_on $DATE;

-- The key of an authenticator, and the last time step that was accepted: an older one is a replay.
CREATE TABLE auth_factor (
  account_id $REF PRIMARY KEY REFERENCES auth_account(account_id),
  secret $SEALED NOT NULL,
  used_step $INT NOT NULL,
  made_at $INT NOT NULL
);

CREATE TABLE auth_recovery (
  recovery_id $ID,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  code $LOOKUP NOT NULL
);
CREATE INDEX auth_recovery_account ON auth_recovery (account_id);

-- The hashes of the last passwords, newest last.
CREATE TABLE auth_password (
  password_id $ID,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  password $TEXT NOT NULL
);
CREATE INDEX auth_password_account ON auth_password (account_id, password_id);
