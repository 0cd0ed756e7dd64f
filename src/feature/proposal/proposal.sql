-- include "feature/proposal/proposal_words.h"

-- why: the sealed columns keep the name under which the oldest of them were sealed, before the table was this feature's
-- row proposal_row: 更正申请
--   id           id
--   member.id    id
--   member.name  text       姓名
--   field        vocab proposal_field   项目
--   proposed     sealed member_proposal.proposed id   申请改为
--   reason       sealed member_proposal.reason id     理由
--   proposed_at  instant    提出时间
--   decided_at   instant    处理时间
--   accepted     bool       是否采纳
--   answer       text       答复

-- macro PROPOSAL(p, m)
{p}.proposal_id, {p}.member_id, {m}.name, {p}.field, {p}.proposed, {p}.reason, {p}.proposed_at, {p}.decided_at,
       COALESCE({p}.accepted, 0), {p}.answer;

-- many proposal_of_member -> proposal_row
-- in member_id id, on date
SELECT $PROPOSAL(p, m)
  FROM proposal p JOIN member m ON m.member_id = p.member_id
 WHERE p.member_id = :member_id AND $SCOPE_MEMBER(:member_id)
 ORDER BY p.proposal_id DESC LIMIT 50;

-- many proposal_waiting -> proposal_row
-- in org_id id, on date
-- why: what waits for the branch, for its secretary's first screen
SELECT $PROPOSAL(p, m)
  FROM proposal p JOIN member m ON m.member_id = p.member_id
  JOIN member_belonging b ON b.member_id = m.member_id AND $ASOF(b)
  JOIN org_closure c ON c.descendant_id = b.org_id AND c.ancestor_id = :org_id AND $ASOF(c)
 WHERE p.decided_at IS NULL AND $SCOPE_GRANT(:org_id)
 ORDER BY p.proposal_id LIMIT 50;

-- one proposal_find -> proposal_row
-- in proposal_id id, on date
SELECT $PROPOSAL(p, m)
  FROM proposal p JOIN member m ON m.member_id = p.member_id
 WHERE p.proposal_id = :proposal_id AND $SCOPE_MEMBER(p.member_id);

-- exec proposal_insert
-- in proposal_id id, member_id id, field vocab proposal_field, proposed_at int
-- in proposed sealed member_proposal.proposed proposal_id of member_id
-- in reason sealed member_proposal.reason proposal_id of member_id
INSERT INTO proposal (proposal_id, member_id, field, proposed, reason, proposed_at)
VALUES (:proposal_id, :member_id, :field, :proposed, :reason, :proposed_at);

-- must proposal_decided
-- in proposal_id id, decided_at int, accepted bool, answer text
UPDATE proposal SET decided_at = :decided_at, accepted = :accepted, answer = :answer
 WHERE proposal_id = :proposal_id AND decided_at IS NULL;

-- row proposal_evidence
--   member_id   id
--   proposal_id id
--   field       text
--   proposed    blob
--   reason      blob
--   proposed_at int
--   decided_at  int
--   accepted    int
--   answer      text

-- many proposal_evidence_of -> proposal_evidence
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT member_id, proposal_id, field, proposed, reason, proposed_at, decided_at, accepted, answer
  FROM proposal WHERE member_id >= :from_id AND member_id <= :until_id
 ORDER BY member_id, proposal_id LIMIT :row_limit;

-- row proposal_sealed_row
--   id         id
--   member_id  id
--   proposed   blob
--   reason     blob

-- many proposal_sealed -> proposal_sealed_row
-- in after_id id0, limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT p.proposal_id, p.member_id, p.proposed, p.reason
  FROM proposal p WHERE p.proposal_id > :after_id ORDER BY p.proposal_id LIMIT :limit;

-- exec proposal_reseal
-- in proposal_id id, proposed blob, reason blob
UPDATE proposal SET proposed = :proposed, reason = :reason WHERE proposal_id = :proposal_id;

-- exec proposal_erase
-- in member_id id, nothing blob
UPDATE proposal SET proposed = :nothing, reason = NULL, answer = NULL WHERE member_id = :member_id;
