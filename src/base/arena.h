/*
 * base/arena.h: all memory of one request, released at once.
 *
 * Features never call free.  An arena has a limit, so the cost of a request is bounded; running into it, or out of
 * memory, is remembered in the arena and arena_check() reports it, so string helpers need no check of their own: on
 * failure they return "".  Only arena_alloc, arena_array and arena_copy can return NULL.  A request in whose arena something failed is refused as a
 * whole (web/turn.c), since anything it says or writes may lack a piece.
 * Memory comes in blocks from malloc and is poisoned for AddressSanitizer while not handed out.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "base/rc.h"

struct arena;

struct arena *arena_new(size_t limit_bytes); /* NULL when out of memory */
void arena_free(struct arena *a);            /* NULL is fine */
void arena_reset(struct arena *a);           /* keeps the first block, forgets the rest and any failure */

/* Zeroed and aligned for any type; NULL when the limit is reached (then arena_check fails too). */
MUST_CHECK void *arena_alloc(struct arena *a, size_t bytes);
MUST_CHECK void *arena_array(struct arena *a, size_t n, size_t size); /* n * size, overflow checked */

/* To be read only: after a failure the "" is shorter than what was asked for. */
const char *arena_strndup(struct arena *a, const char *s, size_t n); /* never NULL */
const char *arena_strdup(struct arena *a, const char *s);            /* NULL gives "" */
const char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
const char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) PRINTF(2, 0);
/* A copy of n bytes and a NUL, to be changed in place. */
MUST_CHECK char *arena_copy(struct arena *a, const char *s, size_t n);

size_t arena_used(const struct arena *a);
void arena_fail(struct arena *a, enum rc rc); /* a text built beside the arena and meant for it was lost; RC_OK: not */
MUST_CHECK enum rc arena_check(const struct arena *a); /* RC_OK; RC_TOOBIG or RC_OOM once anything failed */

/*
 * Lots of a long list go through one arena: what was handed out after the mark is given back at once.  Nothing deferred
 * may lie in between, and whatever still points there points nowhere.
 */
struct arena_mark {
    const void *block;
    size_t filled, used;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* Runs fn(arg) when the arena is reset or freed, last registered first. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);
