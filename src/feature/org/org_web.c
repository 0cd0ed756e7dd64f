/* feature/org/org_web.c: /orgs, the tree, one organisation; the descriptor of the feature. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "feature/org/branchlet.html.h"
#include "feature/org/index.html.h"
#include "feature/org/org_views.h"
#include "feature/org/show.html.h"
#include "feature/org/tree.html.h"

VOCAB_TABLE(org_kind, ORG_KIND_LIST)
VOCAB_TABLE(org_post, ORG_POST_LIST)

static const struct field org_index_fields[] = {
    { .name = "org", .label = "范围", .type = FIELD_ID, .offset = offsetof(struct org_query, org), .min = 0, .max = INT64_MAX },
    { .name = "kind", .label = "组织类别", .type = FIELD_VOCAB, .offset = offsetof(struct org_query, kind), .vocab = &org_kind_vocab },
    { .name = "q", .label = "查找", .type = FIELD_TEXT, .offset = offsetof(struct org_query, q), .max = ORG_NAME_CHARS },
    { .name = "after", .label = "", .type = FIELD_TEXT, .offset = offsetof(struct org_query, after), .max = 64 },
};
static const struct form org_index_form = FORM("org_query", org_query, org_index_fields);

/* The organisation a list starts from: asked for, or the highest one in which the viewer holds the capability. */
static enum rc org_start(struct ctx *c, int64_t asked, int64_t *id)
{
    *id = asked;
    if (asked)
        return org_object(c, CAP_ORG_READ, asked);
    if (viewer_roots(c->viewer, CAP_ORG_READ, id, 1))
        return RC_OK;
    *id = c->viewer->home_id;
    if (*id)
        return RC_OK;
    return c->viewer->kind == VIEWER_SITE ? org_root(c, id) : RC_DENIED;
}

/* The same for a list: all the organisations in which the viewer holds the capability. */
static enum rc org_starts(struct ctx *c, int64_t asked, struct org_roots *out)
{
    out->n = asked ? 0 : viewer_roots(c->viewer, CAP_ORG_READ, out->ids, ORG_ROOTS);
    if (out->n)
        return RC_OK;
    out->n = 1;
    return org_start(c, asked, &out->ids[0]);
}

/* --- the tree ------------------------------------------------------------------------------------------------------- */

enum { TREE_DEPTH = 8 }; /* deeper than any university */

struct tree {
    const struct org_name *path; /* from the root down to the one that is shown */
    size_t npath;
    int64_t at;
    bool figures;
};

struct org_tree_in {
    int64_t at;
};
static const struct field org_tree_fields[] = {
    { .name = "at", .label = "所在位置", .type = FIELD_ID, .offset = offsetof(struct org_tree_in, at), .max = INT64_MAX },
};
static const struct form org_tree_form = FORM("org_tree", org_tree_in, org_tree_fields);

static bool on_path(const struct tree *t, int64_t id)
{
    for (size_t i = 0; i < t->npath; i++)
        if (t->path[i].id == id)
            return true;
    return false;
}

static enum rc tree_fill(struct ctx *c, const struct tree *t, struct org_node *node, int level)
{
    struct org_row *rows = NULL;
    size_t n = 0;
    node->current = node->org.id == t->at;
    node->figures = t->figures;
    node->open = node->org.children && level < TREE_DEPTH && on_path(t, node->org.id);
    if (!node->open)
        return RC_OK;
    enum rc rc = org_get_children(c, node->org.id, &rows, &n);
    struct org_node *nodes = rc ? NULL : arena_array(c->arena, n, sizeof(*nodes));
    if (!rc && n && !nodes)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < n; i++) {
        nodes[i].org = rows[i];
        rc = tree_fill(c, t, &nodes[i], level + 1);
    }
    node->nodes = nodes;
    node->nodes_n = n;
    return rc;
}

/* Codes are paths: 001.002 lies below 001. */
static bool lies_in(const struct org_node *tops, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(tops[i].org.code);
        if (strncmp(code, tops[i].org.code, len) == 0 && (code[len] == '.' || !code[len]))
            return true;
    }
    return false;
}

