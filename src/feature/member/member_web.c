/* feature/member/member_web.c: the list, one file, /me; the descriptor of the feature. */
#include <string.h>

#include "base/date.h"
#include "feature/member/home.html.h"
#include "feature/member/index.html.h"
#include "feature/member/member_views.h"
#include "feature/member/show.html.h"
#include "web/export.h"
#include "web/opening.h"

/* --- the filters ---------------------------------------------------------------------------------------------------- */

#define YES_NO_LIST(X) X(YES, "yes", "是", "1 true") X(NO, "no", "否", "0 false")
VOCAB_TABLE(yes_no, YES_NO_LIST)

#define Q(member) .offset = offsetof(struct member_query, member)
static const struct field query_fields[] = {
    { .name = "org", .label = "党组织", .type = FIELD_ID, Q(org), .max = INT64_MAX },
    { .name = "kind", .label = "人员类别", .type = FIELD_VOCAB, Q(kind), .vocab = &person_category_vocab },
    { .name = "sex", .label = "性别", .type = FIELD_VOCAB, Q(sex), .vocab = &sex_vocab },
    { .name = "age_from", .label = "年龄从", .type = FIELD_INT, Q(age_from), .max = 150 },
    { .name = "age_to", .label = "年龄到", .type = FIELD_INT, Q(age_to), .max = 150 },
    { .name = "ethnicity", .label = "民族", .type = FIELD_VOCAB, Q(ethnicity), .vocab = &ethnicity_vocab },
    { .name = "education", .label = "学历", .type = FIELD_VOCAB, Q(education), .vocab = &education_vocab },
    { .name = "joined_from", .label = "入党日期从", .type = FIELD_DATE, Q(joined_from) },
    { .name = "joined_to", .label = "入党日期到", .type = FIELD_DATE, Q(joined_to) },
    { .name = "membership_status", .label = "党籍状态", .type = FIELD_VOCAB, Q(membership_status),
      .vocab = &membership_status_vocab },
    { .name = "lost", .label = "失联党员", .type = FIELD_VOCAB, Q(lost), .vocab = &yes_no_vocab },
    { .name = "mobile_member", .label = "流动党员", .type = FIELD_VOCAB, Q(mobile_member), .vocab = &yes_no_vocab },
    { .name = "q", .label = "姓名或拼音", .type = FIELD_TEXT, Q(q), .max = MEMBER_NAME_CHARS },
    { .name = "after", .label = "", .type = FIELD_TEXT, Q(after), .max = 800 },
    { .name = "columns", .label = "显示的列", .type = FIELD_TEXT, Q(columns), .max = 400 },
    { .name = "sheet", .label = "", .type = FIELD_TEXT, Q(sheet), .max = 16 }, /* the form that stands open */
};
const struct form member_query_form = FORM("member_query", member_query, query_fields);

static const char *filter_words(struct ctx *c, const struct field *f, const struct member_query *q)
{
    const char *base = (const char *)q + f->offset;
    char text[DATE_TEXT_BYTES];
    switch (f->type) {
    case FIELD_VOCAB: {
        int value = *(const int *)(const void *)base;
        return value ? arena_printf(c->arena, "%s：%s", f->label, vocab_label(f->vocab, value)) : NULL;
    }
    case FIELD_INT: {
        int64_t value = *(const int64_t *)(const void *)base;
        return value ? arena_printf(c->arena, "%s %d 岁", f->label, (int)value) : NULL;
    }
    case FIELD_DATE: {
        int32_t value = *(const int32_t *)(const void *)base;
        return value ? arena_printf(c->arena, "%s %s", f->label, date_text(value, text)) : NULL;
    }
    case FIELD_TEXT: {
        const char *value = *(const char *const *)(const void *)base;
        return *value && strcmp(f->name, "q") == 0 ? arena_printf(c->arena, "姓名含“%s”", value) : NULL;
    }
    default: return NULL;
    }
}

static enum rc fill_filters(struct ctx *c, const struct member_query *q, struct member_index_view *v)
{
    struct member_filter *out = arena_array(c->arena, COUNT(query_fields), sizeof(*out));
    if (!out)
        return RC_OOM;
    for (size_t i = 0; i < COUNT(query_fields); i++) {
        const char *words = filter_words(c, &query_fields[i], q);
        if (words)
            out[v->filters_n++] = (struct member_filter){ .words = words,
                                                          .without = call_link(c, query_fields[i].name, NULL) };
    }
    v->filters = out;
    return RC_OK;
}

