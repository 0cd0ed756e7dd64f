-- row evidence_event: 操作记录
--   id            id
--   at            instant
--   kind          text
--   subject_id    id
--   org_id        id
--   account_id    id
--   via           text
--   remote        text
--   request       text
--   effective_on  int
--   basis         text
--   note          blob
--   commitment    text
--   proof         blob
--   waiting       bool

-- many evidence_waiting -> evidence_event
-- in row_limit int
-- unscoped: sealing
-- why: events of a transaction that is still open are in the queue only once it commits, whatever their ids are
-- why: so nothing has to be known of clocks, of other servers, or of who began first
SELECT e.event_id, e.happened_at, e.kind, e.subject_id, e.org_id, e.account_id, e.via, e.remote, e.request,
       e.effective_on, e.basis, e.note, e.commitment, e.proof, 1
  FROM event_unsealed u JOIN event e ON e.event_id = u.event_id
 ORDER BY u.event_id LIMIT :row_limit;

-- many evidence_events -> evidence_event
-- in after_id id0, row_limit int
-- unscoped: verifying
SELECT e.event_id, e.happened_at, e.kind, e.subject_id, e.org_id, e.account_id, e.via, e.remote, e.request,
       e.effective_on, e.basis, e.note, e.commitment, e.proof,
       CASE WHEN u.event_id IS NULL THEN 0 ELSE 1 END
  FROM event e LEFT JOIN event_unsealed u ON u.event_id = e.event_id
 WHERE e.event_id > :after_id
 ORDER BY e.event_id LIMIT :row_limit;

-- row evidence_change: 变更内容
--   event_id      id
--   position      int
--   field         text
--   label         text
--   salt          blob
--   before_value  blob
--   after_value   blob

-- many evidence_waiting_changes -> evidence_change
-- in last_id id0
-- unscoped: sealing
SELECT c.event_id, c.position, c.field, c.label, c.salt, c.before_value, c.after_value
  FROM event_unsealed u JOIN event_change c ON c.event_id = u.event_id
 WHERE u.event_id <= :last_id
 ORDER BY c.event_id, c.position;

-- many evidence_changes -> evidence_change
-- in first_id id0, last_id id0
-- unscoped: verifying
SELECT c.event_id, c.position, c.field, c.label, c.salt, c.before_value, c.after_value
  FROM event_change c
 WHERE c.event_id >= :first_id AND c.event_id <= :last_id
 ORDER BY c.event_id, c.position;

-- row evidence_seal_row: 封存
--   seq           id
--   sealed_at     instant
--   first_id      id
--   last_id       id
--   n             int
--   marked        int
--   link_before   text
--   link          text
--   kinds         text
--   entries       blob

-- row evidence_seal_end: 封存
--   seq           id
--   sealed_at     instant
--   marked        bool
--   link          text

-- one evidence_seal_last -> evidence_seal_end
-- unscoped: the chain
SELECT seq, sealed_at, marked, link FROM evidence_seal WHERE seq > 0 ORDER BY seq DESC LIMIT 1;

-- many evidence_seal_page -> evidence_seal_row
-- in after_seq id0, row_limit int
-- unscoped: the chain
SELECT seq, sealed_at, first_id, last_id, n, marked, link_before, link, kinds, entries
  FROM evidence_seal WHERE seq > :after_seq ORDER BY seq LIMIT :row_limit;

-- many evidence_seal_next -> evidence_seal_row
-- in first_id id0, after_seq id0
-- unscoped: the chain
-- why: in the order of the events; a batch may reach back behind the one before
SELECT seq, sealed_at, first_id, last_id, n, marked, link_before, link, kinds, entries
  FROM evidence_seal WHERE (first_id, seq) > (:first_id, :after_seq) ORDER BY first_id, seq LIMIT 1;

-- exec evidence_seal_add
-- in seq id, sealed_at instant, first_id id, last_id id, n int, marked bool, link_before text0, link text, kinds text0
-- in entries blob
INSERT INTO evidence_seal (seq, sealed_at, first_id, last_id, n, marked, link_before, link, kinds, entries)
VALUES (:seq, :sealed_at, :first_id, :last_id, :n, :marked, :link_before, :link, :kinds, :entries);

-- exec evidence_day_set
-- in on_date int, seq id, events int
INSERT INTO evidence_day (on_date, seq, events) VALUES (:on_date, :seq, :events)
ON CONFLICT (on_date) DO UPDATE SET seq = excluded.seq, events = evidence_day.events + excluded.events;

-- row evidence_day_row: 每日封存
--   on_date       date     日期
--   events        int      操作记录
--   seq           int      封存编号
--   sealed_at     instant  封存时间
--   link          text     校验码

-- many evidence_days -> evidence_day_row
-- in before_on int, row_limit int
-- unscoped: those who read events; a seal says nothing about anybody
SELECT d.on_date, d.events, d.seq, s.sealed_at, s.link
  FROM evidence_day d JOIN evidence_seal s ON s.seq = d.seq
 WHERE d.on_date < :before_on
 ORDER BY d.on_date DESC LIMIT :row_limit;

-- row evidence_line: 操作记录
--   id            id
--   at            instant  时间
--   kind          text
--   what          text     操作
--   subject.kind  text     对象
--   subject.id    id       对象编号
--   actor         text     操作人
--   login         text     账号
--   via           text     方式
--   remote        text     地址
--   effective_on  date     生效日期
--   request       text     请求编号

-- many evidence_search -> evidence_line
-- in from_at int, until_at int, account text0, subject_id id, kind1 text0, kind2 text0, kind3 text0, kind4 text0
-- in after_at int, after_id id, row_limit int
-- unscoped: whoever may read events reads them all; what was written, and why, is not among the columns
SELECT e.event_id, e.happened_at, e.kind, '', '', e.subject_id, a.name, a.login, e.via, e.remote, e.effective_on, e.request
  FROM event e LEFT JOIN auth_account a ON a.account_id = e.account_id
 WHERE e.happened_at >= :from_at AND e.happened_at < :until_at
   AND e.account_id IN (SELECT w.account_id FROM auth_account w                         --? who
                         WHERE w.login = :account OR w.name = :account)                 --? who
   AND e.subject_id = :subject_id                                                       --? subject
   AND e.kind IN (:kind1, :kind2, :kind3, :kind4)                                       --? kind
   AND (e.happened_at, e.event_id) < (:after_at, :after_id)                             --? after
 ORDER BY e.happened_at DESC, e.event_id DESC LIMIT :row_limit;

-- row evidence_moment
--   at            int

-- one evidence_moment_of -> evidence_moment
-- in event_id id
-- unscoped: where a list goes on
SELECT happened_at FROM event WHERE event_id = :event_id;

-- row evidence_orphan
--   event_id      id

-- many evidence_orphans -> evidence_orphan
-- in row_limit int
-- unscoped: verifying
SELECT u.event_id FROM event_unsealed u LEFT JOIN event e ON e.event_id = u.event_id
 WHERE e.event_id IS NULL ORDER BY u.event_id LIMIT :row_limit;

-- row evidence_link
--   link          text

-- one evidence_link_of -> evidence_link
-- in seq id
-- unscoped: verifying
SELECT link FROM evidence_seal WHERE seq = :seq;

-- one evidence_event_after -> evidence_orphan
-- in event_id id0
-- unscoped: verifying
SELECT event_id FROM event WHERE event_id > :event_id ORDER BY event_id LIMIT 1;