/* Each of the viewer's organisations, the highest alone where one lies in another; open on the way down to `at`. */
static enum rc org_tree(struct ctx *c, int64_t at, bool figures, const struct org_node **out, size_t *n)
{
    struct org_roots roots;
    struct org_name *path = NULL;
    struct tree t = { .at = at, .figures = figures };
    enum rc rc = org_chain_of(c, at, &path, &t.npath);
    t.path = path;
    roots.n = viewer_roots(c->viewer, CAP_ORG_READ, roots.ids, ORG_ROOTS);
    struct org_node *tops = arena_array(c->arena, roots.n + 1, sizeof(*tops));
    if (!rc && !tops)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < roots.n; i++) {
        struct org_node *top = &tops[*n];
        enum rc seen = org_get(c, roots.ids[i], &top->org);
        if (seen && seen != RC_NOTFOUND)
            return seen;
        if (seen || lies_in(tops, *n, top->org.code))
            continue;
        rc = tree_fill(c, &t, top, 0);
        ++*n;
    }
    *out = tops;
    return rc;
}

static enum rc org_tree_show(struct ctx *c, const void *form)
{
    const struct org_tree_in *in = form;
    struct org_tree_view v = { .alone = !c->call->fragment };
    int64_t at;
    enum rc rc = org_start(c, in->at, &at);
    if (!rc)
        rc = org_tree(c, at, false, &v.tops, &v.tops_n);
    if (rc)
        return rc;
    return answer_page(c, &(struct page){ .title = "党组织", .place = "orgs", .org_id = at, .body = org_tree_page, .view = &v });
}

/* The next level, for a tree that opens as one goes; as JSON the children as a list. */
static enum rc org_children_show(struct ctx *c, const void *form)
{
    (void)form;
    struct org_row *rows = NULL;
    struct org_node node = { 0 };
    size_t n = 0;
    enum rc rc = org_object(c, CAP_ORG_READ, call_id(c, 0));
    if (!rc)
        rc = org_get_children(c, call_id(c, 0), &rows, &n);
    struct org_node *nodes = rc ? NULL : arena_array(c->arena, n, sizeof(*nodes));
    if (!rc && n && !nodes)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < n; i++)
        nodes[i].org = rows[i];
    if (rc)
        return rc;
    node.nodes = nodes;
    node.nodes_n = n;
    return answer_list(c, &(struct list){ .page = { .title = "下级党组织", .place = "orgs", .org_id = call_id(c, 0),
                                                    .body = org_branchlet_page, .view = &node },
                                          .desc = &org_row_desc, .rows = rows, .n = n });
}

/* --- the list ------------------------------------------------------------------------------------------------------- */

struct org_cursor {
    struct org_query q;
    struct org_roots roots;
    char after[ORG_CODE_BYTES]; /* of the last row, which is gone when the next lot is asked for */
    bool more;
};

static enum rc org_more(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    struct org_cursor *cu = cursor;
    struct org_row *lot = NULL;
    enum rc rc = org_get_page(c, &cu->q, &cu->roots, &lot, n);
    if (rc)
        return rc;
    *rows = lot;
    cu->more = *n > ORG_PAGE_ROWS; /* one more was asked for, to know */
    *n -= cu->more;
    if (*n)
        snprintf(cu->after, sizeof(cu->after), "%s", lot[*n - 1].code);
    cu->q.after = cu->after;
    return RC_OK;
}

static enum rc org_index(struct ctx *c, const void *form)
{
    struct org_cursor cu = { .q = *(const struct org_query *)form };
    struct org_query *q = &cu.q;
    const void *rows = NULL;
    size_t n = 0;
    const struct org_node *tops = NULL;
    struct org_name *chain = NULL;
    size_t ntops = 0, nchain = 0;
    enum rc rc = org_starts(c, q->org, &cu.roots);
    int64_t at = cu.roots.ids[0];
    bool searching = *q->q || q->kind;
    if (!rc)
        rc = org_more(c, &cu, &rows, &n);
    if (!rc && c->call->as == AS_PAGE) {
        if (cu.roots.n == 1) /* what is above several is not one way */
            rc = org_chain_of(c, at, &chain, &nchain);
        if (!rc && !searching)
            rc = org_tree(c, at, true, &tops, &ntops);
    }
    if (rc)
        return rc;
    const char *next = cu.more ? cu.after : NULL;
    struct org_index_view v = { .rows = rows, .rows_n = n, .chain = chain, .chain_n = nchain, .q = q->q, .kind = q->kind,
                                .tops = tops, .tops_n = ntops, .searching = searching,
                                .next = next ? call_link(c, "after", next) : NULL,
                                .csv = call_as(c, ".csv"), .xlsx = call_as(c, ".xlsx") };
    return answer_list(c, &(struct list){ .page = { .title = "党组织", .place = "orgs", .org_id = at,
                                                    .body = org_index_page, .view = &v },
                                          .desc = &org_row_desc, .rows = rows, .n = n, .next = next,
                                          .more = org_more, .cursor = &cu });
}

