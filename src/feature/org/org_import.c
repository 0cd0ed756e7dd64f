/*
 * feature/org/org_import.c: many organisations at once, for imports and the demo.
 *
 * An organisation that is older than the one above it stood, until that one was founded, under the nearest ancestor that
 * existed already: its versions and its place in the closure are cut into windows, one for each ancestor in turn.  Below
 * an ancestor that moved in the past, the closure rows of that ancestor are what is cut, so a newcomer's past agrees with
 * its parent's.  The code is the one it has today in every window: it is given when the register is set up.
 */
#include <string.h>

#include "base/citizen.h"
#include "base/date.h"
#include "base/pinyin.h"
#include "feature/org/org_i.h"

enum { NUMBERS_MAX = 999 }; /* three digits a level */

/* --- what the register holds ---------------------------------------------------------------------------------------- */

static struct org_entry entry_of(const struct org_entry_row *r)
{
    return (struct org_entry){
        .id = r->id,
        .parent_id = r->parent_id,
        .code = r->code,
        .name = r->name,
        .short_name = r->short_name,
        .kind = r->kind,
        .founded_on = r->founded_on,
        .changed_on = r->changed_on,
        .term_years = r->term_years,
        .elected_on = r->elected_on,
        .national_code = r->national_code,
        .contact_person = r->contact_person,
        .contact_phone = r->contact_phone,
        .unit_situation = r->unit_situation,
        .unit_name = r->unit_name,
        .unit_category = r->unit_category,
        .unit_party_status = r->unit_party_status,
        .uscc = r->uscc,
    };
}

enum rc org_entries(struct ctx *c, struct org_entry **out, size_t *n)
{
    struct org_entry_row *rows = NULL;
    enum rc rc = org_entries_all(c->db, &(struct org_entries_all_in){ .on = c->today }, &rows, n);
    *out = rc ? NULL : arena_array(c->arena, *n + 1, sizeof(**out));
    if (!rc && !*out)
        rc = RC_TOOBIG;
    for (size_t i = 0; !rc && i < *n; i++)
        (*out)[i] = entry_of(&rows[i]);
    return rc;
}

enum rc org_above_of(struct ctx *c, int64_t org_id, struct org_above **out, size_t *n)
{
    struct org_closure_row *rows = NULL;
    enum rc rc = org_closures_of(c->db, &(struct org_closures_of_in){ .org_id = org_id }, &rows, n);
    *out = rc ? NULL : arena_array(c->arena, *n + 1, sizeof(**out));
    if (!rc && !*out)
        rc = RC_TOOBIG;
    for (size_t i = 0; !rc && i < *n; i++)
        (*out)[i] = (struct org_above){ rows[i].ancestor_id, rows[i].from_on, rows[i].until_on };
    return rc;
}

/* --- the tree while it grows ---------------------------------------------------------------------------------------- */

struct node {
    struct org_entry *org;
    struct node *parent;
    const struct org_closure_insert_in *above; /* itself and its ancestors, by windows */
    size_t nabove;
    int64_t number; /* last part of the code, of a new one */
    int32_t start;  /* from when it stands in the tree */
    bool placed;
};

struct grove {
    struct ctx *c;
    struct node *nodes; /* those of the register, then the new ones */
    size_t known, n;
    struct node **slots; /* by id */
    size_t mask;
    struct org_version_add_in *versions;
    size_t nversions, versions_max;
};

static struct node **slot_of(const struct grove *g, int64_t id)
{
    size_t at = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 32) & g->mask;
    while (g->slots[at] && g->slots[at]->org->id != id)
        at = (at + 1) & g->mask;
    return &g->slots[at];
}

static enum rc grove_index(struct grove *g)
{
    size_t size = 16;
    while (size < 4 * g->n)
        size *= 2;
    g->mask = size - 1;
    g->slots = arena_array(g->c->arena, size, sizeof(struct node *));
    if (!g->slots)
        return RC_TOOBIG;
    for (size_t i = 0; i < g->n; i++)
        *slot_of(g, g->nodes[i].org->id) = &g->nodes[i];
    for (size_t i = 0; i < g->n; i++)
        g->nodes[i].parent = g->nodes[i].org->parent_id ? *slot_of(g, g->nodes[i].org->parent_id) : NULL;
    return RC_OK;
}