/* 性别：女；学历：硕士研究生 */
static const char *filters_words(struct ctx *c, const struct member_query *q)
{
    const char *all = "";
    for (size_t i = 0; i < COUNT(query_fields); i++) {
        const char *words = filter_words(c, &query_fields[i], q);
        if (words)
            all = arena_printf(c->arena, "%s%s%s", all, *all ? "；" : "", words);
    }
    return all;
}

/* --- the columns ---------------------------------------------------------------------------------------------------- */

static const char *const default_columns = "sex,ethnicity,birth_date,person_category,branch.name,membership_status";
enum { COLUMNS_MAX = 24 };

/* Columns that the list alone answers, the usual ones for the least; any other makes it read the whole entries. */
static const char *const listed_columns =
    "sex,ethnicity,birth_date,education,person_category,branch.name,join_date,membership_status,lost,mobile_member";

static bool names_column(const char *list, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = list; (p = strstr(p, name)); p += n)
        if ((p == list || p[-1] == ',') && (p[n] == ',' || !p[n]))
            return true;
    return false;
}

static bool may_choose(const struct col *col)
{
    return *col->label && strcmp(col->name, "name") != 0 && strcmp(col->name, "citizen_number") != 0;
}

static unsigned items_of(const char *columns)
{
    unsigned items = MEMBER_ITEMS_USUAL;
    for (size_t i = 0; i < member_row_desc.n; i++) {
        const struct col *col = &member_row_desc.cols[i];
        if (!may_choose(col) || !names_column(columns, col->name) || names_column(default_columns, col->name))
            continue;
        items |= names_column(listed_columns, col->name) ? MEMBER_ITEMS_LISTED : MEMBER_ITEMS_ALL;
    }
    return items;
}

/* Words of any length may break; dates and choices from a list do not. */
static bool wide(const struct col *col)
{
    return col->type == COL_TEXT;
}

static enum rc fill_columns(struct ctx *c, const char *columns, struct member_index_view *v)
{
    struct member_column *out = arena_array(c->arena, member_row_desc.n, sizeof(*out));
    if (!out)
        return RC_OOM;
    for (size_t i = 0; i < member_row_desc.n; i++) {
        const struct col *col = &member_row_desc.cols[i];
        if (may_choose(col))
            out[v->columns_n++] = (struct member_column){ .name = col->name, .label = col->label,
                                                          .shown = names_column(columns, col->name), .wide = wide(col) };
    }
    v->columns = out;
    return RC_OK;
}

/* One buffer serves all cells of a page. */
static const char *cell_text(struct ctx *c, struct buf *b, const struct col *col, const void *row)
{
    if (col->type == COL_TEXT)
        return *(const char *const *)(const void *)((const char *)row + col->offset);
    if (col->type == COL_VOCAB)
        return vocab_label(col->vocab, *(const int *)(const void *)((const char *)row + col->offset));
    b->len = 0;
    col_text(b, col, row);
    return arena_strndup(c->arena, b->at ? b->at : "", b->len);
}

static enum rc fill_rows(struct ctx *c, const char *columns, const struct member_row *rows, size_t n,
                         struct member_index_view *v)
{
    const struct col *shown[COLUMNS_MAX];
    size_t nshown = 0;
    for (size_t i = 0; i < member_row_desc.n && nshown < COLUMNS_MAX; i++)
        if (may_choose(&member_row_desc.cols[i]) && names_column(columns, member_row_desc.cols[i].name))
            shown[nshown++] = &member_row_desc.cols[i];
    struct member_line *lines = arena_array(c->arena, n, sizeof(*lines));
    struct member_cell *cells = arena_array(c->arena, n * nshown + 1, sizeof(*cells));
    if ((n && !lines) || !cells)
        return RC_OOM;
    struct buf b = BUF_INIT(4096);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (struct member_line){ .m = &rows[i], .cells = &cells[i * nshown], .cells_n = nshown };
        for (size_t k = 0; k < nshown; k++)
            cells[i * nshown + k] = (struct member_cell){ .text = cell_text(c, &b, shown[k], &rows[i]),
                                                          .label = shown[k]->label, .wide = wide(shown[k]) };
    }
    buf_free(&b);
    v->rows = lines;
    v->rows_n = n;
    return RC_OK;
}

/* --- the list ------------------------------------------------------------------------------------------------------- */

static enum rc fill_place(struct ctx *c, int64_t org, struct member_index_view *v)
{
    struct org_name *chain = NULL;
    v->org_id = org;
    v->place = "您管理的各组织";
    if (!org)
        return RC_OK;
    enum rc rc = org_chain_of(c, org, &chain, &v->chain_n);
    if (!rc && v->chain_n)
        v->place = chain[v->chain_n - 1].short_name;
    v->chain = chain;
    return rc;
}

