-- include "web/cap.h"
-- include "feature/grant/grant_words.h"

-- macro GIVES(account, role, org)
-- why: does that account hold a role today that gives this one there?  At the university level (its own organisation,
-- why: and the administrators, who have none) it is the security administrator's; below, whoever stands above it.
EXISTS (SELECT 1
          FROM auth_grant p
          JOIN auth_account pa ON pa.account_id = p.account_id AND pa.disabled = 0
          JOIN auth_role_give rg ON rg.role = p.role AND rg.gives = {role}
         WHERE p.account_id = {account} AND p.from_on <= :scope.today AND p.until_on > :scope.today
           AND CASE WHEN rg.site = 1
                    THEN CASE WHEN COALESCE({org}, 0) IN (0, :root_id) THEN 1 ELSE 0 END
                    ELSE (SELECT COUNT(*) FROM org_closure oc
                           WHERE oc.descendant_id = {org} AND oc.ancestor_id = p.org_id
                             AND +oc.depth >= rg.min_depth AND oc.until_on = 99991231) END = 1);

-- macro SCOPE_GIVE(role, org)
$GIVES(:scope.account, {role}, {org});

-- macro SCOPE_GRANTED(g)
-- why: the security administrator sees the university level, everybody else the own subtree; the alias must not be g,
-- why: which SCOPE_GRANT has inside
((:university = 1 AND ({g}.org_id IS NULL OR {g}.org_id = :root_id)) OR $SCOPE_GRANT({g}.org_id));

-- macro ANSWERS(g)
COALESCE({g}.confirmed_by, {g}.granted_by);

-- row grant_row: 授权名册
--   id              id
--   account.id      id
--   account.login   text            账号
--   account.name    text            姓名
--   role            vocab role      职责
--   org.id          id
--   org.code        text
--   org.name        text            党组织
--   from_on         date            起
--   until_on        date            止
--   granted_by.id   id
--   granted_by.name text            授予人
--   basis           text            依据
--   confirmed_on    date            最近复核
--   may_end         bool hidden
--   orphan          bool hidden
--   sort            text hidden

