/*
 * web/ctx.h: what a handler and a verb are given.
 *
 * Never more than eight members, and no feature gets one of its own.  Store files use db, never call.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "db/db.h"
#include "db/scope.h"
#include "web/viewer.h"

struct site;   /* web/site.h: database, keys, workers, features, clock */
struct call;   /* web/call.h: the request as the dispatcher understood it */
struct answer; /* web/answer.h: what goes back, and what was refused */

struct ctx {
    struct arena *arena;
    struct db *db;
    const struct site *site;
    const struct viewer *viewer;
    const struct call *call; /* NULL for commands and jobs */
    struct answer *answer;
    int32_t today;
    int32_t on; /* the day asked about: today unless ?on= */
};

/* Who asks, for a look-up: what the viewer may see under the route's capability, or under another one. */
struct scope ctx_scope(const struct ctx *c);
struct scope ctx_scope_for(const struct ctx *c, enum cap cap);

/*
 * Refuses: remembers field (NULL: the whole), a stable code and a sentence; returns RC_INVALID, or the given rc.
 * Several may be remembered; the page shows them together beside what was typed.
 */
MUST_CHECK enum rc refuse(struct ctx *c, const char *field, const char *code, const char *message);
MUST_CHECK enum rc refuse_as(struct ctx *c, enum rc rc, const char *code, const char *message);
