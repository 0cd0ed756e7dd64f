/* web/account.c: writing accounts, grants, links and tokens. */
#include "web/account.h"

#include "base/date.h"
#include "base/random.h"
#include "web/agent.h"
#include "web/auth.sql.h"
#include "web/device.h"
#include "web/dispatch_i.h"
#include "web/event.h"
#include "web/factor.h"
#include "web/notice.h"
#include "web/session.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static bool login_is_good(const char *s)
{
    size_t n = 0;
    for (; s[n]; n++)
        if (!((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || (s[n] >= '0' && s[n] <= '9') ||
              (n && (s[n] == '.' || s[n] == '_' || s[n] == '-' || s[n] == '@'))))
            return false;
    return n >= 2 && n <= 64;
}

enum rc account_add(struct ctx *c, const struct account_new *in, int64_t *id)
{
    if (!login_is_good(in->login))
        return refuse(c, "login", "login_form", "账号由 2 到 64 个字母、数字、点、横线组成，以字母或数字开头。");
    *id = id_new();
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = auth_account_add(c->db, &(struct auth_account_add_in){
                                         .account_id = *id,
                                         .login = in->login,
                                         .name = in->name,
                                         .password = in->password,
                                         .member_id = in->member_id,
                                         .home_id = in->home_id,
                                         .now = instant_now(),
                                         .factor_from = in->factor_from,
                                     });
    if (rc == RC_CONFLICT)
        rc = refuse_as(c, rc, "account_exists", "已经有这个账号，或者这位党员已经有账号。");
    if (!rc && in->password[0])
        rc = auth_password_add(c->db, &(struct auth_password_add_in){
                                          .password_id = id_new(), .account_id = *id, .password = in->password });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_added", .subject_id = *id });
    return db_end(c->db, rc);
}

enum rc account_by_login(struct ctx *c, const char *login, int64_t *id)
{
    struct auth_secret row;
    enum rc rc = auth_account_secret(c->db, &(struct auth_account_secret_in){ .login = login }, &row);
    if (!rc)
        *id = row.account_id;
    return rc;
}

enum rc account_find(struct ctx *c, const struct account_key *by, struct account_found *out)
{
    struct auth_person row;
    enum rc rc = auth_account_find(c->db,
                                   &(struct auth_account_find_in){
                                       .account_id = by->id,
                                       .login = by->login ? by->login : "",
                                       .member_id = by->member_id,
                                       .with = by->id      ? AUTH_ACCOUNT_FIND_ACCOUNT
                                               : by->login ? AUTH_ACCOUNT_FIND_LOGIN
                                                           : AUTH_ACCOUNT_FIND_MEMBER,
                                   },
                                   &row);
    if (rc)
        return rc;
    *out = (struct account_found){ .id = row.account_id,
                                   .member_id = row.member_id,
                                   .login = row.login,
                                   .name = row.name[0] ? row.name : row.login,
                                   .disabled = row.disabled,
                                   .activated = row.activated };
    return RC_OK;
}

static enum rc account_set_disabled(struct ctx *c, int64_t account_id, bool disabled, const char *reason)
{
    const struct event_change change = { "disabled", "状态", disabled ? "在用" : "停用", disabled ? "停用" : "在用" };
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = auth_account_disable(c->db,
                                  &(struct auth_account_disable_in){ .account_id = account_id, .disabled = disabled });
    if (!rc && disabled)
        rc = session_end_all(c, account_id, 0);
    if (!rc && disabled)
        rc = invitation_end_all(c, account_id);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = disabled ? "account_disabled" : "account_enabled",
                                              .subject_id = account_id,
                                              .note = reason,
                                              .changes = &change,
                                              .nchanges = 1 });
    return db_end(c->db, rc);
}

enum rc account_disable(struct ctx *c, int64_t account_id, const char *reason)
{
    return account_set_disabled(c, account_id, true, reason);
}

enum rc account_enable(struct ctx *c, int64_t account_id, const char *reason)
{
    return account_set_disabled(c, account_id, false, reason);
}

static struct account_secret secret_from(const struct auth_secret *row)
{
    if (row->disabled)
        return (struct account_secret){ .login = row->login, .name = "", .hash = "" };
    return (struct account_secret){ row->account_id, row->login, row->name, row->password, row->factor };
}

