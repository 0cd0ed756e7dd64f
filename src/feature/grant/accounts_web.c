/* feature/grant/accounts_web.c: /accounts: opening, disabling and enabling accounts, and the links that activate them. */
#include <string.h>

#include "feature/grant/account.html.h"
#include "feature/grant/account_new.html.h"
#include "feature/grant/accounts.html.h"
#include "feature/grant/grant_i.h"
#include "feature/grant/reason.html.h"

/* --- the list ------------------------------------------------------------------------------------------------------- */

#define Q(member) .offset = offsetof(struct accounts_query, member)
/* clang-format off */
static const struct field query_fields[] = {
    { .name = "state", .label = "状态", .type = FIELD_VOCAB, Q(state), .vocab = &account_state_vocab },
    { .name = "q", .label = "账号或姓名", .type = FIELD_TEXT, Q(q), .max = GRANT_WHO_CHARS },
    { .name = "after", .label = "", .type = FIELD_TEXT, Q(after), .max = GRANT_WHO_CHARS },
};
/* clang-format on */
const struct form accounts_query_form = FORM("accounts_query", accounts_query, query_fields);

enum rc accounts_index(struct ctx *c, const void *form)
{
    struct accounts_cursor cu = { .q = *(const struct accounts_query *)form };
    const void *rows = NULL;
    size_t n = 0;
    cu.lot = grant_lot(c);
    memcpy(cu.after, cu.q.after, strnlen(cu.q.after, sizeof(cu.after) - 1));
    enum rc rc = accounts_next(c, &cu, &rows, &n);
    if (rc)
        return rc;
    const char *after = cu.more ? cu.after : NULL;
    struct accounts_index_view v = { .rows = rows,
                                     .rows_n = n,
                                     .next = after ? call_link(c, "after", after) : NULL,
                                     .first = call_link(c, "after", NULL),
                                     .csv = call_as(c, ".csv"),
                                     .xlsx = call_as(c, ".xlsx"),
                                     .q = cu.q.q,
                                     .state = cu.q.state,
                                     .paged = *cu.q.after != '\0' };
    return answer_list(
        c, &(struct list){ .page = { .title = "账号", .place = "accounts", .body = grant_accounts_page, .view = &v },
                           .desc = &grant_account_row_desc,
                           .sheet_title = "账号清单",
                           .rows = rows,
                           .n = n,
                           .next = after,
                           .more = accounts_next,
                           .cursor = &cu });
}

/* --- one account ---------------------------------------------------------------------------------------------------- */

struct link_told {
    int64_t id;
    const char *login, *activation;
};

static const struct col link_cols[] = {
    { .name = "id", .label = "", .type = COL_ID, .offset = offsetof(struct link_told, id) },
    { .name = "login", .label = "账号", .type = COL_TEXT, .offset = offsetof(struct link_told, login) },
    { .name = "activation", .label = "激活链接", .type = COL_TEXT, .offset = offsetof(struct link_told, activation) },
};
const struct row_desc accounts_link_desc = {
    .name = "account_link", .title = "", .size = sizeof(struct link_told), .cols = link_cols, .n = COUNT(link_cols)
};

/* What happened to the grants of an account is for those who give them. */
static size_t drop_grants(struct event_line *lines, size_t n)
{
    static const char kind[] = "account_grant";
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (strncmp(lines[i].kind, kind, sizeof(kind) - 1) != 0)
            lines[kept++] = lines[i];
    return kept;
}

/* link: told this once, on the page that answers, and nowhere afterwards. */
static enum rc show_with(struct ctx *c, int64_t id, const char *link)
{
    struct accounts_show_view v = { .link = link, .own = id == c->viewer->account_id };
    struct event_line *events = NULL;
    enum rc rc = accounts_get(c, id, &v.a);
    if (!rc && c->call->as == AS_PAGE)
        rc = event_timeline(c, id, &events, &v.events_n);
    if (rc)
        return rc;
    v.events = events;
    v.events_n = drop_grants(events, v.events_n);
    struct link_told told = { id, v.a.login, link };
    bool tell = *link && c->call->as == AS_JSON;
    return answer_page(c, &(struct page){ .title = "一个账号",
                                          .place = "accounts",
                                          .body = grant_account_page,
                                          .view = &v,
                                          .desc = tell ? &accounts_link_desc : &grant_account_row_desc,
                                          .row = tell ? (const void *)&told : &v.a });
}

