-- include "feature/member/member.h"

-- macro SCOPE_MEMBER(member)
-- why: the plus signs: the way is from the member to the own organisations and from there to the viewer's grants, never
-- why: from a grant to everybody below it; a test holds the plan
(:scope.site = 1 OR {member} = :scope.member
 OR EXISTS (SELECT 1
              FROM member_belonging sb
              JOIN org_closure oc ON oc.descendant_id = +sb.org_id
                                 AND (oc.until_on = 99991231 OR (oc.from_on <= :on AND oc.until_on > :on))
              JOIN auth_grant g ON +g.org_id = oc.ancestor_id AND g.account_id = :scope.account
                               AND g.from_on <= :scope.today AND g.until_on > :scope.today
              JOIN auth_role_cap rc ON rc.role = g.role AND rc.cap = :scope.cap AND +oc.depth >= rc.min_depth
             WHERE sb.member_id = {member}
               AND ((sb.from_on <= :on AND sb.until_on > :on)
                 OR sb.from_on = (SELECT MAX(lb.from_on) FROM member_belonging lb WHERE lb.member_id = {member}))));

-- macro CITIZEN_MASK(m)
'****************' || {m}.citizen_tail;

-- macro MOBILE_MASK(m)
'*******' || {m}.mobile_tail;

-- macro PHONE_MASK(m)
'********' || {m}.phone_tail;

-- macro ADDRESS_MASK(m)
{m}.address_head || '******';

-- row member_row: 党员名册
--   id                id
--   name              text                       姓名
--   sex               vocab sex                  性别
--   citizen_number    text masked                公民身份号码
--   ethnicity         vocab ethnicity            民族
--   birth_date        date                       出生日期
--   education         vocab education            学历
--   person_category   vocab person_category      人员类别
--   branch.id         id
--   branch.code       text
--   branch.name       text                       所在党支部
--   join_date         date                       入党日期
--   full_date         date                       转正日期
--   post              text                       工作岗位
--   mobile            text masked                手机号码
--   phone             text masked                固定电话
--   home_address      text masked                家庭住址
--   membership_status vocab membership_status    党籍状态
--   lost              bool                       是否为失联党员
--   lost_since        date                       失联日期
--   mobile_member     bool                       是否为流动党员
--   destination       text                       外出流向
--   initials          text hidden
--   pinyin            text hidden

-- one member_find -> member_row
-- in member_id id, on date
SELECT m.member_id, m.name, m.sex, $CITIZEN_MASK(m), m.ethnicity, m.birth_date, m.education, k.person_category,
       b.branch_id, v.code, v.short_name, m.join_date, m.full_date, m.post, $MOBILE_MASK(m), $PHONE_MASK(m),
       $ADDRESS_MASK(m), s.membership_status, m.lost, m.lost_since, m.mobile_member, m.destination, m.initials, m.pinyin
  FROM member m
  LEFT JOIN member_belonging b ON b.member_id = m.member_id AND $ASOF(b)
  LEFT JOIN org_version v ON v.org_id = b.branch_id AND $ASOF(v)
  LEFT JOIN member_kind k ON k.member_id = m.member_id AND $ASOF(k)
  LEFT JOIN member_standing s ON s.member_id = m.member_id AND $ASOF(s)
 WHERE m.member_id = :member_id AND $SCOPE_MEMBER(m.member_id);

