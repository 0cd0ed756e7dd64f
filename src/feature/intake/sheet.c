/*
 * feature/intake/sheet.c: rows of a workbook into records.
 *
 * The header row is the first, within the first ten that have content, that names every needed column; a title may stand
 * above it.  Columns are known by their names, in any order; unknown ones are ignored.  Each cell is read by the type
 * of its column, and what cannot be read is a fault of that cell; the others of the row are still read.
 */
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "feature/intake/intake_i.h"
#include "web/form.h"

enum { MEMO_SLOTS = 64 };

/* The same few words fill most of a roster's columns: what a spelling meant is kept. */
struct memo {
    const char *words;
    int value;
};

struct sheet {
    struct intake *in;
    const struct sheet_kind *kind;
    int seen;                 /* rows before the header */
    bool found;               /* the header */
    int place[SHEET_COLUMNS]; /* of each column in the sheet; -1: not there */
    const char *missing;      /* needed columns that the best row so far did not have */
    size_t best;
    struct memo memo[SHEET_COLUMNS][MEMO_SLOTS];
};

int sheet_column(const struct sheet_kind *kind, const char *field)
{
    for (size_t i = 0; i < kind->n; i++)
        if (strcmp(kind->columns[i].field, field) == 0)
            return (int)i;
    return -1;
}

/* The header in the workbook, or what the national form calls it. */
static const char *header_of(struct intake *in, const struct sheet_kind *kind, int i)
{
    if (i < 0)
        return "";
    if (in->headers[i])
        return in->headers[i];
    const char *names = kind->columns[i].names;
    return arena_strndup(in->c->arena, names, strcspn(names, " "));
}

void sheet_fault(struct intake *in, const struct sheet_kind *kind, struct sheet_row *r, const struct intake_fault *f,
                 const char *field)
{
    int i = field ? sheet_column(kind, field) : -1;
    uint32_t bit = i >= 0 ? UINT32_C(1) << i : 0;
    if (r->faulted & bit)
        return;
    r->faulted |= bit;
    r->refused = true;
    struct intake_fault *at = grow_add(in->c->arena, &in->faults, sizeof(*at));
    if (!at)
        return;
    *at = *f;
    at->row = r->row;
    at->column = header_of(in, kind, i);
}

/* --- the header ----------------------------------------------------------------------------------------------------- */

/* "* 任期（年）" and "任期(年)" are the same column. */
static const char *header_words(struct arena *a, const struct cell *cell)
{
    const char *text;
    if (cell->kind != CELL_TEXT || text_clean(a, cell->text, strlen(cell->text), TEXT_NO_SPACES, &text))
        return "";
    while (*text == '*')
        text++;
    size_t n = strlen(text);
    while (n && (text[n - 1] == '*' || text[n - 1] == ':'))
        n--;
    return arena_strndup(a, text, n);
}

static bool name_among(const char *names, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = names; n && *at; at += strspn(at, " ")) {
        size_t len = strcspn(at, " ");
        if (len == n && memcmp(at, word, n) == 0)
            return true;
        at += len;
    }
    return false;
}

/* Is this the header row?  The columns come out in place; what is needed and absent is remembered for the sentence. */
static bool header_take(struct sheet *s, const struct cell *cells, int n)
{
    const struct sheet_kind *kind = s->kind;
    struct arena *a = s->in->c->arena;
    size_t hits = 0;
    const char *missing = "";
    for (size_t i = 0; i < kind->n; i++) {
        s->place[i] = -1;
        s->in->headers[i] = NULL;
        for (int k = 0; k < n && s->place[i] < 0; k++) {
            const char *words = header_words(a, &cells[k]);
            if (!name_among(kind->columns[i].names, words))
                continue;
            s->place[i] = k;
            s->in->headers[i] = words;
            hits++;
        }
        if (s->place[i] < 0 && kind->columns[i].flags & COLUMN_NEEDED)
            missing = arena_printf(a, "%s%s“%.*s”", missing, *missing ? "、" : "",
                                   (int)strcspn(kind->columns[i].names, " "), kind->columns[i].names);
    }
    if (!s->missing || hits > s->best) {
        s->best = hits;
        s->missing = missing;
    }
    return !*missing;
}

/* --- one cell ------------------------------------------------------------------------------------------------------- */

