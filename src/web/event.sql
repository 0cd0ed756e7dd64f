-- bulk event_add
-- in event_id id, now instant, kind text, subject_id id, org_id id, account_id id, via text, remote text, request text
-- in effective_on date, basis text, note sealed event.note event_id of subject_id, commitment text, proof blob
INSERT INTO event (event_id, happened_at, kind, subject_id, org_id, account_id, via, remote, request, effective_on,
                   basis, note, commitment, proof)
VALUES (:event_id, :now, :kind, :subject_id, :org_id, :account_id, :via, :remote, :request, :effective_on,
        :basis, :note, :commitment, :proof);

-- bulk event_unsealed_add
-- in event_id id
INSERT INTO event_unsealed (event_id) VALUES (:event_id);

-- exec event_unsealed_drop
-- in ids text
-- why: those ids and no others: what lies between them may have come in the meantime
DELETE FROM event_unsealed WHERE event_id IN (SELECT value FROM json_each('[' || :ids || ']'));
-- pgsql
DELETE FROM event_unsealed WHERE event_id = ANY (CAST(string_to_array(:ids, ',') AS BIGINT[]));

-- bulk event_change_add
-- in event_id id, subject_id id, position int, field text, label text
-- in salt sealed event_change.salt event_id of subject_id
-- in before_value sealed event_change.before_value event_id of subject_id
-- in after_value sealed event_change.after_value event_id of subject_id
INSERT INTO event_change (event_id, position, field, label, salt, before_value, after_value)
VALUES (:event_id, :position, :field, :label, :salt, :before_value, :after_value);

-- row event_row: 操作记录
--   id            id
--   at            instant     时间
--   kind          text
--   actor         text        操作人
--   effective_on  date        生效日期
--   basis         text        依据
--   note          sealed event.note id  说明

-- many event_of_subject -> event_row
-- in subject_id id, kinds text0, limit int
-- why: openings are many and stand on a page of their own; the index event_story leaves them out
-- unscoped: the caller has looked the subject up for its viewer
SELECT e.event_id, e.happened_at, e.kind, COALESCE(a.name, a.login), e.effective_on, e.basis, e.note
  FROM event e LEFT JOIN auth_account a ON a.account_id = e.account_id
 WHERE e.subject_id = :subject_id AND e.kind <> 'member_opened'
   AND e.kind LIKE :kinds ESCAPE '\'                     --? kinds
 ORDER BY e.event_id DESC LIMIT :limit;

-- row event_change_row: 变更内容
--   event_id      id
--   field         text
--   label         text
--   before_value  sealed event_change.before_value event_id
--   after_value   sealed event_change.after_value event_id

-- many event_changes_of_subject -> event_change_row
-- in subject_id id, kinds text0, first_id id0
-- unscoped: the caller has looked the subject up for its viewer
SELECT c.event_id, c.field, c.label, c.before_value, c.after_value
  FROM event e JOIN event_change c ON c.event_id = e.event_id
 WHERE e.subject_id = :subject_id AND e.event_id >= :first_id
   AND e.kind LIKE :kinds ESCAPE '\'                     --? kinds
 ORDER BY c.event_id DESC, c.position;

-- row event_sealed_row
--   id            id
--   subject_id    id
--   note          blob

-- many event_sealed -> event_sealed_row
-- in after_id id0, limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT event_id, subject_id, note FROM event WHERE event_id > :after_id ORDER BY event_id LIMIT :limit;

-- many event_sealed_of -> event_sealed_row
-- in subject_id id, after_id id0, limit int
-- unscoped: before a person's key goes, for nobody's eyes
SELECT event_id, subject_id, note
  FROM event WHERE subject_id = :subject_id AND event_id > :after_id ORDER BY event_id LIMIT :limit;

-- row event_change_sealed_row
--   event_id      id
--   position      int
--   salt          blob
--   before_value  blob
--   after_value   blob

-- many event_change_sealed -> event_change_sealed_row
-- in event_id id
-- unscoped: replacing keys, for nobody's eyes
SELECT event_id, position, salt, before_value, after_value
  FROM event_change WHERE event_id = :event_id ORDER BY position;

-- exec event_reseal
-- in event_id id, note blob
UPDATE event SET note = :note WHERE event_id = :event_id;

-- exec event_change_reseal
-- in event_id id, position int, salt blob, before_value blob, after_value blob
UPDATE event_change SET salt = :salt, before_value = :before_value, after_value = :after_value
 WHERE event_id = :event_id AND position = :position;