-- many member_page -> member_row
-- in org_id id, on date, after_id id0, after_pinyin text0, after_initials text0, limit int
-- in prefix text0, prefix_end text0, part text0, head text0
-- in kind vocab person_category, sex vocab sex, born_from date, born_to date, ethnicity vocab ethnicity
-- in education vocab education, joined_from date, joined_to date, membership_status vocab membership_status
-- in lost bool, mobile_member bool
-- only initials: initials
-- only more: education branch.id branch.code join_date lost mobile_member
-- only full: citizen_number full_date post mobile phone home_address lost_since destination
-- why: the listing alone answers the page, and of it no more than is shown; the table behind it is joined only for the
-- why: forms that show all items
SELECT l.member_id, l.name, l.sex,
       $CITIZEN_MASK(m),                                                          --? full
       l.ethnicity, l.birth_date,
       l.education,                                                               --? more
       l.person_category,
       l.branch_id, v.code,                                                       --? more
       v.short_name,
       l.join_date,                                                               --? more
       m.full_date, m.post, $MOBILE_MASK(m), $PHONE_MASK(m), $ADDRESS_MASK(m),    --? full
       l.membership_status,
       l.lost,                                                                    --? more
       m.lost_since,                                                              --? full
       l.mobile_member,                                                           --? more
       m.destination,                                                             --? full
       l.initials,                                                                --? initials
       l.pinyin
  FROM member_listing l
  JOIN org_version v ON v.org_id = l.branch_id AND $ASOF(v)
  JOIN member m ON m.member_id = l.member_id                                      --? full
 WHERE l.ancestor_id = :org_id AND $ASOF(l) AND $SCOPE_GRANT(:org_id)
   AND (l.pinyin, l.member_id) > (:after_pinyin, :after_id)                       --? after
   AND (l.initials, l.pinyin, l.member_id) > (:after_initials, :after_pinyin, :after_id)   --? after_initials
   AND l.pinyin >= :prefix AND l.pinyin < :prefix_end                             --? pinyin
   AND l.initials >= :prefix AND l.initials < :prefix_end                         --? initials
   AND l.name LIKE :head ESCAPE '\'                                               --? head
   AND l.name LIKE :part ESCAPE '\' AND l.name NOT LIKE :head ESCAPE '\'          --? part
   AND l.person_category = :kind                                                  --? kind
   AND l.sex = :sex                                                               --? sex
   AND l.birth_date >= :born_from                                                 --? born_from
   AND l.birth_date <= :born_to                                                   --? born_to
   AND l.ethnicity = :ethnicity                                                   --? ethnicity
   AND l.education = :education                                                   --? education
   AND l.join_date >= :joined_from                                                --? joined_from
   AND l.join_date <= :joined_to                                                  --? joined_to
   AND l.membership_status = :membership_status                                   --? standing
   AND l.lost = :lost                                                             --? lost
   AND l.mobile_member = :mobile_member                                           --? mobile
 ORDER BY l.pinyin, l.member_id LIMIT :limit                                      --? !initials
 ORDER BY l.initials, l.pinyin, l.member_id LIMIT :limit                          --? initials
;

-- row member_clear: 党员名册
--   id                id
--   name              text                       姓名
--   sex               vocab sex                  性别
--   citizen_number    sealed member.citizen_number id    公民身份号码
--   ethnicity         vocab ethnicity            民族
--   birth_date        date                       出生日期
--   education         vocab education            学历
--   person_category   vocab person_category      人员类别
--   branch.id         id
--   branch.code       text
--   branch.name       text                       所在党支部
--   join_date         date                       入党日期
--   full_date         date                       转正日期
--   post              text                       工作岗位
--   mobile            sealed member.mobile id    手机号码
--   phone             sealed member.phone id     固定电话
--   home_address      sealed member.home_address id      家庭住址
--   membership_status vocab membership_status    党籍状态
--   lost              bool                       是否为失联党员
--   lost_since        date                       失联日期
--   mobile_member     bool                       是否为流动党员
--   destination       text                       外出流向
--   initials          text hidden
--   pinyin            text hidden

-- macro CLEAR(m)
{m}.member_id, {m}.name, {m}.sex, {m}.citizen_number, {m}.ethnicity, {m}.birth_date, {m}.education, k.person_category,
       b.branch_id, v.code, v.short_name, {m}.join_date, {m}.full_date, {m}.post, {m}.mobile, {m}.phone, {m}.home_address,
       s.membership_status, {m}.lost, {m}.lost_since, {m}.mobile_member, {m}.destination, {m}.initials, {m}.pinyin;

-- one member_in_clear -> member_clear
-- in member_id id, on date
-- why: for the person, for a disclosure with its reason, and inside verbs that compare old with new
SELECT $CLEAR(m)
  FROM member m
  LEFT JOIN member_belonging b ON b.member_id = m.member_id AND $ASOF(b)
  LEFT JOIN org_version v ON v.org_id = b.branch_id AND $ASOF(v)
  LEFT JOIN member_kind k ON k.member_id = m.member_id AND $ASOF(k)
  LEFT JOIN member_standing s ON s.member_id = m.member_id AND $ASOF(s)
 WHERE m.member_id = :member_id AND $SCOPE_MEMBER(m.member_id);

