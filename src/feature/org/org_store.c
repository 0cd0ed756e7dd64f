/* feature/org/org_store.c: look-ups, each in the viewer's scope and of the day asked about. */
#include <string.h>

#include "base/date.h"
#include "base/merge.h"
#include "base/random.h"
#include "base/utf8.h"
#include "feature/org/org_i.h"

enum rc org_get(struct ctx *c, int64_t id, struct org_row *out)
{
    return org_find(c->db, &(struct org_find_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, out);
}

enum rc org_get_days(struct ctx *c, int64_t id, struct org_days *out)
{
    return org_days_of(c->db, &(struct org_days_of_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, out);
}

enum rc org_get_children(struct ctx *c, int64_t id, struct org_row **rows, size_t *n)
{
    return org_children(c->db, &(struct org_children_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, rows, n);
}

enum rc org_get_subtree(struct ctx *c, int64_t id, struct org_subtree_row **rows, size_t *n)
{
    return org_subtree(c->db, &(struct org_subtree_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, rows, n);
}

enum rc org_get_posts(struct ctx *c, int64_t id, struct org_post_row **rows, size_t *n)
{
    return org_posts(c->db, &(struct org_posts_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, rows, n);
}

enum rc org_get_terms(struct ctx *c, int64_t id, struct org_term_row **rows, size_t *n)
{
    return org_terms(c->db, &(struct org_terms_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, rows, n);
}

enum rc org_get_items(struct ctx *c, int64_t id, struct org_items_row *out)
{
    return org_items(c->db, &(struct org_items_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, out);
}

enum rc org_get_post_counts(struct ctx *c, int64_t id, struct org_post_count *out)
{
    return org_post_counts(c->db, &(struct org_post_counts_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) },
                           out);
}

enum rc org_get_named(struct ctx *c, const char *name, struct org_link **rows, size_t *n)
{
    struct scope everybody = ctx_scope(c);
    everybody.site = 1; /* whether a name is taken does not depend on who asks */
    return org_named(c->db, &(struct org_named_in){ .name = name, .on = c->today, .scope = everybody }, rows, n);
}

enum rc org_get_post(struct ctx *c, int64_t id, struct org_post_row *out)
{
    return org_post_find(c->db, &(struct org_post_find_in){ .org_post_id = id, .on = c->on, .scope = ctx_scope(c) },
                         out);
}

static int by_code(const void *va, const void *vb)
{
    const struct org_row *a = va, *b = vb;
    return strcmp(a->code, b->code);
}

static enum rc page_of_roots(struct ctx *c, struct org_page_in *in, const struct org_roots *roots,
                             struct org_row **rows, size_t *n)
{
    const struct merge order = { .size = sizeof(**rows), .max = (size_t)in->limit, .compare = by_code };
    for (size_t i = 0; i < roots->n; i++) {
        struct org_row *got = NULL, *both;
        size_t ngot = 0;
        in->org_id = roots->ids[i];
        enum rc rc = org_page(c->db, in, &got, &ngot);
        if (rc)
            return rc;
        both = i ? arena_array(c->arena, order.max, sizeof(*both)) : got;
        if (i && !both)
            return RC_OOM;
        *n = i ? merge_rows(&order, (struct merge_list){ *rows, *n }, (struct merge_list){ got, ngot }, both) : ngot;
        *rows = both;
    }
    return RC_OK;
}

enum rc org_get_page(struct ctx *c, const struct org_query *q, const struct org_roots *roots, struct org_row **rows,
                     size_t *n)
{
    struct org_page_in in = { .on = c->on,
                              .after = q->after,
                              .limit = ORG_PAGE_ROWS + 1,
                              .kind = q->kind,
                              .prefix = "",
                              .prefix_end = "",
                              .part = "",
                              .scope = ctx_scope(c) };
    if (q->kind)
        in.with |= ORG_PAGE_KIND;
    if (q->q && *q->q) {
        const char *p = q->q;
        bool words = utf8_next(&p) >= 0x80;
        in.with |= words ? ORG_PAGE_WORDS : ORG_PAGE_LATIN;
        in.prefix = words ? "" : q->q;
        in.prefix_end = words ? "" : text_after(c->arena, q->q);
        in.part = words ? text_like(c->arena, "%", q->q) : "";
    }
    return page_of_roots(c, &in, roots, rows, n);
}

enum rc org_object(struct ctx *c, enum cap cap, int64_t id)
{
    struct org_number seen;
    return org_seen(c->db, &(struct org_seen_in){ .org_id = id, .on = c->on, .scope = ctx_scope_for(c, cap) }, &seen);
}

/* To found below an organisation one must be allowed to write what stands there: the own level counts as above it. */
enum rc org_may_found(struct ctx *c, int64_t parent_id)
{
    struct org_number may;
    enum rc rc = org_seen_below(
        c->db, &(struct org_seen_below_in){ .org_id = parent_id, .scope = ctx_scope_for(c, CAP_ORG_WRITE) }, &may);
    return rc == RC_NOTFOUND ? RC_DENIED : rc;
}

/* --- for other features --------------------------------------------------------------------------------------------- */

static struct org_name name_of(const struct org_link *l)
{
    return (struct org_name){
        .id = l->id, .code = l->code, .name = l->name, .short_name = l->short_name, .kind = l->kind, .open = l->open
    };
}

enum rc org_name_of(struct ctx *c, int64_t id, struct org_name *out)
{
    struct org_link link;
    enum rc rc = org_linked(c->db, &(struct org_linked_in){ .org_id = id, .on = c->on, .scope = ctx_scope(c) }, &link);
    if (!rc)
        *out = name_of(&link);
    return rc;
}

enum rc org_by_code(struct ctx *c, const char *code, int64_t *id)
{
    struct org_link link;
    enum rc rc = org_coded(c->db, &(struct org_coded_in){ .code = code, .on = c->on, .scope = ctx_scope(c) }, &link);
    if (!rc)
        *id = link.id;
    return rc;
}

enum rc org_branch_of(struct ctx *c, int64_t org_id, int64_t *branch_id, int32_t *founded_on)
{
    struct org_row row;
    enum rc rc =
        org_find(c->db, &(struct org_find_in){ .org_id = org_id, .on = c->today, .scope = ctx_scope(c) }, &row);
    if (rc)
        return rc;
    *branch_id = row.kind == ORG_PARTY_GROUP ? row.parent_id : row.id;
    *founded_on = row.founded_on;
    if (row.kind != ORG_PARTY_GROUP && !org_kind_is_branch(row.kind))
        return refuse(c, "branch", "unknown_branch", "党员编入党支部或党小组，不能直接编入党委或党总支。");
    return RC_OK;
}

enum rc org_root(struct ctx *c, int64_t *id)
{
    struct org_name root;
    enum rc rc = org_root_name(c, &root);
    if (!rc)
        *id = root.id;
    return rc;
}

enum rc org_root_name(struct ctx *c, struct org_name *out)
{
    struct org_link link;
    enum rc rc = org_top(c->db, &(struct org_top_in){ .on = c->on }, &link);
    if (!rc)
        *out = name_of(&link);
    return rc;
}

enum rc org_named_one(struct ctx *c, enum cap cap, const char *words, int64_t *id)
{
    struct org_link *found = NULL;
    struct org_link coded;
    struct scope scope = ctx_scope_for(c, cap);
    size_t n = 0;
    enum rc rc = org_named(c->db, &(struct org_named_in){ .name = words, .on = c->on, .scope = scope }, &found, &n);
    if (!rc && n > 1 && strcmp(found[0].name, words) != 0)
        return RC_CONFLICT;
    if (!rc && !n) {
        rc = org_coded(c->db, &(struct org_coded_in){ .code = words, .on = c->on, .scope = scope }, &coded);
        found = &coded;
    }
    if (!rc)
        *id = found->id;
    return rc;
}

enum rc org_chosen(struct ctx *c, const char *code, int64_t *id)
{
    enum rc rc = code ? org_by_code(c, code, id) : org_root(c, id);
    return rc == RC_NOTFOUND ? refuse_as(c, rc, "org_unknown", "没有这个编码的党组织。") : rc;
}

enum rc org_chain_of(struct ctx *c, int64_t id, struct org_name **out, size_t *n)
{
    struct org_link *links = NULL;
    enum rc rc = org_chain(
        c->db, &(struct org_chain_in){ .org_id = id, .on = c->on, .scope = ctx_scope_for(c, CAP_ORG_READ) }, &links, n);
    *out = rc ? NULL : arena_array(c->arena, *n + 1, sizeof(**out));
    if (!rc && !*out)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < *n; i++)
        (*out)[i] = name_of(&links[i]);
    return rc;
}

enum rc org_post_add(struct ctx *c, const struct org_post_in *in, int64_t *id)
{
    struct org_days days;
    *id = id_new();
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = org_get_days(c, in->org_id, &days);
    if (!rc && in->from_on < days.founded_on)
        rc = refuse(c, "from_on", "before_founding", "任职日期不能早于组织的成立日期。");
    if (!rc && in->until_on && in->until_on <= in->from_on)
        rc = refuse(c, "until_on", "until_before_from", "任职止要晚于任职起。");
    if (!rc)
        rc = org_post_insert(c->db, &(struct org_post_insert_in){ .org_post_id = *id,
                                                                  .org_id = in->org_id,
                                                                  .person_id = in->person_id,
                                                                  .person_name = in->person_name,
                                                                  .org_post = in->post,
                                                                  .from_on = in->from_on,
                                                                  .until_on = in->until_on ? in->until_on : DATE_OPEN,
                                                                  .basis = in->basis });
    if (!rc)
        rc = event_record(
            c, &(struct event){ .kind = "org_post_begun",
                                .subject_id = in->org_id,
                                .org_id = in->org_id,
                                .effective_on = in->from_on,
                                .basis = in->basis,
                                .nchanges = 1,
                                .changes = &(struct event_change){ .field = "org_post",
                                                                   .label = vocab_label(&org_post_vocab, in->post),
                                                                   .before = "",
                                                                   .after = in->person_name } });
    return db_end(c->db, rc);
}

enum rc org_post_end(struct ctx *c, const struct org_post_row *post, int32_t on, const char *basis)
{
    enum rc rc = db_begin(c->db);
    if (!rc && on <= post->from_on)
        rc = refuse(c, "on", "until_before_from", "任职止要晚于任职起。");
    if (!rc)
        rc = org_post_ended(c->db, &(struct org_post_ended_in){ .org_post_id = post->id, .until_on = on });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "org_post_ended",
                                              .subject_id = post->org_id,
                                              .org_id = post->org_id,
                                              .effective_on = on,
                                              .basis = basis,
                                              .nchanges = 1,
                                              .changes = &(struct event_change){
                                                  .field = "org_post",
                                                  .label = vocab_label(&org_post_vocab, post->org_post),
                                                  .before = post->person_name,
                                                  .after = "" } });
    return db_end(c->db, rc);
}

/* What happens to a person changes the posts of organisations: each has it among its own events. */
static enum rc places_record(struct ctx *c, const char *kind, const struct org_post_place *places, size_t n, int32_t on)
{
    struct event_subject *of = arena_array(c->arena, n + 1, sizeof(*of));
    if (!of)
        return RC_OOM;
    for (size_t i = 0; i < n; i++)
        of[i] = (struct event_subject){ places[i].org_id, places[i].org_id };
    return event_record_many(c, &(struct event){ .kind = kind, .effective_on = on }, of, n);
}

static enum rc posts_end(struct ctx *c, int64_t person_id, int64_t org_id, int32_t on)
{
    return org_post_end_person(c->db, &(struct org_post_end_person_in){ .person_id = person_id,
                                                                        .org_id = org_id,
                                                                        .until_on = on,
                                                                        .with = org_id ? ORG_POST_END_PERSON_ORG : 0 });
}

enum rc org_posts_end_of(struct ctx *c, int64_t person_id, int64_t org_id, int32_t on)
{
    struct org_post_place *places = NULL;
    size_t n = 0;
    enum rc rc = org_post_places_after(
        c->db,
        &(struct org_post_places_after_in){
            .person_id = person_id, .org_id = org_id, .until_on = on, .with = org_id ? ORG_POST_PLACES_AFTER_ORG : 0 },
        &places, &n);
    if (!rc && n)
        rc = posts_end(c, person_id, org_id, on);
    return rc || !n ? rc : places_record(c, "org_post_ended", places, n, on);
}

enum rc org_posts_held_by(struct ctx *c, int64_t person_id, struct org_post_held **out, size_t *n)
{
    struct org_post_row *rows = NULL;
    enum rc rc = org_posts_of(c->db, &(struct org_posts_of_in){ .person_id = person_id, .on = c->on }, &rows, n);
    *out = rc ? NULL : arena_array(c->arena, *n + 1, sizeof(**out));
    if (!rc && !*out)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < *n; i++)
        (*out)[i] = (struct org_post_held){ .org_name = rows[i].org_name,
                                            .from_on = rows[i].from_on,
                                            .post_words = vocab_label(&org_post_vocab, rows[i].org_post),
                                            .until_on = rows[i].until_on };
    return rc;
}

/* --- every organisation of today, for imports ----------------------------------------------------------------------- */

struct org_slot {
    const char *words;
    struct org_name *org;
    int32_t founded_on;
};

struct org_index {
    struct org_slot *slots;
    size_t mask;
};

static size_t slot_of(const struct org_index *x, const char *words)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (const char *p = words; *p; p++)
        h = (h ^ (unsigned char)*p) * 1099511628211u;
    size_t at = (size_t)h & x->mask;
    while (x->slots[at].words && strcmp(x->slots[at].words, words) != 0)
        at = (at + 1) & x->mask;
    return at;
}

/* The first to claim a word keeps it: full names come before short names, those before codes. */
static void index_add(struct org_index *x, const char *words, struct org_name *org, int32_t founded)
{
    struct org_slot *slot = &x->slots[slot_of(x, words)];
    if (!slot->words)
        *slot = (struct org_slot){ .words = words, .org = org, .founded_on = founded };
}

enum rc org_index_make(struct ctx *c, struct org_index **out)
{
    struct org_subtree_row *rows = NULL;
    size_t n = 0, size = 16;
    enum rc rc = org_register(c->db, &(struct org_register_in){ .on = c->today }, &rows, &n);
    if (rc)
        return rc;
    while (size < 8 * n)
        size *= 2;
    struct org_index *x = arena_alloc(c->arena, sizeof(*x));
    struct org_name *names = arena_array(c->arena, n + 1, sizeof(*names));
    if (!x || !names || !(x->slots = arena_array(c->arena, size, sizeof(*x->slots))))
        return RC_TOOBIG;
    x->mask = size - 1;
    for (size_t i = 0; i < n; i++) {
        names[i] = (struct org_name){ .id = rows[i].id,
                                      .code = rows[i].code,
                                      .name = rows[i].name,
                                      .short_name = rows[i].short_name,
                                      .kind = rows[i].kind };
        index_add(x, rows[i].name, &names[i], rows[i].founded_on);
    }
    for (size_t i = 0; i < n; i++)
        index_add(x, rows[i].short_name, &names[i], rows[i].founded_on);
    for (size_t i = 0; i < n; i++)
        index_add(x, rows[i].code, &names[i], rows[i].founded_on);
    *out = x;
    return RC_OK;
}

const struct org_name *org_index_find(const struct org_index *index, const char *words)
{
    return index->slots[slot_of(index, words)].org;
}

int32_t org_index_founded(const struct org_index *index, const struct org_name *org)
{
    return index->slots[slot_of(index, org->name)].founded_on;
}

enum rc org_posts_rename(struct ctx *c, int64_t person_id, const char *name)
{
    struct org_post_place *places = NULL;
    size_t n = 0;
    enum rc rc = org_post_places(c->db, &(struct org_post_places_in){ .person_id = person_id }, &places, &n);
    if (!rc && n)
        rc = org_post_rename(c->db, &(struct org_post_rename_in){ .person_id = person_id, .person_name = name });
    return rc || !n ? rc : places_record(c, "org_post_renamed", places, n, 0);
}
