/* doc/pdf.c: pages, and text that flows down them. */
#include "doc/pdf.h"

#include <stdio.h>
#include <cairo-pdf.h>

#include "doc/pdf_i.h"

enum {
    PDF_ARENA_BYTES = 64 << 10, /* the texts of every page; what stands on one goes to cairo at once */
};

static const struct pdf_style style_title = { .points = 18, .bold = true, .align = PANGO_ALIGN_CENTER };
static const struct pdf_style style_heading = { .points = 13, .bold = true };
static const struct pdf_style style_text = { .points = 10.5 };
static const struct pdf_style style_note = { .points = 9, .grey = 0.35 };
static const struct pdf_style style_foot = { .points = 8, .grey = 0.35, .align = PANGO_ALIGN_CENTER };
static const struct pdf_style style_watermark = { .points = 26, .align = PANGO_ALIGN_CENTER };

static cairo_status_t bytes_take(void *closure, const unsigned char *data, unsigned n)
{
    struct pdf *p = closure;
    buf_put(p->to, data, n);
    return buf_check(p->to) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* --- text ---------------------------------------------------------------------------------------------------------- */

PangoLayout *pdf_layout(struct pdf *p, const char *text, double width, const struct pdf_style *style)
{
    PangoLayout *l = pango_layout_new(p->context);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, "Noto Serif CJK SC, serif");
    pango_font_description_set_absolute_size(font, style->points * PANGO_SCALE);
    if (style->bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, style->align);
    pango_layout_set_text(l, text ? text : "", -1);
    return l;
}

double pdf_layout_height(PangoLayout *l)
{
    PangoRectangle box;
    pango_layout_get_extents(l, NULL, &box);
    return (double)box.height / PANGO_SCALE;
}

void pdf_layout_draw(struct pdf *p, PangoLayout *l, double x, double y, double grey)
{
    cairo_set_source_rgb(p->cr, grey, grey, grey);
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, l);
    cairo_new_path(p->cr); /* the point we moved to must not begin the next drawing's path */
    g_object_unref(l);
}

void pdf_line(struct pdf *p, double x0, double y0, double x1, double y1)
{
    cairo_set_source_rgb(p->cr, 0.6, 0.6, 0.6);
    cairo_set_line_width(p->cr, 0.5);
    cairo_move_to(p->cr, x0, y0);
    cairo_line_to(p->cr, x1, y1);
    cairo_stroke(p->cr);
}

/* --- pages ---------------------------------------------------------------------------------------------------------- */

/* Behind everything else, so that what is read stays readable. */
static void watermark_draw(struct pdf *p)
{
    if (!p->setup.watermark)
        return;
    PangoLayout *l = pdf_layout(p, p->setup.watermark, PDF_HEIGHT, &style_watermark);
    double height = pdf_layout_height(l);
    cairo_save(p->cr);
    cairo_translate(p->cr, PDF_WIDTH / 2, PDF_HEIGHT / 2);
    cairo_rotate(p->cr, -0.9);
    pdf_layout_draw(p, l, -PDF_HEIGHT / 2, -height / 2, 0.86);
    cairo_restore(p->cr);
}

static void foot_draw(struct pdf *p)
{
    char number[32];
    snprintf(number, sizeof(number), "第 %d 页", p->page);
    double y = PDF_HEIGHT - MM(14);
    if (p->setup.foot)
        pdf_layout_draw(p, pdf_layout(p, p->setup.foot, PDF_INNER, &style_foot), MM(PDF_LEFT_MM), y - MM(4),
                        style_foot.grey);
    pdf_layout_draw(p, pdf_layout(p, number, PDF_INNER, &style_foot), MM(PDF_LEFT_MM), y, style_foot.grey);
}

static void page_begin(struct pdf *p)
{
    p->page++;
    p->y = MM(PDF_TOP_MM);
    p->slips = 0;
    p->blank = true;
    watermark_draw(p);
    foot_draw(p);
}

void pdf_page(struct pdf *p)
{
    if (p->blank)
        return;
    cairo_show_page(p->cr);
    page_begin(p);
}

void pdf_need(struct pdf *p, double points)
{
    if (p->y + points > PDF_FLOOR)
        pdf_page(p);
    p->blank = false;
}

