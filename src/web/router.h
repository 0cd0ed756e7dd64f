/*
 * web/router.h: the table of every feature's routes, checked once at the start.
 *
 * A path matches segment by segment; ":name" takes a decimal id.  Literals and ids cannot be mistaken for each other,
 * so the order of rows does not matter.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "web/call.h"
#include "web/feature.h"

struct router;

/* RC_INVALID with *why where a row is wrong; everything lives in a. */
MUST_CHECK enum rc router_new(struct arena *a, const struct feature *const *features, struct router **out,
                              const char **why);

struct router_hit {
    const struct route *route; /* NULL: none */
    bool other_method;         /* the path is known, but not with this method */
    int64_t ids[CALL_IDS];
};
/* path without ending, len bytes of it. */
void router_find(const struct router *r, enum route_method method, const char *path, size_t len,
                 struct router_hit *out);
/* The page that is asked for with GET under the same pattern, NULL for none. */
const struct route *router_page(const struct router *r, const struct route *post);
