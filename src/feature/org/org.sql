-- include "feature/org/org.h"

-- macro SCOPE_GRANT(org)
-- why: the plus sign: the closure is entered by both of its ends, never by reading all that lies below a grant.
(:scope.site = 1
 OR EXISTS (SELECT 1
              FROM auth_grant g
              JOIN auth_role_cap rc ON rc.role = g.role AND rc.cap = :scope.cap
              JOIN org_closure oc ON oc.descendant_id = {org} AND oc.ancestor_id = g.org_id
                                 AND +oc.depth >= rc.min_depth
                                 AND (oc.until_on = 99991231 OR (oc.from_on <= :on AND oc.until_on > :on))
             WHERE g.account_id = :scope.account
               AND g.from_on <= :scope.today AND g.until_on > :scope.today));

-- macro SCOPE(org)
($SCOPE_GRANT({org})
 OR EXISTS (SELECT 1 FROM org_closure oc
             WHERE oc.descendant_id = :scope.home AND oc.ancestor_id = {org} AND oc.until_on = 99991231));

-- macro TALLY(org, what)
CAST(COALESCE((SELECT SUM(ta.delta) FROM org_tally ta
                WHERE ta.org_id = {org} AND ta.measure = {what} AND ta.on_date <= :on), 0) AS $INT);

-- macro TERM(org)
(SELECT MAX(x.elected_on) FROM org_term x WHERE x.org_id = {org} AND x.elected_on <= :on);

-- row org_row: 党组织
--   id              id
--   code            text            编码
--   national_code   text            国家系统编码
--   name            text            党组织全称
--   short_name      text            党组织简称
--   kind            vocab org_kind  组织类别
--   parent.id       id
--   parent.code     text
--   parent.name     text            上级党组织
--   founded_on      date            成立日期
--   dissolved_on    date            撤销日期
--   term_years      int             任期(年)
--   elected_on      date            本届选举日期
--   full_members    int             正式党员
--   members         int             党员
--   children        int hidden
--   granted         bool hidden

-- one org_find -> org_row
-- in org_id id, on date
SELECT o.org_id, v.code, o.national_code, v.name, v.short_name, v.kind, p.org_id, p.code, p.name,
       o.founded_on, o.dissolved_on, t.term_years, t.elected_on,
       $TALLY(o.org_id, 'full_member'),
       $TALLY(o.org_id, 'member'),
       (SELECT COUNT(*) FROM org_version k WHERE k.parent_id = o.org_id AND $ASOF(k)),
       CASE WHEN $SCOPE_GRANT(o.org_id) THEN 1 ELSE 0 END
  FROM org o
  JOIN org_version v ON v.org_id = o.org_id AND $ASOF(v)
  LEFT JOIN org_version p ON p.org_id = v.parent_id AND $ASOF(p)
  LEFT JOIN org_term t ON t.org_id = o.org_id AND t.elected_on = $TERM(o.org_id)
 WHERE o.org_id = :org_id AND $SCOPE(o.org_id);

-- row org_days
--   founded_on      date
--   dissolved_on    date
--   changed_on      date
--   next_child      int
--   merged_into     id

-- one org_days_of -> org_days
-- in org_id id, on date
-- why: an organisation that is dissolved is still found, on the last day it existed
SELECT o.founded_on, o.dissolved_on,
       (SELECT MAX(x.from_on) FROM org_version x WHERE x.org_id = o.org_id), o.next_child, o.merged_into
  FROM org o
 WHERE o.org_id = :org_id AND ($SCOPE(o.org_id)
       OR EXISTS (SELECT 1 FROM org_closure z WHERE z.descendant_id = o.org_id AND z.until_on = o.dissolved_on
                     AND $SCOPE(z.ancestor_id)));