-- many member_clear_page -> member_clear
-- in org_id id, on date, after_id id0, after_pinyin text0, limit int
-- why: the export with a reason; in the order of the list
SELECT $CLEAR(m)
  FROM member_listing l
  JOIN member m ON m.member_id = l.member_id
  JOIN member_belonging b ON b.member_id = m.member_id AND $ASOF(b)
  JOIN org_version v ON v.org_id = b.branch_id AND $ASOF(v)
  JOIN member_kind k ON k.member_id = m.member_id AND $ASOF(k)
  JOIN member_standing s ON s.member_id = m.member_id AND $ASOF(s)
 WHERE l.ancestor_id = :org_id AND $ASOF(l) AND $SCOPE_GRANT(:org_id)
   AND (l.pinyin, l.member_id) > (:after_pinyin, :after_id)
 ORDER BY l.pinyin, l.member_id LIMIT :limit;

-- row member_more
--   id              id
--   native_place    text    籍贯
--   work_started_on date    参加工作日期
--   degree          text    学位
--   school          text    毕业院校
--   major           text    专业
--   other_party     text    加入其他党派情况
--   known_from      date hidden
--   revision        int hidden
--   group.id        id
--   group.name      text    党小组

-- one member_more_of -> member_more
-- in member_id id, on date
SELECT m.member_id, m.native_place, m.work_started_on, m.degree, m.school, m.major, m.other_party, m.known_from, m.revision,
       CASE WHEN b.org_id <> b.branch_id THEN b.org_id END, gv.short_name
  FROM member m
  LEFT JOIN member_belonging b ON b.member_id = m.member_id AND $ASOF(b)
  LEFT JOIN org_version gv ON gv.org_id = b.org_id AND gv.org_id <> b.branch_id AND $ASOF(gv)
 WHERE m.member_id = :member_id AND $SCOPE_MEMBER(m.member_id);

-- row member_link
--   id         id
--   name       text
--   branch.id  id
--   org.id     id
--   from_on    date
--   until_on   date

-- one member_linked -> member_link
-- in member_id id, on date
-- why: the newest belonging, also of one who has left
SELECT m.member_id, m.name, b.branch_id, b.org_id, b.from_on, b.until_on
  FROM member m
  JOIN member_belonging b ON b.member_id = m.member_id
   AND b.from_on = (SELECT MAX(x.from_on) FROM member_belonging x WHERE x.member_id = m.member_id)
 WHERE m.member_id = :member_id AND $SCOPE_MEMBER(m.member_id);

-- one member_by_lookup -> member_link
-- in citizen_number lookup member.citizen_number renewed, citizen_earlier lookup member.citizen_number earlier, on date
SELECT m.member_id, m.name, b.branch_id, b.org_id, b.from_on, b.until_on
  FROM member m
  JOIN member_belonging b ON b.member_id = m.member_id
   AND b.from_on = (SELECT MAX(x.from_on) FROM member_belonging x WHERE x.member_id = m.member_id)
 WHERE m.citizen_lookup IN (:citizen_number, :citizen_earlier) AND $SCOPE_MEMBER(m.member_id);

-- many member_in_org -> member_link
-- in org_id id, on date
-- why: a merger takes them along; who stands in a group of the organisation stands in it as well
SELECT m.member_id, m.name, b.branch_id, b.org_id, b.from_on, b.until_on
  FROM member_belonging b JOIN member m ON m.member_id = b.member_id
 WHERE (b.org_id = :org_id OR b.branch_id = :org_id) AND $ASOF(b) AND $SCOPE_GRANT(:org_id);

-- many member_below -> member_link
-- in org_id id, on date
-- unscoped: only their list rows are made anew after the tree changed above them
SELECT DISTINCT m.member_id, m.name, b.branch_id, b.org_id, b.from_on, b.until_on
  FROM org_closure c
  JOIN member_belonging b ON b.org_id = c.descendant_id AND b.until_on > :on
  JOIN member m ON m.member_id = b.member_id
 WHERE c.ancestor_id = :org_id AND c.until_on > :on;

-- many member_named -> member_link
-- in org_id id, on date, name text0
SELECT l.member_id, l.name, l.branch_id, l.branch_id, l.from_on, l.until_on
  FROM member_listing l
 WHERE l.ancestor_id = :org_id AND $ASOF(l) AND l.name = :name AND $SCOPE_GRANT(:org_id);

