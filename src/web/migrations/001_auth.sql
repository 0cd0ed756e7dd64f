-- Who may sign in.  name and home_id are told by the feature that keeps the register (account_set_home).
CREATE TABLE auth_account (
  account_id $ID,
  login $TEXT NOT NULL UNIQUE,
  name $TEXT,
  password $TEXT,
  member_id $REF UNIQUE,
  home_id $REF,
  disabled $BOOL NOT NULL DEFAULT 0,
  made_at $INT NOT NULL
);

-- A role over a subtree (org_id null for the three administrators).  code and name are told by grant_set_org.
CREATE TABLE auth_grant (
  grant_id $ID,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  role $TEXT NOT NULL,
  org_id $REF,
  org_code $TEXT,
  org_name $TEXT,
  $INTERVAL(auth_grant),
  granted_by $REF,
  basis $TEXT
);
CREATE INDEX auth_grant_account ON auth_grant (account_id);
CREATE INDEX auth_grant_org ON auth_grant (org_id);

-- What a role includes, refilled from web/cap.c: min_depth 0 reaches the organisation itself, 1 only what is below.
CREATE TABLE auth_role_cap (
  role $TEXT NOT NULL,
  cap $INT NOT NULL,
  min_depth $INT NOT NULL,
  PRIMARY KEY (role, cap)
) $KEYED;

CREATE TABLE auth_session (
  session_id $ID,
  token $LOOKUP NOT NULL UNIQUE,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  started_at $INT NOT NULL,
  seen_at $INT NOT NULL
);
CREATE INDEX auth_session_account ON auth_session (account_id);

CREATE TABLE auth_token (
  token_id $ID,
  token $LOOKUP NOT NULL UNIQUE,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  read_only $BOOL NOT NULL,
  made_at $INT NOT NULL,
  expires_at $INT NOT NULL
);
CREATE INDEX auth_token_account ON auth_token (account_id);

-- Links that set a first password.
CREATE TABLE auth_invitation (
  invitation_id $ID,
  token $LOOKUP NOT NULL,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  expires_at $INT NOT NULL
);

-- Hashes, since people type their password where the login belongs.
CREATE TABLE auth_failure (
  failure_id $ID,
  login $LOOKUP NOT NULL,
  remote $LOOKUP NOT NULL,
  failed_at $INT NOT NULL
);
CREATE INDEX auth_failure_login ON auth_failure (login, failed_at);
CREATE INDEX auth_failure_remote ON auth_failure (remote, failed_at);
CREATE INDEX auth_failure_at ON auth_failure (failed_at);
