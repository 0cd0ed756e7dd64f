/*
 * base/buf.h: text that grows, up to a named maximum.
 *
 * Memory is malloc'd (a finished page is handed to the HTTP layer without a copy).  Failure sticks: after the maximum
 * or out of memory every further append does nothing and buf_check() says RC_TOOBIG or RC_OOM.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/rc.h"

struct buf {
    char *at;      /* NUL-terminated whenever len > 0; NULL while empty */
    size_t len;    /* bytes, without the NUL */
    size_t room;   /* bytes allocated */
    size_t max;    /* bytes it may hold */
    enum rc error; /* RC_OK until something failed */
};

#define BUF_INIT(max_bytes) ((struct buf){ .max = (max_bytes) })

void buf_free(struct buf *b);
char *buf_steal(struct buf *b, size_t *len); /* gives up ownership: the caller frees; NULL after a failure */
MUST_CHECK enum rc buf_check(const struct buf *b);
int buf_reserve(struct buf *b, size_t more); /* 0 when there is room for more bytes and a NUL */

/* Inline since a page is a thousand of these, most of them of a length that the compiler knows. */
static inline void buf_put(struct buf *b, const void *p, size_t n)
{
    if (n == 0 || ((b->error || n >= b->room - b->len) && buf_reserve(b, n) != 0))
        return;
    memcpy(b->at + b->len, p, n);
    b->len += n;
    b->at[b->len] = '\0';
}

static inline void buf_puts(struct buf *b, const char *s) /* NULL is nothing */
{
    if (s)
        buf_put(b, s, strlen(s));
}

static inline void buf_putc(struct buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF(2, 0);
