-- Who has read which version of the privacy notice.
CREATE TABLE privacy_acknowledgement (
  account_id $REF NOT NULL,
  version    $INT NOT NULL,
  read_at    $INT NOT NULL,
  PRIMARY KEY (account_id, version)
) $KEYED;

-- A member objects to what is done with the own data; whoever keeps the entry answers.
CREATE TABLE privacy_objection (
  privacy_objection_id $ID,
  member_id   $REF NOT NULL REFERENCES member,
  words       $SEALED NOT NULL,
  made_at     $INT NOT NULL,
  answer_by   $DATE NOT NULL,
  answered_at $INT,
  answer      $SEALED
);
CREATE INDEX privacy_objection_member ON privacy_objection (member_id, answered_at);