/* Hands every known organisation its closure rows; they come in the order of descendants. */
static enum rc grove_closures(struct grove *g)
{
    struct org_closure_row *rows = NULL;
    size_t n = 0;
    enum rc rc = org_closures_all(g->c->db, &rows, &n);
    struct org_closure_insert_in *all = rc ? NULL : arena_array(g->c->arena, n + 1, sizeof(*all));
    if (!rc && !all)
        rc = RC_TOOBIG;
    for (size_t i = 0, end; !rc && i < n; i = end) {
        struct node *node = *slot_of(g, rows[i].descendant_id);
        for (end = i; end < n && rows[end].descendant_id == rows[i].descendant_id; end++)
            all[end] = (struct org_closure_insert_in){ .descendant_id = rows[end].descendant_id,
                                                       .depth = rows[end].depth,
                                                       .ancestor_id = rows[end].ancestor_id,
                                                       .from_on = rows[end].from_on,
                                                       .until_on = rows[end].until_on };
        if (!node)
            continue; /* dissolved */
        node->above = &all[i];
        node->nabove = end - i;
        node->start = DATE_OPEN;
        for (size_t k = i; k < end; k++)
            if (!all[k].depth && all[k].from_on < node->start)
                node->start = all[k].from_on;
        node->placed = true;
    }
    return rc;
}

static enum rc grove_make(struct ctx *c, struct org_entry *in, size_t n, struct grove *g)
{
    struct org_entry *known = NULL;
    *g = (struct grove){ .c = c };
    enum rc rc = org_entries(c, &known, &g->known);
    g->n = g->known + n;
    g->nodes = rc ? NULL : arena_array(c->arena, g->n + 1, sizeof(*g->nodes));
    if (!rc && !g->nodes)
        rc = RC_TOOBIG;
    for (size_t i = 0; !rc && i < g->n; i++)
        g->nodes[i].org = i < g->known ? &known[i] : &in[i - g->known];
    if (!rc)
        rc = grove_index(g);
    return !rc && g->known ? grove_closures(g) : rc;
}

/* --- one new organisation ------------------------------------------------------------------------------------------- */

/* The part of what stands above an ancestor that falls into a window, one level further down. */
static size_t window_cut(const struct node *ancestor, int64_t id, int32_t lo, int32_t hi,
                         struct org_closure_insert_in *out)
{
    size_t n = 0;
    for (size_t i = 0; i < ancestor->nabove; i++) {
        struct org_closure_insert_in row = ancestor->above[i];
        row.descendant_id = id;
        row.depth++;
        row.from_on = row.from_on > lo ? row.from_on : lo;
        row.until_on = row.until_on < hi ? row.until_on : hi;
        if (row.from_on < row.until_on)
            out[n++] = row;
    }
    return n;
}

static enum rc version_add(struct grove *g, const struct node *node, int64_t parent_id, int32_t from, int32_t until)
{
    if (g->nversions == g->versions_max) {
        size_t room = g->versions_max ? 2 * g->versions_max : 2 * g->n;
        struct org_version_add_in *grown = arena_array(g->c->arena, room, sizeof(*grown));
        if (!grown)
            return RC_TOOBIG;
        if (g->nversions)
            memcpy(grown, g->versions, g->nversions * sizeof(*grown));
        g->versions = grown;
        g->versions_max = room;
    }
    const struct org_entry *o = node->org;
    struct pinyin p = pinyin_of_text(g->c->arena, o->short_name);
    g->versions[g->nversions++] = (struct org_version_add_in){
        .org_id = o->id,
        .from_on = from,
        .until_on = until,
        .parent_id = parent_id,
        .code = o->code,
        .name = o->name,
        .short_name = o->short_name,
        .kind = o->kind,
        .pinyin = p.full,
        .initials = p.initials,
    };
    return RC_OK;
}

static struct org_closure_insert_in *above_room(struct grove *g, const struct node *node)
{
    size_t most = 1;
    for (const struct node *a = node->parent; a; a = a->parent)
        most += a->nabove;
    return arena_array(g->c->arena, most, sizeof(struct org_closure_insert_in));
}

