-- include "web/cap.h"

-- row auth_viewer: 登录者
--   session_id    id
--   account_id    id
--   login         text
--   name          text
--   member_id     id
--   home_id       id
--   seen_at       instant
--   proved_at     instant
--   factor        bool
--   agent         text
--   has_factor    bool
--   factor_from   date
--   password_at   instant
--   unread        int
--   used_on       date
--   read_only     bool
--   scope         text
--   grant.id      id
--   grant.role    vocab role
--   grant.org_id  id
--   grant.code    text
--   grant.name    text

-- many auth_session_viewer -> auth_viewer
-- in token lookup auth_session.token, started_after instant, seen_after instant, seen_until instant, on date
-- unscoped: says who the viewer is: a row for each grant that holds, one row without any; viewer.c puts them in order
SELECT s.session_id, a.account_id, a.login, a.name, a.member_id, a.home_id, s.seen_at,
       s.proved_at, s.factor, s.agent, a.factor, a.factor_from, COALESCE(a.password_at, a.made_at),
       (SELECT COUNT(*) FROM notice n WHERE n.account_id = a.account_id AND n.read_at IS NULL),
       CAST(NULL AS $DATE), CAST(0 AS $BOOL), CAST(NULL AS $TEXT),
       g.grant_id, g.role, g.org_id, g.org_code, g.org_name
  FROM auth_session s
  JOIN auth_account a ON a.account_id = s.account_id
  LEFT JOIN auth_grant g ON g.account_id = s.account_id AND $ASOF(g)
 WHERE s.token = :token AND s.started_at > :started_after AND s.seen_at > :seen_after AND s.seen_at <= :seen_until
   AND a.disabled = 0;

-- many auth_token_viewer -> auth_viewer
-- in token lookup auth_token.token, now instant, on date
-- unscoped: says who the viewer is, like the one before
SELECT t.token_id, a.account_id, a.login, a.name, a.member_id, a.home_id, t.made_at,
       CAST(0 AS $INT), CAST(1 AS $BOOL), CAST(NULL AS $TEXT), a.factor, a.factor_from, a.made_at, CAST(0 AS $INT),
       t.used_on, t.read_only, t.scope,
       g.grant_id, g.role, g.org_id, g.org_code, g.org_name
  FROM auth_token t
  JOIN auth_account a ON a.account_id = t.account_id
  LEFT JOIN auth_grant g ON g.account_id = t.account_id AND $ASOF(g)
 WHERE t.token = :token AND t.expires_at > :now AND a.disabled = 0;

-- row auth_duty_row: 职责
--   role          vocab role
--   org_name      text
--   org_code      text

-- many auth_duties -> auth_duty_row
-- in account_id id, on date
-- unscoped: says in an event by which duty somebody acted; the nearest organisation last
SELECT g.role, g.org_name, g.org_code
  FROM auth_grant g
 WHERE g.account_id = :account_id AND $ASOF(g)
 ORDER BY LENGTH(g.org_code), g.org_code, g.grant_id;

-- exec auth_session_add
-- in session_id id, token lookup auth_session.token, account_id id, now instant, proved_at instant, factor bool
-- in agent text
INSERT INTO auth_session (session_id, token, account_id, started_at, seen_at, proved_at, factor, agent)
VALUES (:session_id, :token, :account_id, :now, :now, COALESCE(:proved_at, 0), :factor, :agent);

-- must auth_session_prove
-- in session_id id, now instant
UPDATE auth_session SET proved_at = :now WHERE session_id = :session_id;

-- exec auth_session_touch
-- in session_id id, now instant, before instant
UPDATE auth_session SET seen_at = :now WHERE session_id = :session_id AND seen_at < :before;

-- exec auth_session_delete
-- in session_id id
DELETE FROM auth_session WHERE session_id = :session_id;

-- must auth_session_end
-- in session_id id, account_id id
DELETE FROM auth_session WHERE session_id = :session_id AND account_id = :account_id;

-- row auth_session_line: 登录
--   id            id
--   agent         text        设备
--   started_at    instant     登录时间
--   seen_at       instant     最近使用

-- many auth_session_list -> auth_session_line
-- in account_id id, started_after instant, seen_after instant, seen_until instant
-- unscoped: one's own
SELECT session_id, agent, started_at, seen_at
  FROM auth_session
 WHERE account_id = :account_id AND started_at > :started_after AND seen_at > :seen_after AND seen_at <= :seen_until
   AND proved_at > 0
 ORDER BY seen_at DESC, session_id;

-- exec auth_session_delete_over
-- in account_id id, started_before instant, seen_before instant
DELETE FROM auth_session
 WHERE account_id = :account_id AND (started_at <= :started_before OR seen_at <= :seen_before);

