/* feature/account/sign_in.c: /login, its second step, /logout and the addresses that lead on from there. */
#include <string.h>

#include "feature/account/account_web.h"
#include "feature/account/code.html.h"
#include "feature/account/login.html.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/event.h"
#include "web/factor.h"
#include "web/password.h"
#include "web/session.h"
#include "web/site.h"
#include "web/throttle.h"
#include "web/url.h"

struct login_in {
    const char *login;
    const char *password;
    const char *code;
    const char *next;
};

enum { LOGIN_CHARS = 64, NEXT_CHARS = 1024, CODE_CHARS = 16 };

/* clang-format off */
static const struct field login_fields[] = {
    { .name = "login", .label = "账号", .type = FIELD_TEXT, .flags = REQUIRED, .offset = offsetof(struct login_in, login), .max = LOGIN_CHARS },
    { .name = "password", .label = "密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct login_in, password), .max = PASSWORD_CHARS },
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct login_in, next), .max = NEXT_CHARS },
};
const struct form login_form = FORM("login", login_in, login_fields);

static const struct field code_fields[] = {
    { .name = "code", .label = "验证码", .type = FIELD_CODE, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct login_in, code), .max = CODE_CHARS, .hint = "手机验证器里的六位数字。手机不在身边，可以用一个备用码。" },
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct login_in, next), .max = NEXT_CHARS },
};
const struct form code_form = FORM("code", login_in, code_fields);

static const struct field login_query_fields[] = {
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct login_in, next), .max = NEXT_CHARS },
};
const struct form login_query = FORM("login_query", login_in, login_query_fields);
/* clang-format on */

const char *local_path(const char *path, const char *otherwise)
{
    if (!path || path[0] != '/' || path[1] == '/' || path[1] == '\\')
        return otherwise;
    for (const char *p = path; *p; p++)
        if ((unsigned char)*p < ' ' || *p == '\\' || *p == 127)
            return otherwise;
    return path;
}

static enum rc page_of(struct ctx *c, page_fn body, const char *next, struct page *out)
{
    struct login_view *v = arena_alloc(c->arena, sizeof(*v));
    if (!v)
        return RC_OOM;
    v->next = local_path(next, "");
    *out = (struct page){ .title = "登录", .place = "login", .body = body, .view = v };
    return RC_OK;
}

enum rc login_show(struct ctx *c, const void *form)
{
    const struct login_in *in = form;
    struct page p;
    enum rc rc = page_of(c, account_login_page, in ? in->next : NULL, &p);
    return rc ? rc : answer_page(c, &p);
}

/* The form again; what was written stays, for it counts. */
static enum rc refused_page(struct ctx *c, page_fn body, const char *next, enum rc refused)
{
    struct page p;
    enum rc rc = page_of(c, body, next, &p);
    if (!rc)
        rc = answer_again(c, refused, &p);
    return rc == RC_INVALID ? RC_OK : rc;
}

/* --- the password, on a worker -------------------------------------------------------------------------------------- */

struct login_work {
    const struct login_in *in;
    struct account_secret secret; /* what was compared: it may have been changed since */
    bool matches;
};

static enum rc login_read(struct ctx *c, void *arg)
{
    struct login_work *w = arg;
    struct throttle t;
    enum rc rc = account_secret_of(c, w->in->login, &w->secret);
    if (!rc)
        rc = throttle_of(c, w->in->login, w->secret.account_id, &t);
    return rc ? rc : throttle_check(c, &t);
}

enum rc login_prepare(struct ctx *c, const void *form, void **work)
{
    struct login_work *w = arena_alloc(c->arena, sizeof(*w));
    if (!w)
        return RC_OOM;
    w->in = form;
    enum rc rc = reading(c, login_read, w);
    if (!rc)
        w->matches = password_matches(c->site, w->secret.hash, w->in->password);
    *work = w;
    return rc;
}

static enum rc login_refuse(struct ctx *c, const struct login_in *in, const struct throttle *t, int64_t account_id)
{
    enum rc rc = throttle_failed(c, t);
    if (!rc && account_id)
        rc = event_record(c, &(struct event){ .kind = "account_sign_in_failed", .subject_id = account_id });
    return rc ? rc
              : refused_page(c, account_login_page, in->next,
                             refuse(c, "password", "login_failed", "账号或密码不对，请再试一次。"));
}