static void paragraph(struct pdf *p, const char *text, const struct pdf_style *style, double after)
{
    PangoLayout *l = pdf_layout(p, text, PDF_INNER, style);
    double height = pdf_layout_height(l);
    pdf_need(p, height + after);
    pdf_layout_draw(p, l, MM(PDF_LEFT_MM), p->y, style->grey);
    p->y += height + after;
}

void pdf_title(struct pdf *p, const char *text)
{
    paragraph(p, text, &style_title, MM(6));
}

void pdf_heading(struct pdf *p, const char *text)
{
    pdf_need(p, MM(25));
    p->y += MM(3);
    paragraph(p, text, &style_heading, MM(2));
}

void pdf_text(struct pdf *p, const char *text)
{
    paragraph(p, text, &style_text, MM(2));
}

void pdf_note(struct pdf *p, const char *text)
{
    paragraph(p, text, &style_note, MM(1.5));
}

void pdf_field(struct pdf *p, const char *label, const char *value)
{
    double width = MM(42);
    PangoLayout *name = pdf_layout(p, label, width - MM(3), &style_note);
    PangoLayout *text = pdf_layout(p, value, PDF_INNER - width, &style_text);
    double height = pdf_layout_height(text);
    if (pdf_layout_height(name) > height)
        height = pdf_layout_height(name);
    pdf_need(p, height + MM(1.5));
    pdf_layout_draw(p, name, MM(PDF_LEFT_MM), p->y, style_note.grey);
    pdf_layout_draw(p, text, MM(PDF_LEFT_MM) + width, p->y, style_text.grey);
    p->y += height + MM(1.5);
}

void pdf_gap(struct pdf *p, double mm)
{
    p->y += MM(mm);
}

/* --- beginning and end ----------------------------------------------------------------------------------------------- */

void pdf_drop(struct pdf *p)
{
    if (!p)
        return;
    if (p->context)
        g_object_unref(p->context);
    if (p->fonts)
        g_object_unref(p->fonts);
    if (p->cr)
        cairo_destroy(p->cr);
    if (p->surface)
        cairo_surface_destroy(p->surface);
    arena_free(p->arena);
}

/* A map of fonts of its own: the default one belongs to the thread that happened to ask first. */
static bool surface_open(struct pdf *p)
{
    p->surface = cairo_pdf_surface_create_for_stream(bytes_take, p, PDF_WIDTH, PDF_HEIGHT);
    p->cr = cairo_create(p->surface);
    p->fonts = pango_cairo_font_map_new();
    p->context = p->fonts ? pango_font_map_create_context(p->fonts) : NULL;
    if (!p->context || cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
        return false;
    pango_context_set_language(p->context, pango_language_from_string("zh-cn"));
    if (p->setup.title)
        cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, p->setup.title);
    return true;
}

enum rc pdf_new(const struct pdf_setup *setup, struct buf *to, struct pdf **out)
{
    struct arena *a = arena_new(PDF_ARENA_BYTES);
    struct pdf *p = a ? arena_alloc(a, sizeof(*p)) : NULL;
    *out = NULL;
    if (!p) {
        arena_free(a);
        return RC_OOM;
    }
    *p = (struct pdf){ .arena = a, .to = to };
    p->setup = (struct pdf_setup){
        .title = setup->title ? arena_strdup(a, setup->title) : NULL,
        .foot = setup->foot ? arena_strdup(a, setup->foot) : NULL,
        .watermark = setup->watermark ? arena_strdup(a, setup->watermark) : NULL,
    };
    enum rc rc = arena_check(a);
    if (rc || !surface_open(p)) {
        pdf_drop(p);
        return rc ? rc : RC_OOM;
    }
    page_begin(p);
    *out = p;
    return RC_OK;
}

enum rc pdf_end(struct pdf *p)
{
    cairo_show_page(p->cr);
    cairo_surface_finish(p->surface);
    cairo_status_t status = cairo_surface_status(p->surface);
    enum rc rc = buf_check(p->to);
    pdf_drop(p);
    return rc || status == CAIRO_STATUS_SUCCESS ? rc : RC_OOM;
}

bool pdf_font_there(void)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    PangoFontFamily **families = NULL;
    int n = 0;
    bool there = false;
    pango_font_map_list_families(map, &families, &n);
    for (int i = 0; i < n && !there; i++)
        there = !strcmp(pango_font_family_get_name(families[i]), "Noto Serif CJK SC");
    g_free(families);
    g_object_unref(map);
    return there;
}