static enum rc fill_index(struct ctx *c, const struct member_query *q, const char *columns, struct member_index_view *v)
{
    enum rc rc = fill_filters(c, q, v);
    if (!rc)
        rc = fill_columns(c, columns, v);
    v->csv = call_as(c, ".csv");
    v->xlsx = call_as(c, ".xlsx");
    v->q = q->q;
    v->sheet = q->sheet;
    v->ask_filters = call_link(c, "sheet", "filters");
    v->ask_columns = call_link(c, "sheet", "columns");
    v->form = &member_query_form;
    v->may_add = c->on == c->today && viewer_may(c->viewer, CAP_MEMBER_WRITE);
    v->may_export = viewer_may(c->viewer, CAP_MEMBER_EXPORT);
    v->paged = *q->after != '\0';
    v->first = call_link(c, "after", NULL);
    return rc;
}

static enum rc member_index(struct ctx *c, const void *form)
{
    const struct member_query *q = form;
    const char *columns = *q->columns ? q->columns : default_columns;
    struct member_cursor *cursor = NULL;
    struct member_index_view v = { 0 };
    const void *rows = NULL;
    size_t n = 0;
    bool page = c->call->as == AS_PAGE;
    if (!page && c->call->as != AS_JSON && !viewer_may(c->viewer, CAP_MEMBER_EXPORT))
        return RC_DENIED;
    enum rc rc = member_list_begin(c, q, page ? items_of(columns) : MEMBER_ITEMS_ALL, &cursor);
    if (!rc)
        rc = member_list_next(c, cursor, &rows, &n);
    if (!rc && page)
        rc = fill_index(c, q, columns, &v);
    if (!rc && page)
        rc = fill_rows(c, columns, rows, n, &v);
    if (!rc && page)
        rc = fill_place(c, member_list_org(cursor), &v);
    if (rc)
        return rc;
    const char *after = member_list_after(c, cursor);
    struct export_of export = { .kind = "member_exported", .filters = page ? "" : filters_words(c, q) };
    export.orgs = member_list_orgs(cursor, &export.norgs);
    v.next = after ? call_link(c, "after", after) : NULL;
    return answer_list(c, &(struct list){ .page = { .title = "党员", .place = "members", .org_id = v.org_id,
                                                    .body = member_index_page, .view = &v },
                                          .desc = &member_row_desc, .sheet_title = "党员名册", .rows = rows, .n = n,
                                          .next = after, .more = member_list_next, .cursor = cursor, .export = &export });
}

/* --- one file ------------------------------------------------------------------------------------------------------- */

/* Of the sensitive items a timeline shows what a list shows; the whole value opens by disclosure alone. */
static void mask_changes(struct ctx *c, struct event_line *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct event_change *changes = arena_array(c->arena, lines[i].changes_n, sizeof(*changes));
        if (!changes)
            continue;
        for (size_t k = 0; k < lines[i].changes_n; k++) {
            changes[k] = lines[i].changes[k];
            const char *field = changes[k].field;
            size_t keep = strcmp(field, "citizen_number") == 0 ? 2
                          : strcmp(field, "mobile") == 0 || strcmp(field, "phone") == 0 ? 4 : 0;
            bool address = strcmp(field, "home_address") == 0;
            if (!keep && !address)
                continue;
            const char *before = address ? address_head(c->arena, changes[k].before)
                                         : member_tail(c->arena, changes[k].before, keep);
            const char *after = address ? address_head(c->arena, changes[k].after)
                                        : member_tail(c->arena, changes[k].after, keep);
            if (*changes[k].before)
                changes[k].before = address ? arena_printf(c->arena, "%s******", before)
                                            : arena_printf(c->arena, "******%s", before);
            if (*changes[k].after)
                changes[k].after = address ? arena_printf(c->arena, "%s******", after)
                                           : arena_printf(c->arena, "******%s", after);
        }
        lines[i].changes = changes;
    }
}

enum rc member_looked_at(struct ctx *c, int64_t id, int64_t branch_id, const char *branch_code)
{
    if (id == c->viewer->member_id)
        return RC_OK;
    return opening_note(c, &(struct opening){ .kind = "member_opened", .subject_id = id, .org_id = branch_id,
                                              .org_code = branch_code });
}

