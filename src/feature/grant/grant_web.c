/* feature/grant/grant_web.c: /grants and one grant; the descriptor of the feature. */
#include <string.h>

#include "base/date.h"
#include "feature/grant/grant_i.h"
#include "feature/grant/index.html.h"
#include "feature/grant/show.html.h"

VOCAB_TABLE(grant_state, GRANT_STATE_LIST)
VOCAB_TABLE(account_state, ACCOUNT_STATE_LIST)

#define Q(member) .offset = offsetof(struct grant_query, member)
/* clang-format off */
static const struct field query_fields[] = {
    { .name = "org", .label = "党组织", .type = FIELD_ID, Q(org), .max = INT64_MAX },
    { .name = "role", .label = "职责", .type = FIELD_VOCAB, Q(role), .vocab = &role_vocab },
    { .name = "state", .label = "状态", .type = FIELD_VOCAB, Q(state), .vocab = &grant_state_vocab },
    { .name = "q", .label = "姓名或账号", .type = FIELD_TEXT, Q(q), .max = GRANT_WHO_CHARS },
    { .name = "after", .label = "", .type = FIELD_TEXT, Q(after), .max = GRANT_KEY_BYTES + 20 },
};
/* clang-format on */
const struct form grant_query_form = FORM("grant_query", grant_query, query_fields);

/* --- the list ------------------------------------------------------------------------------------------------------- */

size_t grant_lot(const struct ctx *c)
{
    return c->call->as & (AS_CSV | AS_XLSX) ? GRANT_EXPORT_ROWS : GRANT_PAGE_ROWS;
}

static enum rc fill_index(struct ctx *c, const struct grant_cursor *cu, struct grant_index_view *v)
{
    struct org_name *chain = NULL;
    const struct grant_query *q = &cu->q;
    bool university = grant_at_university(c);
    v->place = university ? "学校一级" : "您管理的各组织";
    v->org_id = university ? 0 : q->org;
    v->state = vocab_label(&grant_state_vocab, q->state ? q->state : GRANT_HOLDING);
    v->q = q->q;
    v->csv = call_as(c, ".csv");
    v->xlsx = call_as(c, ".xlsx");
    v->first = call_link(c, "after", NULL);
    v->paged = *q->after != '\0';
    v->may_give = c->on == c->today;
    if (!v->org_id)
        return RC_OK;
    enum rc rc = org_chain_of(c, v->org_id, &chain, &v->chain_n);
    v->chain = chain;
    if (!rc && v->chain_n)
        v->place = chain[v->chain_n - 1].short_name;
    return rc;
}

static enum rc grant_index(struct ctx *c, const void *form)
{
    struct grant_cursor cu;
    struct grant_index_view v = { 0 };
    const void *rows = NULL;
    size_t n = 0;
    enum rc rc = grant_list_begin(c, form, grant_lot(c), &cu);
    if (!rc)
        rc = grant_list_next(c, &cu, &rows, &n);
    if (!rc && c->call->as == AS_PAGE)
        rc = fill_index(c, &cu, &v);
    if (rc)
        return rc;
    const char *after = grant_list_after(c, &cu);
    v.rows = rows;
    v.rows_n = n;
    v.next = after ? call_link(c, "after", after) : NULL;
    return answer_list(
        c, &(struct list){
               .page = { .title = "授权", .place = "grants", .org_id = v.org_id, .body = grant_index_page, .view = &v },
               .desc = &grant_row_desc,
               .sheet_title = "授权名册",
               .rows = rows,
               .n = n,
               .next = after,
               .more = grant_list_next,
               .cursor = &cu });
}

/* --- one grant ------------------------------------------------------------------------------------------------------ */

static const char *state_words(const struct grant_row *g, int32_t on)
{
    enum grant_state state = g->until_on <= on || g->until_on == g->from_on ? GRANT_ENDED
                             : g->from_on > on                              ? GRANT_COMING
                                                                            : GRANT_HOLDING;
    return vocab_label(&grant_state_vocab, (int)state);
}

static bool is_about(const struct event_line *e, const char *number)
{
    for (size_t i = 0; i < e->changes_n; i++)
        if (!strcmp(e->changes[i].field, "grant") && !strcmp(e->changes[i].after, number))
            return true;
    return false;
}

/* What happened to this one, out of what happened to the grants of the account. */
static enum rc fill_events(struct ctx *c, struct grant_show_view *v)
{
    struct event_line *lines = NULL;
    size_t n = 0;
    const char *number = arena_printf(c->arena, "%lld", (long long)v->g.id);
    enum rc rc = event_timeline_of(c, v->g.account_id, "account_grant", &lines, &n);
    for (size_t i = 0; !rc && i < n; i++)
        if (is_about(&lines[i], number)) {
            lines[i].changes_n = 1; /* the role; the number says nothing to a reader */
            lines[v->events_n++] = lines[i];
        }
    v->events = lines;
    return rc;
}

