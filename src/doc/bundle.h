/*
 * doc/bundle.h: many parts in one zip file, as a stream in both directions, each with its sum (SM3).
 *
 * Memory does not grow with the parts.  The file is written under another name, synced and renamed, so what bears the
 * name is whole.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum { BUNDLE_SUM_TEXT = 65 }; /* 64 hexadecimal digits and a NUL */

struct bundle_part {
    const char *name;
    enum rc (*open)(void *arg);                               /* NULL: nothing to open */
    enum rc (*more)(void *arg, const char **at, size_t *len); /* the next piece, *len 0 at the end */
    void (*close)(void *arg); /* NULL: nothing to close; called where open was, whatever it said */
    void *arg;
    bool dense; /* cannot be packed any further */
    /* what came out, once the part has ended: a later part may tell of it */
    int64_t bytes;
    char sum[BUNDLE_SUM_TEXT];
};

/* One part after the other, in their order. What a part returns is what this returns. */
MUST_CHECK enum rc bundle_write(struct arena *a, const char *path, struct bundle_part *parts, size_t n);

/* --- reading ----------------------------------------------------------------------------------------------------- */

struct bundle;
/* Closed with the arena.  RC_NOTFOUND, RC_INVALID where it is no whole zip file. */
MUST_CHECK enum rc bundle_open(struct arena *a, const char *path, struct bundle **out);
size_t bundle_count(const struct bundle *b);
const char *bundle_name(const struct bundle *b, size_t i);

/* One at a time; RC_NOTFOUND. */
MUST_CHECK enum rc bundle_part_begin(struct bundle *b, const char *name);
/* *len is 0 at the end; RC_INVALID where the file is damaged. Good until the next call. */
MUST_CHECK enum rc bundle_part_next(struct bundle *b, const char **at, size_t *len);
/* The sum of what was read. */
MUST_CHECK enum rc bundle_part_end(struct bundle *b, char sum[static BUNDLE_SUM_TEXT]);
/* The whole of a small part, in the arena. */
MUST_CHECK enum rc bundle_part_read(struct bundle *b, const char *name, size_t max, const char **at, size_t *len);

/* --- sums -------------------------------------------------------------------------------------------------------- */

struct sum;
struct sum *sum_new(struct arena *a); /* NULL when out of memory; freed with the arena */
MUST_CHECK enum rc sum_begin(struct sum *s);
MUST_CHECK enum rc sum_add(struct sum *s, const void *at, size_t len);
MUST_CHECK enum rc sum_end(struct sum *s, char out[static BUNDLE_SUM_TEXT]);