static enum rc fill_show(struct ctx *c, struct member_show_view *v)
{
    struct org_name *chain = NULL;
    struct event_line *events = NULL;
    struct panel_part *panels = NULL;
    struct org_post_held *posts = NULL;
    int64_t id = v->m.id;
    enum rc rc = member_get_more(c, id, &v->more);
    if (!rc && v->m.branch_id)
        rc = org_chain_of(c, v->more.group_id ? v->more.group_id : v->m.branch_id, &chain, &v->chain_n);
    if (!rc)
        rc = event_timeline(c, id, &events, &v->events_n);
    if (!rc)
        rc = panels_of(c, "member", id, &panels, &v->panels_n);
    if (!rc)
        rc = org_posts_held_by(c, id, &posts, &v->posts_n);
    if (rc)
        return rc;
    if (!v->own)
        mask_changes(c, events, v->events_n);
    v->chain = chain;
    v->events = events;
    v->panels = panels;
    v->posts = posts;
    v->unknown = c->on < v->more.known_from;
    v->gone = !v->unknown && !v->m.branch_id;
    v->past = c->on != c->today;
    v->age = arena_printf(c->arena, "%d", date_age(v->m.birth_date, c->on));
    v->kind_words = vocab_label(&person_category_vocab, v->m.person_category);
    v->may_write = !v->past && !v->gone && member_object(c, CAP_MEMBER_WRITE, id) == RC_OK;
    v->may_disclose = member_object(c, CAP_MEMBER_DISCLOSE, id) == RC_OK;
    v->may_erase = v->gone && member_object(c, CAP_MEMBER_ERASE, id) == RC_OK;
    return RC_OK;
}

/* What the platform knows about a person, that person can see: the own file is in clear. */
static enum rc show_own(struct ctx *c, struct member_row *m)
{
    struct member_clear clear;
    enum rc rc = member_get_clear(c, m->id, &clear);
    if (rc)
        return rc;
    m->citizen_number = clear.citizen_number;
    m->mobile = clear.mobile;
    m->phone = clear.phone;
    m->home_address = clear.home_address;
    return RC_OK;
}

enum rc member_show_with(struct ctx *c, int64_t id, const char *label, const char *value)
{
    struct member_show_view v = { .opened_label = label, .opened = value };
    enum rc rc = member_get(c, id, &v.m);
    v.own = !rc && id == c->viewer->member_id;
    if (!rc)
        rc = v.own ? show_own(c, &v.m) : member_looked_at(c, id, v.m.branch_id, v.m.branch_code);
    if (!rc && c->call->as == AS_PAGE)
        rc = fill_show(c, &v);
    if (rc)
        return rc;
    return answer_page(c, &(struct page){ .title = v.m.name, .place = v.own ? "me" : "members", .org_id = v.m.branch_id,
                                          .body = member_show_page, .view = &v, .desc = &member_row_desc,
                                          .row = &v.m });
}

static const struct col opened_cols[] = {
    { .name = "item", .label = "项目", .type = COL_TEXT, .offset = offsetof(struct member_opened, item) },
    { .name = "value", .label = "内容", .type = COL_TEXT, .offset = offsetof(struct member_opened, value) },
};
static const struct row_desc opened_desc = { .name = "member_opened", .title = "", .size = sizeof(struct member_opened),
                                             .cols = opened_cols, .n = COUNT(opened_cols) };

/* A disclosure answers the value once: on the page beside the rest, to a program alone. */
enum rc member_disclosed(struct ctx *c, int64_t id, const char *item, const char *label, const char *value)
{
    if (c->call->as == AS_PAGE)
        return member_show_with(c, id, label, value);
    return answer_page(c, &(struct page){ .title = label, .desc = &opened_desc,
                                          .row = &(struct member_opened){ .item = item, .value = value } });
}

static enum rc member_show(struct ctx *c, const void *form)
{
    (void)form;
    return member_show_with(c, call_id(c, 0), NULL, NULL);
}

/* --- the first screen ----------------------------------------------------------------------------------------------- */

static enum rc home_fill(struct ctx *c, struct member_home_view *v)
{
    struct org_name *chain = NULL;
    struct panel_part *todo = NULL, *panels = NULL;
    enum rc rc = v->m.branch_id ? org_chain_of(c, v->m.branch_id, &chain, &v->chain_n) : RC_OK;
    if (!rc)
        rc = panels_of(c, "me_todo", c->viewer->member_id, &todo, &v->todo_n);
    if (!rc)
        rc = panels_of(c, "me", c->viewer->member_id, &panels, &v->panels_n);
    v->chain = chain;
    v->todo = todo;
    v->panels = panels;
    return rc;
}

