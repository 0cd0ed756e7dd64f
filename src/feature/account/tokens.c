/* feature/account/tokens.c: /account/tokens, for one's own programs; and `zhibu token add`. */
#include "feature/account/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "feature/account/account_web.h"
#include "feature/account/token.html.h"
#include "feature/account/tokens.html.h"
#include "web/answer.h"
#include "web/call.h"

#define SCOPE_LIST(X)                              \
    X(ALL, "all", "本人能看到的全部", "")          \
    X(ORGS, "orgs", "党组织", "")                  \
    X(LISTS, "lists", "党组织和党员名单", "")      \
    X(FILES, "files", "党组织、名单和党员信息", "")
enum { SCOPE_NONE, SCOPE_ALL, SCOPE_ORGS, SCOPE_LISTS, SCOPE_FILES };
VOCAB_TABLE(scope, SCOPE_LIST)

/* The capabilities of each, as web/viewer.c reads them. */
static const char *const scope_caps[] = {
    [SCOPE_NONE] = "",
    [SCOPE_ALL] = "",
    [SCOPE_ORGS] = "org_read org_write org_staff",
    [SCOPE_LISTS] = "org_read org_write org_staff member_list member_export",
    [SCOPE_FILES] = "org_read org_write org_staff member_list member_export member_read member_write",
};

struct token_in {
    const char *name;
    int scope;
    int64_t days;
    bool write;
};

/* clang-format off */
static const struct field token_fields[] = {
    { .name = "name", .label = "名称", .type = FIELD_TEXT, .flags = REQUIRED, .offset = offsetof(struct token_in, name), .max = 40, .hint = "给哪个程序用的，例如“学院网站”。" },
    { .name = "scope", .label = "能看什么", .type = FIELD_VOCAB, .flags = REQUIRED, .offset = offsetof(struct token_in, scope), .vocab = &scope_vocab },
    { .name = "days", .label = "有效天数", .type = FIELD_INT, .flags = REQUIRED, .offset = offsetof(struct token_in, days), .min = 1, .max = ACCOUNT_TOKEN_DAYS, .hint = "最长 365 天，到期以后再开一个。" },
    { .name = "write", .label = "也可以更改内容", .type = FIELD_BOOL, .offset = offsetof(struct token_in, write) },
};
/* clang-format on */
const struct form token_form = FORM("token", token_in, token_fields);

static const char *scope_words(const char *caps)
{
    for (int i = SCOPE_ORGS; i <= SCOPE_FILES; i++)
        if (!strcmp(caps, scope_caps[i]))
            return vocab_label(&scope_vocab, i);
    return vocab_label(&scope_vocab, SCOPE_ALL);
}

enum rc tokens_index(struct ctx *c, const void *form)
{
    (void)form;
    struct tokens_view *v = arena_alloc(c->arena, sizeof(*v));
    struct auth_token_line *rows = NULL;
    size_t n = 0;
    enum rc rc = v ? token_list(c, &rows, &n) : RC_OOM;
    if (rc)
        return rc;
    struct token_line *lines = arena_array(c->arena, n + 1, sizeof(*lines));
    if (!lines)
        return RC_OOM;
    for (size_t i = 0; i < n; i++)
        lines[i] = (struct token_line){ rows[i], rows[i].name[0] ? rows[i].name : "命令行开立", scope_words(rows[i].scope) };
    *v = (struct tokens_view){ lines, n };
    const struct page page = { .title = "程序用的令牌", .place = "account", .body = account_tokens_page, .view = v };
    return answer_list(c, &(struct list){ .page = page, .desc = &auth_token_line_desc, .rows = rows, .n = n });
}

enum rc token_create(struct ctx *c, const void *form)
{
    const struct token_in *in = form;
    struct token_view *v = arena_alloc(c->arena, sizeof(*v));
    const struct token_new new = { c->viewer->account_id, in->name, scope_caps[in->scope], in->days, !in->write };
    enum rc rc = v ? token_add(c, &new, &v->token) : RC_OOM;
    if (rc)
        return rc;
    v->name = in->name;
    return answer_page(
        c, &(struct page){ .title = "新的令牌", .place = "account", .body = account_token_page, .view = v });
}

enum rc token_ending_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = token_end(c, call_id(c, 0));
    return rc ? rc : answer_done(c, &(struct done){ .location = "/account/tokens", .sentence = "令牌已经停用。" });
}

/* --- token add ------------------------------------------------------------------------------------------------------ */

enum { COMMAND_DAYS_MAX = 3660 };

struct token_call {
    const char *login;
    const char *token;
    int64_t days;
    bool read_only;
};

static enum rc token_write(struct ctx *c, void *arg)
{
    struct token_call *t = arg;
    struct token_new new = { .name = "", .scope = "", .days = t->days, .read_only = t->read_only };
    enum rc rc = account_by_login(c, t->login, &new.account_id);
    if (rc == RC_NOTFOUND)
        return refuse_as(c, rc, "account_unknown", "没有这个账号。");
    return rc ? rc : token_add(c, &new, &t->token);
}

int token_run(struct command_call *call)
{
    struct token_call t = { .login = command_option(call, "LOGIN"), .read_only = command_flag(call, "--read-only") };
    char *end = NULL;
    t.days = strtoll(command_option(call, "--days"), &end, 10);
    if (*end || t.days < 1 || t.days > COMMAND_DAYS_MAX)
        return command_cannot(call, "--days 请写 1 到 3660 之间的天数。");
    enum rc rc = command_write(call, token_write, &t);
    if (rc)
        return command_failed(call, rc);
    buf_puts(command_out(call, NULL), t.token);
    buf_putc(command_out(call, NULL), '\n');
    return COMMAND_DONE;
}

const struct option token_options[] = {
    { "LOGIN", OPTION_VALUE, true, "账号" },
    { "--days", OPTION_VALUE, true, "有效天数" },
    { "--read-only", OPTION_FLAG, false, "只能查看" },
    { 0 },
};
