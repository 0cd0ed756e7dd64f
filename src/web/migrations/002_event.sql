-- What happened.  Never changed, never deleted.
CREATE TABLE event (
  event_id $ID,
  happened_at $INT NOT NULL,
  kind $TEXT NOT NULL,
  subject_id $REF,
  org_id $REF,
  account_id $REF,
  via $VOCAB(page,json,command) NOT NULL,
  remote $TEXT,
  request $TEXT,
  effective_on $DATE,
  basis $TEXT,
  note $SEALED,
  commitment $TEXT
);
CREATE INDEX event_subject ON event (subject_id, event_id);

-- From what to what, sealed: goes with the person's key.  The salt of position 0 is that of the event's commitment.
CREATE TABLE event_change (
  event_id $REF NOT NULL REFERENCES event(event_id),
  position $INT NOT NULL,
  field $TEXT NOT NULL,
  label $TEXT,
  salt $SEALED,
  before_value $SEALED,
  after_value $SEALED,
  PRIMARY KEY (event_id, position)
) $KEYED;