static enum rc member_home(struct ctx *c, const void *form)
{
    (void)form;
    struct member_home_view v = { .name = c->viewer->name, .member = c->viewer->member_id };
    enum rc rc = v.member ? member_get(c, c->viewer->member_id, &v.m) : RC_OK;
    v.missing_mobile = !rc && v.member && !*v.m.mobile;
    if (!rc && c->call->as == AS_PAGE)
        rc = home_fill(c, &v);
    if (rc)
        return rc;
    return answer_page(c, &(struct page){ .title = "我的", .place = "me", .org_id = v.m.branch_id,
                                          .body = member_home_page, .view = &v,
                                          .desc = v.member ? &member_row_desc : NULL, .row = &v.m });
}

/* --- the feature ---------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define OF_MEMBER   .see = CAP_MEMBER_READ, .object = member_object
#define OF_ORG      .see = CAP_ORG_READ, .object = org_object

const struct route member_routes[] = {
    { GET,  "/members",                     CAP_MEMBER_LIST,     &member_query_form,      member_index,   .as = AS_LIST, .dated = true, .lists = &member_row_desc },
    { GET,  "/members/new",                 CAP_MEMBER_WRITE,    NULL,                    change_show,    .as = AS_PAGE, .change = &member_change_new },
    { POST, "/members",                     CAP_MEMBER_WRITE,    &member_change_new.form, member_create,  .again = change_show, .change = &member_change_new,
      .answers = &member_row_desc, .creates = true },
    { GET,  "/members/:id",                 CAP_MEMBER_READ,     NULL,                    member_show,    .dated = true, .answers = &member_row_desc },
    { POST, "/members/:id/disclosures",     CAP_MEMBER_DISCLOSE, &member_disclosure_form, member_disclosure_create, .again = member_show, OF_MEMBER,
      .answers = &opened_desc },
    { GET,  "/me",                          CAP_SIGNED_IN,       NULL,                    member_home, .answers = &member_row_desc },
    CHANGE("/members/:id/items",         "/members/:id/items",     CAP_MEMBER_WRITE, member_change_items,    OF_MEMBER),
    CHANGE("/members/:id/more",          "/members/:id/more",      CAP_MEMBER_WRITE, member_change_more,     OF_MEMBER),
    CHANGE("/members/:id/moves/new",     "/members/:id/moves",     CAP_MEMBER_WRITE, member_change_move,     OF_MEMBER),
    CHANGE("/members/:id/kinds/new",     "/members/:id/kinds",     CAP_MEMBER_WRITE, member_change_kind,     OF_MEMBER),
    CHANGE("/members/:id/standings/new", "/members/:id/standings", CAP_MEMBER_WRITE, member_change_standing, OF_MEMBER),
    CHANGE_FRESH("/members/:id/erasures/new", "/members/:id/erasures", CAP_MEMBER_ERASE, member_change_erasure, OF_MEMBER),
    CHANGE("/orgs/:id/posts/new",        "/orgs/:id/posts",        CAP_ORG_STAFF,    member_change_post,     OF_ORG),
    CHANGE("/me/contact",                "/me/contact",            CAP_OWN_FILE,     member_change_contact,  .object = NULL),
    ROUTES_END
};

static const struct event_kind member_events[] = {
    { "member_added",     "登记" },
    { "member_corrected", "更正信息" },
    { "member_contact",   "本人更新联系方式" },
    { "member_moved",     "组织关系调整" },
    { "member_kind",      "人员类别变更" },
    { "member_standing",  "党籍状态变更" },
    { "member_erased",    "清除登记内容" },
    { "member_opened",    "查看档案" },
    { "member_disclosed", "查看完整信息" },
    { "member_exported",  "导出名册" },
    { 0 },
};

static const struct menu_item member_menu[] = {
    { "党员", "users", "/members", "members", CAP_MEMBER_LIST, 20 },
    { 0 },
};
/* clang-format on */

static const struct evidence member_evidence[] = {
    { .label = "党员",
      .kinds = (const char *const[]){ "member_", NULL },
      .looks = (const char *const[]){ "member_opened", "member_disclosed", "member_exported", NULL },
      .rows = (const struct db_stmt *const[]){ &member_evidence_members_stmt, &member_evidence_belongings_stmt,
                                               &member_evidence_kinds_stmt, &member_evidence_standings_stmt, NULL } },
    { 0 },
};

const struct feature member_feature = {
    .name = "member",
    .needs = (const char *const[]){ "org", NULL },
    .routes = member_routes,
    .statements = member_statements,
    .migrations = member_migrations,
    .events = member_events,
    .menu = member_menu,
    .evidence = member_evidence,
    .commands = member_commands,
    .on_event = member_on_event,
    .rekey = member_rekey,
    .on_erase = member_on_erase,
};
