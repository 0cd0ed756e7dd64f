-- A batch of sealed events; entries are laid out in seal_entry.c.  Each link covers the one before: a chain.
CREATE TABLE evidence_seal (
  seq         $ID,
  sealed_at   $INT NOT NULL,
  first_id    $REF NOT NULL,
  last_id     $REF NOT NULL,
  n           $INT NOT NULL,
  marked      $BOOL NOT NULL,   -- from here on every event bears the mark of the program
  link_before $TEXT NOT NULL,
  link        $TEXT NOT NULL,
  kinds       $TEXT NOT NULL,
  entries     $SEALED NOT NULL
);
CREATE INDEX evidence_seal_first ON evidence_seal (first_id, seq);

-- The last batch of each day, for the page that is printed.
CREATE TABLE evidence_day (
  on_date $ID,
  seq     $REF NOT NULL,
  events  $INT NOT NULL
);
