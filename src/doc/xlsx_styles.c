/*
 * doc/xlsx_styles.c: which cell styles make a number a date.  The format has no dates, only number formats.
 */
#include <string.h>

#include "doc/xlsx_i.h"

struct reading {
    struct styles *to;
    bool cell_styles; /* inside cellXfs, not cellStyleXfs */
};

static bool bit_get(const uint8_t *bits, int at)
{
    return bits[at >> 3] & (1u << (at & 7));
}

static void bit_set(uint8_t *bits, int at)
{
    bits[at >> 3] |= (uint8_t)(1u << (at & 7));
}

/* Quoted text, [conditions] and escaped characters say nothing about the kind of number. */
bool format_is_date(const char *code)
{
    for (const char *s = code; *s; s++) {
        const char *skip = NULL;
        if (*s == '"')
            skip = strchr(s + 1, '"');
        else if (*s == '[')
            skip = strchr(s + 1, ']');
        else if (*s == '\\' || *s == '_' || *s == '*')
            skip = s[1] ? s + 1 : NULL;
        else if (strchr("yYmMdD", *s))
            return true;
        else
            continue;
        if (!skip)
            return false;
        s = skip;
    }
    return false;
}

/* Formats that programs know without being told; 27 to 36 and 50 to 58 are dates in Chinese, Japanese and Korean. */
static void builtin_formats(uint8_t *bits)
{
    static const struct {
        int from, to;
    } dates[] = { { 14, 22 }, { 27, 36 }, { 45, 47 }, { 50, 58 } };
    for (size_t i = 0; i < COUNT(dates); i++)
        for (int id = dates[i].from; id <= dates[i].to; id++)
            bit_set(bits, id);
}

static void number_format(struct styles *s, const char **atts)
{
    const char *id_text = part_attribute(atts, "numFmtId");
    const char *code = part_attribute(atts, "formatCode");
    int id = id_text ? digits_int(id_text, XLSX_STYLES - 1) : -1;
    if (id < 0 || !code)
        return;
    if (format_is_date(code))
        bit_set(s->date_format, id);
    else
        s->date_format[id >> 3] &= (uint8_t) ~(1u << (id & 7));
}

static void cell_style(struct styles *s, const char **atts)
{
    const char *id_text = part_attribute(atts, "numFmtId");
    int id = id_text ? digits_int(id_text, XLSX_STYLES - 1) : -1;
    if (s->n >= XLSX_STYLES)
        return;
    if (id >= 0 && bit_get(s->date_format, id))
        bit_set(s->date_style, s->n);
    s->n++;
}

static void styles_start(struct part *p, const char *name, const char **atts)
{
    struct reading *r = p->to;
    if (!strcmp(name, "cellXfs"))
        r->cell_styles = true;
    else if (!strcmp(name, "numFmt") && !r->to->n) /* later ones format cells under a condition */
        number_format(r->to, atts);
    else if (r->cell_styles && !strcmp(name, "xf"))
        cell_style(r->to, atts);
}

static void styles_end(struct part *p, const char *name)
{
    if (!strcmp(name, "cellXfs"))
        part_stop(p);
}

static const struct part_kind styles_kind = { "styleSheet", styles_start, styles_end, NULL };

enum rc styles_read(struct book *b)
{
    struct styles *s = &b->styles;
    s->date_format = arena_alloc(b->a, XLSX_STYLES / 8);
    s->date_style = arena_alloc(b->a, XLSX_STYLES / 8);
    if (!s->date_format || !s->date_style)
        return book_refuse(b, RC_OOM, rc_text(RC_OOM));
    builtin_formats(s->date_format);
    if (!b->styles_part)
        return RC_OK;
    struct reading r = { .to = s };
    enum rc rc = part_read(b, b->styles_part, &styles_kind, &r);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

bool style_is_date(const struct styles *s, int style)
{
    return style >= 0 && style < s->n && bit_get(s->date_style, style);
}
