/* feature/org/org_tally.h: counts up the tree, for any feature that counts something. */
#pragma once

#include "web/ctx.h"

/* Counts up the tree: measure changed by delta on a day, for org_id alone (the caller names each ancestor). */
struct org_tally_change {
    int64_t org_id;
    const char *measure; /* "member", "full_member" */
    int32_t on;
    int64_t delta;
};
MUST_CHECK enum rc org_tally_add(struct ctx *c, const struct org_tally_change *changes, size_t n);
