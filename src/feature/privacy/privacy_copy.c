/*
 * feature/privacy/privacy_copy.c: /me/copy: all that the platform holds on the viewer, as JSON and as a document.
 *
 * Every feature says what it keeps (web/holding.h); what the register and the accounts keep is said in
 * privacy_holdings.c.
 */
#include "base/date.h"
#include "doc/pdf.h"
#include "doc/xlsx_write.h"
#include "feature/privacy/privacy_i.h"
#include "web/answer_i.h"
#include "web/answer_json.h"
#include "web/call.h"
#include "web/site.h"

enum { COPY_BYTES = 16 << 20, TABLE_COLUMNS_MAX = 6, CELL_BYTES = 64 * 1024 };

typedef enum rc (*section_fn)(struct ctx *c, void *to, const struct holding *h, const void *rows, size_t n);

static enum rc sections(struct ctx *c, section_fn put, void *to)
{
    enum rc rc = RC_OK;
    for (const struct feature *const *f = c->site->features; *f; f++)
        for (const struct holding *h = (*f)->holdings; h && h->name && !rc; h++) {
            const void *rows = NULL;
            size_t n = 0;
            rc = h->fill(c, c->viewer->member_id, &rows, &n);
            if (!rc)
                rc = put(c, to, h, rows, n);
        }
    return rc;
}

/* --- JSON --------------------------------------------------------------------------------------------------------------- */

static enum rc json_section(struct ctx *c, void *to, const struct holding *h, const void *rows, size_t n)
{
    (void)c;
    struct buf *b = to;
    buf_putc(b, ',');
    json_text(b, h->name);
    buf_putc(b, ':');
    json_rows(b, h->desc, rows, n);
    return buf_check(b);
}

static enum rc copy_json(struct ctx *c)
{
    struct buf b = BUF_INIT(COPY_BYTES);
    char now[25];
    buf_printf(&b, "{\"made_at\":\"%s\"", instant_text(instant_now(), now));
    enum rc rc = sections(c, json_section, &b);
    buf_putc(&b, '}');
    if (!rc)
        return answer_fill(c, 200, "application/json", &b);
    buf_free(&b);
    return rc;
}

/* --- the document --------------------------------------------------------------------------------------------------------- */

static const char *cell(struct ctx *c, struct buf *b, const struct col *col, const void *row)
{
    b->len = 0;
    col_text(b, col, row);
    return b->len ? arena_strndup(c->arena, b->at, b->len) : "";
}

/* One row is read as a form, many as a table of the columns that fit. */
static void pdf_form(struct ctx *c, struct pdf *p, const struct row_desc *d, const void *row)
{
    struct buf b = BUF_INIT(CELL_BYTES);
    for (size_t i = 0; i < d->n; i++)
        if (d->cols[i].label && *d->cols[i].label && !(d->cols[i].flags & COL_HIDDEN)) {
            const char *text = cell(c, &b, &d->cols[i], row);
            pdf_field(p, d->cols[i].label, *text ? text : "—");
        }
    buf_free(&b);
}

static void pdf_rows(struct ctx *c, struct pdf *p, const struct row_desc *d, const void *rows, size_t n)
{
    const struct col *cols[TABLE_COLUMNS_MAX];
    const char *heads[TABLE_COLUMNS_MAX], *cells[TABLE_COLUMNS_MAX];
    double widths[TABLE_COLUMNS_MAX];
    struct pdf_table t = { heads, widths, 0 };
    struct buf b = BUF_INIT(CELL_BYTES);
    for (size_t i = 0; i < d->n && t.columns < TABLE_COLUMNS_MAX; i++)
        if (d->cols[i].label && *d->cols[i].label && !(d->cols[i].flags & COL_HIDDEN)) {
            bool text = d->cols[i].type == COL_TEXT || d->cols[i].type == COL_SEALED;
            cols[t.columns] = &d->cols[i];
            heads[t.columns] = d->cols[i].label;
            widths[t.columns++] = text ? 2 : 1.5;
        }
    pdf_table_head(p, &t);
    for (size_t r = 0; r < n; r++) {
        for (size_t i = 0; i < t.columns; i++)
            cells[i] = cell(c, &b, cols[i], (const char *)rows + r * d->size);
        pdf_table_row(p, &t, cells);
    }
    buf_free(&b);
}

static enum rc pdf_section(struct ctx *c, void *to, const struct holding *h, const void *rows, size_t n)
{
    pdf_heading(to, h->title);
    if (!n)
        pdf_note(to, "没有记录。");
    else if (n == 1)
        pdf_form(c, to, h->desc, rows);
    else
        pdf_rows(c, to, h->desc, rows, n);
    pdf_gap(to, 3);
    return arena_check(c->arena);
}

static enum rc copy_pdf(struct ctx *c)
{
    struct buf body = BUF_INIT(COPY_BYTES);
    char day[DATE_TEXT_BYTES];
    date_text(c->today, day);
    const char *mark = arena_printf(c->arena, "%s 本人副本 %s", c->viewer->name, day);
    struct pdf_setup setup = { .title = "个人信息副本", .foot = mark, .watermark = mark };
    struct pdf *p = NULL;
    enum rc rc = pdf_new(&setup, &body, &p);
    if (rc)
        return rc;
    pdf_title(p, "个人信息副本");
    pdf_text(p, arena_printf(c->arena, "%s的党员管理平台在 %s 保存的关于%s的全部信息。", c->site->university, day,
                             c->viewer->name));
    pdf_note(p, "依据《中华人民共和国个人信息保护法》第四十五条。内容完整，请妥善保管。");
    rc = sections(c, pdf_section, p);
    if (rc)
        pdf_drop(p);
    else
        rc = pdf_end(p);
    if (!rc)
        return answer_file(c, arena_printf(c->arena, "个人信息副本-%s.pdf", day), "application/pdf", &body);
    buf_free(&body);
    return rc;
}

enum rc privacy_copy_show(struct ctx *c, const void *form)
{
    (void)form;
    return c->call->as == AS_JSON ? copy_json(c) : copy_pdf(c);
}
