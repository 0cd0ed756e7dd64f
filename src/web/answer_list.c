/* web/answer_list.c: one query and one descriptor in four forms. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "doc/xlsx_write.h"
#include "web/answer_i.h"
#include "web/answer_json.h"
#include "web/call.h"
#include "web/export.h"

/* CSV goes to a file in pieces of this size, so that a list of a million costs no more memory than one of a hundred. */
enum { CSV_PIECE_BYTES = 256 * 1024, CSV_LOT_BYTES = 64 << 20 };

static enum rc list_json(struct ctx *c, const struct list *l)
{
    struct buf b = BUF_INIT(ANSWER_BYTES);
    enum rc rc = answer_promised(c, l->desc, true, 200);
    if (rc)
        return rc;
    buf_puts(&b, "{\"rows\":");
    json_rows(&b, l->desc, l->rows, l->n);
    buf_puts(&b, ",\"next\":");
    json_text_or_null(&b, l->next ? call_address(c, ".json", "after", l->next) : NULL);
    buf_puts(&b, "}");
    return answer_fill(c, 200, "application/json", &b);
}

static const char *title_of(const struct list *l)
{
    if (l->sheet_title)
        return l->sheet_title;
    return l->page.title ? l->page.title : l->desc->title;
}

/* 党员名册-2026-11-22.xlsx; for programs that know ASCII only, by the first word of the address. */
static void name_file(struct ctx *c, const struct list *l, const char *ending)
{
    char day[DATE_TEXT_BYTES];
    const char *word = c->call->path + 1;
    date_text(c->on, day);
    answer_attachment(c, arena_printf(c->arena, "%.*s-%s%s", (int)strcspn(word, "/"), word, day, ending),
                      arena_printf(c->arena, "%s-%s%s", title_of(l), day, ending));
}

/* The file is sent after the handler: it has no name and goes with its descriptor. */
static enum rc fill_file(struct ctx *c, const struct list *l, const char *content_type, const char *ending, int fd)
{
    struct buf none = BUF_INIT(0);
    enum rc rc = answer_fill(c, 200, content_type, &none);
    if (rc) {
        close(fd);
        return rc;
    }
    c->answer->reply.fd = fd;
    name_file(c, l, ending);
    return RC_OK;
}

/* Gives the first lot, then what more() brings, to put until the end. */
typedef enum rc (*lot_fn)(void *to, const struct list *l, const void *rows, size_t n);

static enum rc each_lot(struct ctx *c, const struct list *l, lot_fn put, void *to)
{
    const void *rows = l->rows;
    size_t n = l->n;
    bool more = l->next && l->more;
    struct arena_mark mark = arena_mark(c->arena);
    for (;;) {
        enum rc rc = n ? put(to, l, rows, n) : RC_OK;
        if (rc || !more)
            return rc;
        arena_rewind(c->arena, mark);
        rc = l->more(c, l->cursor, &rows, &n);
        if (rc)
            return rc;
        more = n > 0;
    }
}

/* --- CSV ------------------------------------------------------------------------------------------------------------ */

struct csv {
    int fd;
    struct buf piece;
    struct table_head head;
};

static enum rc csv_flush(struct csv *csv)
{
    enum rc rc = buf_check(&csv->piece);
    for (size_t done = 0; !rc && done < csv->piece.len;) {
        ssize_t n = write(csv->fd, csv->piece.at + done, csv->piece.len - done);
        if (n > 0)
            done += (size_t)n;
        else if (errno != EINTR)
            rc = RC_IO;
    }
    csv->piece.len = 0;
    return rc;
}

static enum rc csv_lot(void *to, const struct list *l, const void *rows, size_t n)
{
    struct csv *csv = to;
    csv_rows(&csv->piece, l->desc, &csv->head, rows, n);
    return csv->piece.len < CSV_PIECE_BYTES ? buf_check(&csv->piece) : csv_flush(csv);
}

/* A descriptor of its own for the file; the stream closes its own with it. */
static int unnamed_file(void)
{
    FILE *f = tmpfile();
    int fd = f ? dup(fileno(f)) : -1;
    if (f)
        fclose(f);
    return fd;
}

static enum rc list_csv(struct ctx *c, const struct list *l, const char *mark)
{
    struct csv csv = { .fd = unnamed_file(),
                       .piece = BUF_INIT(CSV_LOT_BYTES),
                       .head = { .only = l->only, .mark = mark } };
    if (csv.fd < 0)
        return RC_IO;
    csv_head(&csv.piece, l->desc, &csv.head);
    enum rc rc = each_lot(c, l, csv_lot, &csv);
    if (!rc)
        rc = csv_flush(&csv);
    buf_free(&csv.piece);
    if (!rc && lseek(csv.fd, 0, SEEK_SET) != 0)
        rc = RC_IO;
    if (rc) {
        close(csv.fd);
        return rc;
    }
    return fill_file(c, l, "text/csv; charset=utf-8", ".csv", csv.fd);
}

/* --- workbook ------------------------------------------------------------------------------------------------------- */

static enum rc xlsx_lot(void *to, const struct list *l, const void *rows, size_t n)
{
    (void)l;
    return xlsx_writer_rows(to, rows, n);
}

static enum rc list_xlsx(struct ctx *c, const struct list *l, const char *mark)
{
    struct xlsx_writer *w;
    int fd;
    enum rc rc =
        xlsx_writer_new(l->desc, &(struct table_head){ .title = title_of(l), .only = l->only, .mark = mark }, &w);
    if (rc)
        return rc;
    rc = each_lot(c, l, xlsx_lot, w);
    if (rc) {
        xlsx_writer_drop(w);
        return rc;
    }
    rc = xlsx_writer_end(w, &fd);
    return rc ? rc : fill_file(c, l, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", fd);
}

static enum rc list_file(struct ctx *c, const struct list *l)
{
    const char *mark = NULL;
    enum rc rc = export_check(c, l, &mark);
    if (rc || c->answer->filled)
        return rc;
    return c->call->as == AS_CSV ? list_csv(c, l, mark) : list_xlsx(c, l, mark);
}

enum rc answer_list(struct ctx *c, const struct list *l)
{
    switch (c->call->as) {
    case AS_JSON: return list_json(c, l);
    case AS_CSV:
    case AS_XLSX: return list_file(c, l);
    default: return answer_page(c, &l->page);
    }
}
