/* base/buf.c: text that grows by doubling, up to its maximum. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

enum { SMALLEST_BYTES = 256 };

void buf_free(struct buf *b)
{
    free(b->at);
    *b = BUF_INIT(b->max);
}

enum rc buf_check(const struct buf *b)
{
    return b->error;
}

/* The bytes to allocate so that need bytes and a NUL fit, never more than the maximum and a NUL. */
static size_t room_for(const struct buf *b, size_t need)
{
    size_t room = b->room < SMALLEST_BYTES ? SMALLEST_BYTES : b->room;
    while (room < need + 1 && room <= SIZE_MAX / 2)
        room *= 2;
    if (room > b->max && need <= b->max)
        room = b->max + 1;
    return room;
}

static int grow(struct buf *b, size_t more)
{
    if (b->error)
        return -1;
    if (b->max >= SIZE_MAX / 2 || more > b->max - b->len) {
        b->error = RC_TOOBIG;
        return -1;
    }
    size_t room = room_for(b, b->len + more);
    char *at = realloc(b->at, room);
    if (!at) {
        b->error = RC_OOM;
        return -1;
    }
    b->at = at;
    b->room = room;
    b->at[b->len] = '\0';
    return 0;
}

/* room never exceeds max + 1, so what fits the room fits the maximum and the usual case is one comparison. */
int buf_reserve(struct buf *b, size_t more)
{
    if (!b->error && b->room > b->len && more < b->room - b->len)
        return 0;
    return grow(b, more);
}

char *buf_steal(struct buf *b, size_t *len)
{
    char *text = NULL;
    size_t n = 0;
    if (buf_reserve(b, 0) == 0) {
        text = b->at;
        n = b->len;
        b->at = NULL;
    }
    if (len)
        *len = n;
    buf_free(b);
    return text;
}

void buf_int(struct buf *b, int64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (v < 0)
        digits[--at] = '-';
    buf_put(b, digits + at, sizeof digits - at);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    size_t room = b->error || !b->at ? 0 : b->room - b->len;
    int n = vsnprintf(room ? b->at + b->len : NULL, room, fmt, ap);
    if (n < 0) {
        b->error = b->error ? b->error : RC_IO;
    } else if ((size_t)n < room) {
        b->len += (size_t)n;
    } else if (buf_reserve(b, (size_t)n) == 0) {
        vsnprintf(b->at + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    if (b->at)
        b->at[b->len] = '\0'; /* also after a refusal, which may have left half a text behind the end */
    va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}
