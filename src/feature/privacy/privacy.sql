-- include "feature/member/member.h"


-- row privacy_reading: 谁看过我的信息
--   id            id
--   at            instant               时间
--   kind          text
--   what          text                  做了什么
--   actor         text                  谁
--   duty          text                  职责
--   place         text                  哪个党组织的名册
--   reason        sealed event.note id  原因

-- many privacy_readings -> privacy_reading
-- in member_id id, account_id id, before_id id, row_limit int
-- why: of an export stands where it was of and of which day: who belonged there that day stood in it
-- unscoped: what concerns the viewer alone
SELECT x.event_id, x.happened_at, x.kind, NULL, COALESCE(a.name, a.login), x.basis, v.short_name, x.note
  FROM (SELECT e.event_id, e.happened_at, e.kind, e.basis, e.note, e.account_id, e.effective_on, NULL AS list_id
          FROM event e
         WHERE e.subject_id = :member_id AND e.kind IN ('member_opened', 'member_disclosed')
           AND e.event_id < :before_id                                                             --? before
         UNION ALL
        SELECT e.event_id, e.happened_at, e.kind, e.basis, e.note, e.account_id, e.effective_on, e.subject_id
          FROM member_belonging b
          JOIN org_closure c ON c.descendant_id = b.org_id
          JOIN event e ON e.subject_id = c.ancestor_id AND e.kind = 'member_exported'
           AND e.effective_on >= b.from_on AND e.effective_on < b.until_on
           AND e.effective_on >= c.from_on AND e.effective_on < c.until_on
         WHERE b.member_id = :member_id
           AND e.event_id < :before_id                                                             --? before
       ) x
  LEFT JOIN auth_account a ON a.account_id = x.account_id
  LEFT JOIN org_version v ON v.org_id = x.list_id AND v.from_on <= x.effective_on AND v.until_on > x.effective_on
 WHERE x.account_id IS NULL OR x.account_id <> :account_id
 ORDER BY x.event_id DESC LIMIT :row_limit;


-- row privacy_number
--   number  int

-- one privacy_files_opened -> privacy_number
-- in account_id id, since instant
-- unscoped: a number
SELECT COUNT(DISTINCT e.subject_id)
  FROM event e WHERE e.account_id = :account_id AND e.happened_at >= :since AND e.kind = 'member_opened';

-- one privacy_told -> privacy_number
-- in account_id id, since instant
-- unscoped: a number
SELECT COUNT(*)
  FROM event e WHERE e.subject_id = :account_id AND e.happened_at >= :since AND e.kind = 'privacy_many_files';

-- row privacy_account
--   name  text

-- one privacy_account_named -> privacy_account
-- in account_id id
-- unscoped: to tell others who it is
SELECT COALESCE(a.name, a.login) FROM auth_account a WHERE a.account_id = :account_id;


-- row privacy_read: 已阅读的隐私说明
--   version  int      版本
--   read_at  instant  时间

-- many privacy_reads -> privacy_read
-- in account_id id
-- unscoped: the viewer's own
SELECT r.version, r.read_at FROM privacy_acknowledgement r WHERE r.account_id = :account_id ORDER BY r.version DESC;

-- exec privacy_read_add
-- in account_id id, version int, now instant
INSERT INTO privacy_acknowledgement (account_id, version, read_at) VALUES (:account_id, :version, :now)
ON CONFLICT (account_id, version) DO NOTHING;


-- row privacy_objection_row: 对处理个人信息的异议
--   id           id
--   member.id    id
--   member.name  text
--   words        sealed privacy_objection.words id   异议
--   made_at      instant                             提出时间
--   answer_by    date                                最迟答复
--   answered_at  instant                             答复时间
--   answer       sealed privacy_objection.answer id  答复

-- macro OBJECTION(o, m)
{o}.privacy_objection_id, {o}.member_id, {m}.name, {o}.words, {o}.made_at, {o}.answer_by, {o}.answered_at, {o}.answer;

-- many privacy_objections_of -> privacy_objection_row
-- in member_id id, on date
SELECT $OBJECTION(o, m)
  FROM privacy_objection o JOIN member m ON m.member_id = o.member_id
 WHERE o.member_id = :member_id AND $SCOPE_MEMBER(:member_id)
 ORDER BY o.privacy_objection_id DESC LIMIT 50;