-- exec auth_session_delete_all
-- in account_id id, keep id0
DELETE FROM auth_session WHERE account_id = :account_id AND session_id <> :keep;

-- row auth_key
--   id            id

-- one auth_session_there -> auth_key
-- in session_id id, started_after instant, seen_after instant, seen_until instant
-- unscoped: says whether the viewer still is one
SELECT s.session_id
  FROM auth_session s JOIN auth_account a ON a.account_id = s.account_id
 WHERE s.session_id = :session_id AND s.started_at > :started_after AND s.seen_at > :seen_after
   AND s.seen_at <= :seen_until AND a.disabled = 0;

-- one auth_token_there -> auth_key
-- in token_id id, now instant
-- unscoped: says whether the viewer still is one
SELECT t.token_id
  FROM auth_token t JOIN auth_account a ON a.account_id = t.account_id
 WHERE t.token_id = :token_id AND t.expires_at > :now AND a.disabled = 0;

-- exec auth_token_delete_all
-- in account_id id, keep id0
DELETE FROM auth_token WHERE account_id = :account_id AND token_id <> :keep;

-- exec auth_token_add
-- in token_id id, token lookup auth_token.token, account_id id, read_only bool, now instant, expires_at instant
-- in name text, caps text
INSERT INTO auth_token (token_id, token, account_id, read_only, made_at, expires_at, name, scope)
VALUES (:token_id, :token, :account_id, :read_only, :now, :expires_at, :name, :caps);

-- must auth_token_end
-- in token_id id, account_id id
DELETE FROM auth_token WHERE token_id = :token_id AND account_id = :account_id;

-- exec auth_token_touch
-- in token_id id, today date
UPDATE auth_token SET used_on = :today WHERE token_id = :token_id;

-- row auth_token_line: 令牌
--   id            id
--   name          text        名称
--   read_only     bool        只能查看
--   scope         text
--   made_at       instant     开立时间
--   expires_at    instant     有效期至
--   used_on       date        最近使用

-- many auth_token_list -> auth_token_line
-- in account_id id, now instant
-- unscoped: one's own
SELECT token_id, name, read_only, scope, made_at, expires_at, used_on
  FROM auth_token WHERE account_id = :account_id AND expires_at > :now
 ORDER BY token_id DESC;

-- exec auth_account_add
-- in account_id id, login text, name text, password text, member_id id, home_id id, now instant, factor_from date
INSERT INTO auth_account (account_id, login, name, password, member_id, home_id, made_at, password_at, factor_from)
VALUES (:account_id, :login, :name, :password, :member_id, :home_id, :now, :now, :factor_from);

-- row auth_secret: 账号
--   account_id    id
--   login         text
--   name          text
--   password      text hidden
--   disabled      bool
--   factor        bool

-- one auth_account_secret -> auth_secret
-- in login text
-- unscoped: signing in
SELECT account_id, login, name, password, disabled, factor FROM auth_account WHERE login = :login;

-- one auth_account_hash -> auth_secret
-- in account_id id
-- unscoped: compared with a new password
SELECT account_id, login, name, password, disabled, factor FROM auth_account WHERE account_id = :account_id;

-- must auth_account_set_password
-- in account_id id, password text, now instant
UPDATE auth_account SET password = :password, password_at = :now WHERE account_id = :account_id;

-- must auth_account_set_factor
-- in account_id id, factor bool
-- why: whoever had one and lost it has had the time to set one up
UPDATE auth_account SET factor = :factor, factor_from = NULL WHERE account_id = :account_id;

-- row auth_password_row
--   password      text hidden

-- many auth_password_list -> auth_password_row
-- in account_id id, limit int
-- unscoped: compared with a new one
SELECT password FROM auth_password WHERE account_id = :account_id ORDER BY password_id DESC LIMIT :limit;

-- exec auth_password_add
-- in password_id id, account_id id, password text
INSERT INTO auth_password (password_id, account_id, password) VALUES (:password_id, :account_id, :password);

-- exec auth_password_forget
-- in account_id id, keep int
DELETE FROM auth_password
 WHERE account_id = :account_id AND password_id NOT IN (
   SELECT p.password_id FROM auth_password p WHERE p.account_id = :account_id
    ORDER BY p.password_id DESC LIMIT :keep);

-- row auth_factor_row
--   account_id    id
--   secret        sealed auth_factor.secret account_id
--   used_step     int
--   made_at       instant
--   codes         int

-- one auth_factor_find -> auth_factor_row
-- in account_id id
-- unscoped: signing in, or one's own
SELECT f.account_id, f.secret, f.used_step, f.made_at,
       (SELECT COUNT(*) FROM auth_recovery r WHERE r.account_id = f.account_id)
  FROM auth_factor f WHERE f.account_id = :account_id;

