/* doc/pdf_table.c: tables, and slips to cut apart. */
#include <qrencode.h>

#include "doc/pdf_i.h"

enum { TABLE_COLUMNS_MAX = 12, SLIPS_ACROSS = 2, SLIPS_DOWN = 4, SLIP_QR_MM = 22 };

static const struct pdf_style style_head = { .points = 9, .bold = true };
static const struct pdf_style style_cell = { .points = 9 };
static const struct pdf_style style_slip_head = { .points = 12, .bold = true };
static const struct pdf_style style_slip_long = { .points = 9, .bold = true };
static const struct pdf_style style_slip = { .points = 9 };

/* --- tables ---------------------------------------------------------------------------------------------------------- */

static void row_draw(struct pdf *p, const struct pdf_table *t, const char *const *cells, const struct pdf_style *style)
{
    PangoLayout *set[TABLE_COLUMNS_MAX];
    double widths[TABLE_COLUMNS_MAX];
    size_t n = t->columns < TABLE_COLUMNS_MAX ? t->columns : TABLE_COLUMNS_MAX;
    double total = 0;
    double height = 0;
    for (size_t i = 0; i < n; i++)
        total += t->widths[i];
    for (size_t i = 0; i < n; i++) {
        widths[i] = PDF_INNER * t->widths[i] / total;
        set[i] = pdf_layout(p, cells[i], widths[i] - MM(2), style);
        double h = pdf_layout_height(set[i]);
        height = h > height ? h : height;
    }
    pdf_need(p, height + MM(2));
    double x = MM(PDF_LEFT_MM);
    for (size_t i = 0; i < n; x += widths[i], i++)
        pdf_layout_draw(p, set[i], x + MM(1), p->y + MM(1), style->grey);
    p->y += height + MM(2);
    pdf_line(p, MM(PDF_LEFT_MM), p->y, MM(PDF_LEFT_MM) + PDF_INNER, p->y);
}

void pdf_table_head(struct pdf *p, const struct pdf_table *t)
{
    pdf_need(p, MM(20));
    row_draw(p, t, t->heads, &style_head);
}

void pdf_table_row(struct pdf *p, const struct pdf_table *t, const char *const *cells)
{
    int page = p->page;
    if (p->y + MM(12) > PDF_FLOOR)
        pdf_page(p);
    if (p->page != page)
        row_draw(p, t, t->heads, &style_head);
    row_draw(p, t, cells, &style_cell);
}

/* --- slips ---------------------------------------------------------------------------------------------------------- */

/* The quiet zone of four modules is the white of the paper around it. */
static void qr_draw(struct pdf *p, const char *text, double x, double y, double side)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return;
    double module = side / code->width;
    cairo_set_source_rgb(p->cr, 0, 0, 0);
    for (int row = 0; row < code->width; row++)
        for (int col = 0; col < code->width; col++)
            if (code->data[row * code->width + col] & 1)
                cairo_rectangle(p->cr, x + col * module, y + row * module, module, module);
    cairo_fill(p->cr);
    QRcode_free(code);
}

static void slip_frame(struct pdf *p, double x, double y, double w, double h)
{
    static const double dashes[] = { 3, 3 };
    cairo_save(p->cr);
    cairo_set_dash(p->cr, dashes, 2, 0);
    cairo_set_source_rgb(p->cr, 0.6, 0.6, 0.6);
    cairo_set_line_width(p->cr, 0.5);
    cairo_rectangle(p->cr, x, y, w, h);
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

void pdf_slip(struct pdf *p, const struct pdf_slip *slip)
{
    if (p->slips == (size_t)SLIPS_ACROSS * SLIPS_DOWN)
        pdf_page(p);
    double w = PDF_INNER / SLIPS_ACROSS;
    double h = (PDF_FLOOR - MM(PDF_TOP_MM)) / SLIPS_DOWN;
    double x = MM(PDF_LEFT_MM) + w * (double)(p->slips % SLIPS_ACROSS);
    double y = MM(PDF_TOP_MM) + h * (double)(p->slips / SLIPS_ACROSS);
    double text = w - MM(8) - MM(SLIP_QR_MM + 2);
    double at = y + MM(4);
    p->slips++;
    p->blank = false;
    slip_frame(p, x, y, w, h);
    PangoLayout *l = pdf_layout(p, slip->heading, text, &style_slip_head);
    double height = pdf_layout_height(l);
    if (height > MM(12)) { /* a name of more than two lines leaves room for what it is for */
        l = pdf_layout(p, slip->heading, text, &style_slip_long);
        height = pdf_layout_height(l);
    }
    pdf_layout_draw(p, l, x + MM(4), at, 0);
    at += height + MM(1.5);
    for (const char *const *line = slip->lines; *line; line++) {
        l = pdf_layout(p, *line, at > y + MM(SLIP_QR_MM + 7) ? w - MM(8) : text, &style_slip);
        height = pdf_layout_height(l);
        pdf_layout_draw(p, l, x + MM(4), at, 0);
        at += height + MM(0.8);
    }
    if (slip->qr)
        qr_draw(p, slip->qr, x + w - MM(SLIP_QR_MM + 5), y + MM(6), MM(SLIP_QR_MM));
    p->y = PDF_FLOOR;
}
