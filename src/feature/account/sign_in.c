/* feature/account/sign_in.c: /login, /logout and the addresses that lead on from there. */
#include <string.h>

#include "feature/account/account_web.h"
#include "feature/account/login.html.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/event.h"
#include "web/password.h"
#include "web/session.h"
#include "web/site.h"

struct login_in {
    const char *login;
    const char *password;
    const char *next;
};

enum { LOGIN_CHARS = 64, NEXT_CHARS = 1024 };

/* clang-format off */
static const struct field login_fields[] = {
    { .name = "login", .label = "账号", .type = FIELD_TEXT, .flags = REQUIRED, .offset = offsetof(struct login_in, login), .max = LOGIN_CHARS },
    { .name = "password", .label = "密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct login_in, password), .max = PASSWORD_CHARS },
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct login_in, next), .max = NEXT_CHARS },
};
/* clang-format on */
const struct form login_form = FORM("login", login_in, login_fields);

/* clang-format off */
static const struct field login_query_fields[] = {
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct login_in, next), .max = NEXT_CHARS },
};
/* clang-format on */
const struct form login_query = FORM("login_query", login_in, login_query_fields);

const char *local_path(const char *path, const char *otherwise)
{
    if (!path || path[0] != '/' || path[1] == '/' || path[1] == '\\')
        return otherwise;
    for (const char *p = path; *p; p++)
        if ((unsigned char)*p < ' ' || *p == '\\' || *p == 127)
            return otherwise;
    return path;
}

static enum rc login_page_of(struct ctx *c, const char *next, struct page *out)
{
    struct login_view *v = arena_alloc(c->arena, sizeof(*v));
    if (!v)
        return RC_OOM;
    v->next = local_path(next, "");
    *out =
        (struct page){ .title = "登录", .place = "login", .body = account_login_page, .view = v };
    return RC_OK;
}

enum rc login_show(struct ctx *c, const void *form)
{
    const struct login_in *in = form;
    struct page p;
    enum rc rc = login_page_of(c, in ? in->next : NULL, &p);
    return rc ? rc : answer_page(c, &p);
}

/* --- the password, on a worker ------------------------------------------------------------------------------------------ */

struct login_work {
    int64_t account_id; /* 0: none, or the password was another */
    const char *hash;   /* that was compared: it may have been changed since */
};

static enum rc login_read(struct ctx *c, const struct login_in *in, struct login_work *w)
{
    struct db *db;
    enum rc rc = db_read_begin(c->site->db, c->arena, &db);
    if (rc)
        return rc;
    rc = account_throttle(db, in->login, call_remote(c));
    if (!rc)
        rc = account_password(db, in->login, &w->account_id, &w->hash);
    w->hash = arena_strdup(c->arena, w->hash);
    db_read_end(db);
    if (rc == RC_LIMIT)
        return refuse_as(c, rc, "too_many_failures",
                         "输错的次数太多，请十分钟以后再试，或者联系管理员。");
    return rc;
}

enum rc login_prepare(struct ctx *c, const void *form, void **work)
{
    const struct login_in *in = form;
    struct login_work *w = arena_alloc(c->arena, sizeof(*w));
    if (!w)
        return RC_OOM;
    enum rc rc = login_read(c, in, w);
    if (rc)
        return rc;
    if (!password_matches(c->site, w->hash, in->password))
        w->account_id = 0;
    *work = w;
    return RC_OK;
}

/* The answer is a refusal, but what is written stays: it counts. */
static enum rc login_refuse(struct ctx *c, const struct login_in *in)
{
    struct page p;
    int64_t id = 0;
    enum rc rc = account_failed(c, in->login, call_remote(c));
    if (!rc)
        rc = account_by_login(c, in->login, &id);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_sign_in_failed", .subject_id = id });
    if (rc && rc != RC_NOTFOUND)
        return rc;
    rc = login_page_of(c, in->next, &p);
    if (rc)
        return rc;
    rc = answer_again(c, refuse(c, "password", "login_failed", "账号或密码不对，请再试一次。"), &p);
    return rc == RC_INVALID ? RC_OK : rc;
}

enum rc login_create(struct ctx *c, const void *form)
{
    const struct login_in *in = form;
    const struct login_work *w = call_work(c);
    int64_t id = 0;
    const char *hash = "";
    enum rc rc = account_password(c->db, in->login, &id, &hash);
    if (rc)
        return rc;
    if (!w->account_id || id != w->account_id || strcmp(hash, w->hash) != 0)
        return login_refuse(c, in);
    rc = account_signed_in(c, in->login, id);
    if (!rc)
        rc = session_start(c, id);
    return rc ? rc : answer_done(c, &(struct done){ .location = local_path(in->next, "/") });
}

enum rc logout_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = event_record(
        c, &(struct event){ .kind = "account_signed_out", .subject_id = c->viewer->account_id });
    if (!rc)
        rc = session_end(c);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = "/login", .sentence = "您已经退出。" });
}