-- row member_span
--   ancestor_id       id
--   member_id         id
--   from_on           date
--   until_on          date
--   pinyin            text
--   initials          text
--   name              text
--   branch_id         id
--   person_category   vocab person_category
--   membership_status vocab membership_status
--   sex               vocab sex
--   ethnicity         vocab ethnicity
--   birth_date        date
--   education         vocab education
--   join_date         date
--   lost              bool
--   mobile_member     bool

-- macro SPANS(m)
member {m}
  JOIN member_belonging b ON b.member_id = {m}.member_id
  JOIN member_kind k ON k.member_id = b.member_id AND k.from_on < b.until_on AND k.until_on > b.from_on
  JOIN member_standing s ON s.member_id = b.member_id AND s.from_on < b.until_on AND s.until_on > b.from_on
                        AND s.from_on < k.until_on AND s.until_on > k.from_on
  JOIN org_closure c ON c.descendant_id = b.org_id AND c.from_on < b.until_on AND c.until_on > b.from_on
                    AND c.from_on < k.until_on AND c.until_on > k.from_on
                    AND c.from_on < s.until_on AND c.until_on > s.from_on;

-- macro SPAN_FROM()
greatest(b.from_on, k.from_on, s.from_on, c.from_on);

-- macro SPAN_UNTIL()
least(b.until_on, k.until_on, s.until_on, c.until_on);

-- many member_spans -> member_span
-- in first_id id, last_id id
-- unscoped: lists and counts up the tree, within the verb that changed the members
SELECT c.ancestor_id, m.member_id, $SPAN_FROM(), $SPAN_UNTIL(), m.pinyin, m.initials, m.name, b.branch_id,
       k.person_category, s.membership_status, m.sex, m.ethnicity, m.birth_date, m.education, m.join_date, m.lost,
       m.mobile_member
  FROM $SPANS(m)
 WHERE m.member_id BETWEEN :first_id AND :last_id;

-- exec member_list_drop
-- in member_id id
-- why: closure rows are never deleted, so every ancestor the member was ever listed under is found here
DELETE FROM member_listing
 WHERE member_id = :member_id AND pinyin = (SELECT m.pinyin FROM member m WHERE m.member_id = :member_id)
   AND ancestor_id IN (SELECT c.ancestor_id FROM org_closure c JOIN member_belonging b ON b.org_id = c.descendant_id
                        WHERE b.member_id = :member_id);

-- bulk member_list_add
-- in ancestor_id id, member_id id, from_on date, until_on date, pinyin text0, initials text0, name text0, branch_id id
-- in person_category vocab person_category, membership_status vocab membership_status, sex vocab sex
-- in ethnicity vocab ethnicity, birth_date date, education vocab education, join_date date, lost bool, mobile_member bool
INSERT INTO member_listing (ancestor_id, member_id, from_on, until_on, pinyin, initials, name, branch_id, person_category,
                            membership_status, sex, ethnicity, birth_date, education, join_date, lost, mobile_member)
VALUES (:ancestor_id, :member_id, :from_on, :until_on, :pinyin, :initials, :name, :branch_id, :person_category,
        :membership_status, :sex, :ethnicity, :birth_date, :education, :join_date, :lost, :mobile_member);

-- bulk member_insert
-- in member_id id, name text0, pinyin text0, initials text0, sex vocab sex
-- in citizen_number sealed member.citizen_number member_id of member_id
-- in citizen_lookup lookup member.citizen_number renewed, citizen_tail text0
-- in ethnicity vocab ethnicity, birth_date date, education vocab education, join_date date, full_date date, post text
-- in mobile sealed member.mobile member_id of member_id, mobile_tail text
-- in phone sealed member.phone member_id of member_id, phone_tail text
-- in home_address sealed member.home_address member_id of member_id, address_head text
-- in lost bool, lost_since date, mobile_member bool, destination text, known_from date
INSERT INTO member (member_id, name, pinyin, initials, sex, citizen_number, citizen_lookup, citizen_tail, ethnicity,
                    birth_date, education, join_date, full_date, post, mobile, mobile_tail, phone, phone_tail, home_address,
                    address_head, lost, lost_since, mobile_member, destination, known_from)
