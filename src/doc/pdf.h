/*
 * doc/pdf.h: what is printed: A4 pages as PDF (pango and cairo).
 *
 * The text flows from the top; what does not fit begins a new page.  Measures are millimetres, sizes of text points.
 * Noto Serif CJK SC has every character a name may hold; texts stay texts, so a reader can search and copy them.
 * Nothing is drawn twice: a page's foot (and its watermark) is known before the page begins.
 *
 * A failure sticks and comes out of pdf_end.  A document belongs to one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct pdf;

bool pdf_font_there(void); /* Noto Serif CJK SC */

struct pdf_setup {
    const char *title;     /* of the document, for readers of its data */
    const char *foot;      /* at the foot of every page beside the page's number; NULL for none */
    const char *watermark; /* pale across every page: for whom and when; NULL for none */
};

/* The document is appended to `to`, which outlives it.  RC_OOM; the result is freed by pdf_end or pdf_drop. */
MUST_CHECK enum rc pdf_new(const struct pdf_setup *setup, struct buf *to, struct pdf **out);
MUST_CHECK enum rc pdf_end(struct pdf *p); /* RC_TOOBIG past the maximum of its buf; frees in every case */
void pdf_drop(struct pdf *p);

void pdf_title(struct pdf *p, const char *text);   /* centred, 18 pt */
void pdf_heading(struct pdf *p, const char *text); /* 13 pt, kept with what follows */
void pdf_text(struct pdf *p, const char *text);    /* a paragraph, 10.5 pt */
void pdf_note(struct pdf *p, const char *text);    /* a paragraph in small grey print */
/* A line with its name on the left, as in a form. */
void pdf_field(struct pdf *p, const char *label, const char *value);
void pdf_gap(struct pdf *p, double mm);
void pdf_page(struct pdf *p); /* a new page, unless the present one is still empty */

/* A table whose head stands again on each page; cells wrap.  widths in parts of the whole. */
struct pdf_table {
    const char *const *heads;
    const double *widths;
    size_t columns;
};
void pdf_table_head(struct pdf *p, const struct pdf_table *t);
void pdf_table_row(struct pdf *p, const struct pdf_table *t, const char *const *cells);

/*
 * Slips to cut apart, two beside each other, four rows a page, dashed lines between: a heading, lines of text, and on
 * the right the code of an address.  qr NULL leaves the place empty.
 */
struct pdf_slip {
    const char *heading;
    const char *const *lines; /* NULL-terminated */
    const char *qr;
};
void pdf_slip(struct pdf *p, const struct pdf_slip *slip);
