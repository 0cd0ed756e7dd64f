/* feature/org/org_tally.h: counts up the tree, for any feature that counts something. */
#pragma once

#include "web/ctx.h"

/* Counts up the tree: measure changed by delta on a day, for org_id alone (the caller names each ancestor), in any order. */
struct org_tally_change {
    int64_t org_id;
    const char *measure; /* "member", "full_member" */
    int32_t on;
    int64_t delta;
};
MUST_CHECK enum rc org_tally_add(struct ctx *c, struct org_tally_change *changes, size_t n);

/* Who stood above, itself included, and when: for lists and counts of other features. */
struct org_above {
    int64_t org_id;
    int32_t from_on, until_on;
};
MUST_CHECK enum rc org_above_of(struct ctx *c, int64_t org_id, struct org_above **out, size_t *n);

/* A branch or group to put people in, asked once however many they are: refused as org_branch_of refuses. */
struct org_place {
    int64_t org_id, branch_id;
    int32_t founded_on;
    struct org_above *above;
    size_t n;
};
struct org_places;
MUST_CHECK enum rc org_places_new(struct arena *a, struct org_places **out);
MUST_CHECK enum rc org_place_of(struct ctx *c, struct org_places *places, int64_t org_id, const struct org_place **out);
