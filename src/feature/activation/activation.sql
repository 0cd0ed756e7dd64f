-- include "feature/activation/activation_words.h"

-- macro DUTIES(account)
-- why: what an account holds or will hold that the viewer could not give: then another has to hand out the key to it
(SELECT COUNT(*) FROM auth_grant h
  WHERE h.account_id = {account} AND h.until_on > :scope.today AND h.until_on > h.from_on
    AND NOT $SCOPE_GIVE(h.role, h.org_id));

-- row activation_member: 启用账号
--   id            id
--   name          text   姓名
--   login         text   账号
--   state         vocab activation_state   状态
--   printed_on    date   打印日期
--   account_id    id hidden
--   home_id       id hidden
--   duties        int hidden

-- macro MEMBERS(l)
{l}.member_id, {l}.name, a.login,
       CASE WHEN a.account_id IS NULL THEN 'none' WHEN a.disabled = 1 THEN 'disabled'
            WHEN a.password IS NOT NULL THEN 'active' WHEN s.expires_at > :now THEN 'printed' ELSE 'waiting' END,
       CASE WHEN s.expires_at > :now THEN s.printed_on ELSE NULL END, a.account_id, b.org_id, $DUTIES(a.account_id)
  FROM member_listing {l}
  JOIN member_belonging b ON b.member_id = {l}.member_id AND $ASOF(b)
  LEFT JOIN auth_account a ON a.member_id = {l}.member_id
  LEFT JOIN activation_slip s ON s.account_id = a.account_id;

-- many activation_members -> activation_member
-- in org_id id, on date, now instant, root_id id0, limit int
SELECT $MEMBERS(l)
 WHERE l.ancestor_id = :org_id AND $ASOF(l) AND $SCOPE_GRANT(:org_id)
 ORDER BY l.pinyin, l.member_id LIMIT :limit;

-- one activation_member_find -> activation_member
-- in org_id id, member_id id, on date, now instant, root_id id0
SELECT $MEMBERS(l)
 WHERE l.ancestor_id = :org_id AND $ASOF(l) AND l.member_id = :member_id AND $SCOPE_GRANT(:org_id)
 LIMIT 1;

-- exec activation_slip_set
-- in account_id id, code lookup activation_slip.code, org_id id, printed_on date, printed_by id, expires_at instant
INSERT INTO activation_slip (account_id, code, org_id, printed_on, printed_by, expires_at)
VALUES (:account_id, :code, :org_id, :printed_on, :printed_by, :expires_at)
ON CONFLICT (account_id) DO UPDATE
   SET code = excluded.code, org_id = excluded.org_id, printed_on = excluded.printed_on,
       printed_by = excluded.printed_by, expires_at = excluded.expires_at;

-- exec activation_slip_end
-- in account_id id
DELETE FROM activation_slip WHERE account_id = :account_id;

-- row activation_slip_row
--   account_id    id
--   expires_at    instant

-- one activation_slip_find -> activation_slip_row
-- in code lookup activation_slip.code, now instant
-- unscoped: whoever holds the slip
SELECT s.account_id, s.expires_at
  FROM activation_slip s JOIN auth_account a ON a.account_id = s.account_id
 WHERE s.code = :code AND s.expires_at > :now AND a.disabled = 0 AND a.password IS NULL;

-- row activation_help_row: 帮助重新登录
--   id            id
--   member.id     id
--   member.name   text    姓名
--   branch.id     id
--   cause         vocab help_cause   原因
--   state         vocab help_state   状态
--   asked_by.id   id
--   asked_by.name text    提出人
--   asked_at      instant 提出时间
--   expires_at    instant 有效期至
--   decided_by.name text  确认人
--   decided_at    instant 确认时间
--   account_id    id hidden
--   duties        int hidden

