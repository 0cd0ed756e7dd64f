/*
 * base/arena.c: memory of one request in blocks.
 *
 * The arena itself lives at the head of its first block, so that a small request costs one malloc and a reset costs
 * none.  Later blocks double in size, so that the number of mallocs grows with the logarithm of the request.  What is
 * counted against the limit is what was handed out; what malloc gave is at most about twice that.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(ARENA_ASAN)
#define ARENA_ASAN 1
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
enum { GAP_BYTES = 16 }; /* poisoned, between any two pieces */
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { GAP_BYTES = 0 };
#endif

enum {
    FIRST_BLOCK_BYTES = 16 * 1024,  /* most pages and replies fit */
    LAST_BLOCK_BYTES = 1024 * 1024, /* doubling stops here */
    ALIGN = alignof(max_align_t),
};

struct block {
    struct block *before; /* the block that was full; NULL in the first */
    size_t room;          /* bytes in at[] */
    alignas(max_align_t) char at[];
};

struct deferred {
    struct deferred *before;
    void (*fn)(void *);
    void *arg;
};

struct arena {
    struct block *block; /* the one being filled */
    size_t filled;       /* of block->at */
    size_t used;         /* bytes handed out in all */
    size_t limit;
    struct deferred *deferred;
    enum rc failed;  /* RC_OK, RC_TOOBIG at the limit, RC_OOM where malloc gave nothing */
    char nothing[1]; /* the "" that string helpers return on failure */
};

static size_t round_up(size_t n)
{
    return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static struct block *block_new(size_t room, struct block *before)
{
    struct block *b = malloc(sizeof *b + room);
    if (!b)
        return NULL;
    b->before = before;
    b->room = room;
    return b;
}

static void block_free(struct block *b)
{
    UNPOISON(b->at, b->room);
    free(b);
}

/* Where the first block's free part begins: the arena is in front of it. */
static size_t head_bytes(void)
{
    return round_up(sizeof(struct arena));
}

struct arena *arena_new(size_t limit_bytes)
{
    struct block *b = block_new(FIRST_BLOCK_BYTES - sizeof *b, NULL);
    if (!b)
        return NULL;
    struct arena *a = (struct arena *)(void *)b->at;
    *a = (struct arena){ .block = b, .filled = head_bytes(), .limit = limit_bytes };
    POISON(b->at + a->filled, b->room - a->filled);
    return a;
}

static void run_deferred(struct arena *a)
{
    while (a->deferred) {
        struct deferred d = *a->deferred;
        a->deferred = d.before;
        d.fn(d.arg);
    }
}

void arena_reset(struct arena *a)
{
    run_deferred(a);
    while (a->block->before) {
        struct block *full = a->block->before;
        block_free(a->block);
        a->block = full;
    }
    a->filled = head_bytes();
    a->used = 0;
    a->failed = RC_OK;
    POISON(a->block->at + a->filled, a->block->room - a->filled);
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){ .block = a->block, .filled = a->filled, .used = a->used };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    while (a->block != mark.block) {
        struct block *full = a->block->before;
        block_free(a->block);
        a->block = full;
    }
    a->filled = mark.filled;
    a->used = mark.used;
    POISON(a->block->at + a->filled, a->block->room - a->filled);
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    block_free(a->block);
}

static bool block_add(struct arena *a, size_t need)
{
    size_t room = a->block->room * 2;
    if (room > LAST_BLOCK_BYTES)
        room = LAST_BLOCK_BYTES;
    if (room < need)
        room = need;
    struct block *b = block_new(room, a->block);
    if (!b)
        return false;
    POISON(b->at, b->room);
    a->block = b;
    a->filled = 0;
    return true;
}

/* Hands out n bytes, not zeroed and not checked against the limit; NULL when out of memory. */
static void *take(struct arena *a, size_t n)
{
    size_t need = round_up(n) + GAP_BYTES;
    if (need > a->block->room - a->filled && !block_add(a, need))
        return NULL;
    char *p = a->block->at + a->filled;
    a->filled += need;
    a->used += need;
    UNPOISON(p, n);
    return p;
}

static void *take_within_limit(struct arena *a, size_t n)
{
    if (a->used > a->limit || n > a->limit - a->used || n >= SIZE_MAX / 4) {
        a->failed = RC_TOOBIG;
        return NULL;
    }
    void *p = take(a, n);
    if (!p)
        a->failed = RC_OOM;
    return p;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    void *p = take_within_limit(a, bytes ? bytes : 1);
    return p ? memset(p, 0, bytes ? bytes : 1) : NULL;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size) {
        a->failed = RC_TOOBIG;
        return NULL;
    }
    return arena_alloc(a, n * size);
}

static const char *nothing(struct arena *a)
{
    a->nothing[0] = '\0';
    return a->nothing;
}

char *arena_copy(struct arena *a, const char *s, size_t n)
{
    char *copy = take_within_limit(a, n < SIZE_MAX ? n + 1 : n);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

const char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    const char *copy = arena_copy(a, s, n);
    return copy ? copy : nothing(a);
}

const char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_strndup(a, s, strlen(s)) : arena_strndup(a, "", 0);
}

/* Most texts are short: formatting them into a scratch copy first saves formatting them twice. */
const char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    char scratch[256];
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(scratch, sizeof scratch, fmt, ap);
    const char *text = nothing(a);
    if (n < 0) {
        a->failed = RC_IO;
    } else if ((size_t)n < sizeof scratch) {
        text = arena_strndup(a, scratch, (size_t)n);
    } else {
        char *room = take_within_limit(a, (size_t)n + 1);
        if (room) {
            vsnprintf(room, (size_t)n + 1, fmt, again);
            text = room;
        }
    }
    va_end(again);
    return text;
}

const char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return text;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

void arena_fail(struct arena *a, enum rc rc)
{
    if (rc)
        a->failed = rc;
}

enum rc arena_check(const struct arena *a)
{
    return a->failed;
}

/*
 * Not subject to the limit: a resource acquired before the limit was reached must still be released.  Only when malloc
 * itself fails is it lost, which is better than releasing it now, under the hands of the caller.
 */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
    struct deferred *d = take(a, sizeof *d);
    if (!d) {
        a->failed = RC_OOM;
        return;
    }
    *d = (struct deferred){ .before = a->deferred, .fn = fn, .arg = arg };
    a->deferred = d;
}
