-- What the platform has to tell somebody.
CREATE TABLE notice (
  notice_id $ID,
  account_id $REF NOT NULL REFERENCES auth_account(account_id),
  kind $TEXT NOT NULL,
  sentence $TEXT NOT NULL,
  href $TEXT,
  sent_at $INT NOT NULL,
  read_at $INT
);
CREATE INDEX notice_account ON notice (account_id, notice_id);
CREATE INDEX notice_unread ON notice (account_id) WHERE read_at IS NULL;
