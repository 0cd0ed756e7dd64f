/*
 * feature/member/member_bulk.c: list rows and counts of many new members at once.
 *
 * The same as member_relist, but out of what is in memory anyway; new members have one belonging and one standing.  Lots
 * are gathered and written once, at the end, organisation by organisation in the order of the list: rows in order are
 * appended to the table, while every lot of its own would tear it open again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "feature/member/member_i.h"
#include "feature/org/org_tally.h"

enum { GATHER_BYTES = 512 << 20, SURVEY_ROWS = 1000 /* so many more change how the tables lie */ };

/* Somebody's days in somebody's list: small, since a member stands in some four of them. */
struct entry {
    int64_t ancestor_id;
    uint32_t who;
    int32_t from_on, until_on;
    int person_category;
};

struct who {
    struct member_span like; /* what all rows of a member share */
    size_t first, n;         /* entries */
};

struct member_gather {
    struct arena *arena;
    struct org_places *places;
    struct grow who, entries;
};

/* --- gathering ---------------------------------------------------------------------------------------------------- */

/* An arena of its own: the lots' memory is given back one by one. */
enum rc member_gather_new(struct member_gather **out)
{
    struct arena *a = arena_new(GATHER_BYTES);
    *out = a ? arena_alloc(a, sizeof(**out)) : NULL;
    if (!*out) {
        arena_free(a);
        return RC_OOM;
    }
    (*out)->arena = a;
    return org_places_new(a, &(*out)->places);
}

enum rc member_gather_place(struct ctx *c, struct member_gather *g, int64_t org_id, const struct org_place **out)
{
    return org_place_of(c, g->places, org_id, out);
}

void member_gather_free(struct member_gather *g)
{
    if (g)
        arena_free(g->arena);
}

/* The days on which kind and place both hold. */
static enum rc entries_add(struct member_gather *g, const struct member_kind_add_in *k, const struct org_place *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct entry e = { .ancestor_id = p->above[i].org_id,
                           .who = (uint32_t)g->who.n,
                           .from_on = k->from_on > p->above[i].from_on ? k->from_on : p->above[i].from_on,
                           .until_on = k->until_on < p->above[i].until_on ? k->until_on : p->above[i].until_on,
                           .person_category = k->person_category };
        if (e.from_on >= e.until_on)
            continue;
        struct entry *at = grow_add(g->arena, &g->entries, sizeof(e));
        if (!at)
            return arena_check(g->arena);
        *at = e;
    }
    return RC_OK;
}

/* clang-format off */
static struct member_span span_like(struct arena *a, const struct member_bulk *b, size_t i)
{
    const struct member_insert_in *m = &b->items[i];
    return (struct member_span){
        .member_id = m->member_id, .pinyin = arena_strdup(a, m->pinyin), .initials = arena_strdup(a, m->initials),
        .name = arena_strdup(a, m->name), .branch_id = b->belonging[i].branch_id,
        .membership_status = b->standing[i].membership_status, .sex = m->sex, .ethnicity = m->ethnicity,
        .birth_date = m->birth_date, .education = m->education, .join_date = m->join_date, .lost = m->lost,
        .mobile_member = m->mobile_member,
    };
}
/* clang-format on */

static enum rc who_add(struct member_gather *g, const struct member_bulk *b, size_t i, size_t first)
{
    struct who *who = grow_add(g->arena, &g->who, sizeof(*who));
    if (!who)
        return arena_check(g->arena);
    *who = (struct who){ span_like(g->arena, b, i), first, g->entries.n - first };
    return arena_check(g->arena);
}

enum rc member_gather_add(struct ctx *c, const struct member_bulk *b)
{
    struct member_gather *g = b->gather;
    enum rc rc = RC_OK;
    for (size_t i = 0, k = 0; !rc && i < b->n; i++) {
        const struct org_place *place = NULL;
        size_t first = g->entries.n;
        rc = member_gather_place(c, g, b->belonging[i].org_id, &place);
        for (; !rc && k < b->nkinds && b->kinds[k].member_id == b->items[i].member_id; k++)
            rc = entries_add(g, &b->kinds[k], place);
        if (!rc)
            rc = who_add(g, b, i, first);
    }
    return rc;
}

/* --- in the order of the list --------------------------------------------------------------------------------------- */

static int who_compare(const void *va, const void *vb)
{
    const struct member_span *a = &(*(const struct who *const *)va)->like, *b = &(*(const struct who *const *)vb)->like;
    int order = strcmp(a->pinyin, b->pinyin);
    return order ? order : (a->member_id > b->member_id) - (a->member_id < b->member_id);
}

/* .who has become the place among the sorted. */
static int entry_compare(const void *va, const void *vb)
{
    const struct entry *a = va, *b = vb;
    if (a->ancestor_id != b->ancestor_id)
        return a->ancestor_id < b->ancestor_id ? -1 : 1;
    if (a->who != b->who)
        return a->who < b->who ? -1 : 1;
    return (a->from_on > b->from_on) - (a->from_on < b->from_on);
}

/* Names are compared once for each member, not for each list. */
static struct who **sorted(struct member_gather *g)
{
    struct who **order = arena_array(g->arena, g->who.n + 1, sizeof(struct who *)), *who = g->who.at;
    struct entry *entries = g->entries.at;
    if (!order)
        return NULL;
    for (size_t i = 0; i < g->who.n; i++)
        order[i] = &who[i];
    qsort(order, g->who.n, sizeof(struct who *), who_compare);
    for (size_t i = 0; i < g->who.n; i++)
        for (size_t k = 0; k < order[i]->n; k++)
            entries[order[i]->first + k].who = (uint32_t)i;
    if (entries)
        qsort(entries, g->entries.n, sizeof(*entries), entry_compare);
    return order;
}

/* The whole list of one organisation. */
static enum rc list_one(struct ctx *c, struct who *const *order, const struct entry *e, size_t n)
{
    struct member_span *spans = arena_array(c->arena, n, sizeof(*spans));
    if (!spans)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++) {
        spans[i] = order[e[i].who]->like;
        spans[i].ancestor_id = e[i].ancestor_id;
        spans[i].from_on = e[i].from_on;
        spans[i].until_on = e[i].until_on;
        spans[i].person_category = e[i].person_category;
    }
    return member_list_sorted(c, spans, n);
}

enum rc member_gather_list(struct ctx *c, struct member_gather *g)
{
    struct who **order = sorted(g);
    const struct entry *e = g->entries.at;
    enum rc rc = order ? RC_OK : arena_check(g->arena);
    for (size_t i = 0, n; !rc && i < g->entries.n; i += n) {
        struct arena_mark mark = arena_mark(c->arena);
        for (n = 1; i + n < g->entries.n && e[i + n].ancestor_id == e[i].ancestor_id;)
            n++;
        rc = list_one(c, order, &e[i], n);
        if (!rc)
            arena_rewind(c->arena, mark);
    }
    return !rc && g->who.n >= SURVEY_ROWS ? db_survey(c->db) : rc;
}
