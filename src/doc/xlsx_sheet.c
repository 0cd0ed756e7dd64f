/*
 * doc/xlsx_sheet.c: the rows and cells of one sheet.
 *
 * A row's texts are gathered in one buffer that may move while it grows, so a cell remembers an offset until its row is
 * complete.  Shared strings are not copied.
 */
#include <string.h>

#include "base/date.h"
#include "doc/xlsx_i.h"

static const char why_rows[] = "这个表格的行数太多。请分成几个文件后再上传。";
static const char why_order[] = "这个表格的行号次序有误。请用表格软件打开它，另存为新的 .xlsx 文件后再上传。";
static const char why_row_big[] = "这个表格有一行内容太长。请删去不需要的内容后再上传。";

enum value_type { VALUE_NUMBER, VALUE_SHARED, VALUE_TEXT, VALUE_BOOL, VALUE_ERROR, VALUE_ISO_DATE };

#define NOT_IN_TEXT SIZE_MAX

struct sheet {
    struct book *b;
    xlsx_row_fn on_row;
    void *arg;

    int row;    /* its number */
    bool given; /* the row said its number */
    int used;   /* columns up to the last with content */
    struct cell cells[XLSX_COLUMNS];
    size_t text_at[XLSX_COLUMNS]; /* where in text a cell's text begins; NOT_IN_TEXT when cells[] has it */
    struct buf text;

    bool in_cell;
    int column; /* of the cell being read, from 1; beyond XLSX_COLUMNS it is skipped */
    enum value_type type;
    int style;
    bool formula;
    size_t start;  /* of the value in text */
    bool gather;   /* inside v or t */
    bool phonetic; /* inside rPh */
};

static enum value_type value_type_of(const char *t)
{
    static const struct {
        const char *word;
        enum value_type type;
    } types[] = { { "s", VALUE_SHARED }, { "n", VALUE_NUMBER }, { "str", VALUE_TEXT },  { "inlineStr", VALUE_TEXT },
                  { "b", VALUE_BOOL },   { "e", VALUE_ERROR },  { "d", VALUE_ISO_DATE } };
    for (size_t i = 0; i < COUNT(types); i++)
        if (!strcmp(types[i].word, t))
            return types[i].type;
    return VALUE_TEXT;
}

static void cells_clear(struct sheet *s, int n)
{
    for (int i = 0; i < n; i++) {
        s->cells[i] = (struct cell){ .text = "" };
        s->text_at[i] = NOT_IN_TEXT;
    }
}

/* Whatever a row left open, as only a file made by hand can have it, is forgotten here. */
static void row_start(struct part *p, struct sheet *s, const char **atts)
{
    const char *r = part_attribute(atts, "r");
    int number = r ? digits_int(r, INT32_MAX) : -1;
    s->given = number > 0;
    if (s->given && number <= s->row)
        part_refuse(p, RC_INVALID, why_order);
    s->row = s->given ? number : s->row + 1;
    if (s->row > XLSX_ROWS)
        part_refuse(p, RC_TOOBIG, why_rows);
    s->column = 0;
    s->in_cell = false;
    s->gather = false;
    s->text.len = 0;
    cells_clear(s, s->used);
    s->used = 0;
}

/* Where a row does not say its number, its first cell may. */
static void cell_place(struct sheet *s, const char *ref)
{
    int row = 0;
    int column = 0;
    if (!ref || !ref_parse(ref, &column, &row)) {
        s->column++;
        return;
    }
    if (!s->given && s->column == 0 && row > s->row && row <= XLSX_ROWS)
        s->row = row;
    s->column = column;
}

static void cell_start(struct sheet *s, const char **atts)
{
    const char *ref = NULL;
    s->in_cell = true;
    s->type = VALUE_NUMBER;
    s->style = 0;
    s->formula = false;
    s->start = s->text.len;
    for (; *atts; atts += 2) {
        const char *name = atts[0];
        if (name[0] == 0 || name[1] != 0)
            continue;
        if (name[0] == 'r')
            ref = atts[1];
        else if (name[0] == 's')
            s->style = digits_int(atts[1], XLSX_STYLES);
        else if (name[0] == 't')
            s->type = value_type_of(atts[1]);
    }
    cell_place(s, ref);
}

static void cell_date(struct sheet *s, struct cell *cell, int32_t date)
{
    char text[DATE_TEXT_BYTES];
    cell->kind = CELL_DATE;
    cell->date = date;
    s->text.len = s->start;
    buf_puts(&s->text, date_text(date, text));
}

/* As most numbers are written: up to 15 digits, spelled as we would. */
static bool number_is_plain(const char *s)
{
    size_t n = strspn(s, "0123456789");
    return n > 0 && n <= 15 && !s[n] && (s[0] != '0' || n == 1);
}

static void cell_number(struct sheet *s, struct cell *cell, const char *value)
{
    double number = 0;
    bool plain = number_is_plain(value);
    if (!number_parse(value, &number)) {
        cell->kind = CELL_TEXT; /* not as the format has it, but perhaps what its author meant */
        return;
    }
    cell->number = number;
    cell->kind = CELL_NUMBER;
    bool date = style_is_date(&s->b->styles, s->style) && number >= !s->b->date1904 && number < 2958466;
    int32_t day = date ? date_from_serial(number, s->b->date1904) : DATE_NONE;
    if (day != DATE_NONE) {
        cell_date(s, cell, day);
    } else if (!plain) {
        char spelled[NUMBER_TEXT_BYTES];
        s->text.len = s->start;
        buf_puts(&s->text, number_text(number, spelled));
    }
}

