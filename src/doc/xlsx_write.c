/*
 * doc/xlsx_write.c: rows as a workbook, by libxlsxwriter in constant memory.
 *
 * libxlsxwriter writes to a file name when it is done.  Ours is that of a descriptor whose file has lost its name
 * already, so that nothing is left behind however the process ends.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "base/utf8.h"
#include "doc/table_i.h"

enum {
    WRITER_BYTES = 64 << 10,
    CELL_UNITS = 32767, /* UTF-16 units that a cell may hold */
    CELL_BYTES = 1 << 20,
    SHEET_NAME_CHARS = 31,
    SHEET_ROWS = 1048576,
    PAPER_A4 = 9,
};

struct xlsx_writer {
    struct arena *a; /* holds this struct too */
    const struct row_desc *desc;
    const struct col *cols[TABLE_COLUMNS];
    size_t n;
    int fd;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *date;
    lxw_format *money;
    lxw_row_t row; /* the next */
    struct buf text;
};

static int file_without_name(void)
{
    const char *dir = getenv("TMPDIR");
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/zhibu-XXXXXX", dir && *dir ? dir : "/tmp");
    if (n < 0 || n >= (int)sizeof path)
        return -1;
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

/* Cuts to what a cell may hold; most texts are too short for a look. */
static const char *cell_cut(struct buf *text)
{
    if (text->len <= CELL_UNITS)
        return text->len ? text->at : "";
    size_t units = 0;
    const char *s = text->at;
    while (*s) {
        const char *at = s;
        units += utf8_next(&s) > 0xFFFF ? 2 : 1;
        if (units > CELL_UNITS) {
            text->len = (size_t)(at - text->at);
            text->at[text->len] = 0;
            break;
        }
    }
    return text->at;
}

static lxw_error text_write(struct xlsx_writer *w, lxw_col_t column, const char *s, lxw_format *format)
{
    return *s ? worksheet_write_string(w->sheet, w->row, column, s, format) : LXW_NO_ERROR;
}

static lxw_error date_write(struct xlsx_writer *w, lxw_col_t column, int32_t date)
{
    lxw_datetime day = { .year = date_year(date), .month = date_month(date), .day = date_day(date) };
    if (date == DATE_NONE || date == DATE_OPEN)
        return LXW_NO_ERROR;
    if (day.year >= 1900)
        return worksheet_write_datetime(w->sheet, w->row, column, &day, w->date);
    char text[DATE_TEXT_BYTES]; /* workbooks count days from 1900 */
    return text_write(w, column, date_text(date, text), NULL);
}

static lxw_error cell_write(struct xlsx_writer *w, lxw_col_t column, const void *row)
{
    const struct col *col = w->cols[column];
    const void *at = (const char *)row + col->offset;
    if (col->type == COL_DATE)
        return date_write(w, column, *(const int32_t *)at);
    if (col->type == COL_INT)
        return worksheet_write_number(w->sheet, w->row, column, (double)*(const int64_t *)at, NULL);
    if (col->type == COL_FEN)
        return worksheet_write_number(w->sheet, w->row, column, (double)*(const int64_t *)at / 100, w->money);
    w->text.len = 0;
    col_text(&w->text, col, row);
    return text_write(w, column, cell_cut(&w->text), NULL);
}

/* What programs refuse in a sheet's name becomes a blank. */
static const char *sheet_name(struct arena *a, const char *wanted)
{
    char *name = arena_copy(a, wanted, strlen(wanted));
    const char *s = name;
    if (!name)
        return "表格";
    for (char *c = name; *c; c++)
        if (strchr("[]:*?/\\'", *c))
            *c = ' ';
    for (int units = 0; *s;) {
        const char *at = s;
        units += utf8_next(&s) > 0xFFFF ? 2 : 1;
        if (units > SHEET_NAME_CHARS) {
            name[at - name] = 0;
            break;
        }
    }
    return name[strspn(name, " ")] ? name : "表格";
}

static double column_width(const struct col *col)
{
    double label = (double)utf8_chars(col->label) * 2 + 3;
    double value = 14;
    if (col->type == COL_TEXT || col->type == COL_SEALED || col->type == COL_ID)
        value = 22;
    else if (col->type == COL_INSTANT)
        value = 18;
    return label > value ? label : value;
}

static lxw_format *head_format(struct xlsx_writer *w, double size)
{
    lxw_format *f = workbook_add_format(w->book);
    if (!f)
        return NULL;
    format_set_bold(f);
    format_set_font_size(f, size);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    return f;
}

static lxw_error title_write(struct xlsx_writer *w, const char *title)
{
    lxw_format *format = head_format(w, 16);
    lxw_error error = worksheet_set_row(w->sheet, 0, 30, NULL);
    w->text.len = 0;
    buf_puts(&w->text, title);
    const char *text = cell_cut(&w->text);
    if (error)
        return error;
    if (w->n > 1)
        error = worksheet_merge_range(w->sheet, 0, 0, 0, (lxw_col_t)(w->n - 1), text, format);
    else
        error = worksheet_write_string(w->sheet, 0, 0, text, format);
    w->row = 1;
    return error;
}

static enum rc writer_result(struct xlsx_writer *w, lxw_error error)
{
    enum rc rc = buf_check(&w->text);
    if (rc || !error)
        return rc;
    log_error("workbook: error=%d", (int)error);
    return error == LXW_ERROR_MEMORY_MALLOC_FAILED ? RC_OOM : RC_IO;
}

/* & begins a code in headers and footers; doubled it is itself. */
static const char *mark_escape(struct arena *a, const char *mark)
{
    char *out = arena_alloc(a, 2 * strlen(mark) + 1), *to = out;
    for (const char *s = mark; out && *s; s++) {
        *to++ = *s;
        if (*s == '&')
            *to++ = '&';
    }
    return out ? out : "";
}

static lxw_error mark_write(struct xlsx_writer *w, const char *mark)
{
    char *who = arena_copy(w->a, mark, strlen(mark));
    lxw_doc_properties properties = { .author = who, .comments = who };
    const char *line = arena_printf(w->a, "&C%s", mark_escape(w->a, mark));
    lxw_error error = worksheet_write_string(w->sheet, w->row++, 0, mark, NULL);
    if (!error)
        error = worksheet_set_header(w->sheet, line);
    if (!error)
        error = worksheet_set_footer(w->sheet, line);
    return error ? error : workbook_set_properties(w->book, &properties);
}

static enum rc header_write(struct xlsx_writer *w, const struct table_head *head)
{
    const char *title = head ? head->title : NULL;
    lxw_error error = title && *title ? title_write(w, title) : LXW_NO_ERROR;
    if (!error && head && head->mark)
        error = mark_write(w, head->mark);
    lxw_format *format = head_format(w, 11);
    for (size_t i = 0; !error && i < w->n; i++) {
        lxw_col_t column = (lxw_col_t)i;
        error = worksheet_set_column(w->sheet, column, column, column_width(w->cols[i]), NULL);
        if (!error)
            error = text_write(w, column, w->cols[i]->label, format);
    }
    if (!error)
        error = worksheet_repeat_rows(w->sheet, 0, w->row);
    w->row++;
    worksheet_freeze_panes(w->sheet, w->row, 0);
    worksheet_set_landscape(w->sheet);
    worksheet_set_paper(w->sheet, PAPER_A4);
    worksheet_fit_to_pages(w->sheet, 1, 0);
    return writer_result(w, error);
}

static enum rc book_open(struct xlsx_writer *w, const struct table_head *head)
{
    char path[64];
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    const char *name = head && head->sheet ? head->sheet : w->desc->title;
    w->fd = file_without_name();
    if (w->fd < 0)
        return RC_IO;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", w->fd);
    w->book = workbook_new_opt(path, &options);
    if (!w->book)
        return RC_OOM;
    w->sheet = workbook_add_worksheet(w->book, sheet_name(w->a, name));
    w->date = workbook_add_format(w->book);
    w->money = workbook_add_format(w->book);
    if (!w->sheet || !w->date || !w->money)
        return RC_OOM;
    format_set_num_format(w->date, "yyyy-mm-dd");
    format_set_num_format(w->money, "0.00");
    return header_write(w, head);
}

enum rc xlsx_writer_new(const struct row_desc *desc, const struct table_head *head, struct xlsx_writer **out)
{
    struct arena *a = arena_new(WRITER_BYTES);
    struct xlsx_writer *w = a ? arena_alloc(a, sizeof *w) : NULL;
    *out = NULL;
    if (!w) {
        arena_free(a);
        return RC_OOM;
    }
    w->a = a;
    w->desc = desc;
    w->n = table_columns(desc, head, w->cols);
    w->fd = -1;
    w->text = BUF_INIT(CELL_BYTES);
    enum rc rc = book_open(w, head);
    if (rc)
        xlsx_writer_drop(w);
    else
        *out = w;
    return rc;
}

enum rc xlsx_writer_rows(struct xlsx_writer *w, const void *rows, size_t n)
{
    lxw_error error = LXW_NO_ERROR;
    for (size_t r = 0; !error && r < n; r++) {
        const char *row = (const char *)rows + r * w->desc->size;
        if (w->row >= SHEET_ROWS)
            return RC_TOOBIG;
        for (size_t i = 0; !error && i < w->n; i++)
            error = cell_write(w, (lxw_col_t)i, row);
        w->row++;
    }
    return writer_result(w, error);
}

enum rc xlsx_writer_end(struct xlsx_writer *w, int *fd)
{
    lxw_error error = workbook_close(w->book); /* frees the book */
    w->book = NULL;
    enum rc rc = writer_result(w, error);
    *fd = -1;
    if (!rc && lseek(w->fd, 0, SEEK_SET) < 0)
        rc = RC_IO;
    if (!rc) {
        *fd = w->fd;
        w->fd = -1;
    }
    xlsx_writer_drop(w);
    return rc;
}

void xlsx_writer_drop(struct xlsx_writer *w)
{
    if (!w)
        return;
    if (w->book)
        lxw_workbook_free(w->book);
    if (w->fd >= 0)
        (void)close(w->fd);
    buf_free(&w->text);
    arena_free(w->a);
}
