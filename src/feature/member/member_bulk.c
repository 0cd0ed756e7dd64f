/*
 * feature/member/member_bulk.c: list rows and counts of many new members at once.
 *
 * The same as member_relist, but out of what is in memory anyway, each branch's place in the tree asked once:
 * the join and its copies are left out.  New members have one belonging and one standing.
 */
#include <string.h>

#include "base/date.h"
#include "feature/member/member_i.h"
#include "feature/org/org_tally.h"

enum { PLACES = 1024 };

struct place { /* an organisation and all above it */
    int64_t org_id;
    struct org_above *above;
    size_t n;
};

struct spans {
    struct member_span *at;
    size_t n, room;
};

static enum rc place_of(struct ctx *c, struct place *places, int64_t org_id, const struct place **out)
{
    struct place *p = &places[(uint64_t)org_id * 0x9e3779b97f4a7c15u >> 54];
    enum rc rc = RC_OK;
    if (p->org_id != org_id)
        rc = org_above_of(c, org_id, &p->above, &p->n);
    p->org_id = rc ? 0 : org_id;
    *out = p;
    return rc;
}

static struct member_span *span_add(struct arena *a, struct spans *s)
{
    if (s->n == s->room) {
        size_t room = s->room ? 2 * s->room : 4096;
        struct member_span *grown = arena_array(a, room, sizeof(*grown));
        if (!grown)
            return NULL;
        if (s->n)
            memcpy(grown, s->at, s->n * sizeof(*grown));
        s->at = grown;
        s->room = room;
    }
    return &s->at[s->n++];
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
static enum rc spans_of(struct ctx *c, const struct member_kind_add_in *k, const struct place *p, struct member_span of,
                        struct spans *out)
{
    of.person_category = k->person_category;
    for (size_t i = 0; i < p->n; i++) {
        of.ancestor_id = p->above[i].org_id;
        of.from_on = later(k->from_on, p->above[i].from_on);
        of.until_on = earlier(k->until_on, p->above[i].until_on);
        struct member_span *s = of.from_on < of.until_on ? span_add(c->arena, out) : &of;
        if (!s)
            return RC_TOOBIG;
        *s = of;
    }
    return RC_OK;
}

/* clang-format off */
static struct member_span span_like(const struct member_bulk *b, size_t i)
{
    const struct member_insert_in *m = &b->items[i];
    return (struct member_span){
        .member_id = m->member_id, .pinyin = m->pinyin, .initials = m->initials, .name = m->name,
        .branch_id = b->belonging[i].branch_id, .membership_status = b->standing[i].membership_status, .sex = m->sex,
        .ethnicity = m->ethnicity, .birth_date = m->birth_date, .education = m->education, .join_date = m->join_date,
        .lost = m->lost, .mobile_member = m->mobile_member,
    };
}
/* clang-format on */

enum rc member_list_many(struct ctx *c, const struct member_bulk *b)
{
    struct arena_mark mark = arena_mark(c->arena);
    struct place *places = arena_array(c->arena, PLACES, sizeof(*places));
    struct spans spans = { 0 };
    enum rc rc = places ? RC_OK : RC_TOOBIG;
    for (size_t i = 0, k = 0; !rc && i < b->n; i++) {
        const struct place *place = NULL;
        rc = place_of(c, places, b->belonging[i].org_id, &place);
        for (; !rc && k < b->nkinds && b->kinds[k].member_id == b->items[i].member_id; k++)
            rc = spans_of(c, &b->kinds[k], place, span_like(b, i), &spans);
    }
    if (!rc)
        rc = member_list_spans(c, spans.at, spans.n);
    arena_rewind(c->arena, mark);
    return rc;
}