-- exec auth_factor_set
-- in account_id id, secret sealed auth_factor.secret account_id, used_step int, now instant
INSERT INTO auth_factor (account_id, secret, used_step, made_at) VALUES (:account_id, :secret, :used_step, :now)
ON CONFLICT (account_id) DO UPDATE
   SET secret = excluded.secret, used_step = excluded.used_step, made_at = excluded.made_at;

-- must auth_factor_use
-- in account_id id, step int
-- why: two at the same moment cannot both use one code
UPDATE auth_factor SET used_step = :step WHERE account_id = :account_id AND used_step < :step;

-- exec auth_factor_delete
-- in account_id id
DELETE FROM auth_factor WHERE account_id = :account_id;

-- bulk auth_recovery_add
-- in recovery_id id, account_id id, code lookup auth_recovery.code
INSERT INTO auth_recovery (recovery_id, account_id, code) VALUES (:recovery_id, :account_id, :code);

-- must auth_recovery_use
-- in account_id id, code lookup auth_recovery.code
DELETE FROM auth_recovery WHERE account_id = :account_id AND code = :code;

-- exec auth_recovery_clear
-- in account_id id
DELETE FROM auth_recovery WHERE account_id = :account_id;

-- row auth_seen_before
--   n             int

-- one auth_signed_in_before -> auth_seen_before
-- in account_id id
-- unscoped: whether there is anything to compare a browser with
SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM event e
                               WHERE e.subject_id = :account_id AND e.kind = 'account_signed_in')
                 THEN 1 ELSE 0 END AS $INT);

-- exec auth_account_set_home
-- in member_id id, home_id id, name text
UPDATE auth_account SET home_id = :home_id, name = :name WHERE member_id = :member_id;

-- exec auth_grant_set_org
-- in org_id id, code text, name text
UPDATE auth_grant SET org_code = :code, org_name = :name WHERE org_id = :org_id;

-- exec auth_grant_add
-- in grant_id id, account_id id, role vocab role, org_id id, org_code text, org_name text, from_on date, until_on date
-- in granted_by id, basis text
INSERT INTO auth_grant (grant_id, account_id, role, org_id, org_code, org_name, from_on, until_on, granted_by, basis)
VALUES (:grant_id, :account_id, :role, :org_id, :org_code, :org_name, :from_on, :until_on, :granted_by, :basis);

-- must auth_grant_end
-- in grant_id id, until_on date, today date
-- why: never longer than it was, and what is over stays as it was
UPDATE auth_grant SET until_on = :until_on
 WHERE grant_id = :grant_id AND from_on <= :until_on AND until_on > :until_on AND until_on > :today;

-- must auth_grant_cancel
-- in grant_id id, until_on date
-- why: what would begin only after its end never does
UPDATE auth_grant SET until_on = from_on WHERE grant_id = :grant_id AND from_on > :until_on AND until_on > from_on;

-- must auth_grant_confirm
-- in grant_id id, confirmed_on date, confirmed_by id
UPDATE auth_grant SET confirmed_on = :confirmed_on, confirmed_by = :confirmed_by
 WHERE grant_id = :grant_id AND from_on <= :confirmed_on AND until_on > :confirmed_on;

-- row auth_person: 账号
--   account_id    id
--   login         text
--   name          text
--   member_id     id
--   disabled      bool
--   activated     bool

-- one auth_account_find -> auth_person
-- in account_id id, login text0, member_id id
-- unscoped: the caller decides what its viewer may be told
SELECT a.account_id, a.login, a.name, a.member_id, a.disabled, CASE WHEN a.password IS NULL THEN 0 ELSE 1 END
  FROM auth_account a
 WHERE 1 = 1
   AND a.account_id = :account_id          --? account
   AND a.login = :login                    --? login
   AND a.member_id = :member_id            --? member
;

-- must auth_account_disable
-- in account_id id, disabled bool
UPDATE auth_account SET disabled = :disabled WHERE account_id = :account_id AND disabled <> :disabled;

-- exec auth_account_signed_in
-- in account_id id, today date
UPDATE auth_account SET signed_in_on = :today WHERE account_id = :account_id;

-- exec auth_invitation_delete_all
-- in account_id id
DELETE FROM auth_invitation WHERE account_id = :account_id;

-- row auth_role_give_row: 职责所授
--   role          text
--   gives         text
--   min_depth     int
--   site          bool

-- many auth_role_gives -> auth_role_give_row
-- unscoped: the table of roles
SELECT role, gives, min_depth, site FROM auth_role_give ORDER BY role, gives;

-- exec auth_role_give_clear
DELETE FROM auth_role_give;

