/*
 * feature/org/org_places.c: where organisations stand, each asked once: a file of ten thousand people names a few
 * hundred branches.
 */
#include "feature/org/org.h"
#include "feature/org/org_tally.h"

enum { PLACES = 1024 };

struct org_places {
    struct arena *arena;
    struct org_place at[PLACES];
};

enum rc org_places_new(struct arena *a, struct org_places **out)
{
    *out = arena_alloc(a, sizeof(**out));
    if (*out)
        (*out)->arena = a;
    return *out ? RC_OK : RC_OOM;
}

static enum rc place_ask(struct ctx *c, struct arena *a, int64_t org_id, struct org_place *p)
{
    struct org_above *above = NULL, *kept = NULL;
    enum rc rc = org_branch_of(c, org_id, &p->branch_id, &p->founded_on);
    if (!rc)
        rc = org_above_of(c, org_id, &above, &p->n);
    if (!rc && !(kept = arena_array(a, p->n + 1, sizeof(*kept))))
        rc = arena_check(a);
    for (size_t i = 0; !rc && i < p->n; i++)
        kept[i] = above[i];
    p->above = kept;
    p->org_id = rc ? 0 : org_id;
    return rc;
}

enum rc org_place_of(struct ctx *c, struct org_places *places, int64_t org_id, const struct org_place **out)
{
    struct org_place *p = &places->at[(uint64_t)org_id * 0x9e3779b97f4a7c15u >> 54];
    *out = p;
    return p->org_id == org_id ? RC_OK : place_ask(c, places->arena, org_id, p);
}