/* --- one organisation ----------------------------------------------------------------------------------------------- */

static enum rc org_fill_parts(struct ctx *c, struct org_show_view *v)
{
    struct org_row *children = NULL;
    struct org_post_row *posts = NULL;
    struct org_term_row *terms = NULL;
    struct event_line *events = NULL;
    int64_t id = v->org.id;
    enum rc rc = org_get_children(c, id, &children, &v->children_n);
    if (!rc)
        rc = org_get_posts(c, id, &posts, &v->posts_n);
    if (!rc)
        rc = org_get_terms(c, id, &terms, &v->terms_n);
    if (!rc)
        rc = org_get_items(c, id, &v->items);
    if (!rc)
        rc = event_timeline(c, id, &events, &v->events_n);
    v->children = children;
    v->posts = posts;
    v->terms = terms;
    v->events = events;
    return rc;
}

static enum rc org_fill_findings(struct ctx *c, struct org_show_view *v)
{
    struct org_post_count posts;
    struct org_finding *out = arena_array(c->arena, ORG_FINDINGS, sizeof(*out));
    enum rc rc = out ? org_get_post_counts(c, v->org.id, &posts) : RC_OOM;
    if (rc)
        return rc;
    v->findings = out;
    v->findings_n = org_findings(&v->org, &posts, c->on, out, c->arena);
    v->posts_ever = posts.ever > 0;
    v->probationary = v->org.members - v->org.full_members;
    v->term_ends = org_term_ends(&v->org);
    v->is_branch = org_kind_is_branch(v->org.kind);
    return RC_OK;
}

static void org_fill_rights(struct ctx *c, struct org_show_view *v)
{
    v->today = c->on == c->today && !v->dissolved;
    v->may_write = v->today && org_object(c, CAP_ORG_WRITE, v->org.id) == RC_OK;
    v->may_staff = v->today && org_object(c, CAP_ORG_STAFF, v->org.id) == RC_OK;
    v->may_found_here = v->today && v->org.kind != ORG_PARTY_GROUP &&
                        (v->is_branch ? v->may_staff : org_may_found(c, v->org.id) == RC_OK);
}

/* A dissolved organisation is shown as it stood on its last day. */
static enum rc org_get_or_last(struct ctx *c, int64_t id, struct org_row *out, bool *dissolved)
{
    struct org_days days;
    enum rc rc = org_get(c, id, out);
    if (rc != RC_NOTFOUND)
        return rc;
    rc = org_get_days(c, id, &days);
    if (!rc && (days.dissolved_on > c->on || days.dissolved_on == DATE_OPEN))
        rc = RC_NOTFOUND;
    if (!rc) {
        c->on = date_add_days(days.dissolved_on, -1);
        *dissolved = true;
        rc = org_get(c, id, out);
    }
    return rc;
}

static enum rc org_show(struct ctx *c, const void *form)
{
    (void)form;
    struct org_show_view v = { 0 };
    struct org_name *chain = NULL;
    enum rc rc = org_get_or_last(c, call_id(c, 0), &v.org, &v.dissolved);
    if (!rc && v.org.granted)
        rc = org_fill_findings(c, &v);
    if (!rc && c->call->as == AS_PAGE) {
        rc = org_chain_of(c, v.org.id, &chain, &v.chain_n);
        if (!rc && v.org.granted)
            rc = org_fill_parts(c, &v);
        if (!rc)
            org_fill_rights(c, &v);
    }
    if (rc)
        return rc;
    v.chain = chain;
    v.kind_label = vocab_label(&org_kind_vocab, v.org.kind);
    return answer_page(c, &(struct page){ .title = v.org.short_name, .place = "orgs", .org_id = v.org.id,
                                          .body = org_show_page, .view = &v,
                                          .desc = v.org.granted ? &org_row_desc : &org_link_desc,
                                          .row = v.org.granted ? (const void *)&v.org
                                                               : &(struct org_link){ .id = v.org.id, .code = v.org.code,
                                                                                     .name = v.org.name,
                                                                                     .short_name = v.org.short_name,
                                                                                     .kind = v.org.kind } });
}

