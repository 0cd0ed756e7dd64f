/*
 * feature/member/member_bulk.c: list rows and counts of many new members at once.
 *
 * The same as member_relist, but out of what is in memory anyway, each organisation's place in the tree asked once.  New
 * members have one belonging and one standing.  Lots of them are gathered and what they make is written once, at the end,
 * organisation by organisation in the order of the list: rows in order are appended to the table, while every lot of its
 * own would tear it open again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "feature/member/member_i.h"
#include "feature/org/org_tally.h"

enum {
    PLACES = 1024,
    GATHER_BYTES = 512 << 20,
    SURVEY_ROWS = 1000, /* so many new rows change what is known of the tables */
};

struct place { /* an organisation and all above it */
    int64_t org_id;
    struct org_above *above;
    size_t n;
};

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
    struct place places[PLACES];
    struct who *who;
    size_t nwho, who_room;
    struct entry *entries;
    size_t nentries, entries_room;
};

/* --- gathering ---------------------------------------------------------------------------------------------------- */

/* An arena of its own: the lots' memory is given back one by one. */
enum rc member_gather_new(struct member_gather **out)
{
    struct arena *a = arena_new(GATHER_BYTES);
    *out = a ? arena_alloc(a, sizeof(**out)) : NULL;
    if (*out)
        (*out)->arena = a;
    else
        arena_free(a);
    return *out ? RC_OK : RC_OOM;
}

void member_gather_free(struct member_gather *g)
{
    if (g)
        arena_free(g->arena);
}

/* Room for more of what grows in the arena; NULL when there is none. */
static void *wider(struct arena *a, const void *at, size_t n, size_t *room, size_t size)
{
    size_t wide = *room ? 2 * *room : 64;
    void *grown = arena_array(a, wide, size);
    if (grown && n)
        memcpy(grown, at, n * size);
    if (grown)
        *room = wide;
    return grown;
}

static enum rc place_ask(struct ctx *c, struct member_gather *g, int64_t org_id, struct place *p)
{
    struct org_above *above = NULL;
    enum rc rc = org_above_of(c, org_id, &above, &p->n);
    p->org_id = 0;
    p->above = rc ? NULL : arena_array(g->arena, p->n + 1, sizeof(*above));
    if (!p->above)
        return rc ? rc : RC_TOOBIG;
    if (p->n)
        memcpy(p->above, above, p->n * sizeof(*above));
    p->org_id = org_id;
    return RC_OK;
}

static enum rc place_of(struct ctx *c, struct member_gather *g, int64_t org_id, const struct place **out)
{
    struct place *p = &g->places[(uint64_t)org_id * 0x9e3779b97f4a7c15u >> 54];
    *out = p;
    return p->org_id == org_id ? RC_OK : place_ask(c, g, org_id, p);
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t earlier(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The days on which kind and place both hold. */
static enum rc entries_add(struct member_gather *g, const struct member_kind_add_in *k, const struct place *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct entry e = { .ancestor_id = p->above[i].org_id,
                           .who = (uint32_t)g->nwho,
                           .from_on = later(k->from_on, p->above[i].from_on),
                           .until_on = earlier(k->until_on, p->above[i].until_on),
                           .person_category = k->person_category };
        if (e.from_on >= e.until_on)
            continue;
        if (g->nentries == g->entries_room)
            g->entries = wider(g->arena, g->entries, g->nentries, &g->entries_room, sizeof(e));
        if (!g->entries)
            return RC_TOOBIG;
        g->entries[g->nentries++] = e;
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
    if (g->nwho == g->who_room)
        g->who = wider(g->arena, g->who, g->nwho, &g->who_room, sizeof(*g->who));
    if (!g->who)
        return RC_TOOBIG;
    g->who[g->nwho++] = (struct who){ span_like(g->arena, b, i), first, g->nentries - first };
    return arena_check(g->arena);
}

enum rc member_gather_add(struct ctx *c, struct member_gather *g, const struct member_bulk *b)
{
    enum rc rc = RC_OK;
    for (size_t i = 0, k = 0; !rc && i < b->n; i++) {
        const struct place *place = NULL;
        size_t first = g->nentries;
        rc = place_of(c, g, b->belonging[i].org_id, &place);
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
    struct who **order = arena_array(g->arena, g->nwho + 1, sizeof(struct who *));
    if (!order)
        return NULL;
    for (size_t i = 0; i < g->nwho; i++)
        order[i] = &g->who[i];
    qsort(order, g->nwho, sizeof(struct who *), who_compare);
    for (size_t i = 0; i < g->nwho; i++)
        for (size_t k = 0; k < order[i]->n; k++)
            g->entries[order[i]->first + k].who = (uint32_t)i;
    if (g->nentries)
        qsort(g->entries, g->nentries, sizeof(*g->entries), entry_compare);
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
    enum rc rc = order ? RC_OK : RC_TOOBIG;
    for (size_t i = 0, n; !rc && i < g->nentries; i += n) {
        struct arena_mark mark = arena_mark(c->arena);
        for (n = 1; i + n < g->nentries && g->entries[i + n].ancestor_id == g->entries[i].ancestor_id;)
            n++;
        rc = list_one(c, order, &g->entries[i], n);
        if (!rc)
            arena_rewind(c->arena, mark);
    }
    return !rc && g->nwho >= SURVEY_ROWS ? db_survey(c->db) : rc;
}