enum rc accounts_show(struct ctx *c, const void *form)
{
    (void)form;
    return show_with(c, call_id(c, 0), "");
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

struct new_in {
    const char *login, *name;
};

/* clang-format off */
static const struct field new_fields[] = {
    { .name = "login", .example = "2026001", .label = "账号", .type = FIELD_TEXT, .flags = REQUIRED, .offset = offsetof(struct new_in, login),
      .min = 2, .max = 64, .hint = "字母、数字、点、横线，例如工号。请不要用公民身份号码。" },
    { .name = "name", .label = "姓名", .type = FIELD_NAME, .flags = REQUIRED, .offset = offsetof(struct new_in, name),
      .min = 1, .max = GRANT_WHO_CHARS },
};
/* clang-format on */
const struct form accounts_new_form = FORM("account_new", new_in, new_fields);

static const struct page new_page = { .title = "开立账号", .place = "accounts", .body = grant_account_new_page };

enum rc accounts_new_show(struct ctx *c, const void *form)
{
    (void)form;
    return answer_page(c, &new_page);
}

enum rc accounts_create(struct ctx *c, const void *form)
{
    const struct new_in *in = form;
    const char *link = "";
    int64_t id = 0;
    enum rc rc = account_add(c, &(struct account_new){ .login = in->login, .name = in->name, .password = "" }, &id);
    if (rc)
        return answer_again(c, rc, &new_page);
    rc = invitation_make(c, id, &link);
    return rc ? rc : show_with(c, id, link);
}

/* The links of before end: only the newest opens the account. */
enum rc accounts_link_create(struct ctx *c, const void *form)
{
    (void)form;
    struct grant_account_row a;
    const char *link = "";
    int64_t id = call_id(c, 0);
    enum rc rc = accounts_get(c, id, &a);
    if (!rc && a.state != ACCOUNT_INVITED)
        return refuse_as(c, RC_CONFLICT, "account_activated", "这个账号已经设过密码，不用再发激活链接。");
    if (!rc)
        rc = invitation_end_all(c, id);
    if (!rc)
        rc = invitation_make(c, id, &link);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_linked", .subject_id = id });
    return rc ? rc : show_with(c, id, link);
}

/* --- disabling and enabling ----------------------------------------------------------------------------------------- */

struct reason_in {
    const char *reason;
};

/* clang-format off */
static const struct field reason_fields[] = {
    { .name = "reason", .label = "原因", .type = FIELD_TEXT, .flags = REQUIRED, .offset = offsetof(struct reason_in, reason),
      .min = 2, .max = GRANT_BASIS_CHARS },
};
/* clang-format on */
const struct form accounts_reason_form = FORM("account_reason", reason_in, reason_fields);

static const char *address(struct ctx *c, const char *noun)
{
    return arena_printf(c->arena, "/accounts/%lld%s", (long long)call_id(c, 0), noun);
}

static enum rc reason_show(struct ctx *c, struct accounts_reason_view *v)
{
    v->back = address(c, "");
    enum rc rc = accounts_get(c, call_id(c, 0), &v->a);
    return rc ? rc
              : answer_page(
                    c, &(struct page){ .title = v->title, .place = "accounts", .body = grant_reason_page, .view = v });
}

enum rc accounts_disable_show(struct ctx *c, const void *form)
{
    (void)form;
    struct accounts_reason_view v = {
        .title = "停用账号",
        .lead = "停用以后不能再登录，各处的登录和令牌随即失效。职责不会因此收回，由授予人处理。",
        .action = address(c, "/closures"),
        .button = "停用账号"
    };
    return reason_show(c, &v);
}

enum rc accounts_enable_show(struct ctx *c, const void *form)
{
    (void)form;
    struct accounts_reason_view v = { .title = "启用账号",
                                      .lead = "启用以后可以用原来的密码登录，仍有效的职责随之恢复。",
                                      .action = address(c, "/reopenings"),
                                      .button = "启用账号" };
    return reason_show(c, &v);
}

static enum rc state_done(struct ctx *c, enum rc rc, const char *sentence)
{
    struct grant_account_row a;
    if (rc == RC_NOTFOUND)
        return refuse_as(c, RC_CONFLICT, "account_state", "这个账号已经是这样了。");
    if (!rc)
        rc = accounts_get(c, call_id(c, 0), &a);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = address(c, ""),
                                               .sentence = sentence,
                                               .desc = &grant_account_row_desc,
                                               .row = &a });
}

enum rc accounts_disable_create(struct ctx *c, const void *form)
{
    const struct reason_in *in = form;
    struct grant_account_row a;
    int64_t id = call_id(c, 0);
    enum rc rc = accounts_get(c, id, &a);
    if (!rc && id == c->viewer->account_id)
        return refuse(c, NULL, "own_account", "不能停用自己的账号。");
    return rc ? rc : state_done(c, account_disable(c, id, in->reason), "已停用，各处的登录随即失效。");
}

enum rc accounts_enable_create(struct ctx *c, const void *form)
{
    const struct reason_in *in = form;
    struct grant_account_row a;
    int64_t id = call_id(c, 0);
    enum rc rc = accounts_get(c, id, &a);
    return rc ? rc : state_done(c, account_enable(c, id, in->reason), "已启用。");
}
