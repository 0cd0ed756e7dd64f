-- The slip of an account: what it says is on paper alone, here is a hash.
CREATE TABLE activation_slip (
  account_id $REF PRIMARY KEY REFERENCES auth_account(account_id),
  code       $LOOKUP NOT NULL UNIQUE,
  org_id     $REF NOT NULL,
  printed_on $DATE NOT NULL,
  printed_by $REF,
  expires_at $INT NOT NULL
);

-- A member is helped back to the own account: one asks, another decides.  The branch is that of the day it was asked.
CREATE TABLE activation_help (
  help_id    $ID,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  member_id  $REF NOT NULL REFERENCES member,
  org_id     $REF NOT NULL,
  cause      $TEXT NOT NULL,
  asked_by   $REF,
  asked_at   $INT NOT NULL,
  expires_at $INT NOT NULL,
  decided_by $REF,
  decided_at $INT,
  accepted   $BOOL
);
CREATE INDEX activation_help_account ON activation_help (account_id);
CREATE INDEX activation_help_open ON activation_help (decided_at, expires_at);
