/*
 * doc/xlsx_strings.c: the shared strings of a workbook, in one block with the offset of each.
 *
 * A roster of 10,000 people has some 40,000 of them; one allocation each would cost more than the parsing.
 */
#include <string.h>

#include "doc/xlsx_i.h"

static const char why_strings[] = "这个表格里的文字太多。请分成几个文件后再上传。";

struct reading {
    struct strings *to;
    size_t start;  /* of the string being read */
    bool text;     /* inside t */
    bool phonetic; /* inside rPh: how the text sounds, not the text */
};

static void strings_start(struct part *p, const char *name, const char **atts)
{
    struct reading *r = p->to;
    (void)atts;
    if (!strcmp(name, "t"))
        r->text = !r->phonetic;
    else if (!strcmp(name, "rPh"))
        r->phonetic = true;
    else if (!strcmp(name, "si"))
        r->start = r->to->bytes.len;
}

static void strings_text(struct part *p, const char *s, int n)
{
    struct reading *r = p->to;
    if (r->text)
        text_append(&r->to->bytes, r->start, s, (size_t)n);
}

static void string_add(struct part *p, struct reading *r)
{
    uint32_t start = (uint32_t)r->start;
    text_unescape(&r->to->bytes, r->start);
    buf_putc(&r->to->bytes, 0);
    buf_put(&r->to->starts, &start, sizeof start);
    enum rc rc = buf_check(&r->to->bytes);
    if (!rc)
        rc = buf_check(&r->to->starts);
    if (rc)
        part_refuse(p, rc, rc == RC_OOM ? rc_text(rc) : why_strings);
}

static void strings_end(struct part *p, const char *name)
{
    struct reading *r = p->to;
    if (!strcmp(name, "t"))
        r->text = false;
    else if (!strcmp(name, "rPh"))
        r->phonetic = false;
    else if (!strcmp(name, "si"))
        string_add(p, r);
}

static const struct part_kind strings_kind = { "sst", strings_start, strings_end, strings_text };

enum rc strings_read(struct book *b)
{
    b->strings.bytes = BUF_INIT(XLSX_STRINGS_BYTES);
    b->strings.starts = BUF_INIT(XLSX_STRINGS * sizeof(uint32_t));
    if (!b->strings_part)
        return RC_OK;
    struct reading r = { .to = &b->strings };
    enum rc rc = part_read(b, b->strings_part, &strings_kind, &r);
    return rc == RC_NOTFOUND ? RC_OK : rc; /* then every reference to them is out of range */
}

void strings_free(struct strings *s)
{
    buf_free(&s->bytes);
    buf_free(&s->starts);
}

const char *strings_get(const struct strings *s, size_t index)
{
    uint32_t start;
    if (index >= s->starts.len / sizeof start)
        return NULL;
    memcpy(&start, s->starts.at + index * sizeof start, sizeof start);
    return s->bytes.at + start;
}