-- many privacy_objections_waiting -> privacy_objection_row
-- in org_id id, on date
SELECT $OBJECTION(o, m)
  FROM privacy_objection o JOIN member m ON m.member_id = o.member_id
  JOIN member_belonging b ON b.member_id = m.member_id AND $ASOF(b)
  JOIN org_closure c ON c.descendant_id = b.org_id AND c.ancestor_id = :org_id AND $ASOF(c)
 WHERE o.answered_at IS NULL AND $SCOPE_GRANT(:org_id)
 ORDER BY o.privacy_objection_id LIMIT 50;

-- one privacy_objection_find -> privacy_objection_row
-- in objection_id id, on date
SELECT $OBJECTION(o, m)
  FROM privacy_objection o JOIN member m ON m.member_id = o.member_id
 WHERE o.privacy_objection_id = :objection_id AND $SCOPE_MEMBER(o.member_id);

-- exec privacy_objection_add
-- in objection_id id, member_id id, words sealed privacy_objection.words objection_id of member_id
-- in now instant, answer_by date
INSERT INTO privacy_objection (privacy_objection_id, member_id, words, made_at, answer_by)
VALUES (:objection_id, :member_id, :words, :now, :answer_by);

-- must privacy_objection_answer
-- in objection_id id, member_id id, now instant, answer sealed privacy_objection.answer objection_id of member_id
UPDATE privacy_objection SET answered_at = :now, answer = :answer
 WHERE privacy_objection_id = :objection_id AND member_id = :member_id AND answered_at IS NULL;


-- row privacy_over: 保存期已满的人员
--   id                 id
--   name               text                     姓名
--   membership_status  vocab membership_status  党籍状态
--   left_on            date                     离开日期

-- many privacy_over_page -> privacy_over
-- in on date, before date, after_id id0, row_limit int
SELECT m.member_id, m.name, s.membership_status, s.from_on
  FROM member_standing s JOIN member m ON m.member_id = s.member_id
 WHERE s.membership_status IN ('removed', 'expelled', 'left', 'deceased') AND $ASOF(s) AND s.from_on <= :before
   AND m.member_id > :after_id AND $SCOPE_MEMBER(m.member_id)
 ORDER BY m.member_id LIMIT :row_limit;


-- row privacy_own_items: 登记的信息
--   id                id
--   name              text                             姓名
--   sex               vocab sex                        性别
--   citizen_number    sealed member.citizen_number id  公民身份号码
--   ethnicity         vocab ethnicity                  民族
--   birth_date        date                             出生日期
--   education         vocab education                  学历
--   join_date         date                             入党日期
--   full_date         date                             转正日期
--   post              text                             工作岗位
--   mobile            sealed member.mobile id          手机号码
--   phone             sealed member.phone id           固定电话
--   home_address      sealed member.home_address id    家庭住址
--   lost              bool                             是否为失联党员
--   lost_since        date                             失联日期
--   mobile_member     bool                             是否为流动党员
--   destination       text                             外出流向
--   native_place      text                             籍贯
--   work_started_on   date                             参加工作日期
--   degree            text                             学位
--   school            text                             毕业院校
--   major             text                             专业
--   other_party       text                             加入其他党派情况
--   known_from        date                             本系统从哪天起记录

-- many privacy_own_items_of -> privacy_own_items
-- in member_id id
-- unscoped: the viewer's own, here and below
SELECT m.member_id, m.name, m.sex, m.citizen_number, m.ethnicity, m.birth_date, m.education, m.join_date, m.full_date,
       m.post, m.mobile, m.phone, m.home_address, m.lost, m.lost_since, m.mobile_member, m.destination, m.native_place,
       m.work_started_on, m.degree, m.school, m.major, m.other_party, m.known_from
  FROM member m WHERE m.member_id = :member_id;

-- row privacy_own_belonging: 组织关系
--   from_on   date  起
--   until_on  date  止
--   org.name  text  所在党组织
--   basis     text  依据

-- many privacy_own_belongings -> privacy_own_belonging
-- in member_id id
-- unscoped: the viewer's own
SELECT b.from_on, b.until_on, v.name, b.basis
  FROM member_belonging b
  JOIN org_version v ON v.org_id = b.org_id AND v.from_on <= b.from_on AND v.until_on > b.from_on
 WHERE b.member_id = :member_id ORDER BY b.from_on;

