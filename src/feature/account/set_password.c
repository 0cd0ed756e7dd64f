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

struct password_in {
    const char *old;
    const char *password;
    const char *again;
};

#define PASSWORD_HINT "至少 8 个字符，大写字母、小写字母、数字和符号中至少三种。"

/* clang-format off */
static const struct field password_fields[] = {
    { .name = "old", .label = "现在的密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, old), .max = PASSWORD_CHARS },
    { .name = "password", .label = "新密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, password), .max = PASSWORD_CHARS, .hint = PASSWORD_HINT },
    { .name = "again", .label = "再输一次新密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, again), .max = PASSWORD_CHARS },
};
/* clang-format on */
const struct form password_form = FORM("password", password_in, password_fields);

/* clang-format off */
static const struct field activation_fields[] = {
    { .name = "password", .label = "密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, password), .max = PASSWORD_CHARS, .hint = PASSWORD_HINT },
    { .name = "again", .label = "再输一次", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct password_in, again), .max = PASSWORD_CHARS },
};
/* clang-format on */
const struct form activation_form = FORM("activation", password_in, activation_fields);

/* Checks what was typed and hashes it. */
static enum rc password_take(struct ctx *c, const struct password_in *in, const char *login,
                             void **work)
{
    const char *fault = password_fault(in->password, login);
    const char *hash = NULL;
    if (fault)
        return refuse(c, "password", "password_weak", fault);
    if (strcmp(in->password, in->again) != 0)
        return refuse(c, "again", "password_differs", "两次输入的不一样，请再输一次。");
    enum rc rc = password_hash(c->site, c->arena, in->password, &hash);
    *work = (void *)(uintptr_t)hash;
    return rc;
}

/* --- one's own --------------------------------------------------------------------------------------------------------- */

enum rc password_show(struct ctx *c, const void *form)
{
    (void)form;
    return answer_page(
        c,
        &(struct page){ .title = "修改密码", .place = "account", .body = account_password_page });
}

enum rc password_prepare(struct ctx *c, const void *form, void **work)
{
    const struct password_in *in = form;
    int64_t id;
    const char *hash = "";
    struct db *db;
    enum rc rc = db_read_begin(c->site->db, c->arena, &db);
    if (rc)
        return rc;
    rc = account_password(db, c->viewer->login, &id, &hash);
    hash = arena_strdup(c->arena, hash);
    db_read_end(db);
    if (!rc && !password_matches(c->site, hash, in->old))
        return refuse(c, "old", "password_wrong", "现在的密码不对，请再输一次。");
    return rc ? rc : password_take(c, in, c->viewer->login, work);
}

enum rc password_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = account_set_password(c, c->viewer->account_id, call_work(c));
    return rc ? rc
              : answer_done(c,
                            &(struct done){ .location = "/account", .sentence = "密码已经修改。" });
}

/* --- the first one ------------------------------------------------------------------------------------------------------ */

static enum rc activation_of(struct ctx *c, int64_t *account_id, const char **login)
{
    enum rc rc = invitation_find(c, call_id(c, 0), call_id(c, 1), account_id, login);
    if (rc == RC_NOTFOUND)
        rc = refuse_as(c, rc, "link_over", "这个链接已经用过或者过期。请联系管理员重新发给您。");
    return rc;
}

enum rc activation_show(struct ctx *c, const void *form)
{
    (void)form;
    int64_t id;
    struct activation_view *v = arena_alloc(c->arena, sizeof(*v));
    if (!v)
        return RC_OOM;
    v->action = c->call->path;
    enum rc rc = activation_of(c, &id, &v->login);
    return rc ? rc
              : answer_page(c, &(struct page){
                                   .title = "设置密码", .body = account_activate_page, .view = v });
}

/* Whoever has no link does not make us hash. */
enum rc activation_prepare(struct ctx *c, const void *form, void **work)
{
    struct db *db;
    int64_t id;
    const char *login = "";
    enum rc rc = db_read_begin(c->site->db, c->arena, &db);
    if (rc)
        return rc;
    c->db = db;
    rc = activation_of(c, &id, &login);
    c->db = NULL;
    login = arena_strdup(c->arena, login);
    db_read_end(db);
    return rc ? rc : password_take(c, form, login, work);
}

enum rc activation_create(struct ctx *c, const void *form)
{
    (void)form;
    int64_t id = 0;
    const char *login = "";
    enum rc rc = activation_of(c, &id, &login);
    if (!rc)
        rc = invitation_use(c, call_id(c, 0));
    if (!rc)
        rc = account_set_password(c, id, call_work(c));
    if (!rc)
        rc = account_signed_in(c, login, id);
    if (!rc)
        rc = session_start(c, id);
    return rc ? rc
              : answer_done(
                    c, &(struct done){ .location = "/", .sentence = "密码已经设置，您已登录。" });
}