/* Nothing that cleaning would change: the common characters, no blanks, nothing full-width. */
static bool is_clean(const char *s, unsigned how)
{
    const unsigned char *p = (const unsigned char *)s;
    while (*p) {
        if (*p > 0x20 && *p < 0x7F && !(how & TEXT_UPPER && *p >= 'a' && *p <= 'z'))
            p++;
        else if (*p >= 0xE5 && *p <= 0xE8 && p[1] >= 0x80 && p[1] < 0xC0 && p[2] >= 0x80 && p[2] < 0xC0)
            p += 3; /* U+5000 to U+8FFF */
        else
            return false;
    }
    return true;
}

static bool has_han(const char *s)
{
    for (uint32_t c = utf8_next(&s); c; c = utf8_next(&s))
        if (utf8_is_han(c))
            return true;
    return false;
}

static enum rc words_of(struct arena *a, const char *text, enum want want, const char **out)
{
    unsigned how = want == WANT_CODE || want == WANT_CITIZEN ? TEXT_NO_SPACES | TEXT_UPPER
                   : want == WANT_TEXT || want == WANT_NAME  ? 0
                                                             : TEXT_NO_SPACES;
    if (is_clean(text, how)) {
        *out = arena_strdup(a, text);
        return RC_OK;
    }
    enum rc rc = text_clean(a, text, strlen(text), how, out);
    if (!rc && want == WANT_NAME && strchr(*out, ' ') && has_han(*out))
        rc = text_clean(a, text, strlen(text), TEXT_NO_SPACES, out);
    return rc;
}

struct said {
    const char *code, *message;
};
static const struct said no_fault = { NULL, NULL };

static struct said take_words(struct sheet *s, size_t i, const struct cell *cell, void *at)
{
    const struct sheet_column *col = &s->kind->columns[i];
    struct arena *a = s->in->c->arena;
    const char *words;
    if (col->want == WANT_CITIZEN && cell->kind == CELL_NUMBER)
        return cell->number >= 1e15
                   ? (struct said){ "citizen_number_lost_digits",
                                    "这个号码被表格存成了数值，末尾几位已经丢失。请把单元格改成文本"
                                    "后重新填写。" }
                   : (struct said){ "not_text", "这个号码被表格存成了数值。请把单元格改成文本后重新填写。" };
    if (cell->kind == CELL_DATE || cell->kind == CELL_BOOL || cell->kind == CELL_ERROR)
        return (struct said){ "not_text", "这里应填写文字，请把单元格改成文本后重新填写。" };
    if (words_of(a, cell->text, col->want, &words))
        return (struct said){ "not_text", "这里有不能识别的字符，请重新填写。" };
    if (col->flags & COLUMN_SECRET && strchr(words, '*'))
        return (struct said){ "masked", "这是导出时遮住的内容，不能用来导入。请填写完整内容，或者把这一列删去。" };
    if (cell->formula || *words == '=' || *words == '@' ||
        (!(col->flags & COLUMN_SIGNED) && (*words == '+' || *words == '-')))
        return (struct said){ "formula", "这里是公式或符号，请填写文字。" };
    if (strlen(words) > col->max && utf8_chars(words) > col->max)
        return (struct said){ "too_long", arena_printf(a, "内容太长，最多 %d 个字。", (int)col->max) };
    *(const char **)at = words;
    return no_fault;
}

static struct said take_date(struct sheet *s, const struct cell *cell, int32_t *at)
{
    const char *words = "";
    *at = DATE_NONE;
    if (cell->kind == CELL_DATE)
        *at = cell->date;
    else if (cell->kind == CELL_TEXT && strlen(cell->text) == 10)
        *at = date_parse(cell->text);
    if (*at == DATE_NONE && (cell->kind == CELL_TEXT || cell->kind == CELL_NUMBER) &&
        !words_of(s->in->c->arena, cell->text, WANT_DATE, &words))
        *at = form_date(words);
    if (*at == DATE_NONE)
        return (struct said){ "date_unreadable", "没有看懂这个日期，请写成 2026-11-22 这样。" };
    return no_fault;
}

static struct said take_bool(const char *words, bool *at)
{
    static const char *const yes[] = { "是", "1", "有", "Y", "y", "√" };
    static const char *const no[] = { "否", "0", "无", "N", "n", "×" };
    for (size_t i = 0; i < COUNT(yes); i++) {
        *at = strcmp(words, yes[i]) == 0;
        if (*at || strcmp(words, no[i]) == 0)
            return no_fault;
    }
    return (struct said){ "unknown_value", "请填写是或否。" };
}