VALUES (:member_id, :name, :pinyin, :initials, :sex, :citizen_number, :citizen_lookup, :citizen_tail, :ethnicity,
        :birth_date, :education, :join_date, :full_date, :post, :mobile, :mobile_tail, :phone, :phone_tail, :home_address,
        :address_head, :lost, :lost_since, :mobile_member, :destination, :known_from);

-- must member_save
-- in member_id id, name text0, pinyin text0, initials text0, sex vocab sex
-- in citizen_number sealed member.citizen_number member_id of member_id
-- in citizen_lookup lookup member.citizen_number renewed, citizen_tail text0
-- in ethnicity vocab ethnicity, birth_date date, education vocab education, join_date date, full_date date, post text
-- in mobile sealed member.mobile member_id of member_id, mobile_tail text
-- in phone sealed member.phone member_id of member_id, phone_tail text
-- in home_address sealed member.home_address member_id of member_id, address_head text
-- in lost bool, lost_since date, mobile_member bool, destination text
UPDATE member SET name = :name, pinyin = :pinyin, initials = :initials, sex = :sex, citizen_number = :citizen_number,
       citizen_lookup = :citizen_lookup, citizen_tail = :citizen_tail, ethnicity = :ethnicity, birth_date = :birth_date,
       education = :education, join_date = :join_date, full_date = :full_date, post = :post, mobile = :mobile,
       mobile_tail = :mobile_tail, phone = :phone, phone_tail = :phone_tail, home_address = :home_address,
       address_head = :address_head, lost = :lost, lost_since = :lost_since, mobile_member = :mobile_member,
       destination = :destination, revision = revision + 1
 WHERE member_id = :member_id;

-- must member_save_more
-- in member_id id, native_place text, work_started_on date, degree text, school text, major text, other_party text
UPDATE member SET native_place = :native_place, work_started_on = :work_started_on, degree = :degree, school = :school,
       major = :major, other_party = :other_party, revision = revision + 1
 WHERE member_id = :member_id;

-- bulk member_belonging_add
-- in member_id id, from_on date, until_on date, org_id id, branch_id id, basis text
INSERT INTO member_belonging (member_id, from_on, until_on, org_id, branch_id, basis)
VALUES (:member_id, :from_on, :until_on, :org_id, :branch_id, :basis);

-- bulk member_kind_add
-- in member_id id, from_on date, until_on date, person_category vocab person_category, basis text
INSERT INTO member_kind (member_id, from_on, until_on, person_category, basis)
VALUES (:member_id, :from_on, :until_on, :person_category, :basis);

-- bulk member_standing_add
-- in member_id id, from_on date, until_on date, membership_status vocab membership_status, basis text
INSERT INTO member_standing (member_id, from_on, until_on, membership_status, basis)
VALUES (:member_id, :from_on, :until_on, :membership_status, :basis);

-- exec member_belonging_correct
-- in member_id id, org_id id, branch_id id
-- why: the old belonging was a mistake and never held; the current row is put right, history is not made
UPDATE member_belonging SET org_id = :org_id, branch_id = :branch_id WHERE member_id = :member_id AND until_on = 99991231;

-- exec member_kind_clear
-- in member_id id
DELETE FROM member_kind WHERE member_id = :member_id;

-- interval member_belonging (member_id id) (org_id id, branch_id id, basis text)
-- interval member_kind (member_id id) (person_category vocab person_category, basis text)
-- interval member_standing (member_id id) (membership_status vocab membership_status, basis text)

-- row member_day
--   day date

-- one member_first_day -> member_day
-- in org_id id
-- unscoped: since when anybody belongs there, for the correction of a founding by somebody who may
SELECT MIN(b.from_on) FROM member_belonging b WHERE b.org_id = :org_id;

-- row member_number
--   number int

-- one member_seen -> member_number
-- in member_id id, on date
SELECT 1 FROM member m WHERE m.member_id = :member_id AND $SCOPE_MEMBER(m.member_id);

-- one member_any -> member_number
-- unscoped: whether the register is still empty, for the import
SELECT COUNT(*) FROM (SELECT 1 FROM member LIMIT 1) x;

