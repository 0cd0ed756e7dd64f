/*
 * doc/csv.c: rows as CSV that spreadsheet programs open by a double click: UTF-8 with BOM, CRLF.
 */
#include <string.h>

#include "doc/table_i.h"

/* A text that a spreadsheet program would take for a formula gets an apostrophe; numbers are ours and stay numbers. */
static void value_put(struct buf *b, const char *s, size_t n, bool number)
{
    bool guard = !number && n > 0 && strchr("=+-@\t\r", s[0]);
    bool quote = memchr(s, '"', n) || memchr(s, ',', n) || memchr(s, '\n', n) || memchr(s, '\r', n) ||
                 (n > 0 && (s[0] == ' ' || s[n - 1] == ' '));
    if (quote)
        buf_putc(b, '"');
    if (guard)
        buf_putc(b, '\'');
    for (const char *end = s + n; s < end;) {
        const char *mark = memchr(s, '"', (size_t)(end - s));
        size_t run = (size_t)((mark ? mark + 1 : end) - s);
        buf_put(b, s, run);
        if (mark)
            buf_putc(b, '"');
        s += run;
    }
    if (quote)
        buf_putc(b, '"');
}

void csv_head(struct buf *b, const struct row_desc *desc, const struct table_head *head)
{
    const struct col *cols[TABLE_COLUMNS];
    size_t n = table_columns(desc, head, cols);
    buf_puts(b, "\xEF\xBB\xBF");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(b, ',');
        value_put(b, cols[i]->label, strlen(cols[i]->label), false);
    }
    if (head && head->mark)
        buf_puts(b, ",导出标记");
    buf_puts(b, "\r\n");
}

void csv_rows(struct buf *b, const struct row_desc *desc, const struct table_head *head, const void *rows, size_t n)
{
    const struct col *cols[TABLE_COLUMNS];
    size_t columns = table_columns(desc, head, cols);
    struct buf value = BUF_INIT(b->max);
    for (size_t r = 0; r < n; r++) {
        const char *row = (const char *)rows + r * desc->size;
        for (size_t i = 0; i < columns; i++) {
            value.len = 0;
            col_text(&value, cols[i], row);
            if (i > 0)
                buf_putc(b, ',');
            value_put(b, value.len ? value.at : "", value.len, col_is_number(cols[i]));
        }
        if (head && head->mark) {
            buf_putc(b, ',');
            value_put(b, head->mark, strlen(head->mark), false);
        }
        buf_puts(b, "\r\n");
    }
    if (buf_check(&value) && !b->error)
        b->error = value.error;
    buf_free(&value);
}