static int vocab_remembered(struct sheet *s, size_t i, const char *raw)
{
    const struct vocab *v = s->kind->columns[i].vocab;
    size_t hash = 5381;
    for (const char *p = raw; *p; p++)
        hash = hash * 33 + (unsigned char)*p;
    struct memo *m = &s->memo[i][hash % MEMO_SLOTS];
    if (m->words && strcmp(m->words, raw) == 0)
        return m->value;
    const char *words;
    if (words_of(s->in->c->arena, raw, WANT_VOCAB, &words))
        return 0;
    *m = (struct memo){ arena_strdup(s->in->c->arena, raw), vocab_by_word(v, words) };
    return m->value;
}

static struct said take_vocab(struct sheet *s, size_t i, const struct cell *cell, int *at)
{
    const struct vocab *v = s->kind->columns[i].vocab;
    *at = cell->kind == CELL_TEXT || cell->kind == CELL_NUMBER ? vocab_remembered(s, i, cell->text) : 0;
    if (*at)
        return no_fault;
    if (v->n > 8)
        return (struct said){ "unknown_value", "不在规定的选项里，请核对写法。" };
    const char *list = "";
    for (int k = 1; k <= v->n; k++)
        list = arena_printf(s->in->c->arena, "%s%s%s", list, k > 1 ? "、" : "", vocab_label(v, k));
    return (struct said){ "unknown_value", arena_printf(s->in->c->arena, "不在规定的选项里，可以填：%s。", list) };
}

static struct said take_int(const struct sheet_column *col, const char *words, int64_t *at)
{
    int64_t v = 0;
    for (const char *p = words; *p >= '0' && *p <= '9' && v <= (int64_t)col->max; p++)
        v = v * 10 + (*p - '0');
    if (!*words || words[strspn(words, "0123456789")] || v > (int64_t)col->max)
        return (struct said){ "unknown_value", "请填写合适的整数。" };
    *at = v;
    return no_fault;
}

static struct said take_cell(struct sheet *s, size_t i, const struct cell *cell, char *record)
{
    const struct sheet_column *col = &s->kind->columns[i];
    void *at = record + col->offset;
    const char *words = "";
    switch (col->want) {
    case WANT_DATE: return take_date(s, cell, at);
    case WANT_VOCAB: return take_vocab(s, i, cell, at);
    case WANT_BOOL:
    case WANT_INT:
        if (words_of(s->in->c->arena, cell->text, col->want, &words))
            return (struct said){ "unknown_value", "这里有不能识别的字符，请重新填写。" };
        return col->want == WANT_BOOL ? take_bool(words, at) : take_int(col, words, at);
    default: return take_words(s, i, cell, at);
    }
}

/* --- one row -------------------------------------------------------------------------------------------------------- */

static bool is_blank(const struct cell *cell)
{
    return !cell->formula &&
           (cell->kind == CELL_EMPTY || (cell->kind == CELL_TEXT && !cell->text[strspn(cell->text, " \t\r\n")]));
}

