/* feature/account/account.c: the descriptor, the start page, the own account, the size of the text. */
#include <string.h>

#include "feature/account/account_web.h"
#include "feature/account/home.html.h"
#include "feature/account/tokens.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/auth.sql.h"
#include "web/call.h"
#include "web/command.h"
#include "web/feature.h"
#include "web/opening.h"
#include "web/session.h"
#include "web/site.h"

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

/* --- reading in prepare ---------------------------------------------------------------------------------------------- */

enum rc reading(struct ctx *c, enum rc (*fn)(struct ctx *c, void *arg), void *arg)
{
    struct db *db;
    enum rc rc = db_read_begin(c->site->db, c->arena, &db);
    if (rc)
        return rc;
    c->db = db;
    rc = fn(c, arg);
    c->db = NULL;
    db_read_end(db);
    return rc;
}

/* --- the descriptor --------------------------------------------------------------------------------------------------------- */

/* clang-format off */
static const struct command commands[] = {
    { "token add", token_options, token_run, "给程序用的令牌" },
    { 0 },
};

static const struct route routes[] = {
    { GET,  "/",                             CAP_PUBLIC,    NULL,             start_show,             .as = AS_PAGE },
    { GET,  "/login",                        CAP_PUBLIC,    &login_query,     login_show,             .as = AS_PAGE },
    { POST, "/login",                        CAP_PUBLIC,    &login_form,      login_create,           .prepare = login_prepare, .hashes = true },
    { GET,  "/login/code",                   CAP_PUBLIC,    &login_query,     code_show,              .as = AS_PAGE },
    { POST, "/login/code",                   CAP_PUBLIC,    &code_form,       code_create },
    { POST, "/logout",                       CAP_SIGNED_IN, NULL,             logout_create,          .anyway = true },
    { GET,  "/account",                      CAP_SIGNED_IN, NULL,             home_show,              .as = AS_PAGE },
    { GET,  "/password",                     CAP_SIGNED_IN, NULL,             password_show,          .as = AS_PAGE, .anyway = true },
    { POST, "/password",                     CAP_SIGNED_IN, &password_form,   password_create,        .prepare = password_prepare, .hashes = true, .anyway = true },
    { GET,  "/activate/:id/:secret",         CAP_PUBLIC,    NULL,             activation_show,        .as = AS_PAGE },
    { POST, "/activate/:id/:secret",         CAP_PUBLIC,    &activation_form, activation_create,      .prepare = activation_prepare, .hashes = true },
    { GET,  "/account/proof",                CAP_SIGNED_IN, &proof_query,     proof_show,             .as = AS_PAGE, .anyway = true },
    { POST, "/account/proof",                CAP_SIGNED_IN, &proof_form,      proof_create,           .prepare = proof_prepare, .hashes = true, .anyway = true },
    { GET,  "/account/factor",               CAP_SIGNED_IN, &factor_query,    factor_show,            .as = AS_PAGE, .anyway = true },
    { POST, "/account/factor",               CAP_SIGNED_IN, &factor_form,     factor_create,          .as = AS_PAGE, .anyway = true, .fresh = true },
    { POST, "/account/factor/codes",         CAP_SIGNED_IN, NULL,             codes_create,           .as = AS_PAGE, .fresh = true },
    { POST, "/account/factor/endings",       CAP_SIGNED_IN, NULL,             factor_ending_create,   .fresh = true },
    { GET,  "/account/sessions",             CAP_SIGNED_IN, NULL,             sessions_index,         .lists = &auth_session_line_desc },
    { POST, "/account/sessions/endings",     CAP_SIGNED_IN, NULL,             session_endings_create },
    { POST, "/account/sessions/:id/endings", CAP_SIGNED_IN, NULL,             session_ending_create },
    { GET,  "/account/tokens",               CAP_SIGNED_IN, NULL,             tokens_index,           .lists = &auth_token_line_desc },
    { POST, "/account/tokens",               CAP_SIGNED_IN, &token_form,      token_create,           .as = AS_PAGE, .fresh = true },
    { POST, "/account/tokens/:id/endings",   CAP_SIGNED_IN, NULL,             token_ending_create },
    { GET,  "/notices",                      CAP_SIGNED_IN, &notices_query,   notices_index,          .lists = &notice_row_desc },
    { POST, "/notices/readings",             CAP_SIGNED_IN, NULL,             readings_create },
    { POST, "/large-text",                   CAP_PUBLIC,    &large_form,      large_create,           .as = AS_PAGE },
    ROUTES_END,
};

static const struct event_kind events[] = {
    { "account_added",            "开立账号" },
    { "account_granted",          "授予职责" },
    { "account_signed_in",        "登录" },
    { "account_signed_out",       "退出" },
    { "account_sign_in_failed",   "登录失败" },
    { "account_proved",           "再次确认身份" },
    { "account_proof_failed",     "确认身份失败" },
    { "account_code_failed",      "验证码不对" },
    { "account_password_set",     "设置密码" },
    { "account_password_reset",   "重置密码" },
    { "account_factor_set",       "设置两步验证" },
    { "account_factor_ended",     "停用两步验证" },
    { "account_recovery_renewed", "换发备用码" },
    { "account_recovery_used",    "使用备用码" },
    { "account_session_ended",    "结束其他登录" },
    { "account_session_stopped",  "停止可疑的登录" },
    { "account_token_added",      "开立令牌" },
    { "account_token_ended",      "停用令牌" },
    { 0 },
};
/* clang-format on */

static const struct evidence_part grant_part = { "职责", "grant_", &auth_evidence_holder_of_stmt };

static const struct evidence evidence[] = {
    { .label = "账号",
      .kinds = (const char *const[]){ "account_", "grant_", NULL },
      .part = &grant_part,
      .rows = (const struct db_stmt *const[]){ &auth_evidence_accounts_stmt, &auth_evidence_grants_stmt, NULL } },
    { 0 },
};

static const struct job jobs[] = {
    { "openings", OPENING_EVERY_MS, openings_write },
    { 0 },
};

const struct feature account_feature = {
    .name = "account",
    .routes = routes,
    .events = events,
    .commands = commands,
    .evidence = evidence,
    .jobs = jobs,
};