/* From today back: under its parent since that was founded, before under the next one above, and so on. */
static enum rc node_hang(struct grove *g, struct node *node)
{
    struct org_closure_insert_in *above = above_room(g, node);
    size_t n = 1;
    int32_t hi = DATE_OPEN, founded = node->org->founded_on;
    enum rc rc = above ? RC_OK : RC_TOOBIG;
    if (!rc && !node->parent) {
        rc = version_add(g, node, 0, founded, DATE_OPEN);
        hi = founded;
    }
    for (const struct node *a = node->parent; !rc && a && hi > founded; a = a->parent) {
        int32_t lo = a->start > founded ? a->start : founded;
        if (lo >= hi)
            continue;
        n += window_cut(a, node->org->id, lo, hi, above + n);
        rc = version_add(g, node, a->org->id, lo, hi);
        hi = lo;
    }
    if (rc)
        return rc;
    above[0] = (struct org_closure_insert_in){
        .descendant_id = node->org->id, .ancestor_id = node->org->id, .from_on = hi, .until_on = DATE_OPEN
    };
    node->start = hi;
    node->above = above;
    node->nabove = n;
    return RC_OK;
}

static enum rc node_place(struct grove *g, struct node *node)
{
    enum rc rc = RC_OK;
    if (node->placed)
        return RC_OK;
    node->placed = true; /* the caller has refused circles */
    if (node->parent)
        rc = node_place(g, node->parent);
    if (!rc)
        node->org->code =
            node->parent ? arena_printf(g->c->arena, "%s.%03d", node->parent->org->code, (int)node->number) : "001";
    return rc ? rc : node_hang(g, node);
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

static const char *tail_of(struct arena *a, const char *phone)
{
    size_t n = strlen(phone);
    return n > 4 ? arena_strdup(a, phone + n - 4) : "";
}

static enum rc insert_all(struct ctx *c, const struct org_entry *in, size_t n)
{
    struct org_insert_in *rows = arena_array(c->arena, n, sizeof(*rows));
    if (!rows)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct org_insert_in){
            .org_id = in[i].id,
            .founded_on = in[i].founded_on,
            .national_code = in[i].national_code,
            .contact_person = in[i].contact_person,
            .contact_phone = in[i].contact_phone,
            .contact_tail = tail_of(c->arena, in[i].contact_phone),
            .unit_situation = in[i].unit_situation,
            .unit_name = in[i].unit_name,
            .unit_category = in[i].unit_category,
            .unit_party_status = in[i].unit_party_status,
            .uscc = in[i].uscc,
        };
    return org_insert(c->db, rows, n);
}

/* Numbers are given in the order of rows, whatever the order of parents. */
static enum rc number_all(struct grove *g)
{
    enum rc rc = RC_OK;
    for (size_t i = g->known; !rc && i < g->n; i++) {
        struct org_number number = { 0 };
        if (!g->nodes[i].parent)
            continue;
        rc =
            org_child_number(g->c->db, &(struct org_child_number_in){ .org_id = g->nodes[i].parent->org->id }, &number);
        if (!rc && number.number > NUMBERS_MAX)
            rc = refuse(
                g->c, NULL, "too_many_children",
                arena_printf(g->c->arena, "“%s”的下级组织超过 999 个，编号不够用。", g->nodes[i].parent->org->name));
        g->nodes[i].number = number.number;
    }
    for (size_t i = g->known; !rc && i < g->n; i++)
        rc = node_place(g, &g->nodes[i]);
    return rc;
}

static enum rc hang_all(const struct grove *g)
{
    size_t total = 0, at = 0;
    for (size_t i = g->known; i < g->n; i++)
        total += g->nodes[i].nabove;
    struct org_closure_insert_in *rows = arena_array(g->c->arena, total, sizeof(*rows));
    if (!rows)
        return RC_TOOBIG;
    for (size_t i = g->known; i < g->n; i++) {
        memcpy(rows + at, g->nodes[i].above, g->nodes[i].nabove * sizeof(*rows));
        at += g->nodes[i].nabove;
    }
    return org_closure_insert(g->c->db, rows, total);
}

static enum rc elect_all(struct ctx *c, const struct org_entry *in, size_t n, const char *basis)
{
    struct org_term_put_in *rows = arena_array(c->arena, n, sizeof(*rows));
    size_t made = 0;
    if (!rows)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++)
        if (in[i].elected_on && in[i].term_years)
            rows[made++] = (struct org_term_put_in){
                .org_id = in[i].id, .elected_on = in[i].elected_on, .term_years = in[i].term_years, .basis = basis
            };
    return made ? org_term_put(c->db, rows, made) : RC_OK;
}

static enum rc record_all(struct ctx *c, const struct org_entry *in, size_t n, const char *basis)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < n; i++)
        rc = event_record(c, &(struct event){ .kind = "org_founded",
                                              .subject_id = in[i].id,
                                              .org_id = in[i].id,
                                              .effective_on = in[i].founded_on,
                                              .basis = basis });
    return rc;
}