enum rc account_secret_of(struct ctx *c, const char *login, struct account_secret *out)
{
    struct auth_secret row;
    *out = (struct account_secret){ .login = login, .name = "", .hash = "" };
    enum rc rc = auth_account_secret(c->db, &(struct auth_account_secret_in){ .login = login }, &row);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    *out = secret_from(&row);
    return RC_OK;
}

enum rc account_passwords(struct ctx *c, int64_t account_id, const char *const **hashes, size_t *n)
{
    struct auth_password_row *rows = NULL;
    struct auth_secret now;
    enum rc rc = auth_account_hash(c->db, &(struct auth_account_hash_in){ .account_id = account_id }, &now);
    if (!rc)
        rc = auth_password_list(
            c->db, &(struct auth_password_list_in){ .account_id = account_id, .limit = ACCOUNT_PASSWORDS }, &rows, n);
    if (rc)
        return rc;
    const char **out = arena_array(c->arena, *n + 1, sizeof(*out));
    if (!out)
        return RC_TOOBIG;
    for (size_t i = 0; i < *n; i++)
        out[i] = rows[i].password;
    if (!*n && now.password[0]) /* set before passwords were kept */
        out[(*n)++] = now.password;
    *hashes = out;
    return RC_OK;
}

static enum rc password_write(struct ctx *c, int64_t account_id, const char *hash)
{
    enum rc rc = auth_account_set_password(
        c->db,
        &(struct auth_account_set_password_in){ .account_id = account_id, .password = hash, .now = instant_now() });
    if (!rc && hash[0])
        rc = auth_password_add(c->db, &(struct auth_password_add_in){
                                          .password_id = id_new(), .account_id = account_id, .password = hash });
    return rc ? rc
              : auth_password_forget(
                    c->db, &(struct auth_password_forget_in){ .account_id = account_id, .keep = ACCOUNT_PASSWORDS });
}

enum rc account_set_password(struct ctx *c, int64_t account_id, const char *hash)
{
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = password_write(c, account_id, hash);
    if (!rc)
        rc = session_end_all(c, account_id, c->viewer->account_id == account_id ? c->viewer->session_id : 0);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_password_set", .subject_id = account_id });
    return db_end(c->db, rc);
}

/* --- signing in ------------------------------------------------------------------------------------------------------- */

/* The first sign-in of all has nothing to be compared with. */
static enum rc tell_of_new_device(struct ctx *c, int64_t account_id)
{
    struct auth_seen_before before;
    enum rc rc = auth_signed_in_before(c->db, &(struct auth_signed_in_before_in){ .account_id = account_id }, &before);
    if (rc || !before.n)
        return rc;
    const char *agent = agent_words(c->arena, call_header(c, "User-Agent"));
    const char *where = agent[0] ? agent : "没有用过的设备";
    return notice_send(c, &(struct notice){
                              .account_id = account_id,
                              .kind = "account_signed_in",
                              .sentence = arena_printf(
                                  c->arena, "您的账号在新的设备上登录：%s。如果不是您本人，请马上修改密码。", where),
                              .href = "/account/sessions",
                          });
}

enum rc account_signed_in(struct ctx *c, int64_t account_id)
{
    const char *device = "";
    enum rc rc = device_find(c, account_id, &device);
    if (!rc && !device[0])
        rc = tell_of_new_device(c, account_id);
    if (!rc)
        rc = device_remember(c, account_id);
    if (!rc)
        rc = auth_account_signed_in(c->db,
                                    &(struct auth_account_signed_in_in){ .account_id = account_id, .today = c->today });
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_signed_in", .subject_id = account_id });
}

/* --- when something was lost ------------------------------------------------------------------------------------------ */

enum rc account_reset_password(struct ctx *c, int64_t account_id, const char *sentence)
{
    enum rc rc = db_begin(c->db);
    if (rc)
        return db_end(c->db, rc);
    rc = password_write(c, account_id, "");
    if (!rc)
        rc = session_end_all(c, account_id, 0);
    if (!rc)
        rc = invitation_end_all(c, account_id);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_password_reset", .subject_id = account_id });
    if (!rc)
        rc = notice_send(c, &(struct notice){ account_id, "account_password_reset", sentence, NULL });
    return db_end(c->db, rc);
}