-- row member_evidence_member
--   member_id       id
--   name            text
--   pinyin          text
--   initials        text
--   sex             text
--   citizen_number  blob
--   citizen_tail    text
--   ethnicity       text
--   birth_date      int
--   education       text
--   join_date       int
--   full_date       int
--   post            text
--   mobile          blob
--   mobile_tail     text
--   phone           blob
--   phone_tail      text
--   home_address    blob
--   address_head    text
--   lost            int
--   lost_since      int
--   mobile_member   int
--   destination     text
--   native_place    text
--   work_started_on int
--   degree          text
--   school          text
--   major           text
--   other_party     text
--   known_from      int
--   revision        int

-- many member_evidence_members -> member_evidence_member
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
-- why: without the look-up hash, which follows from the number and changes with the keys of the site
SELECT member_id, name, pinyin, initials, sex, citizen_number, citizen_tail, ethnicity, birth_date,
       education, join_date, full_date, post, mobile, mobile_tail, phone, phone_tail, home_address, address_head, lost,
       lost_since, mobile_member, destination, native_place, work_started_on, degree, school, major, other_party,
       known_from, revision
  FROM member WHERE member_id >= :from_id AND member_id <= :until_id ORDER BY member_id LIMIT :row_limit;

-- row member_evidence_belonging
--   member_id id
--   from_on   int
--   until_on  int
--   org_id    id
--   branch_id id
--   basis     text

-- many member_evidence_belongings -> member_evidence_belonging
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT member_id, from_on, until_on, org_id, branch_id, basis
  FROM member_belonging WHERE member_id >= :from_id AND member_id <= :until_id
 ORDER BY member_id, from_on LIMIT :row_limit;

-- row member_evidence_interval
--   member_id id
--   from_on   int
--   until_on  int
--   word      text
--   basis     text

-- many member_evidence_kinds -> member_evidence_interval
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT member_id, from_on, until_on, person_category, basis
  FROM member_kind WHERE member_id >= :from_id AND member_id <= :until_id
 ORDER BY member_id, from_on LIMIT :row_limit;

-- many member_evidence_standings -> member_evidence_interval
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT member_id, from_on, until_on, membership_status, basis
  FROM member_standing WHERE member_id >= :from_id AND member_id <= :until_id
 ORDER BY member_id, from_on LIMIT :row_limit;

-- row member_sealed_row
--   id              id
--   slot            int
--   citizen_number  blob
--   citizen_lookup  blob
--   mobile          blob
--   phone           blob
--   home_address    blob

-- many member_sealed -> member_sealed_row
-- in after_id id0, limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT m.member_id, COALESCE(k.slot, 0), m.citizen_number, m.citizen_lookup, m.mobile, m.phone, m.home_address
  FROM member m LEFT JOIN person_key k ON k.person_id = m.member_id
 WHERE m.member_id > :after_id ORDER BY m.member_id LIMIT :limit;

-- exec member_reseal
-- in member_id id, citizen_number blob, citizen_lookup blob, mobile blob, phone blob, home_address blob, was blob
-- why: an entry that was saved meanwhile is sealed as it should be
UPDATE member SET citizen_number = :citizen_number, citizen_lookup = :citizen_lookup, mobile = :mobile, phone = :phone,
       home_address = :home_address
 WHERE member_id = :member_id AND citizen_number = :was;

-- one member_left_on -> member_number
-- in member_id id, on date
-- why: since when somebody is no member any more
SELECT s.from_on
  FROM member_standing s
 WHERE s.member_id = :member_id AND $ASOF(s) AND s.membership_status IN ('removed', 'expelled', 'left', 'deceased')
   AND $SCOPE_MEMBER(:member_id);

-- must member_erase_items
-- in member_id id, name text0, pinyin text0, initials text0, birth_date date, nothing blob, citizen_lookup blob
-- why: sex, ethnicity, education, the year of birth and the Party dates stay, so that counts of past days stay true
UPDATE member SET name = :name, pinyin = :pinyin, initials = :initials, birth_date = :birth_date,
       citizen_number = :nothing, citizen_lookup = :citizen_lookup, citizen_tail = '', post = NULL, mobile = NULL,
       mobile_tail = NULL, phone = NULL, phone_tail = NULL, home_address = NULL, address_head = NULL, destination = NULL,
       native_place = NULL, work_started_on = NULL, degree = NULL, school = NULL, major = NULL, other_party = NULL,
       revision = revision + 1
 WHERE member_id = :member_id;
