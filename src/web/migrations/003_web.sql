-- The first answer to a form or an Idempotency-Key, kept for a day.
CREATE TABLE web_once (
  once_id $ID,
  once_key $LOOKUP NOT NULL UNIQUE,
  digest $TEXT NOT NULL,
  status $INT NOT NULL,
  location $TEXT,
  content_type $TEXT,
  body $SEALED,
  made_at $INT NOT NULL
);
CREATE INDEX web_once_made ON web_once (made_at);

CREATE TABLE web_setting (
  name $TEXT PRIMARY KEY,
  value $TEXT NOT NULL
);