static void cell_shared(struct sheet *s, struct cell *cell, const char *value)
{
    int index = digits_int(value, XLSX_STRINGS);
    const char *text = index < 0 ? NULL : strings_get(&s->b->strings, (size_t)index);
    s->text.len = s->start;
    cell->kind = !text ? CELL_ERROR : *text ? CELL_TEXT : CELL_EMPTY;
    cell->text = text ? text : "#REF!";
    s->text_at[s->column - 1] = NOT_IN_TEXT;
}

static void cell_iso_date(struct sheet *s, struct cell *cell, const char *value)
{
    char day[DATE_TEXT_BYTES] = { 0 };
    size_t n = strlen(value);
    memcpy(day, value, n < sizeof day - 1 ? n : sizeof day - 1);
    int32_t date = date_parse(day);
    cell->kind = CELL_TEXT;
    if (date != DATE_NONE && (n == 10 || value[10] == 'T'))
        cell_date(s, cell, date);
}

static void cell_fill(struct sheet *s, struct cell *cell)
{
    const char *value = s->text.at + s->start;
    switch (s->type) {
    case VALUE_NUMBER: cell_number(s, cell, value); break;
    case VALUE_SHARED: cell_shared(s, cell, value); break;
    case VALUE_TEXT: cell->kind = CELL_TEXT; break;
    case VALUE_ERROR: cell->kind = CELL_ERROR; break;
    case VALUE_ISO_DATE: cell_iso_date(s, cell, value); break;
    case VALUE_BOOL:
        cell->kind = CELL_BOOL;
        cell->number = *value == '1' || *value == 't';
        s->text.len = s->start;
        buf_putc(&s->text, cell->number > 0 ? '1' : '0');
        break;
    }
}

static void cell_end(struct part *p, struct sheet *s)
{
    bool wanted = s->in_cell && s->column <= XLSX_COLUMNS;
    s->in_cell = false;
    s->gather = false;
    if (!wanted)
        return;
    struct cell *cell = &s->cells[s->column - 1];
    *cell = (struct cell){ .text = "", .formula = s->formula };
    s->text_at[s->column - 1] = NOT_IN_TEXT;
    if (s->type == VALUE_TEXT)
        text_unescape(&s->text, s->start);
    if (s->text.len > s->start) {
        s->text_at[s->column - 1] = s->start;
        cell_fill(s, cell);
        if (s->text.len > s->start)
            buf_putc(&s->text, 0);
    }
    if (s->column > s->used && (cell->kind != CELL_EMPTY || cell->formula))
        s->used = s->column;
    enum rc rc = buf_check(&s->text);
    if (rc)
        part_refuse(p, rc, rc == RC_OOM ? rc_text(rc) : why_row_big);
}

static void row_end(struct part *p, struct sheet *s)
{
    for (int i = 0; i < s->used; i++)
        if (s->text_at[i] != NOT_IN_TEXT)
            s->cells[i].text = s->text.at + s->text_at[i];
    enum rc rc = s->used ? s->on_row(s->arg, s->b->sheet_name, s->row, s->cells, s->used) : RC_OK;
    if (rc)
        part_refuse(p, rc, NULL);
    cells_clear(s, s->used);
    s->used = 0;
    s->in_cell = false;
}

static void sheet_start(struct part *p, const char *name, const char **atts)
{
    struct sheet *s = p->to;
    if (!strcmp(name, "c")) {
        cell_start(s, atts);
    } else if (!strcmp(name, "v") || !strcmp(name, "t")) {
        s->gather = s->in_cell && !s->phonetic && s->column <= XLSX_COLUMNS;
    } else if (!strcmp(name, "row")) {
        row_start(p, s, atts);
    } else if (!strcmp(name, "f")) {
        s->formula = true;
    } else if (!strcmp(name, "rPh")) {
        s->phonetic = true;
    }
}

static void sheet_end(struct part *p, const char *name)
{
    struct sheet *s = p->to;
    if (!strcmp(name, "c"))
        cell_end(p, s);
    else if (!strcmp(name, "v") || !strcmp(name, "t"))
        s->gather = false;
    else if (!strcmp(name, "row"))
        row_end(p, s);
    else if (!strcmp(name, "rPh"))
        s->phonetic = false;
    else if (!strcmp(name, "sheetData"))
        part_stop(p); /* what follows is merged cells, links, print settings */
}

static void sheet_text(struct part *p, const char *text, int n)
{
    struct sheet *s = p->to;
    if (s->gather)
        text_append(&s->text, s->start, text, (size_t)n);
}

static const struct part_kind sheet_kind = { "worksheet", sheet_start, sheet_end, sheet_text };

enum rc sheet_read(struct book *b, xlsx_row_fn on_row, void *arg)
{
    struct sheet *s = arena_alloc(b->a, sizeof *s);
    if (!s)
        return book_refuse(b, RC_OOM, rc_text(RC_OOM));
    s->b = b;
    s->on_row = on_row;
    s->arg = arg;
    s->text = BUF_INIT((size_t)XLSX_COLUMNS * XLSX_STRING_BYTES);
    cells_clear(s, XLSX_COLUMNS);
    enum rc rc = part_read(b, b->sheet_part, &sheet_kind, s);
    buf_free(&s->text);
    return rc == RC_NOTFOUND ? book_refuse(b, RC_INVALID, why_damaged) : rc;
}
