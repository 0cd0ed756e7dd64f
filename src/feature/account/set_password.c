/* feature/account/set_password.c: /password, and /activate/… where the first one is set. */
#include <string.h>

#include "feature/account/account_web.h"
#include "feature/account/activate.html.h"
#include "feature/account/password.html.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/event.h"
#include "web/password.h"
#include "web/session.h"
#include "web/site.h"
#include "web/throttle.h"

struct password_in {
    const char *old;
    const char *password;
    const char *again;
};

#define PASSWORD_HINT "至少 8 个字符，大写字母、小写字母、数字和符号中至少三种。管理员请用 12 个以上。"

/* clang-format off */
static const struct field password_fields[] = {
    { .name = "old", .label = "现在的密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, old), .max = PASSWORD_CHARS },
    { .name = "password", .label = "新密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, password), .max = PASSWORD_CHARS, .hint = PASSWORD_HINT },
    { .name = "again", .label = "再输一次新密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, again), .max = PASSWORD_CHARS },
};
const struct form password_form = FORM("password", password_in, password_fields);

static const struct field activation_fields[] = {
    { .name = "password", .label = "密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, password), .max = PASSWORD_CHARS, .hint = PASSWORD_HINT },
    { .name = "again", .label = "再输一次", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, again), .max = PASSWORD_CHARS },
};
const struct form activation_form = FORM("activation", password_in, activation_fields);
/* clang-format on */

struct password_work {
    struct account_secret secret;
    struct throttle throttle;
    const char *const *before; /* hashes that it may not be again */
    size_t nbefore;
    bool old_matches;
    const char *hash; /* of the new one */
};

/* Checks what was typed and hashes it. */
static enum rc password_take(struct ctx *c, const struct password_in *in, struct password_work *w)
{
    const struct password_person person = { w->secret.login, w->secret.name };
    const char *fault = password_fault(c->arena, in->password, &person);
    if (fault)
        return refuse(c, "password", "password_weak", fault);
    if (strcmp(in->password, in->again) != 0)
        return refuse(c, "again", "password_differs", "两次输入的不一样，请再输一次。");
    for (size_t i = 0; i < w->nbefore; i++)
        if (password_matches(c->site, w->before[i], in->password))
            return refuse(c, "password", "password_used", "最近用过这个密码，请换一个新的。");
    return password_hash(c->site, c->arena, in->password, &w->hash);
}

/* --- one's own ------------------------------------------------------------------------------------------------------ */

enum rc password_show(struct ctx *c, const void *form)
{
    (void)form;
    return answer_page(c, &(struct page){ .title = "修改密码", .place = "account", .body = account_password_page });
}

static enum rc password_read(struct ctx *c, void *arg)
{
    struct password_work *w = arg;
    enum rc rc = account_secret_of(c, c->viewer->login, &w->secret);
    if (!rc)
        rc = throttle_of(c, c->viewer->login, c->viewer->account_id, &w->throttle);
    if (!rc)
        rc = throttle_check(c, &w->throttle);
    return rc ? rc : account_passwords(c, c->viewer->account_id, &w->before, &w->nbefore);
}

enum rc password_prepare(struct ctx *c, const void *form, void **work)
{
    const struct password_in *in = form;
    struct password_work *w = arena_alloc(c->arena, sizeof(*w));
    enum rc rc = w ? reading(c, password_read, w) : RC_OOM;
    if (rc)
        return rc;
    *work = w;
    w->old_matches = password_matches(c->site, w->secret.hash, in->old);
    return w->old_matches ? password_take(c, in, w) : RC_OK;
}

/* A wrong one counts as one at the door does. */
static enum rc password_refuse(struct ctx *c, const struct throttle *t)
{
    enum rc rc = throttle_failed(c, t);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_proof_failed", .subject_id = c->viewer->account_id });
    if (rc)
        return rc;
    rc = answer_again(c, refuse(c, "old", "password_wrong", "现在的密码不对，请再输一次。"),
                      &(struct page){ .title = "修改密码", .place = "account", .body = account_password_page });
    return rc == RC_INVALID ? RC_OK : rc;
}

enum rc password_create(struct ctx *c, const void *form)
{
    (void)form;
    const struct password_work *w = call_work(c);
    if (!w->old_matches)
        return password_refuse(c, &w->throttle);
    enum rc rc = account_set_password(c, c->viewer->account_id, w->hash);
    return rc ? rc : answer_done(c, &(struct done){ .location = "/account", .sentence = "密码已经修改。" });
}

/* --- the first one -------------------------------------------------------------------------------------------------- */

static enum rc activation_of(struct ctx *c, struct account_secret *out)
{
    enum rc rc = invitation_find(c, call_id(c, 0), call_id(c, 1), out);
    if (rc == RC_NOTFOUND)
        rc = refuse_as(c, rc, "link_over", "这个链接已经用过或者过期。请联系管理员重新发给您。");
    return rc;
}

enum rc activation_show(struct ctx *c, const void *form)
{
    (void)form;
    struct account_secret secret;
    struct activation_view *v = arena_alloc(c->arena, sizeof(*v));
    enum rc rc = v ? activation_of(c, &secret) : RC_OOM;
    if (rc)
        return rc;
    *v = (struct activation_view){ .action = c->call->path, .login = secret.login };
    return answer_page(c, &(struct page){ .title = "设置密码", .body = account_activate_page, .view = v });
}

static enum rc activation_read(struct ctx *c, void *arg)
{
    struct password_work *w = arg;
    enum rc rc = activation_of(c, &w->secret);
    return rc ? rc : account_passwords(c, w->secret.account_id, &w->before, &w->nbefore);
}

/* Whoever has no link does not make us hash. */
enum rc activation_prepare(struct ctx *c, const void *form, void **work)
{
    struct password_work *w = arena_alloc(c->arena, sizeof(*w));
    enum rc rc = w ? reading(c, activation_read, w) : RC_OOM;
    *work = w;
    return rc ? rc : password_take(c, form, w);
}

enum rc activation_create(struct ctx *c, const void *form)
{
    (void)form;
    const struct password_work *w = call_work(c);
    struct account_secret invited, secret;
    enum rc rc = activation_of(c, &invited);
    if (!rc)
        rc = invitation_use(c, call_id(c, 0));
    if (!rc)
        rc = account_set_password(c, invited.account_id, w->hash);
    if (!rc)
        rc = account_secret_of(c, invited.login, &secret);
    return rc ? rc : sign_in(c, &secret, "/", "密码已经设置，您已登录。");
}
