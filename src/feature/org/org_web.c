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

/* From the highest organisation on the way that the viewer's grants reach down to `at`, each level on the way opened. */
static enum rc org_tree(struct ctx *c, int64_t at, bool figures, const struct org_node **out)
{
    struct org_node *top = arena_alloc(c->arena, sizeof(*top));
    struct org_name *path = NULL;
    struct tree t = { .at = at, .figures = figures };
    enum rc rc = top ? org_chain_of(c, at, &path, &t.npath) : RC_OOM;
    t.path = path;
    *out = NULL;
    for (size_t i = 0; !rc && i < t.npath; i++) {
        enum rc seen = org_get(c, path[i].id, &top->org);
        if (seen && seen != RC_NOTFOUND)
            return seen;
        if (seen || !top->org.granted)
            continue;
        *out = top;
        return tree_fill(c, &t, top, 0);
    }
    return rc;
}

static enum rc org_tree_show(struct ctx *c, const void *form)
{
    const struct org_tree_in *in = form;
    struct org_tree_view v = { .alone = !c->call->fragment };
    int64_t at;
    enum rc rc = org_start(c, in->at, &at);
    if (!rc)
        rc = org_tree(c, at, false, &v.top);
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
    char after[ORG_CODE_BYTES]; /* of the last row, which is gone when the next lot is asked for */
    bool more;
};

static enum rc org_more(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    struct org_cursor *cu = cursor;
    struct org_row *lot = NULL;
    enum rc rc = org_get_page(c, &cu->q, &lot, n);
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
    const struct org_node *top = NULL;
    struct org_name *chain = NULL;
    size_t nchain = 0;
    enum rc rc = org_start(c, q->org, &q->org);
    bool searching = *q->q || q->kind;
    if (!rc)
        rc = org_more(c, &cu, &rows, &n);
    if (!rc && c->call->as == AS_PAGE) {
        rc = org_chain_of(c, q->org, &chain, &nchain);
        if (!rc && !searching)
            rc = org_tree(c, q->org, true, &top);
    }
    if (rc)
        return rc;
    const char *next = cu.more ? cu.after : NULL;
    struct org_index_view v = { .rows = rows, .rows_n = n, .chain = chain, .chain_n = nchain, .q = q->q, .kind = q->kind,
                                .org_id = q->org, .top = top, .searching = searching,
                                .next = next ? call_link(c, "after", next) : NULL,
                                .csv = call_as(c, ".csv"), .xlsx = call_as(c, ".xlsx") };
    return answer_list(c, &(struct list){ .page = { .title = "党组织", .place = "orgs", .org_id = q->org,
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
#define CHANGE      .see = CAP_ORG_READ, .object = org_object
#define CHANGE_PAGE .as = AS_PAGE, CHANGE

const struct route org_routes[] = {
    { GET,  "/orgs",                CAP_ORG_READ,  &org_index_form,  org_index,     .as = AS_LIST, .dated = true },
    { GET,  "/orgs/tree",           CAP_ORG_READ,  &org_tree_form,  org_tree_show, .as = AS_PAGE, .dated = true },
    { GET,  "/orgs/:id/children",   CAP_ORG_READ,  NULL,             org_children_show, .dated = true },
    { GET,  "/orgs/:id",            CAP_ORG_READ,  NULL,             org_show,      .dated = true },
    { GET,  "/orgs/:id/children/new",            CAP_ORG_STAFF, NULL, org_found_show,    CHANGE_PAGE },
    { POST, "/orgs/:id/children",                CAP_ORG_STAFF, &org_found_form,    org_found_create,    .again = org_found_show, CHANGE },
    { GET,  "/orgs/:id/names/new",               CAP_ORG_WRITE, NULL, org_rename_show,   CHANGE_PAGE },
    { POST, "/orgs/:id/names",                   CAP_ORG_WRITE, &org_rename_form,   org_rename_create,   .again = org_rename_show, CHANGE },
    { GET,  "/orgs/:id/places/new",              CAP_ORG_WRITE, NULL, org_move_show,     CHANGE_PAGE },
    { POST, "/orgs/:id/places",                  CAP_ORG_WRITE, &org_move_form,     org_move_create,     .again = org_move_show, CHANGE },
    { GET,  "/orgs/:id/mergers/new",             CAP_ORG_WRITE, NULL, org_merge_show,    CHANGE_PAGE },
    { POST, "/orgs/:id/mergers",                 CAP_ORG_WRITE, &org_merge_form,    org_merge_create,    .again = org_merge_show, CHANGE },
    { GET,  "/orgs/:id/dissolutions/new",        CAP_ORG_WRITE, NULL, org_dissolve_show, CHANGE_PAGE },
    { POST, "/orgs/:id/dissolutions",            CAP_ORG_WRITE, &org_dissolve_form, org_dissolve_create, .again = org_dissolve_show, CHANGE },
    { GET,  "/orgs/:id/elections/new",           CAP_ORG_WRITE, NULL, org_elect_show,    CHANGE_PAGE },
    { POST, "/orgs/:id/elections",               CAP_ORG_WRITE, &org_elect_form,    org_elect_create,    .again = org_elect_show, CHANGE },
    { GET,  "/orgs/:id/items/new",               CAP_ORG_STAFF, NULL, org_items_show,    CHANGE_PAGE },
    { POST, "/orgs/:id/items",                   CAP_ORG_STAFF, &org_items_form,    org_items_update,    .again = org_items_show, CHANGE },
    { GET,  "/orgs/:id/posts/:post/endings/new", CAP_ORG_STAFF, NULL, org_ending_show,   CHANGE_PAGE },
    { POST, "/orgs/:id/posts/:post/endings",     CAP_ORG_STAFF, &org_ending_form,   org_ending_create,   .again = org_ending_show, CHANGE },
    ROUTES_END
};

static const struct event_kind org_events[] = {
    { "org_founded",    "设立" },
    { "org_imported",   "导入" },
    { "org_renamed",    "更名" },
    { "org_moved",      "调整隶属关系" },
    { "org_merged",     "合并" },
    { "org_dissolved",  "撤销" },
    { "org_elected",    "换届选举" },
    { "org_exported", "导出党组织" },
    { "org_items",      "更正组织信息" },
    { "org_post_begun", "任职" },
    { "org_post_ended", "免职" },
    { 0 },
};

static const struct menu_item org_menu[] = {
    { "党组织", "building-community", "/orgs", "orgs", CAP_ORG_READ, 10 },
    { 0 },
};
/* clang-format on */

const struct feature org_feature = {
    .name = "org",
    .needs = (const char *const[]){ NULL },
    .routes = org_routes,
    .statements = org_statements,
    .migrations = org_migrations,
    .events = org_events,
    .menu = org_menu,
    .commands = org_commands,
    .rekey = org_rekey,
};
