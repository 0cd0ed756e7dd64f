-- A grant may end on the very day it began (given by mistake): it then never held a whole day, and its row stays.
CREATE TABLE auth_grant_made (
  grant_id $ID,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  role $TEXT NOT NULL,
  org_id $REF,
  org_code $TEXT,
  org_name $TEXT,
  from_on $DATE NOT NULL,
  until_on $DATE NOT NULL DEFAULT 99991231 CHECK (from_on <= until_on),
  granted_by $REF,
  basis $TEXT,
  confirmed_on $DATE,
  confirmed_by $REF
);
INSERT INTO auth_grant_made (grant_id, account_id, role, org_id, org_code, org_name, from_on, until_on, granted_by, basis)
SELECT grant_id, account_id, role, org_id, org_code, org_name, from_on, until_on, granted_by, basis FROM auth_grant;
DROP TABLE auth_grant;
ALTER TABLE auth_grant_made RENAME TO auth_grant;
CREATE INDEX auth_grant_account ON auth_grant (account_id);
CREATE INDEX auth_grant_org ON auth_grant (org_id);

-- Which roles a role gives, refilled from web/cap.c: site 1 gives at the university level, min_depth as in auth_role_cap.
CREATE TABLE auth_role_give (
  role $TEXT NOT NULL,
  gives $TEXT NOT NULL,
  min_depth $INT NOT NULL,
  site $BOOL NOT NULL,
  PRIMARY KEY (role, gives)
) $KEYED;

-- The day of the last sign-in, for whoever keeps the accounts.
ALTER TABLE auth_account ADD COLUMN signed_in_on $DATE;
