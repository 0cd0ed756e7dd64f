/*
 * doc/xlsx_i.h: what the files of the workbook reader share; private to src/doc.
 *
 *   xlsx_read.c    what kind of file it is, and the order of the steps
 *   xlsx_part.c    one XML part: unpacked, parsed, limited
 *   xlsx_book.c    relations and workbook.xml: which part is the sheet
 *   xlsx_styles.c  which cell styles are dates
 *   xlsx_strings.c the shared strings
 *   xlsx_sheet.c   rows and cells
 *   xlsx_value.c   numbers, references and escaped characters as the format spells them
 */
#pragma once

#include <expat.h>
#include <zip.h>

#include "base/buf.h"
#include "doc/xlsx_read.h"

enum {
    XLSX_STYLES = 1 << 16,         /* the format allows 64,000 */
    XLSX_STRINGS_BYTES = 64 << 20, /* all shared strings together */
};

struct strings {
    struct buf bytes;  /* every string with its NUL, one after the other */
    struct buf starts; /* uint32_t each: where it begins in bytes */
};

struct styles {
    uint8_t *date_format; /* one bit per number format id */
    uint8_t *date_style;  /* one bit per cell style */
    int n;                /* cell styles seen */
};

struct book {
    struct arena *a;
    zip_t *zip;
    const char *why;        /* the sentence of a refusal */
    const char *sheet_name; /* of the first visible sheet */
    const char *sheet_part; /* names inside the package; NULL where there is none */
    const char *strings_part;
    const char *styles_part;
    bool date1904;
    struct strings strings;
    struct styles styles;
};

/* --- xlsx_part.c ------------------------------------------------------------------------------------------------- */

struct part;

/* What to do with one kind of part.  Names come without their namespace prefix; end and text may be NULL. */
struct part_kind {
    const char *root; /* the outermost element must be this */
    void (*start)(struct part *p, const char *name, const char **atts);
    void (*end)(struct part *p, const char *name);
    void (*text)(struct part *p, const char *s, int n);
};

enum { PART_NAME_BITS = 1 << 16 };

struct part {
    XML_Parser parser;
    const struct part_kind *kind;
    void *to;        /* what the handlers fill */
    enum rc rc;      /* why the reading was ended from a handler */
    const char *why; /* NULL when the caller of the reader ended it */
    bool stopped;    /* rc counts, or enough was read */
    int depth;
    int names; /* different names seen: expat keeps each for good, so they are limited */
    uint8_t name_seen[PART_NAME_BITS / 8];
};

/* Reads the part at path. RC_NOTFOUND without a sentence when the package has none; otherwise b->why is set. */
MUST_CHECK enum rc part_read(struct book *b, const char *path, const struct part_kind *kind, void *to);
void part_refuse(struct part *p, enum rc rc, const char *why);   /* ends the reading; the first call counts */
void part_stop(struct part *p);                                  /* enough was read */
const char *part_attribute(const char **atts, const char *name); /* NULL when absent; the prefix is ignored */
MUST_CHECK enum rc book_refuse(struct book *b, enum rc rc, const char *why);
extern const char why_damaged[];

/* --- the steps --------------------------------------------------------------------------------------------------- */

MUST_CHECK enum rc book_locate(struct book *b); /* sheet_part and the others */
MUST_CHECK enum rc styles_read(struct book *b);
MUST_CHECK enum rc strings_read(struct book *b);
MUST_CHECK enum rc sheet_read(struct book *b, xlsx_row_fn on_row, void *arg);

void strings_free(struct strings *s);
const char *strings_get(const struct strings *s, size_t index); /* NULL when out of range */
bool style_is_date(const struct styles *s, int style);
bool format_is_date(const char *code); /* a number format such as yyyy"年"m"月" */

/* --- xlsx_value.c ------------------------------------------------------------------------------------------------ */

enum { NUMBER_TEXT_BYTES = 48 };

int digits_int(const char *s, int max);                 /* -1 unless s is digits only and at most max */
bool ref_parse(const char *ref, int *column, int *row); /* "AB12" is 28, 12; counted from 1 */
bool number_parse(const char *s, double *out);          /* finite decimal numbers only */
const char *number_text(double v, char out[static NUMBER_TEXT_BYTES]);
/* Appends to the text that began at start, which is cut at XLSX_STRING_BYTES, between characters. */
void text_append(struct buf *b, size_t start, const char *s, size_t n);
void text_unescape(struct buf *b, size_t start); /* _x000D_ and the like, in place */