-- row privacy_own_kind: 人员类别
--   from_on          date                   起
--   until_on         date                   止
--   person_category  vocab person_category  人员类别
--   basis            text                   依据

-- many privacy_own_kinds -> privacy_own_kind
-- in member_id id
-- unscoped: the viewer's own
SELECT k.from_on, k.until_on, k.person_category, k.basis
  FROM member_kind k WHERE k.member_id = :member_id ORDER BY k.from_on;

-- row privacy_own_standing: 党籍状态
--   from_on            date                     起
--   until_on           date                     止
--   membership_status  vocab membership_status  党籍状态
--   basis              text                     依据

-- many privacy_own_standings -> privacy_own_standing
-- in member_id id
-- unscoped: the viewer's own
SELECT s.from_on, s.until_on, s.membership_status, s.basis
  FROM member_standing s WHERE s.member_id = :member_id ORDER BY s.from_on;

-- row privacy_own_post: 党内职务
--   from_on   date            起
--   until_on  date            止
--   org.name  text            党组织
--   org_post  vocab org_post  职务
--   basis     text            依据

-- many privacy_own_posts -> privacy_own_post
-- in member_id id
-- unscoped: the viewer's own
SELECT q.from_on, q.until_on, v.name, q.org_post, q.basis
  FROM org_post q
  JOIN org_version v ON v.org_id = q.org_id AND v.from_on <= q.from_on AND v.until_on > q.from_on
 WHERE q.person_id = :member_id ORDER BY q.from_on;

-- row privacy_own_account: 账号
--   login     text     账号
--   name      text     姓名
--   disabled  bool     已停用
--   made_at   instant  开立时间

-- many privacy_own_accounts -> privacy_own_account
-- in account_id id
-- unscoped: the viewer's own
SELECT a.login, a.name, a.disabled, a.made_at FROM auth_account a WHERE a.account_id = :account_id;

-- row privacy_own_grant: 职责
--   role      vocab role  职责
--   org_name  text        党组织
--   from_on   date        起
--   until_on  date        止
--   basis     text        依据

-- many privacy_own_grants -> privacy_own_grant
-- in account_id id
-- unscoped: the viewer's own
SELECT g.role, g.org_name, g.from_on, g.until_on, g.basis
  FROM auth_grant g WHERE g.account_id = :account_id ORDER BY g.from_on, g.grant_id;

-- row privacy_own_session: 登录
--   started_at  instant  开始
--   seen_at     instant  最近使用
--   agent       text     浏览器

-- many privacy_own_sessions -> privacy_own_session
-- in account_id id
-- unscoped: the viewer's own
SELECT s.started_at, s.seen_at, s.agent FROM auth_session s WHERE s.account_id = :account_id ORDER BY s.session_id;

-- row privacy_own_notice: 通知
--   sent_at   instant  时间
--   sentence  text     内容

-- many privacy_own_notices -> privacy_own_notice
-- in account_id id
-- unscoped: the viewer's own
SELECT n.sent_at, n.sentence FROM notice n WHERE n.account_id = :account_id ORDER BY n.notice_id DESC LIMIT 1000;

-- row privacy_evidence_objection
--   member_id    id
--   id           id
--   words        blob
--   made_at      int
--   answer_by    int
--   answered_at  int
--   answer       blob

-- many privacy_evidence_objections -> privacy_evidence_objection
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT member_id, privacy_objection_id, words, made_at, answer_by, answered_at, answer
  FROM privacy_objection WHERE member_id >= :from_id AND member_id <= :until_id
 ORDER BY member_id, privacy_objection_id LIMIT :row_limit;

-- row privacy_sealed_row
--   id         id
--   member_id  id
--   words      blob
--   answer     blob

-- many privacy_sealed -> privacy_sealed_row
-- in after_id id0, row_limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT o.privacy_objection_id, o.member_id, o.words, o.answer
  FROM privacy_objection o WHERE o.privacy_objection_id > :after_id ORDER BY o.privacy_objection_id LIMIT :row_limit;

-- exec privacy_reseal
-- in id id, words blob, answer blob
UPDATE privacy_objection SET words = :words, answer = :answer WHERE privacy_objection_id = :id;

-- exec privacy_erase
-- in member_id id, nothing blob
UPDATE privacy_objection SET words = :nothing, answer = NULL WHERE member_id = :member_id;