-- many grant_page -> grant_row
-- in on date, root_id id, university bool, org_id id, role vocab role, q text0, after_code text0, after_id id0, limit int
-- in part text0
SELECT h.grant_id, h.account_id, a.login, COALESCE(a.name, a.login), h.role, h.org_id, h.org_code,
       COALESCE(v.short_name, h.org_name), h.from_on, h.until_on, h.granted_by, COALESCE(b.name, b.login), h.basis,
       h.confirmed_on, 0, 0, COALESCE(h.org_code, '')
  FROM auth_grant h
  JOIN auth_account a ON a.account_id = h.account_id
  LEFT JOIN auth_account b ON b.account_id = h.granted_by
  LEFT JOIN org_version v ON v.org_id = h.org_id AND $ASOF(v)
 WHERE $SCOPE_GRANTED(h)
   AND $ASOF(h)                                                                     --? holding
   AND h.until_on <= :on                                                            --? ended
   AND h.from_on > :on AND h.until_on > h.from_on                                   --? coming
   AND EXISTS (SELECT 1 FROM org_closure f WHERE f.descendant_id = h.org_id         --? org
                  AND f.ancestor_id = :org_id AND $ASOF(f))                         --? org
   AND h.role = :role                                                               --? role
   AND (a.login = :q OR a.name LIKE :part ESCAPE '\')                               --? q
   AND (COALESCE(h.org_code, ''), h.grant_id) > (:after_code, :after_id)            --? after
 ORDER BY COALESCE(h.org_code, ''), h.grant_id LIMIT :limit;

-- one grant_find -> grant_row
-- in grant_id id, on date, root_id id, university bool
SELECT h.grant_id, h.account_id, a.login, COALESCE(a.name, a.login), h.role, h.org_id, h.org_code,
       COALESCE(v.short_name, h.org_name), h.from_on, h.until_on, h.granted_by, COALESCE(b.name, b.login), h.basis,
       h.confirmed_on,
       CASE WHEN h.account_id <> :scope.account AND $SCOPE_GIVE(h.role, h.org_id) THEN 1 ELSE 0 END, 0, ''
  FROM auth_grant h
  JOIN auth_account a ON a.account_id = h.account_id
  LEFT JOIN auth_account b ON b.account_id = h.granted_by
  LEFT JOIN org_version v ON v.org_id = h.org_id AND $ASOF(v)
 WHERE h.grant_id = :grant_id AND $SCOPE_GRANTED(h);

-- many grant_due -> grant_row
-- in on date, root_id id, admins_before date, others_before date, after_code text0, after_id id0, limit int
-- why: one's own to look at again; and those that nobody answers for any more, by whoever could give them today
SELECT h.grant_id, h.account_id, a.login, COALESCE(a.name, a.login), h.role, h.org_id, h.org_code,
       COALESCE(v.short_name, h.org_name), h.from_on, h.until_on, h.granted_by, COALESCE(b.name, b.login), h.basis,
       h.confirmed_on, 1,
       CASE WHEN $ANSWERS(h) IS NULL OR $GIVES($ANSWERS(h), h.role, h.org_id) THEN 0 ELSE 1 END, COALESCE(h.org_code, '')
  FROM auth_grant h
  JOIN auth_account a ON a.account_id = h.account_id
  LEFT JOIN auth_account b ON b.account_id = h.granted_by
  LEFT JOIN org_version v ON v.org_id = h.org_id AND $ASOF(v)
 WHERE h.from_on <= :scope.today AND h.until_on > :scope.today
   AND h.account_id <> :scope.account AND $SCOPE_GIVE(h.role, h.org_id)
   AND (($ANSWERS(h) IS NOT NULL AND NOT $GIVES($ANSWERS(h), h.role, h.org_id))
     OR (COALESCE($ANSWERS(h), :scope.account) = :scope.account
         AND COALESCE(h.confirmed_on, h.from_on) <=
             CASE WHEN h.role IN ('sys_admin', 'sec_admin', 'audit_admin') THEN :admins_before ELSE :others_before END))
   AND (COALESCE(h.org_code, ''), h.grant_id) > (:after_code, :after_id)            --? after
 ORDER BY COALESCE(h.org_code, ''), h.grant_id LIMIT :limit;

-- row grant_power
--   until_on   date

-- one grant_power_of -> grant_power
-- in role vocab role, org_id id, root_id id
-- unscoped: what the viewer's own grants give, and until when
SELECT MAX(p.until_on)
  FROM auth_grant p JOIN auth_role_give rg ON rg.role = p.role AND rg.gives = :role
 WHERE p.account_id = :scope.account AND p.from_on <= :scope.today AND p.until_on > :scope.today
   AND CASE WHEN rg.site = 1
            THEN CASE WHEN COALESCE(:org_id, 0) IN (0, :root_id) THEN 1 ELSE 0 END
            ELSE (SELECT COUNT(*) FROM org_closure oc
                   WHERE oc.descendant_id = :org_id AND oc.ancestor_id = p.org_id AND +oc.depth >= rg.min_depth
                     AND oc.until_on = 99991231) END = 1;

-- row grant_held
--   id         id
--   account_id id
--   role       vocab role
--   org_id     id
--   from_on    date
--   until_on   date

-- many grant_held_by -> grant_held
-- in account_id id, on date
-- unscoped: the rules of an account count all that it holds or will hold
SELECT h.grant_id, h.account_id, h.role, h.org_id, h.from_on, h.until_on
  FROM auth_grant h WHERE h.account_id = :account_id AND h.until_on > :on AND h.until_on > h.from_on;

-- many grant_held_at -> grant_held
-- in org_id id, on date
-- unscoped: what an organisation that ceases to be takes along
SELECT h.grant_id, h.account_id, h.role, h.org_id, h.from_on, h.until_on
  FROM auth_grant h WHERE h.org_id = :org_id AND h.until_on > :on AND h.until_on > h.from_on;

-- row grant_account_row: 账号
--   id              id
--   login           text            账号
--   name            text            姓名
--   roles           text            职责
--   state           vocab account_state  状态
--   signed_in_on    date            最近登录
--   factor          bool hidden

-- many grant_account_list -> grant_account_row
-- in on date, q text0, part text0, after text0, limit int
-- unscoped: the accounts are the system administrator's, who sees nothing else of anybody
SELECT a.account_id, a.login, COALESCE(a.name, a.login),
       (SELECT GROUP_CONCAT(DISTINCT h.role) FROM auth_grant h WHERE h.account_id = a.account_id AND $ASOF(h)),
       CASE WHEN a.disabled = 1 THEN 'disabled' WHEN a.password IS NULL THEN 'invited' ELSE 'in_use' END, a.signed_in_on,
       a.factor
  FROM auth_account a
 WHERE a.login > :after
   AND a.disabled = 0 AND a.password IS NOT NULL               --? in_use
   AND a.disabled = 0 AND a.password IS NULL                   --? invited
   AND a.disabled = 1                                          --? disabled
   AND (a.login LIKE :part ESCAPE '\' OR a.name = :q)          --? q
 ORDER BY a.login LIMIT :limit;
-- pgsql
SELECT a.account_id, a.login, COALESCE(a.name, a.login),
       (SELECT STRING_AGG(DISTINCT h.role, ',') FROM auth_grant h WHERE h.account_id = a.account_id AND $ASOF(h)),
       CASE WHEN a.disabled = 1 THEN 'disabled' WHEN a.password IS NULL THEN 'invited' ELSE 'in_use' END, a.signed_in_on,
       a.factor
  FROM auth_account a
 WHERE a.login > :after
   AND a.disabled = 0 AND a.password IS NOT NULL               --? in_use
   AND a.disabled = 0 AND a.password IS NULL                   --? invited
   AND a.disabled = 1                                          --? disabled
   AND (a.login LIKE :part ESCAPE '\' OR a.name = :q)          --? q
 ORDER BY a.login LIMIT :limit;

-- one grant_account_find -> grant_account_row
-- in account_id id, on date
-- unscoped: the accounts are the system administrator's, who sees nothing else of anybody
SELECT a.account_id, a.login, COALESCE(a.name, a.login),
       (SELECT GROUP_CONCAT(DISTINCT h.role) FROM auth_grant h WHERE h.account_id = a.account_id AND $ASOF(h)),
       CASE WHEN a.disabled = 1 THEN 'disabled' WHEN a.password IS NULL THEN 'invited' ELSE 'in_use' END, a.signed_in_on,
       a.factor
  FROM auth_account a WHERE a.account_id = :account_id;
-- pgsql
SELECT a.account_id, a.login, COALESCE(a.name, a.login),
       (SELECT STRING_AGG(DISTINCT h.role, ',') FROM auth_grant h WHERE h.account_id = a.account_id AND $ASOF(h)),
       CASE WHEN a.disabled = 1 THEN 'disabled' WHEN a.password IS NULL THEN 'invited' ELSE 'in_use' END, a.signed_in_on,
       a.factor
  FROM auth_account a WHERE a.account_id = :account_id;
