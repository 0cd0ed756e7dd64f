/* feature/privacy/privacy_holdings.c: what the register, the accounts and this folder keep on the viewer. */
#include "feature/privacy/privacy_i.h"
#include "web/event.h"

enum { READINGS_MAX = 5000 }; /* of a copy: years of openings */

/* One function a statement: rows of its own type into what a holding gives. */
#define OWN(function, statement, row_type, key, value)                                                           \
    static enum rc function(struct ctx *c, int64_t member_id, const void **rows, size_t *n)                      \
    {                                                                                                            \
        struct row_type *own = NULL;                                                                             \
        (void)member_id;                                                                                         \
        enum rc rc = statement(c->db, &(struct statement##_in){ .key = (value) }, &own, n);                      \
        *rows = own;                                                                                             \
        return rc;                                                                                               \
    }
OWN(items_fill, privacy_own_items_of, privacy_own_items, member_id, member_id)
OWN(belongings_fill, privacy_own_belongings, privacy_own_belonging, member_id, member_id)
OWN(kinds_fill, privacy_own_kinds, privacy_own_kind, member_id, member_id)
OWN(standings_fill, privacy_own_standings, privacy_own_standing, member_id, member_id)
OWN(posts_fill, privacy_own_posts, privacy_own_post, member_id, member_id)
OWN(accounts_fill, privacy_own_accounts, privacy_own_account, account_id, c->viewer->account_id)
OWN(grants_fill, privacy_own_grants, privacy_own_grant, account_id, c->viewer->account_id)
OWN(sessions_fill, privacy_own_sessions, privacy_own_session, account_id, c->viewer->account_id)
OWN(notices_fill, privacy_own_notices, privacy_own_notice, account_id, c->viewer->account_id)
OWN(reads_fill, privacy_reads, privacy_read, account_id, c->viewer->account_id)

static enum rc readings_fill(struct ctx *c, int64_t member_id, const void **rows, size_t *n)
{
    struct privacy_reading *own = NULL;
    (void)member_id;
    enum rc rc = privacy_get_readings(c, 0, READINGS_MAX, &own, n);
    *rows = own;
    return rc;
}

static enum rc objections_fill(struct ctx *c, int64_t member_id, const void **rows, size_t *n)
{
    struct privacy_objection_row *own = NULL;
    enum rc rc = privacy_get_objections(c, member_id, &own, n);
    *rows = own;
    return rc;
}

/* --- the story of the file, a line an event ----------------------------------------------------------------------------- */

struct story_line {
    int64_t at;
    int32_t effective_on;
    const char *what, *changes, *actor, *basis;
};
static const struct col story_cols[] = {
    { .name = "at", .label = "时间", .type = COL_INSTANT, .offset = offsetof(struct story_line, at) },
    { .name = "effective_on", .label = "生效日期", .type = COL_DATE, .offset = offsetof(struct story_line, effective_on) },
    { .name = "what", .label = "事项", .type = COL_TEXT, .offset = offsetof(struct story_line, what) },
    { .name = "changes", .label = "内容", .type = COL_TEXT, .offset = offsetof(struct story_line, changes) },
    { .name = "actor", .label = "办理人", .type = COL_TEXT, .offset = offsetof(struct story_line, actor) },
    { .name = "basis", .label = "依据", .type = COL_TEXT, .offset = offsetof(struct story_line, basis) },
};
static const struct row_desc story_desc = { .name = "story", .title = "变动记录", .size = sizeof(struct story_line),
                                            .cols = story_cols, .n = COUNT(story_cols) };

static const char *changes_words(struct ctx *c, const struct event_line *e)
{
    const char *all = e->note ? e->note : "";
    for (size_t i = 0; i < e->changes_n; i++) {
        const struct event_change *x = &e->changes[i];
        all = arena_printf(c->arena, "%s%s%s：%s → %s", all, *all ? "；" : "", x->label, *x->before ? x->before : "无",
                           *x->after ? x->after : "无");
    }
    return all;
}

static enum rc story_fill(struct ctx *c, int64_t member_id, const void **rows, size_t *n)
{
    struct event_line *events = NULL;
    enum rc rc = event_timeline(c, member_id, &events, n);
    struct story_line *lines = rc ? NULL : arena_array(c->arena, *n + 1, sizeof(*lines));
    if (!rc && !lines)
        rc = RC_TOOBIG;
    for (size_t i = 0; !rc && i < *n; i++)
        lines[i] = (struct story_line){ .at = events[i].at, .effective_on = events[i].effective_on, .what = events[i].label,
                                        .changes = changes_words(c, &events[i]), .actor = events[i].actor,
                                        .basis = events[i].basis ? events[i].basis : "" };
    *rows = lines;
    return rc;
}

/* clang-format off */
const struct holding privacy_holdings[] = {
    { "items",            "登记的信息",         &privacy_own_items_desc,     items_fill },
    { "belongings",       "组织关系",           &privacy_own_belonging_desc, belongings_fill },
    { "kinds",            "人员类别",           &privacy_own_kind_desc,      kinds_fill },
    { "standings",        "党籍状态",           &privacy_own_standing_desc,  standings_fill },
    { "posts",            "党内职务",           &privacy_own_post_desc,      posts_fill },
    { "changes",          "变动记录",           &story_desc,                 story_fill },
    { "readings",         "谁看过我的信息",     &privacy_reading_desc,       readings_fill },
    { "objections",       "异议",               &privacy_objection_row_desc, objections_fill },
    { "account",          "账号",               &privacy_own_account_desc,   accounts_fill },
    { "grants",           "职责",               &privacy_own_grant_desc,     grants_fill },
    { "sessions",         "登录",               &privacy_own_session_desc,   sessions_fill },
    { "notices",          "通知",               &privacy_own_notice_desc,    notices_fill },
    { "acknowledgements", "已阅读的隐私说明",   &privacy_read_desc,          reads_fill },
    { 0 },
};
/* clang-format on */