-- many org_children -> org_row
-- in org_id id, on date
SELECT o.org_id, v.code, o.national_code, v.name, v.short_name, v.kind, v.parent_id, '', '',
       o.founded_on, o.dissolved_on, t.term_years, t.elected_on,
       $TALLY(o.org_id, 'full_member'),
       $TALLY(o.org_id, 'member'),
       (SELECT COUNT(*) FROM org_version k WHERE k.parent_id = o.org_id AND $ASOF(k)), 1
  FROM org_version v
  JOIN org o ON o.org_id = v.org_id
  LEFT JOIN org_term t ON t.org_id = o.org_id AND t.elected_on = $TERM(o.org_id)
 WHERE v.parent_id = :org_id AND $ASOF(v) AND $SCOPE_GRANT(:org_id)
 ORDER BY v.code;

-- many org_page -> org_row
-- in org_id id, on date, after text0, limit int, kind vocab org_kind, prefix text0, prefix_end text0, part text0
-- why: code order is tree order; what is searched for is a code, the beginning of the pinyin or initials, or part of a name
SELECT o.org_id, v.code, o.national_code, v.name, v.short_name, v.kind, p.org_id, p.code, p.name,
       o.founded_on, o.dissolved_on, t.term_years, t.elected_on,
       $TALLY(o.org_id, 'full_member'),
       $TALLY(o.org_id, 'member'),
       0, 1
  FROM org_closure c
  JOIN org o ON o.org_id = c.descendant_id
  JOIN org_version v ON v.org_id = o.org_id AND $ASOF(v)
  LEFT JOIN org_version p ON p.org_id = v.parent_id AND $ASOF(p)
  LEFT JOIN org_term t ON t.org_id = o.org_id AND t.elected_on = $TERM(o.org_id)
 WHERE c.ancestor_id = :org_id AND $ASOF(c) AND $SCOPE_GRANT(:org_id) AND v.code > :after
   AND v.kind = :kind                                                          --? kind
   AND ((v.pinyin >= :prefix AND v.pinyin < :prefix_end)                       --? latin
     OR (v.initials >= :prefix AND v.initials < :prefix_end)                   --? latin
     OR (v.code >= :prefix AND v.code < :prefix_end))                          --? latin
   AND (v.name LIKE :part ESCAPE '\' OR v.short_name LIKE :part ESCAPE '\')    --? words
 ORDER BY v.code LIMIT :limit;

-- row org_link
--   id         id
--   code       text
--   name       text
--   short_name text
--   kind       vocab org_kind
--   depth      int hidden
--   open       bool hidden

-- many org_chain -> org_link
-- in org_id id, on date
-- why: the names above an organisation that the viewer sees are no secret, they stand on its seal; open says whether the
-- why: viewer may also go there
SELECT v.org_id, v.code, v.name, v.short_name, v.kind, c.depth, CASE WHEN $SCOPE(c.ancestor_id) THEN 1 ELSE 0 END
  FROM org_closure c JOIN org_version v ON v.org_id = c.ancestor_id AND $ASOF(v)
 WHERE c.descendant_id = :org_id AND $ASOF(c)
 ORDER BY c.depth DESC;

-- one org_coded -> org_link
-- in code text0, on date
SELECT v.org_id, v.code, v.name, v.short_name, v.kind, 0, 1
  FROM org_version v WHERE v.code = :code AND $ASOF(v) AND $SCOPE(v.org_id);

-- many org_named -> org_link
-- in name text0, on date
SELECT v.org_id, v.code, v.name, v.short_name, v.kind, 0, 1
  FROM org_version v WHERE (v.name = :name OR v.short_name = :name) AND $ASOF(v) AND $SCOPE(v.org_id)
 ORDER BY CASE WHEN v.name = :name THEN 0 ELSE 1 END, v.code;

-- one org_top -> org_link
-- in on date
-- unscoped: the university's committee is everybody's
SELECT v.org_id, v.code, v.name, v.short_name, v.kind, 0, 1
  FROM org_version v WHERE v.parent_id IS NULL AND $ASOF(v);

-- row org_subtree_row
--   id           id
--   parent.id    id
--   code         text
--   name         text
--   short_name   text
--   kind         vocab org_kind
--   founded_on   date
--   changed_on   date

-- many org_subtree -> org_subtree_row
-- in org_id id, on date
-- why: a move gives everything below new codes; in code order, so a parent comes before its children
SELECT v.org_id, v.parent_id, v.code, v.name, v.short_name, v.kind, o.founded_on, v.from_on
  FROM org_closure c JOIN org_version v ON v.org_id = c.descendant_id AND $ASOF(v) JOIN org o ON o.org_id = v.org_id
 WHERE c.ancestor_id = :org_id AND $ASOF(c) AND $SCOPE_GRANT(:org_id)
 ORDER BY v.code;

-- many org_register -> org_subtree_row
-- in on date
-- unscoped: an import compares its rows with every organisation; only names that stand in the file are told
SELECT v.org_id, v.parent_id, v.code, v.name, v.short_name, v.kind, o.founded_on, v.from_on
  FROM org_version v JOIN org o ON o.org_id = v.org_id
 WHERE v.until_on = 99991231 AND v.from_on <= :on
 ORDER BY v.code;

-- row org_entry_row: 党组织
--   id                id
--   parent.id         id
--   code              text
--   name              text
--   short_name        text
--   kind              vocab org_kind
--   founded_on        date
--   changed_on        date
--   term_years        int
--   elected_on        date
--   national_code     text
--   contact_person    text
--   contact_phone     sealed org.contact_phone id
--   unit_situation    text
--   unit_name         text
--   unit_category     text
--   unit_party_status text
--   uscc              text

-- many org_entries_all -> org_entry_row
-- in on date
-- unscoped: an import compares its rows with every organisation; what the viewer may be told is decided row by row
SELECT v.org_id, v.parent_id, v.code, v.name, v.short_name, v.kind, o.founded_on, v.from_on, COALESCE(t.term_years, 0),
       t.elected_on, o.national_code, o.contact_person, o.contact_phone, o.unit_situation, o.unit_name, o.unit_category,
       o.unit_party_status, o.uscc
  FROM org_version v
  JOIN org o ON o.org_id = v.org_id
  LEFT JOIN org_term t ON t.org_id = o.org_id AND t.elected_on = $TERM(o.org_id)
 WHERE v.until_on = 99991231 AND v.from_on <= :on
 ORDER BY v.code;

-- row org_closure_row
--   descendant_id id
--   ancestor_id   id
--   depth         int
--   from_on       date
--   until_on      date

-- many org_closures_all -> org_closure_row
-- unscoped: where new organisations are hung, within an import
SELECT c.descendant_id, c.ancestor_id, c.depth, c.from_on, c.until_on FROM org_closure c ORDER BY c.descendant_id;

-- many org_closures_of -> org_closure_row
-- in org_id id
-- unscoped: where list rows and counts go, within the verb that writes a member
SELECT c.descendant_id, c.ancestor_id, c.depth, c.from_on, c.until_on FROM org_closure c WHERE c.descendant_id = :org_id;

-- row org_export_row: 党组织
--   id                id
--   code              text             编码
--   national_code     text             国家系统编码
--   name              text             党组织全称
--   short_name        text             党组织简称
--   parent.id         id
--   parent.code       text
--   parent.name       text             上级党组织
--   kind              vocab org_kind   组织类别
--   founded_on        date             成立日期
--   dissolved_on      date
--   term_years        int              任期(年)
--   elected_on        date             本届选举日期
--   contact_person    text             党组织联系人
--   contact_phone     sealed org.contact_phone id    联系电话
--   unit_situation    text             党组织所在单位情况
--   unit_name         text             单位名称
--   unit_category     text             单位性质类别
--   unit_party_status text             单位建立党组织情况
--   uscc              text             法人单位统一社会信用代码
--   members           int
--   full_members      int

-- many org_export -> org_export_row
-- in org_id id, on date
SELECT o.org_id, v.code, o.national_code, v.name, v.short_name, p.org_id, p.code, p.name, v.kind, o.founded_on, o.dissolved_on,
       t.term_years, t.elected_on, o.contact_person, o.contact_phone, o.unit_situation, o.unit_name, o.unit_category,
       o.unit_party_status, o.uscc,
       $TALLY(o.org_id, 'member'), $TALLY(o.org_id, 'full_member')
  FROM org_closure c
  JOIN org o ON o.org_id = c.descendant_id
  JOIN org_version v ON v.org_id = o.org_id AND $ASOF(v)
  LEFT JOIN org_version p ON p.org_id = v.parent_id AND $ASOF(p)
  LEFT JOIN org_term t ON t.org_id = o.org_id AND t.elected_on = $TERM(o.org_id)
 WHERE c.ancestor_id = :org_id AND $ASOF(c) AND $SCOPE_GRANT(:org_id)
 ORDER BY v.code;

-- row org_items_row
--   id                id
--   national_code     text        国家系统编码
--   contact_person    text        联系人
--   contact_phone     sealed org.contact_phone id    联系电话
--   contact_tail      text hidden
--   unit_situation    text        所在单位情况
--   unit_name         text        单位名称
--   unit_category     text        单位性质类别
--   unit_party_status text        单位建立党组织情况
--   uscc              text        统一社会信用代码

-- one org_items -> org_items_row
-- in org_id id, on date
SELECT o.org_id, o.national_code, o.contact_person, o.contact_phone, o.contact_tail, o.unit_situation, o.unit_name,
       o.unit_category, o.unit_party_status, o.uscc
  FROM org o WHERE o.org_id = :org_id AND $SCOPE_GRANT(o.org_id);

-- must org_items_save
-- in org_id id, national_code text, contact_person text, contact_phone sealed org.contact_phone org_id of org_id, contact_tail text
-- in unit_situation text, unit_name text, unit_category text, unit_party_status text, uscc text
UPDATE org SET national_code = :national_code, contact_person = :contact_person, contact_phone = :contact_phone,
       contact_tail = :contact_tail, unit_situation = :unit_situation, unit_name = :unit_name,
       unit_category = :unit_category, unit_party_status = :unit_party_status, uscc = :uscc
 WHERE org_id = :org_id;

-- bulk org_insert
-- in org_id id, founded_on date, national_code text, contact_person text
-- in contact_phone sealed org.contact_phone org_id of org_id, contact_tail text
-- in unit_situation text, unit_name text, unit_category text, unit_party_status text, uscc text
INSERT INTO org (org_id, founded_on, national_code, contact_person, contact_phone, contact_tail, unit_situation,
                 unit_name, unit_category, unit_party_status, uscc)
VALUES (:org_id, :founded_on, :national_code, :contact_person, :contact_phone, :contact_tail, :unit_situation,
        :unit_name, :unit_category, :unit_party_status, :uscc);

-- interval org_version (org_id id) (parent_id id, code text0, name text0, short_name text0, kind vocab org_kind, pinyin text0, initials text0, basis text)

-- bulk org_version_add
-- in org_id id, from_on date, until_on date, parent_id id, code text0, name text0, short_name text0, kind vocab org_kind
-- in pinyin text0, initials text0, basis text
INSERT INTO org_version (org_id, from_on, until_on, parent_id, code, name, short_name, kind, pinyin, initials, basis)
VALUES (:org_id, :from_on, :until_on, :parent_id, :code, :name, :short_name, :kind, :pinyin, :initials, :basis);

-- bulk org_closure_insert
-- in descendant_id id, ancestor_id id, depth int, from_on date, until_on date
INSERT INTO org_closure (descendant_id, ancestor_id, depth, from_on, until_on)
VALUES (:descendant_id, :ancestor_id, :depth, :from_on, :until_on);

-- exec org_closure_cut
-- in descendant_id id, ancestor_id id, from_on date
-- why: from that day on the ancestor is none; a row of that very day never held and goes
UPDATE org_closure SET until_on = :from_on
 WHERE descendant_id = :descendant_id AND ancestor_id = :ancestor_id AND from_on < :from_on AND until_on > :from_on;

-- exec org_closure_drop
-- in descendant_id id, ancestor_id id, from_on date
DELETE FROM org_closure
 WHERE descendant_id = :descendant_id AND ancestor_id = :ancestor_id AND from_on >= :from_on;

-- row org_number
--   number int

-- one org_child_number -> org_number
-- in org_id id
-- unscoped: gives away nothing but the next free number, within the transaction of somebody who may add below
UPDATE org SET next_child = next_child + 1 WHERE org_id = :org_id RETURNING next_child - 1;

-- one org_seen -> org_number
-- in org_id id, on date
SELECT 1 FROM org o WHERE o.org_id = :org_id AND $SCOPE(o.org_id);

-- one org_seen_below -> org_number
-- in org_id id
-- unscoped: names the viewer's grants itself, one level lower than $SCOPE does
SELECT 1 FROM org o
 WHERE o.org_id = :org_id AND (:scope.site = 1 OR EXISTS (
       SELECT 1 FROM auth_grant g
         JOIN auth_role_cap rc ON rc.role = g.role AND rc.cap = :scope.cap
         JOIN org_closure oc ON oc.descendant_id = o.org_id AND oc.ancestor_id = g.org_id
                            AND +oc.depth + 1 >= rc.min_depth AND oc.until_on = 99991231
        WHERE g.account_id = :scope.account AND g.from_on <= :scope.today AND g.until_on > :scope.today));

-- one org_linked -> org_link
-- in org_id id, on date
SELECT v.org_id, v.code, v.name, v.short_name, v.kind, 0, 1
  FROM org_version v WHERE v.org_id = :org_id AND $ASOF(v) AND $SCOPE(v.org_id);

-- must org_child_numbers
-- in org_id id, next_child int
UPDATE org SET next_child = :next_child WHERE org_id = :org_id;

-- must org_dissolved
-- in org_id id, dissolved_on date, merged_into id
UPDATE org SET dissolved_on = :dissolved_on, merged_into = :merged_into WHERE org_id = :org_id;

-- row org_first_days
--   begun_on      date
--   parent_since  date
--   changed_on    date
--   child_on      date
--   post_on       date
--   elected_on    date

-- one org_first_days_of -> org_first_days
-- in org_id id, on date
-- why: between what a founding may lie: after the one above stood where it stands, before anything that was recorded here;
-- why: versions that differ in the place alone are windows that an import cut, not changes
SELECT v.from_on,
       (SELECT MAX(c.from_on) FROM org_closure c
         WHERE c.descendant_id = v.parent_id AND c.from_on <= v.from_on AND c.until_on > v.from_on),
       (SELECT MIN(x.from_on) FROM org_version x
         WHERE x.org_id = v.org_id AND (x.code <> v.code OR x.name <> v.name OR x.short_name <> v.short_name OR x.kind <> v.kind)),
       (SELECT MIN(k.from_on) FROM org_version k WHERE k.parent_id = v.org_id),
       (SELECT MIN(q.from_on) FROM org_post q WHERE q.org_id = v.org_id),
       (SELECT MIN(t.elected_on) FROM org_term t WHERE t.org_id = v.org_id)
  FROM org_version v
 WHERE v.org_id = :org_id AND v.from_on = (SELECT MIN(y.from_on) FROM org_version y WHERE y.org_id = :org_id)
   AND $SCOPE_GRANT(:org_id);

-- must org_founded
-- in org_id id, founded_on date
UPDATE org SET founded_on = :founded_on WHERE org_id = :org_id;

-- exec org_version_drop_before
-- in org_id id, from_on date
-- why: with the founding put right, these days never were
DELETE FROM org_version WHERE org_id = :org_id AND until_on <= :from_on;

-- must org_version_begin
-- in org_id id, from_on date
UPDATE org_version SET from_on = :from_on
 WHERE org_id = :org_id AND from_on = (SELECT MIN(x.from_on) FROM org_version x WHERE x.org_id = :org_id);

-- exec org_closure_drop_before
-- in org_id id, from_on date
-- why: the one place where rows go: nobody belonged there in those days, so no list row was ever made of them
DELETE FROM org_closure WHERE descendant_id = :org_id AND until_on <= :from_on;

-- must org_closure_begin
-- in org_id id, begun_on date, from_on date
UPDATE org_closure SET from_on = :from_on
 WHERE descendant_id = :org_id AND (from_on = :begun_on OR from_on < :from_on);

-- exec org_closure_end
-- in org_id id, dissolved_on date
UPDATE org_closure SET until_on = :dissolved_on WHERE descendant_id = :org_id AND until_on > :dissolved_on;

-- row org_term_row
--   elected_on  date   选举日期
--   term_years  int    任期(年)
--   basis       text

-- many org_terms -> org_term_row
-- in org_id id, on date
SELECT t.elected_on, t.term_years, t.basis FROM org_term t
 WHERE t.org_id = :org_id AND t.elected_on <= :on AND $SCOPE_GRANT(:org_id) ORDER BY t.elected_on DESC;

-- bulk org_term_put
-- in org_id id, elected_on date, term_years int, basis text
INSERT INTO org_term (org_id, elected_on, term_years, basis) VALUES (:org_id, :elected_on, :term_years, :basis)
ON CONFLICT (org_id, elected_on) DO UPDATE SET term_years = excluded.term_years, basis = excluded.basis;

-- must org_term_correct
-- in org_id id, was_on date, elected_on date, term_years int, basis text
UPDATE org_term SET elected_on = :elected_on, term_years = :term_years, basis = :basis
 WHERE org_id = :org_id AND elected_on = :was_on;

-- row org_post_row: 党内职务
--   id          id
--   org.id      id
--   org.name    text            党组织
--   org_post    vocab org_post  党内职务
--   person.id   id
--   person.name text            姓名
--   from_on     date            任职起
--   until_on    date            任职止
--   basis       text            依据

-- many org_posts -> org_post_row
-- in org_id id, on date
SELECT q.org_post_id, q.org_id, v.short_name, q.org_post, q.person_id, q.person_name, q.from_on, q.until_on, q.basis
  FROM org_post q JOIN org_version v ON v.org_id = q.org_id AND $ASOF(v)
 WHERE q.org_id = :org_id AND $ASOF(q) AND $SCOPE_GRANT(:org_id)
 ORDER BY CASE q.org_post WHEN 'secretary' THEN 1 WHEN 'deputy_secretary' THEN 2 ELSE 3 END, q.org_post_id;

-- one org_post_find -> org_post_row
-- in org_post_id id, on date
SELECT q.org_post_id, q.org_id, v.short_name, q.org_post, q.person_id, q.person_name, q.from_on, q.until_on, q.basis
  FROM org_post q JOIN org_version v ON v.org_id = q.org_id AND v.until_on = 99991231
 WHERE q.org_post_id = :org_post_id AND $SCOPE_GRANT(q.org_id);

-- many org_posts_of -> org_post_row
-- in person_id id, on date
-- unscoped: the caller has found the person for its viewer; a post is public within the Party
SELECT q.org_post_id, q.org_id, v.short_name, q.org_post, q.person_id, q.person_name, q.from_on, q.until_on, q.basis
  FROM org_post q JOIN org_version v ON v.org_id = q.org_id AND v.from_on <= q.from_on AND v.until_on > q.from_on
 WHERE q.person_id = :person_id AND q.from_on <= :on
 ORDER BY q.from_on DESC;

-- row org_post_count
--   ever int
--   held int

-- one org_post_counts -> org_post_count
-- in org_id id, on date
SELECT COUNT(*), COALESCE(SUM(CASE WHEN $ASOF(q) THEN 1 ELSE 0 END), 0)
  FROM org_post q WHERE q.org_id = :org_id AND $SCOPE_GRANT(:org_id);

-- exec org_post_insert
-- in org_post_id id, org_id id, person_id id, person_name text0, org_post vocab org_post, from_on date, until_on date, basis text
INSERT INTO org_post (org_post_id, org_id, person_id, person_name, org_post, from_on, until_on, basis)
VALUES (:org_post_id, :org_id, :person_id, :person_name, :org_post, :from_on, :until_on, :basis);

-- must org_post_ended
-- in org_post_id id, until_on date
UPDATE org_post SET until_on = :until_on WHERE org_post_id = :org_post_id AND from_on < :until_on;

-- exec org_post_end_all
-- in org_id id, until_on date
-- why: a dissolved organisation has no posts; one that began later never did
UPDATE org_post SET until_on = :until_on WHERE org_id = :org_id AND until_on > :until_on AND from_on < :until_on;

-- exec org_post_end_person
-- in person_id id, org_id id, until_on date
UPDATE org_post SET until_on = :until_on
 WHERE person_id = :person_id AND until_on > :until_on AND from_on < :until_on
   AND org_id = :org_id          --? org
;

-- exec org_post_rename
-- in person_id id, person_name text0
UPDATE org_post SET person_name = :person_name WHERE person_id = :person_id;

-- bulk org_tally_put
-- in org_id id, measure text0, on_date date, delta int
INSERT INTO org_tally (org_id, measure, on_date, delta) VALUES (:org_id, :measure, :on_date, :delta)
ON CONFLICT (org_id, measure, on_date) DO UPDATE SET delta = org_tally.delta + excluded.delta;

-- row org_post_place
--   org_id      id

-- many org_post_places -> org_post_place
-- in person_id id
-- unscoped: whose posts change along with the person, for an event on each
SELECT DISTINCT org_id FROM org_post WHERE person_id = :person_id ORDER BY org_id;

-- many org_post_places_after -> org_post_place
-- in person_id id, org_id id, until_on date
-- unscoped: which organisations lose the person from that day on, for an event on each
SELECT DISTINCT org_id FROM org_post
 WHERE person_id = :person_id AND until_on > :until_on AND from_on < :until_on
   AND org_id = :org_id          --? org
 ORDER BY org_id;

-- row org_evidence_org
--   org_id            id
--   founded_on        int
--   dissolved_on      int
--   merged_into       id
--   national_code     text
--   contact_person    text
--   contact_phone     blob
--   contact_tail      text
--   unit_situation    text
--   unit_name         text
--   unit_category     text
--   unit_party_status text
--   uscc              text

-- many org_evidence_orgs -> org_evidence_org
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
-- why: next_child changes with every event on a child
SELECT org_id, founded_on, dissolved_on, merged_into, national_code, contact_person, contact_phone, contact_tail,
       unit_situation, unit_name, unit_category, unit_party_status, uscc
  FROM org WHERE org_id >= :from_id AND org_id <= :until_id ORDER BY org_id LIMIT :row_limit;

-- row org_evidence_version
--   org_id      id
--   from_on     int
--   until_on    int
--   parent_id   id
--   code        text
--   name        text
--   short_name  text
--   kind        text
--   pinyin      text
--   initials    text
--   basis       text

-- many org_evidence_versions -> org_evidence_version
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT org_id, from_on, until_on, parent_id, code, name, short_name, kind, pinyin, initials, basis
  FROM org_version WHERE org_id >= :from_id AND org_id <= :until_id ORDER BY org_id, from_on LIMIT :row_limit;

-- row org_evidence_term
--   org_id      id
--   elected_on  int
--   term_years  int
--   basis       text

-- many org_evidence_terms -> org_evidence_term
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT org_id, elected_on, term_years, basis
  FROM org_term WHERE org_id >= :from_id AND org_id <= :until_id ORDER BY org_id, elected_on LIMIT :row_limit;

-- row org_evidence_post
--   org_id      id
--   org_post_id id
--   person_id   id
--   person_name text
--   org_post    text
--   from_on     int
--   until_on    int
--   basis       text

-- many org_evidence_posts -> org_evidence_post
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT org_id, org_post_id, person_id, person_name, org_post, from_on, until_on, basis
  FROM org_post WHERE org_id >= :from_id AND org_id <= :until_id ORDER BY org_id, org_post_id LIMIT :row_limit;

-- row org_sealed_row
--   id             id
--   contact_phone  blob

-- many org_sealed -> org_sealed_row
-- in after_id id0, limit int
-- unscoped: replacing keys, for nobody's eyes
SELECT o.org_id, o.contact_phone FROM org o WHERE o.org_id > :after_id ORDER BY o.org_id LIMIT :limit;

-- exec org_reseal
-- in org_id id, contact_phone blob, was blob
-- why: one that was saved meanwhile is sealed as it should be
UPDATE org SET contact_phone = :contact_phone WHERE org_id = :org_id AND contact_phone = :was;