enum rc sign_in(struct ctx *c, const struct account_secret *of, const char *next, const char *sentence)
{
    struct buf b = BUF_INIT(4 * NEXT_CHARS);
    enum rc rc = session_start(c, of->account_id, of->factor ? SESSION_HALF : SESSION_WHOLE);
    if (!rc && !of->factor)
        rc = account_signed_in(c, of->account_id);
    if (rc || !of->factor)
        return rc ? rc : answer_done(c, &(struct done){ .location = local_path(next, "/"), .sentence = sentence });
    buf_puts(&b, "/login/code?next=");
    url_put(&b, local_path(next, "/"), strlen(local_path(next, "/")));
    const char *to = buf_check(&b) ? "/login/code" : arena_strndup(c->arena, b.at, b.len);
    buf_free(&b);
    return answer_done(c, &(struct done){ .location = to });
}

/* Many tries at once were all let through to be compared; the limit holds here. */
enum rc login_create(struct ctx *c, const void *form)
{
    const struct login_in *in = form;
    const struct login_work *w = call_work(c);
    struct account_secret now;
    struct throttle t;
    enum rc rc = account_secret_of(c, in->login, &now);
    if (!rc)
        rc = throttle_of(c, in->login, now.account_id, &t);
    if (!rc)
        rc = throttle_check(c, &t);
    if (rc)
        return rc;
    if (!w->matches || now.account_id != w->secret.account_id || strcmp(now.hash, w->secret.hash) != 0)
        return login_refuse(c, in, &t, now.account_id);
    rc = throttle_passed(c, &t);
    return rc ? rc : sign_in(c, &now, in->next, NULL);
}

/* --- the second step ------------------------------------------------------------------------------------------------ */

/* Where there is nothing to give: whoever is signed in goes on, everybody else begins. */
static enum rc code_nothing(struct ctx *c)
{
    if (c->viewer->kind == VIEWER_GUEST && c->call->as == AS_JSON)
        return RC_SIGNIN;
    return answer_done(c, &(struct done){ .location = c->viewer->kind == VIEWER_GUEST ? "/login" : "/" });
}

enum rc code_show(struct ctx *c, const void *form)
{
    const struct login_in *in = form;
    int64_t id;
    const char *login;
    struct page p;
    if (session_half_of(c, &id, &login))
        return code_nothing(c);
    enum rc rc = page_of(c, account_code_page, in ? in->next : NULL, &p);
    return rc ? rc : answer_page(c, &p);
}

enum rc code_try(struct ctx *c, const struct account_of *of, const char *code, bool *right)
{
    struct throttle t;
    enum rc rc = throttle_of(c, arena_printf(c->arena, "code %s", of->login), of->account_id, &t);
    if (!rc)
        rc = throttle_check(c, &t);
    if (rc)
        return rc;
    rc = factor_check(c, of->account_id, code);
    *right = !rc;
    if (rc != RC_INVALID)
        return rc ? rc : throttle_passed(c, &t);
    rc = throttle_failed(c, &t);
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_code_failed", .subject_id = of->account_id });
}

enum rc code_create(struct ctx *c, const void *form)
{
    const struct login_in *in = form;
    struct account_of of;
    bool right = false;
    if (session_half_of(c, &of.account_id, &of.login))
        return code_nothing(c);
    enum rc rc = code_try(c, &of, in->code, &right);
    if (rc)
        return rc;
    if (!right)
        return refused_page(c, account_code_page, in->next,
                            refuse(c, "code", "code_wrong", "验证码不对，或者已经用过。请等验证器换一个再输。"));
    rc = account_signed_in(c, of.account_id);
    if (!rc)
        rc = session_start(c, of.account_id, SESSION_WHOLE);
    return rc ? rc : answer_done(c, &(struct done){ .location = local_path(in->next, "/") });
}

/* --- signing out ---------------------------------------------------------------------------------------------------- */

enum rc logout_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc =
        event_record(c, &(struct event){ .kind = "account_signed_out", .subject_id = c->viewer->account_id });
    if (!rc)
        rc = session_end(c);
    return rc ? rc : answer_done(c, &(struct done){ .location = "/login", .sentence = "您已经退出。" });
}
