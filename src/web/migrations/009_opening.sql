-- The story of a file without its openings, which are many.
CREATE INDEX event_story ON event (subject_id, event_id) WHERE kind <> 'member_opened';

-- A long list about people may be taken out for a while, for the reason that was given.
CREATE TABLE web_export (
  export_id $ID,
  account_id $REF NOT NULL,
  address $LOOKUP NOT NULL,
  reason $SEALED NOT NULL,
  made_at $INT NOT NULL
);
