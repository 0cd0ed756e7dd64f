-- A member says that something in the file is wrong; the branch confirms or declines.  Until this feature had a folder of
-- its own its rows stood in member_proposal: they are moved.
CREATE TABLE proposal (
  proposal_id $ID,
  member_id   $REF NOT NULL REFERENCES member,
  field       $TEXT NOT NULL,
  proposed    $SEALED NOT NULL,
  reason      $SEALED,
  proposed_at $INT NOT NULL,
  decided_at  $INT,
  accepted    $BOOL,
  answer      $TEXT
);
INSERT INTO proposal (proposal_id, member_id, field, proposed, reason, proposed_at, decided_at, accepted, answer)
SELECT member_proposal_id, member_id, field, proposed, reason, proposed_at, decided_at, accepted, answer FROM member_proposal;
DROP TABLE member_proposal;
CREATE INDEX proposal_member ON proposal (member_id, decided_at);