-- macro HELPS(h)
{h}.help_id, {h}.member_id, m.name, {h}.org_id, {h}.cause,
       CASE WHEN {h}.accepted = 1 THEN 'confirmed' WHEN {h}.decided_at IS NOT NULL THEN 'declined'
            WHEN {h}.expires_at > :now THEN 'open' ELSE 'expired' END,
       {h}.asked_by, COALESCE(p.name, p.login), {h}.asked_at, {h}.expires_at, COALESCE(d.name, d.login), {h}.decided_at,
       {h}.account_id, $DUTIES({h}.account_id)
  FROM activation_help {h}
  JOIN member m ON m.member_id = {h}.member_id
  LEFT JOIN auth_account p ON p.account_id = {h}.asked_by
  LEFT JOIN auth_account d ON d.account_id = {h}.decided_by;

-- one activation_help_find -> activation_help_row
-- in help_id id, on date, now instant, root_id id0
SELECT $HELPS(x)
 WHERE x.help_id = :help_id AND $SCOPE_MEMBER(x.member_id);

-- many activation_helps_open -> activation_help_row
-- in on date, now instant, root_id id0, limit int
-- why: few wait at a time, wherever the viewer stands
SELECT $HELPS(x)
 WHERE x.decided_at IS NULL AND x.expires_at > :now
   AND COALESCE(x.asked_by, 0) <> :scope.account AND x.account_id <> :scope.account AND $SCOPE_MEMBER(x.member_id)
 ORDER BY x.help_id LIMIT :limit;

-- one activation_help_of -> activation_help_row
-- in account_id id, on date, now instant, root_id id0
SELECT $HELPS(x)
 WHERE x.account_id = :account_id AND x.decided_at IS NULL AND x.expires_at > :now AND $SCOPE_MEMBER(x.member_id)
 LIMIT 1;

-- exec activation_help_add
-- in help_id id, account_id id, member_id id, org_id id, cause vocab help_cause, asked_by id, asked_at instant
-- in expires_at instant
INSERT INTO activation_help (help_id, account_id, member_id, org_id, cause, asked_by, asked_at, expires_at)
VALUES (:help_id, :account_id, :member_id, :org_id, :cause, :asked_by, :asked_at, :expires_at);

-- must activation_help_decide
-- in help_id id, decided_by id, decided_at instant, accepted bool
UPDATE activation_help SET decided_by = :decided_by, decided_at = :decided_at, accepted = :accepted
 WHERE help_id = :help_id AND decided_at IS NULL AND expires_at > :decided_at;

-- row activation_place
--   branch_id     id

-- one activation_branch_of -> activation_place
-- in member_id id, on date
-- unscoped: the route has looked the member up for its viewer
SELECT b.branch_id FROM member_belonging b WHERE b.member_id = :member_id AND $ASOF(b) LIMIT 1;

-- row activation_keeper
--   account_id    id

-- many activation_keepers -> activation_keeper
-- in org_id id, keeps int, on date, account_id id, asked_by id0, limit int
-- unscoped: whom to tell, the nearest first; told is a name, which they see anyhow
SELECT g.account_id
  FROM auth_grant g
  JOIN auth_account a ON a.account_id = g.account_id AND a.disabled = 0
  JOIN auth_role_cap rc ON rc.role = g.role AND rc.cap = :keeps
  JOIN org_closure oc ON oc.descendant_id = :org_id AND oc.ancestor_id = g.org_id AND oc.depth >= rc.min_depth AND $OPEN(oc)
 WHERE $ASOF(g) AND g.account_id <> :account_id AND g.account_id <> :asked_by
 GROUP BY g.account_id ORDER BY MIN(oc.depth), g.account_id LIMIT :limit;

-- row activation_evidence
--   account_id    id
--   help_id       id
--   member_id     id
--   org_id        id
--   cause         text
--   asked_by      id
--   asked_at      int
--   expires_at    int
--   decided_by    id
--   decided_at    int
--   accepted      int

-- many activation_evidence_of -> activation_evidence
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
SELECT account_id, help_id, member_id, org_id, cause, asked_by, asked_at, expires_at, decided_by, decided_at, accepted
  FROM activation_help WHERE account_id >= :from_id AND account_id <= :until_id
 ORDER BY account_id, help_id LIMIT :row_limit;
