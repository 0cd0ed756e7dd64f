/*
 * doc/table.c: what pages, CSV and workbooks have in common: the columns to show and a value as people read it.
 */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "doc/table_i.h"

static bool col_shows(const struct col *col)
{
    return col->label && *col->label && !(col->flags & COL_HIDDEN) && col->type != COL_LOOKUP && col->type != COL_BLOB;
}

static const struct col *col_named(const struct row_desc *desc, const char *name)
{
    for (size_t i = 0; i < desc->n; i++)
        if (!strcmp(desc->cols[i].name, name))
            return &desc->cols[i];
    return NULL;
}

size_t table_columns(const struct row_desc *desc, const struct table_head *head,
                     const struct col *cols[static TABLE_COLUMNS])
{
    size_t n = 0;
    const char *const *only = head ? head->only : NULL;
    for (size_t i = 0; n < TABLE_COLUMNS && (only ? only[i] != NULL : i < desc->n); i++) {
        const struct col *col = only ? col_named(desc, only[i]) : &desc->cols[i];
        if (col && col_shows(col))
            cols[n++] = col;
    }
    return n;
}

bool col_is_number(const struct col *col)
{
    return col->type == COL_INT || col->type == COL_FEN;
}

static void fen_text(struct buf *b, int64_t fen)
{
    uint64_t amount = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    buf_printf(b, "%s%" PRIu64 ".%02u", fen < 0 ? "-" : "", amount / 100, (unsigned)(amount % 100));
}

/* To the minute, by the clock on the wall in China. */
static void instant_put(struct buf *b, int64_t ms)
{
    enum { HOURS_EAST = 8, DAY_MINUTES = 24 * 60 };
    char day[DATE_TEXT_BYTES];
    int64_t minute = (ms / 60000 + HOURS_EAST * 60) % DAY_MINUTES;
    if (ms == 0)
        return;
    if (minute < 0)
        minute += DAY_MINUTES;
    buf_printf(b, "%s %02d:%02d", date_text(instant_date(ms), day), (int)(minute / 60), (int)(minute % 60));
}

static int64_t integer_at(const void *p)
{
    int64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

void col_text(struct buf *b, const struct col *col, const void *row)
{
    const void *at = (const char *)row + col->offset;
    char day[DATE_TEXT_BYTES];
    switch (col->type) {
    case COL_ID:
        if (integer_at(at) != 0)
            buf_int(b, integer_at(at));
        break;
    case COL_INT: buf_int(b, integer_at(at)); break;
    case COL_FEN: fen_text(b, integer_at(at)); break;
    case COL_BOOL: buf_puts(b, *(const bool *)at ? "是" : "否"); break;
    case COL_DATE: buf_puts(b, date_text(*(const int32_t *)at, day)); break;
    case COL_INSTANT: instant_put(b, integer_at(at)); break;
    case COL_TEXT:
    case COL_SEALED: buf_puts(b, *(const char *const *)at); break;
    case COL_VOCAB: buf_puts(b, vocab_label(col->vocab, *(const int *)at)); break;
    case COL_LOOKUP:
    case COL_BLOB: break;
    }
}