static enum rc grant_show(struct ctx *c, const void *form)
{
    (void)form;
    struct grant_show_view v = { 0 };
    enum rc rc = grant_get(c, call_id(c, 0), &v.g);
    if (!rc && c->call->as == AS_PAGE)
        rc = fill_events(c, &v);
    if (rc)
        return rc;
    v.state = state_words(&v.g, c->on);
    v.may_end = v.g.may_end && c->on == c->today && v.g.until_on > c->today && v.g.until_on > v.g.from_on;
    v.may_confirm = v.may_end && v.g.from_on <= c->today;
    v.org_open = v.g.org_id && viewer_may(c->viewer, CAP_ORG_READ);
    return answer_page(c, &(struct page){ .title = "一项授权",
                                          .place = "grants",
                                          .org_id = v.org_open ? v.g.org_id : 0,
                                          .body = grant_show_page,
                                          .view = &v,
                                          .desc = &grant_row_desc,
                                          .row = &v.g });
}

/* --- the feature ---------------------------------------------------------------------------------------------------- */

/* clang-format off */
static const struct route routes[] = {
    { GET,  "/grants",                   CAP_GRANT_WRITE,   &grant_query_form,     grant_index,               .as = AS_LIST, .dated = true, .lists = &grant_row_desc },
    { GET,  "/grants/new",               CAP_GRANT_WRITE,   NULL,                  grant_new_show,            .as = AS_PAGE, .fresh = true },
    { POST, "/grants",                   CAP_GRANT_WRITE,   &grant_give_form,      grant_create,              .again = grant_new_show, .fresh = true, .answers = &grant_row_desc, .creates = true },
    { GET,  "/grants/reviews",           CAP_GRANT_WRITE,   &grant_query_form,     grant_reviews_show,        .as = AS_LIST, .lists = &grant_row_desc },
    { GET,  "/grants/:id",               CAP_GRANT_WRITE,   NULL,                  grant_show,                .dated = true, .answers = &grant_row_desc },
    { GET,  "/grants/:id/endings/new",   CAP_GRANT_WRITE,   NULL,                  grant_ending_show,         .as = AS_PAGE, .fresh = true },
    { POST, "/grants/:id/endings",       CAP_GRANT_WRITE,   &grant_ending_form,    grant_ending_create,       .again = grant_ending_show, .fresh = true, .answers = &grant_row_desc },
    { POST, "/grants/:id/confirmations", CAP_GRANT_WRITE,   NULL,                  grant_confirmation_create, .answers = &grant_row_desc },
    { GET,  "/accounts",                 CAP_ACCOUNT_WRITE, &accounts_query_form,  accounts_index,            .as = AS_LIST, .lists = &grant_account_row_desc },
    { GET,  "/accounts/new",             CAP_ACCOUNT_WRITE, NULL,                  accounts_new_show,         .as = AS_PAGE },
    { POST, "/accounts",                 CAP_ACCOUNT_WRITE, &accounts_new_form,    accounts_create,           .again = accounts_new_show, .answers = &accounts_link_desc },
    { GET,  "/accounts/:id",             CAP_ACCOUNT_WRITE, NULL,                  accounts_show, .answers = &grant_account_row_desc },
    { POST, "/accounts/:id/links",       CAP_ACCOUNT_WRITE, NULL,                  accounts_link_create, .answers = &accounts_link_desc },
    { GET,  "/accounts/:id/closures/new", CAP_ACCOUNT_WRITE, NULL,                 accounts_disable_show,     .as = AS_PAGE, .fresh = true },
    { POST, "/accounts/:id/closures",    CAP_ACCOUNT_WRITE, &accounts_reason_form, accounts_disable_create,   .again = accounts_disable_show, .fresh = true, .answers = &grant_account_row_desc },
    { GET,  "/accounts/:id/reopenings/new", CAP_ACCOUNT_WRITE, NULL,               accounts_enable_show,      .as = AS_PAGE },
    { POST, "/accounts/:id/reopenings",  CAP_ACCOUNT_WRITE, &accounts_reason_form, accounts_enable_create,    .again = accounts_enable_show, .answers = &grant_account_row_desc },
    ROUTES_END,
};

static const struct event_kind events[] = {
    { "account_grant_ended",     "收回职责" },
    { "account_grant_confirmed", "复核授权" },
    { "account_disabled", "停用账号" },
    { "account_enabled",  "启用账号" },
    { "account_linked",   "重发激活链接" },
    { 0 },
};

static const struct menu_item menu[] = {
    { "授权",     "user-plus", "/grants",         "grants",   CAP_GRANT_WRITE,   60 },
    { "授权复核", "check",     "/grants/reviews", "reviews",  CAP_GRANT_WRITE,   61 },
    { "账号",     "users",     "/accounts",       "accounts", CAP_ACCOUNT_WRITE, 62 },
    { 0 },
};
/* clang-format on */

const struct feature grant_feature = {
    .name = "grant",
    .needs = (const char *const[]){ "account", "org", "member", NULL },
    .routes = routes,
    .statements = grant_statements,
    .events = events,
    .menu = menu,
    .commands = grant_commands,
    .on_event = grant_on_event,
};
