/* doc/pdf_i.h: a document while it is drawn; shared by doc/pdf*.c. */
#pragma once

#include <stdbool.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/arena.h"
#include "doc/pdf.h"

#define MM(mm) ((mm)*72.0 / 25.4) /* cairo's unit is a point */

enum {
    PDF_LEFT_MM = 20,
    PDF_RIGHT_MM = 20,
    PDF_TOP_MM = 20,
    PDF_BOTTOM_MM = 22, /* the foot stands in it */
};
#define PDF_WIDTH  MM(210)
#define PDF_HEIGHT MM(297)
#define PDF_INNER  (PDF_WIDTH - MM(PDF_LEFT_MM) - MM(PDF_RIGHT_MM))
#define PDF_FLOOR  (PDF_HEIGHT - MM(PDF_BOTTOM_MM))

struct pdf {
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoFontMap *fonts;
    PangoContext *context;
    struct arena *arena; /* holds this struct and the texts of setup */
    struct pdf_setup setup;
    struct buf *to; /* not ours */
    double y;       /* where the next thing begins */
    int page;
    size_t slips; /* on the present page */
    bool blank;   /* nothing stands on the page yet */
};

struct pdf_style {
    double points;
    bool bold;
    double grey; /* 0 black */
    PangoAlignment align;
};

/* A text set to a width; g_object_unref when drawn.  NULL after a failure. */
PangoLayout *pdf_layout(struct pdf *p, const char *text, double width, const struct pdf_style *style);
double pdf_layout_height(PangoLayout *l);
/* Draws and frees it. */
void pdf_layout_draw(struct pdf *p, PangoLayout *l, double x, double y, double grey);
/* A new page where less than this many points are left. */
void pdf_need(struct pdf *p, double points);
void pdf_line(struct pdf *p, double x0, double y0, double x1, double y1);