enum rc account_reset_factor(struct ctx *c, int64_t account_id, const char *sentence)
{
    enum rc rc = db_begin(c->db);
    if (rc)
        return db_end(c->db, rc);
    rc = factor_end(c, account_id);
    if (!rc)
        rc = invitation_end_all(c, account_id);
    if (!rc)
        rc = notice_send(c, &(struct notice){ account_id, "account_factor_ended", sentence, "/account/factor" });
    return db_end(c->db, rc);
}

/* --- links ---------------------------------------------------------------------------------------------------------- */

static int64_t secret_number(void)
{
    uint64_t v = 0;
    while (v < 1) {
        random_bytes(&v, sizeof(v));
        v >>= 1;
    }
    return (int64_t)v;
}

static const char *secret_text(struct arena *a, int64_t secret)
{
    return arena_printf(a, "%lld", (long long)secret);
}

enum rc invitation_make(struct ctx *c, int64_t account_id, const char **path)
{
    return invitation_make_until(c, account_id, instant_now() + (int64_t)ACCOUNT_INVITATION_DAYS * DAY_MS, path);
}

enum rc invitation_make_until(struct ctx *c, int64_t account_id, int64_t expires_at, const char **path)
{
    int64_t id = secret_number(); /* both halves of the link are secret: 126 bits */
    int64_t secret = secret_number();
    *path = arena_printf(c->arena, "/activate/%lld/%lld", (long long)id, (long long)secret);
    return auth_invitation_add(c->db, &(struct auth_invitation_add_in){
                                          .invitation_id = id,
                                          .token = secret_text(c->arena, secret),
                                          .account_id = account_id,
                                          .expires_at = expires_at,
                                      });
}

enum rc invitation_find(struct ctx *c, int64_t id, int64_t secret, struct account_secret *out)
{
    struct auth_invited row;
    enum rc rc = auth_invitation_find(c->db,
                                      &(struct auth_invitation_find_in){
                                          .invitation_id = id,
                                          .token = secret_text(c->arena, secret),
                                          .now = instant_now(),
                                      },
                                      &row);
    if (!rc)
        *out =
            (struct account_secret){ .account_id = row.account_id, .login = row.login, .name = row.name, .hash = "" };
    return rc;
}

enum rc invitation_use(struct ctx *c, int64_t id)
{
    return auth_invitation_delete(c->db, &(struct auth_invitation_delete_in){ .invitation_id = id });
}

enum rc invitation_end_all(struct ctx *c, int64_t account_id)
{
    return auth_invitation_delete_all(c->db, &(struct auth_invitation_delete_all_in){ .account_id = account_id });
}

/* --- tokens ----------------------------------------------------------------------------------------------------------- */

enum rc token_add(struct ctx *c, const struct token_new *in, const char **token)
{
    char *secret = arena_alloc(c->arena, SECRET_HEX + 1);
    if (!secret)
        return RC_OOM;
    random_hex(secret, SECRET_BYTES);
    int64_t now = instant_now();
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = auth_token_add(c->db, &(struct auth_token_add_in){
                                       .token_id = id_new(),
                                       .token = secret,
                                       .account_id = in->account_id,
                                       .read_only = in->read_only,
                                       .now = now,
                                       .expires_at = now + in->days * DAY_MS,
                                       .name = in->name,
                                       .caps = in->scope,
                                   });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_token_added", .subject_id = in->account_id });
    *token = secret;
    return db_end(c->db, rc);
}

enum rc token_list(struct ctx *c, struct auth_token_line **rows, size_t *n)
{
    return auth_token_list(
        c->db, &(struct auth_token_list_in){ .account_id = c->viewer->account_id, .now = instant_now() }, rows, n);
}

enum rc token_end(struct ctx *c, int64_t token_id)
{
    int64_t own = c->viewer->account_id;
    enum rc rc = auth_token_end(c->db, &(struct auth_token_end_in){ .token_id = token_id, .account_id = own });
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_token_ended", .subject_id = own });
}

enum rc account_set_home(struct ctx *c, int64_t member_id, int64_t org_id, const char *name)
{
    return auth_account_set_home(
        c->db, &(struct auth_account_set_home_in){ .member_id = member_id, .home_id = org_id, .name = name });
}
