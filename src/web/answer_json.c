/* web/answer_json.c: rows as JSON by their descriptor.  CONTRACT 4. */
#include "web/answer_json.h"

#include <stdbool.h>
#include <string.h>

#include "base/date.h"

static const unsigned char special[256] = {
    [0] = 1,  [1] = 1,  [2] = 1,  [3] = 1,  [4] = 1,  [5] = 1,   [6] = 1,    [7] = 1,  [8] = 1,
    [9] = 1,  [10] = 1, [11] = 1, [12] = 1, [13] = 1, [14] = 1,  [15] = 1,   [16] = 1, [17] = 1,
    [18] = 1, [19] = 1, [20] = 1, [21] = 1, [22] = 1, [23] = 1,  [24] = 1,   [25] = 1, [26] = 1,
    [27] = 1, [28] = 1, [29] = 1, [30] = 1, [31] = 1, ['"'] = 1, ['\\'] = 1,
};

static void put_special(struct buf *b, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    if (c == '"' || c == '\\')
        buf_put(b, (char[]){ '\\', (char)c }, 2);
    else if (c == '\n')
        buf_put(b, "\\n", 2);
    else
        buf_put(b, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
}

void json_text(struct buf *b, const char *s)
{
    buf_putc(b, '"');
    for (;;) {
        const char *from = s;
        while (!special[(unsigned char)*s])
            s++;
        buf_put(b, from, (size_t)(s - from));
        if (!*s)
            break;
        put_special(b, (unsigned char)*s++);
    }
    buf_putc(b, '"');
}

void json_text_or_null(struct buf *b, const char *s)
{
    if (s && *s)
        json_text(b, s);
    else
        buf_put(b, "null", 4);
}

static void json_id(struct buf *b, int64_t id)
{
    if (id == 0) {
        buf_put(b, "null", 4);
        return;
    }
    buf_putc(b, '"');
    buf_int(b, id);
    buf_putc(b, '"');
}

static void json_value(struct buf *b, const struct col *col, const void *row)
{
    const void *at = (const char *)row + col->offset;
    char text[32];
    switch (col->type) {
    case COL_ID: json_id(b, *(const int64_t *)at); return;
    case COL_INT:
    case COL_FEN: buf_int(b, *(const int64_t *)at); return;
    case COL_BOOL: buf_puts(b, *(const bool *)at ? "true" : "false"); return;
    case COL_DATE: json_text_or_null(b, date_text(*(const int32_t *)at, text)); return;
    case COL_INSTANT:
        json_text_or_null(b, *(const int64_t *)at ? instant_text(*(const int64_t *)at, text) : NULL);
        return;
    case COL_VOCAB: json_text_or_null(b, vocab_id(col->vocab, *(const int *)at)); return;
    case COL_TEXT:
    case COL_SEALED: json_text_or_null(b, *(const char *const *)at); return;
    case COL_LOOKUP:
    case COL_BLOB: buf_put(b, "null", 4); return;
    }
}

/* Columns [from, to) whose names share the first at characters, a group's inside braces of its own. */
struct span {
    size_t from, to;
    size_t at;
};

/* A group is null where its id is: a root has no parent. */
static bool is_absent(const struct row_desc *d, const void *row, struct span s)
{
    for (size_t i = s.from; i < s.to; i++)
        if (d->cols[i].type == COL_ID && strcmp(d->cols[i].name + s.at, "id") == 0)
            return *(const int64_t *)(const void *)((const char *)row + d->cols[i].offset) == 0;
    return false;
}

static struct span group_at(const struct row_desc *d, struct span s, size_t first, size_t len)
{
    struct span g = { .from = first, .to = first + 1, .at = s.at + len + 1 };
    while (g.to < s.to && strncmp(d->cols[g.to].name, d->cols[first].name, g.at) == 0)
        g.to++;
    return g;
}

static void json_key(struct buf *b, const char *name, size_t len, bool *first)
{
    buf_puts(b, *first ? "\"" : ",\"");
    *first = false;
    buf_put(b, name, len);
    buf_put(b, "\":", 2);
}

static void json_span(struct buf *b, const struct row_desc *d, const void *row, struct span s)
{
    bool first = true;
    buf_putc(b, '{');
    for (size_t i = s.from; i < s.to;) {
        const char *name = d->cols[i].name + s.at;
        size_t len = strcspn(name, ".");
        struct span inner = { .from = i, .to = i + 1, .at = 0 };
        if (name[len])
            inner = group_at(d, s, i, len);
        i = inner.to;
        if (!name[len] && (d->cols[inner.from].flags & COL_HIDDEN))
            continue;
        json_key(b, name, len, &first);
        if (!name[len])
            json_value(b, &d->cols[inner.from], row);
        else if (is_absent(d, row, inner))
            buf_put(b, "null", 4);
        else
            json_span(b, d, row, inner);
    }
    buf_putc(b, '}');
}

void json_row(struct buf *b, const struct row_desc *d, const void *row)
{
    json_span(b, d, row, (struct span){ 0, d->n, 0 });
}

void json_rows(struct buf *b, const struct row_desc *d, const void *rows, size_t n)
{
    buf_putc(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(b, ',');
        json_row(b, d, (const char *)rows + i * d->size);
    }
    buf_putc(b, ']');
}

/* --- what it looks like --------------------------------------------------------------------------------------------- */

void json_vocab(struct buf *b, const struct vocab *v, bool null)
{
    buf_puts(b, ",\"enum\":[");
    for (int i = 1; i <= v->n; i++) {
        buf_puts(b, i > 1 ? "," : "");
        json_text(b, vocab_id(v, i));
    }
    buf_puts(b, null ? ",null],\"description\":\"" : "],\"description\":\"");
    for (int i = 1; i <= v->n; i++)
        buf_printf(b, "%s%s %s", i > 1 ? "；" : "", vocab_id(v, i), vocab_label(v, i));
    buf_puts(b, "\"");
}

/* One column as json_value writes it; an "id" is never null, since its group would be. */
static void schema_value(struct buf *b, const struct col *col, const char *name)
{
    static const struct {
        const char *type, *more;
        bool null;
    } words[] = {
        [COL_ID] = { "string", ",\"pattern\":\"^[1-9][0-9]*$\"", true },
        [COL_INT] = { "integer", "", false },
        [COL_FEN] = { "integer", "", false },
        [COL_BOOL] = { "boolean", "", false },
        [COL_DATE] = { "string", ",\"format\":\"date\"", true },
        [COL_INSTANT] = { "string", ",\"format\":\"date-time\"", true },
        [COL_TEXT] = { "string", "", true },
        [COL_VOCAB] = { "string", "", true },
        [COL_SEALED] = { "string", "", true },
        [COL_LOOKUP] = { "null", "", false },
        [COL_BLOB] = { "null", "", false },
    };
    const bool null = words[col->type].null && strcmp(name, "id") != 0;
    buf_printf(b, null ? "{\"type\":[\"%s\",\"null\"]%s" : "{\"type\":\"%s\"%s", words[col->type].type,
               words[col->type].more);
    if (col->type == COL_VOCAB)
        json_vocab(b, col->vocab, null);
    if (col->label && *col->label) {
        buf_puts(b, ",\"title\":");
        json_text(b, col->label);
    }
    buf_putc(b, '}');
}

static bool has_id(const struct row_desc *d, struct span s)
{
    for (size_t i = s.from; i < s.to; i++)
        if (d->cols[i].type == COL_ID && strcmp(d->cols[i].name + s.at, "id") == 0)
            return true;
    return false;
}

static void schema_span(struct buf *b, const struct row_desc *d, struct span s)
{
    bool first = true;
    struct buf required = BUF_INIT(16 * 1024);
    buf_puts(b, s.at && has_id(d, s) ? "{\"type\":[\"object\",\"null\"]" : "{\"type\":\"object\"");
    buf_puts(b, ",\"properties\":{");
    for (size_t i = s.from; i < s.to;) {
        const char *name = d->cols[i].name + s.at;
        size_t len = strcspn(name, ".");
        struct span inner = { .from = i, .to = i + 1, .at = 0 };
        if (name[len])
            inner = group_at(d, s, i, len);
        i = inner.to;
        if (!name[len] && (d->cols[inner.from].flags & COL_HIDDEN))
            continue;
        buf_printf(&required, "%s\"%.*s\"", first ? "" : ",", (int)len, name);
        json_key(b, name, len, &first);
        if (name[len])
            schema_span(b, d, inner);
        else
            schema_value(b, &d->cols[inner.from], name);
    }
    buf_printf(b, "},\"required\":[%s]}", required.len ? required.at : "");
    if (required.error)
        b->error = required.error;
    buf_free(&required);
}

void json_schema(struct buf *b, const struct row_desc *d)
{
    schema_span(b, d, (struct span){ 0, d->n, 0 });
}