/* --- the feature ---------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define OF_ORG .see = CAP_ORG_READ, .object = org_object

const struct route org_routes[] = {
    { GET,  "/orgs",                CAP_ORG_READ,  &org_index_form,  org_index,     .as = AS_LIST, .dated = true, .lists = &org_row_desc },
    { GET,  "/orgs/tree",           CAP_ORG_READ,  &org_tree_form,  org_tree_show, .as = AS_PAGE, .dated = true },
    { GET,  "/orgs/:id/children",   CAP_ORG_READ,  NULL,             org_children_show, .dated = true, .lists = &org_row_desc },
    { GET,  "/orgs/:id",            CAP_ORG_READ,  NULL,             org_show,      .dated = true, .answers = &org_row_desc, .less = &org_link_desc },
    CHANGE("/orgs/:id/children/new",            "/orgs/:id/children",            CAP_ORG_STAFF, org_change_found,    OF_ORG),
    CHANGE("/orgs/:id/names/new",               "/orgs/:id/names",               CAP_ORG_WRITE, org_change_rename,   OF_ORG),
    CHANGE("/orgs/:id/places/new",              "/orgs/:id/places",              CAP_ORG_WRITE, org_change_move,     OF_ORG),
    CHANGE_FRESH("/orgs/:id/mergers/new",       "/orgs/:id/mergers",             CAP_ORG_WRITE, org_change_merge,    OF_ORG),
    CHANGE_FRESH("/orgs/:id/dissolutions/new",  "/orgs/:id/dissolutions",        CAP_ORG_WRITE, org_change_dissolve, OF_ORG),
    CHANGE("/orgs/:id/elections/new",           "/orgs/:id/elections",           CAP_ORG_WRITE, org_change_elect,    OF_ORG),
    CHANGE("/orgs/:id/founding-corrections/new", "/orgs/:id/founding-corrections", CAP_ORG_WRITE, org_change_founding, OF_ORG),
    CHANGE("/orgs/:id/election-corrections/new", "/orgs/:id/election-corrections", CAP_ORG_WRITE, org_change_election, OF_ORG),
    CHANGE("/orgs/:id/items/new",               "/orgs/:id/items",               CAP_ORG_STAFF, org_change_items,    OF_ORG),
    CHANGE("/orgs/:id/posts/:post/endings/new", "/orgs/:id/posts/:post/endings", CAP_ORG_STAFF, org_change_ending,   OF_ORG),
    ROUTES_END
};

static const struct event_kind org_events[] = {
    { "org_founded",    "设立" },
    { "org_imported",   "导入" },
    { "org_renamed",    "更名" },
    { "org_moved",      "调整隶属关系" },
    { "org_recoded",    "随上级调整编码" },
    { "org_merged",     "合并" },
    { "org_dissolved",  "撤销" },
    { "org_elected",    "换届选举" },
    { "org_founding_corrected", "更正成立日期" },
    { "org_election_corrected", "更正选举日期" },
    { "org_exported",   "导出党组织" },
    { "org_items",      "更正组织信息" },
    { "org_post_begun", "任职" },
    { "org_post_ended", "免职" },
    { "org_post_renamed", "更正任职人姓名" },
    { 0 },
};

static const struct menu_item org_menu[] = {
    { "党组织", "building-community", "/orgs", "orgs", CAP_ORG_READ, 10 },
    { 0 },
};
/* clang-format on */

static const struct evidence org_evidence[] = {
    { .label = "党组织",
      .kinds = (const char *const[]){ "org_", NULL },
      .rows = (const struct db_stmt *const[]){ &org_evidence_orgs_stmt, &org_evidence_versions_stmt,
                                               &org_evidence_terms_stmt, &org_evidence_posts_stmt, NULL } },
    { 0 },
};

const struct feature org_feature = {
    .name = "org",
    .needs = (const char *const[]){ NULL },
    .routes = org_routes,
    .statements = org_statements,
    .migrations = org_migrations,
    .events = org_events,
    .menu = org_menu,
    .evidence = org_evidence,
    .commands = org_commands,
    .rekey = org_rekey,
};