/* A total, a note or a signature below the rows: one cell that begins like that, and nothing else. */
static bool is_remark(const struct cell *cell)
{
    static const char *const words[] = { "合计", "总计", "小计", "共计", "备注", "注：",
                                         "注:",  "说明", "填表", "制表", "审核", "负责人" };
    for (size_t i = 0; i < COUNT(words); i++)
        if (strncmp(cell->text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool is_row(const struct sheet *s, const struct cell *cells, int n)
{
    int filled = 0;
    const struct cell *last = NULL;
    for (size_t i = 0; i < s->kind->n; i++) {
        const struct cell *cell = s->place[i] >= 0 && s->place[i] < n ? &cells[s->place[i]] : NULL;
        if (cell && !is_blank(cell)) {
            last = cell;
            filled++;
        }
    }
    return filled > 1 || (filled == 1 && !is_remark(last));
}

static void record_clear(const struct sheet_kind *kind, char *record)
{
    memset(record, 0, kind->record_bytes);
    for (size_t i = 0; i < kind->n; i++)
        if (kind->columns[i].want <= WANT_CITIZEN)
            *(const char **)(void *)(record + kind->columns[i].offset) = "";
}

static enum rc row_take(struct sheet *s, int row, const struct cell *cells, int n)
{
    alignas(max_align_t) char record[512];
    struct sheet_row r = { .row = row, .record = record };
    record_clear(s->kind, record);
    for (size_t i = 0; i < s->kind->n; i++) {
        const struct cell *cell = s->place[i] >= 0 && s->place[i] < n ? &cells[s->place[i]] : NULL;
        if (!cell || is_blank(cell))
            continue;
        r.given |= UINT32_C(1) << i;
        struct said said = take_cell(s, i, cell, record);
        if (said.code)
            sheet_fault(s->in, s->kind, &r, &(struct intake_fault){ .code = said.code, .message = said.message },
                        s->kind->columns[i].field);
    }
    enum rc rc = s->kind->row(s->in, &r);
    s->in->refused += !rc && !s->kind->end && r.refused; /* a kind with an end counts there */
    return rc ? rc : arena_check(s->in->c->arena);
}

static enum rc on_row(void *arg, const char *sheet, int row, const struct cell *cells, int n)
{
    struct sheet *s = arg;
    if (!s->in->sheet)
        s->in->sheet = arena_strdup(s->in->c->arena, sheet);
    if (s->found)
        return is_row(s, cells, n) ? row_take(s, row, cells, n) : RC_OK;
    s->found = header_take(s, cells, n);
    return s->found || ++s->seen < SHEET_HEADER_ROWS ? RC_OK : RC_INVALID;
}

enum rc sheet_take(struct intake *in, const struct sheet_kind *kind, struct xlsx_source src)
{
    struct arena *a = in->c->arena;
    struct sheet *s = arena_alloc(a, sizeof(*s));
    in->headers = arena_array(a, kind->n, sizeof(const char *));
    if (!s || !in->headers || kind->record_bytes > 512 || kind->n > SHEET_COLUMNS)
        return RC_TOOBIG;
    s->in = in;
    s->kind = kind;
    const char *why = NULL;
    enum rc rc = xlsx_read_ahead(a, src, on_row, s, &why);
    if (arena_check(a)) /* then a column may be missing, or a part seem damaged, because of that */
        rc = arena_check(a);
    else if (rc && why)
        in->why = why;
    else if (!s->found && (!rc || rc == RC_INVALID)) {
        in->why = s->missing && *s->missing ? arena_printf(a, "没有找到表头。缺少这些列：%s。", s->missing)
                                            : "这个表格里没有内容。请核对后再上传。";
        rc = RC_INVALID;
    }
    if (!in->sheet)
        in->sheet = "";
    return rc;
}

/* --- against what is known ------------------------------------------------------------------------------------------ */

static const char *words_at(struct arena *a, const struct sheet_column *col, const char *record)
{
    const void *at = record + col->offset;
    char text[DATE_TEXT_BYTES];
    switch (col->want) {
    case WANT_DATE: return arena_strdup(a, date_text(*(const int32_t *)at, text));
    case WANT_VOCAB: return vocab_label(col->vocab, *(const int *)at);
    case WANT_BOOL: return *(const bool *)at ? "是" : "否";
    case WANT_INT: return *(const int64_t *)at ? arena_printf(a, "%d", (int)*(const int64_t *)at) : "";
    default: return *(const char *const *)at;
    }
}

/* What stands under a mask elsewhere is not told here either. */
static const char *difference_words(struct arena *a, const struct sheet_column *col, const char *record,
                                    const char *veiled)
{
    const char *words = words_at(a, col, record);
    return col->flags & COLUMN_SECRET && *words ? veiled : words;
}

static size_t size_of(enum want want)
{
    switch (want) {
    case WANT_DATE: return sizeof(int32_t);
    case WANT_VOCAB: return sizeof(int);
    case WANT_BOOL: return sizeof(bool);
    case WANT_INT: return sizeof(int64_t);
    default: return sizeof(const char *);
    }
}

static bool same_at(const struct sheet_column *col, const char *a, const char *b)
{
    if (col->want <= WANT_CITIZEN)
        return strcmp(*(const char *const *)(const void *)(a + col->offset),
                      *(const char *const *)(const void *)(b + col->offset)) == 0;
    return memcmp(a + col->offset, b + col->offset, size_of(col->want)) == 0;
}

size_t sheet_merge(struct intake *in, const struct sheet_kind *kind, const struct sheet_row *r, const void *known,
                   const char *name)
{
    size_t n = 0;
    char *record = r->record;
    for (size_t i = 0; i < kind->n; i++) {
        const struct sheet_column *col = &kind->columns[i];
        if (!(r->given >> i & 1)) {
            memcpy(record + col->offset, (const char *)known + col->offset, size_of(col->want));
            continue;
        }
        if (same_at(col, record, known))
            continue;
        n++;
        struct intake_difference *d =
            in->differences_wanted ? grow_add(in->c->arena, &in->differences, sizeof(*d)) : NULL;
        if (d)
            *d = (struct intake_difference){ .row = r->row,
                                             .name = name,
                                             .label = header_of(in, kind, (int)i),
                                             .before = difference_words(in->c->arena, col, known, "原有内容"),
                                             .after = difference_words(in->c->arena, col, record, "表中内容") };
    }
    return n;
}