enum rc org_found_many(struct ctx *c, struct org_entry *in, size_t n, const char *basis)
{
    struct grove g;
    if (!n)
        return RC_OK;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = grove_make(c, in, n, &g);
    if (!rc)
        rc = insert_all(c, in, n);
    if (!rc)
        rc = number_all(&g);
    if (!rc)
        rc = org_version_add(c->db, g.versions, g.nversions);
    if (!rc)
        rc = hang_all(&g);
    if (!rc)
        rc = elect_all(c, in, n, basis);
    if (!rc)
        rc = record_all(c, in, n, basis);
    return db_end(c->db, rc);
}

/* --- what a workbook says differently of one that is known ---------------------------------------------------------- */

/* The name is the identity and the place changes by a move; what an import may change is short name and kind. */
static enum rc version_change(struct ctx *c, const struct org_entry *now, const struct org_entry *next, int32_t on,
                              const char *basis)
{
    struct event_change changes[2];
    size_t n = 0;
    struct pinyin p = pinyin_of_text(c->arena, next->short_name);
    on = on > now->changed_on ? on : now->changed_on; /* earlier than the last change: that one is put right */
    if (strcmp(now->short_name, next->short_name) != 0)
        changes[n++] = (struct event_change){ "short_name", "党组织简称", now->short_name, next->short_name };
    if (now->kind != next->kind)
        changes[n++] = (struct event_change){ "kind", "组织类别", vocab_label(&org_kind_vocab, now->kind),
                                              vocab_label(&org_kind_vocab, next->kind) };
    if (!n)
        return RC_OK;
    enum rc rc = org_version_set(c->db, &(struct org_version_in){ .org_id = now->id,
                                                                  .from_on = on,
                                                                  .parent_id = now->parent_id,
                                                                  .code = now->code,
                                                                  .name = now->name,
                                                                  .short_name = next->short_name,
                                                                  .kind = next->kind,
                                                                  .pinyin = p.full,
                                                                  .initials = p.initials,
                                                                  .basis = basis });
    if (!rc)
        rc = grant_set_org(c, now->id, now->code, next->short_name);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = "org_renamed",
                                                 .subject_id = now->id,
                                                 .org_id = now->id,
                                                 .effective_on = on,
                                                 .basis = basis,
                                                 .changes = changes,
                                                 .nchanges = n });
}

static enum rc term_change(struct ctx *c, const struct org_entry *now, const struct org_entry *next, const char *basis)
{
    char was[DATE_TEXT_BYTES], is[DATE_TEXT_BYTES];
    if (!next->elected_on || (now->elected_on == next->elected_on && now->term_years == next->term_years))
        return RC_OK;
    struct event_change changes[] = {
        { "elected_on", "本届选举日期", date_text(now->elected_on, was), date_text(next->elected_on, is) },
        { "term_years", "任期(年)", arena_printf(c->arena, "%d", (int)now->term_years),
          arena_printf(c->arena, "%d", (int)next->term_years) },
    };
    enum rc rc = org_term_put(
        c->db,
        &(struct org_term_put_in){
            .org_id = now->id, .elected_on = next->elected_on, .term_years = next->term_years, .basis = basis },
        1);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = "org_elected",
                                                 .subject_id = now->id,
                                                 .org_id = now->id,
                                                 .effective_on = next->elected_on,
                                                 .basis = basis,
                                                 .changes = changes,
                                                 .nchanges = COUNT(changes) });
}

static struct org_items_row items_row_of(const struct org_entry *o)
{
    return (struct org_items_row){
        .id = o->id,
        .national_code = o->national_code,
        .contact_person = o->contact_person,
        .contact_phone = o->contact_phone,
        .contact_tail = "",
        .unit_situation = o->unit_situation,
        .unit_name = o->unit_name,
        .unit_category = o->unit_category,
        .unit_party_status = o->unit_party_status,
        .uscc = o->uscc,
    };
}

enum rc org_entry_change(struct ctx *c, const struct org_entry *now, const struct org_entry *next, int32_t on,
                         const char *basis)
{
    struct org_items_row was = items_row_of(now), is = items_row_of(next);
    is.id = now->id;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = db_lock(c->db, now->id);
    if (!rc)
        rc = version_change(c, now, next, on, basis);
    if (!rc)
        rc = term_change(c, now, next, basis);
    if (!rc)
        rc = org_items_change(c, &was, &is);
    return db_end(c->db, rc);
}