-- bulk auth_role_give_add
-- in role text, gives text, min_depth int, site bool
INSERT INTO auth_role_give (role, gives, min_depth, site) VALUES (:role, :gives, :min_depth, :site);

-- row auth_role_cap_row: 职责所含
--   role          text
--   cap           int
--   min_depth     int

-- many auth_role_caps -> auth_role_cap_row
-- unscoped: the table of roles
SELECT role, cap, min_depth FROM auth_role_cap ORDER BY role, cap;

-- exec auth_role_cap_clear
DELETE FROM auth_role_cap;

-- bulk auth_role_cap_add
-- in role text, cap int, min_depth int
INSERT INTO auth_role_cap (role, cap, min_depth) VALUES (:role, :cap, :min_depth);

-- row auth_failures: 登录失败
--   of_pair       int
--   last_of_pair  instant
--   of_login      int
--   last_of_login instant
--   of_source     int
--   last_of_source instant

-- one auth_failure_count -> auth_failures
-- in login lookup auth_failure.login, remote lookup auth_failure.remote, after instant
-- unscoped: signing in
SELECT p.n, p.newest, l.n, l.newest, r.n, r.newest
  FROM (SELECT COUNT(*) AS n, MAX(failed_at) AS newest FROM auth_failure
         WHERE login = :login AND remote = :remote AND failed_at > :after) p,
       (SELECT COUNT(*) AS n, MAX(failed_at) AS newest FROM auth_failure
         WHERE login = :login AND failed_at > :after) l,
       (SELECT COUNT(*) AS n, MAX(failed_at) AS newest FROM auth_failure
         WHERE remote = :remote AND failed_at > :after) r;

-- exec auth_failure_add
-- in failure_id id, login lookup auth_failure.login, remote lookup auth_failure.remote, now instant
INSERT INTO auth_failure (failure_id, login, remote, failed_at) VALUES (:failure_id, :login, :remote, :now);

-- exec auth_failure_forget
-- in login lookup auth_failure.login, remote lookup auth_failure.remote
DELETE FROM auth_failure WHERE login = :login AND remote = :remote;

-- exec auth_failure_prune
-- in before instant
DELETE FROM auth_failure WHERE failed_at < :before;

-- exec auth_invitation_add
-- in invitation_id id, token lookup auth_invitation.token, account_id id, expires_at instant
INSERT INTO auth_invitation (invitation_id, token, account_id, expires_at)
VALUES (:invitation_id, :token, :account_id, :expires_at);

-- row auth_invited: 邀请
--   account_id    id
--   login         text
--   name          text

-- one auth_invitation_find -> auth_invited
-- in invitation_id id, token lookup auth_invitation.token, now instant
-- unscoped: whoever holds the link
SELECT a.account_id, a.login, a.name
  FROM auth_invitation i JOIN auth_account a ON a.account_id = i.account_id
 WHERE i.invitation_id = :invitation_id AND i.token = :token AND i.expires_at > :now AND a.disabled = 0;

-- must auth_invitation_delete
-- in invitation_id id
DELETE FROM auth_invitation WHERE invitation_id = :invitation_id;

-- row auth_evidence_account
--   account_id    id
--   login         text
--   password      text
--   member_id     id
--   disabled      int
--   made_at       int
--   password_at   int
--   factor        int
--   factor_from   int
--   signed_in_on  int

-- many auth_evidence_accounts -> auth_evidence_account
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
-- why: name and home_id are the member's, told by the register with an event on the member
SELECT account_id, login, password, member_id, disabled, made_at, password_at, factor, factor_from, signed_in_on
  FROM auth_account WHERE account_id >= :from_id AND account_id <= :until_id ORDER BY account_id LIMIT :row_limit;

-- row auth_evidence_holder
--   account_id    id

-- one auth_evidence_holder_of -> auth_evidence_holder
-- in grant_id id
-- unscoped: sealing
SELECT account_id FROM auth_grant WHERE grant_id = :grant_id;

-- row auth_evidence_grant
--   account_id    id
--   grant_id      id
--   role          text
--   org_id        id
--   from_on       int
--   until_on      int
--   granted_by    id
--   basis         text
--   confirmed_on  int
--   confirmed_by  id

-- many auth_evidence_grants -> auth_evidence_grant
-- in from_id id0, until_id id0, row_limit int
-- unscoped: sealing
-- why: org_code and org_name are the organisation's, told with an event on the organisation
SELECT account_id, grant_id, role, org_id, from_on, until_on, granted_by, basis, confirmed_on, confirmed_by
  FROM auth_grant WHERE account_id >= :from_id AND account_id <= :until_id
 ORDER BY account_id, grant_id LIMIT :row_limit;
