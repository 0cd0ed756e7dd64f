/* feature/account/account.c: the descriptor, the start page, and `zhibu token add`. */
#include <stdlib.h>
#include <string.h>

#include "feature/account/account_web.h"
#include "feature/account/home.html.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/auth.sql.h"
#include "web/call.h"
#include "web/command.h"
#include "web/feature.h"
#include "web/session.h"

/* --- where one starts ---------------------------------------------------------------------------------------------------- */

enum rc start_show(struct ctx *c, const void *form)
{
    (void)form;
    int64_t root;
    const char *to = c->viewer->kind == VIEWER_GUEST ? "/login" : "/account";
    if (viewer_roots(c->viewer, CAP_ORG_READ, &root, 1))
        to = arena_printf(c->arena, "/orgs/%lld", (long long)root);
    else if (c->viewer->member_id)
        to = "/me";
    return answer_done(c, &(struct done){ .location = to });
}

enum rc home_show(struct ctx *c, const void *form)
{
    (void)form;
    const struct viewer *v = c->viewer;
    struct home_view *view = arena_alloc(c->arena, sizeof(*view));
    struct home_role *roles = arena_array(c->arena, v->ngrants + 1, sizeof(*roles));
    if (!view || !roles)
        return RC_OOM;
    for (size_t i = 0; i < v->ngrants; i++)
        roles[i] = (struct home_role){ vocab_label(&role_vocab, (int)v->grants[i].role),
                                       v->grants[i].org_name };
    *view = (struct home_view){ v->name, v->login, roles, v->ngrants };
    return answer_page(
        c, &(struct page){
               .title = "我的账号", .place = "account", .body = account_home_page, .view = view });
}

/* --- the size of the text -------------------------------------------------------------------------------------------------- */

struct large_in {
    bool large;
    const char *next;
};

/* clang-format off */
static const struct field large_fields[] = {
    { .name = "large", .label = "大字", .type = FIELD_BOOL, .offset = offsetof(struct large_in, large) },
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct large_in, next), .max = 1024 },
};
/* clang-format on */
const struct form large_form = FORM("large", large_in, large_fields);

/* Back to where one was: the browser says it, and only the path of it counts. */
static const char *came_from(struct ctx *c)
{
    const char *at = strstr(call_header(c, "Referer"), "://");
    at = at ? strchr(at + 3, '/') : NULL;
    return local_path(at, "/");
}

enum rc large_create(struct ctx *c, const void *form)
{
    const struct large_in *in = form;
    session_large_text(c, in->large);
    return answer_done(c, &(struct done){ .location = local_path(in->next, came_from(c)) });
}

/* --- token add ----------------------------------------------------------------------------------------------------------------- */

enum { TOKEN_DAYS_MAX = 3660 };

struct token_call {
    const char *login;
    const char *token;
    int64_t days;
    bool read_only;
};

static enum rc token_write(struct ctx *c, void *arg)
{
    struct token_call *t = arg;
    int64_t id = 0;
    enum rc rc = account_by_login(c, t->login, &id);
    if (rc == RC_NOTFOUND)
        return refuse_as(c, rc, "account_unknown", "没有这个账号。");
    return rc ? rc : token_add(c, id, t->days, t->read_only, &t->token);
}

static int token_run(struct command_call *call)
{
    struct token_call t = { .login = command_option(call, "LOGIN"),
                            .read_only = command_flag(call, "--read-only") };
    char *end = NULL;
    t.days = strtoll(command_option(call, "--days"), &end, 10);
    if (*end || t.days < 1 || t.days > TOKEN_DAYS_MAX)
        return command_cannot(call, "--days 请写 1 到 3660 之间的天数。");
    enum rc rc = command_write(call, token_write, &t);
    if (rc)
        return command_failed(call, rc);
    buf_puts(command_out(call, NULL), t.token);
    buf_putc(command_out(call, NULL), '\n');
    return COMMAND_DONE;
}

static const struct option token_options[] = {
    { "LOGIN", OPTION_VALUE, true, "账号" },
    { "--days", OPTION_VALUE, true, "有效天数" },
    { "--read-only", OPTION_FLAG, false, "只能查看" },
    { 0 },
};

static const struct command commands[] = {
    { "token add", token_options, token_run, "给程序用的令牌" },
    { 0 },
};

/* --- the descriptor --------------------------------------------------------------------------------------------------------- */

/* clang-format off */
static const struct route routes[] = {
    { GET,  "/",                     CAP_PUBLIC,    NULL,             start_show,        .as = AS_PAGE },
    { GET,  "/login",                CAP_PUBLIC,    &login_query,     login_show,        .as = AS_PAGE },
    { POST, "/login",                CAP_PUBLIC,    &login_form,      login_create,      .prepare = login_prepare },
    { POST, "/logout",               CAP_SIGNED_IN, NULL,             logout_create,     .as = AS_BOTH },
    { GET,  "/account",              CAP_SIGNED_IN, NULL,             home_show,         .as = AS_PAGE },
    { GET,  "/password",             CAP_SIGNED_IN, NULL,             password_show,     .as = AS_PAGE },
    { POST, "/password",             CAP_SIGNED_IN, &password_form,   password_create,   .prepare = password_prepare },
    { GET,  "/activate/:id/:secret", CAP_PUBLIC,    NULL,             activation_show,   .as = AS_PAGE },
    { POST, "/activate/:id/:secret", CAP_PUBLIC,    &activation_form, activation_create, .prepare = activation_prepare },
    { GET,  "/account/proof",        CAP_SIGNED_IN, &proof_query,     proof_show,        .as = AS_PAGE },
    { POST, "/account/proof",        CAP_SIGNED_IN, &proof_form,      proof_create,      .prepare = proof_prepare },
    { GET,  "/notices",              CAP_SIGNED_IN, &notices_query,   notices_index },
    { POST, "/notices/readings",     CAP_SIGNED_IN, NULL,             readings_create },
    { POST, "/large-text",           CAP_PUBLIC,    &large_form,      large_create,      .as = AS_PAGE },
    ROUTES_END,
};
/* clang-format on */

static const struct event_kind events[] = {
    { "account_added", "开立账号" },          { "account_granted", "授予职责" },
    { "account_password_set", "设置密码" },   { "account_token_added", "开立令牌" },
    { "account_signed_in", "登录" },          { "account_signed_out", "退出" },
    { "account_sign_in_failed", "登录失败" }, { "account_proved", "再次确认身份" },
    { "account_proof_failed", "确认身份失败" },
    { 0 },
};

static const struct evidence_part grant_part = { "职责", "grant_", &auth_evidence_holder_of_stmt };

static const struct evidence evidence[] = {
    { .label = "账号",
      .kinds = (const char *const[]){ "account_", "grant_", NULL },
      .part = &grant_part,
      .rows = (const struct db_stmt *const[]){ &auth_evidence_accounts_stmt, &auth_evidence_grants_stmt, NULL } },
    { 0 },
};

const struct feature account_feature = {
    .name = "account",
    .routes = routes,
    .events = events,
    .commands = commands,
    .evidence = evidence,
};
