/*
 * test/unit/doc_write.c: rows as CSV and as a workbook, which our own reader reads back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "doc/xlsx_read.h"
#include "doc/xlsx_write.h"

struct person {
    int64_t id;
    const char *name;
    const char *number;
    int sex;
    int32_t born, until;
    int64_t dues_fen, count;
    bool lost;
    int64_t seen;
    const char *key;
};

#define SEX_LIST(X) X(MALE, "male", "男", "M") X(FEMALE, "female", "女", "F")
VOCAB_TABLE(test_sex, SEX_LIST)

#define COL(field, text, ...)                                                                        \
    {                                                                                                \
        .name = #field, .label = text, .offset = offsetof(struct person, field), .type = __VA_ARGS__ \
    }
static const struct col person_cols[] = {
    COL(id, "编号", COL_ID),
    COL(name, "姓名", COL_TEXT),
    COL(number, "公民身份号码", COL_SEALED),
    COL(sex, "性别", COL_VOCAB, .vocab = &test_sex_vocab),
    COL(born, "出生日期", COL_DATE),
    COL(until, "截止", COL_DATE),
    COL(dues_fen, "党费", COL_FEN),
    COL(count, "次数", COL_INT),
    COL(lost, "失联", COL_BOOL),
    COL(seen, "时间", COL_INSTANT),
    COL(key, "排序", COL_TEXT, .flags = COL_HIDDEN),
    COL(key, "", COL_TEXT),
};
static const struct row_desc person_desc = { "person", "名册[一]/二", sizeof(struct person), person_cols,
                                             COUNT(person_cols) };

static const struct person people[] = {
    { 9007199254740993, "张三", "990101199001011234", 1, 19900102, DATE_OPEN, 1230, 7, true, 1795334400000, "k" },
    { 0, "=1+1", "", 0, 0, 18990101, -5, -3, false, 0, "k" },
    { 1, "-\"a\",\nb", " x", 2, 0, 0, 0, 0, false, 0, "k" },
};

static void csv_is_quoted_and_starts_no_formula(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(1 << 20);
    csv_head(&b, &person_desc, NULL);
    csv_rows(&b, &person_desc, NULL, people, COUNT(people));
    assert_int_equal(buf_check(&b), RC_OK);
    assert_string_equal(b.at, "\xEF\xBB\xBF编号,姓名,公民身份号码,性别,出生日期,截止,党费,次数,失联,时间\r\n"
                              "9007199254740993,张三,990101199001011234,男,1990-01-02,,12.30,7,是,2026-11-22 16:00\r\n"
                              ",'=1+1,,,,1899-01-01,-0.05,-3,否,\r\n"
                              "1,\"'-\"\"a\"\",\nb\",\" x\",女,,,0.00,0,否,\r\n");
    buf_free(&b);
}

static void each_formula_start_is_guarded(void **state)
{
    (void)state;
    const char *const only[] = { "name", NULL };
    const char *starts[] = { "=a", "+a", "-a", "@a", "\ta", "\ra" };
    for (size_t i = 0; i < COUNT(starts); i++) {
        struct buf b = BUF_INIT(1000);
        struct person p = { .name = starts[i] };
        csv_rows(&b, &person_desc, &(struct table_head){ .only = only }, &p, 1);
        assert_int_equal(b.at[b.at[0] == '"'], '\'');
        buf_free(&b);
    }
}

static void columns_come_as_asked_but_never_hidden_ones(void **state)
{
    (void)state;
    const char *const only[] = { "born", "key", "nothing", "name", NULL };
    struct table_head head = { .only = only };
    struct buf b = BUF_INIT(1000);
    csv_head(&b, &person_desc, &head);
    csv_rows(&b, &person_desc, &head, people, 1);
    assert_string_equal(b.at, "\xEF\xBB\xBF出生日期,姓名\r\n1990-01-02,张三\r\n");
    buf_free(&b);
}

static void csv_reports_a_full_buffer(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(50);
    csv_rows(&b, &person_desc, NULL, people, COUNT(people));
    assert_int_equal(buf_check(&b), RC_TOOBIG);
    buf_free(&b);
}

static enum rc row_note(void *arg, const char *sheet, int row, const struct cell *cells, int n)
{
    static const char kinds[] = "_TNDBE";
    struct buf *b = arg;
    buf_printf(b, "%s%s%d:", b->len ? "" : sheet, b->len ? "" : "!", row);
    for (int i = 0; i < n; i++) {
        assert_false(cells[i].formula);
        buf_printf(b, "%s%c", i ? "|" : "", kinds[cells[i].kind]);
        buf_puts(b, cells[i].text);
    }
    buf_putc(b, ';');
    return RC_OK;
}

static char *workbook_text(int fd)
{
    static char bytes[1 << 20];
    const char *why = NULL;
    struct buf b = BUF_INIT(1 << 20);
    struct arena *a = arena_new(1 << 20);
    ssize_t n = read(fd, bytes, sizeof bytes);
    assert_true(n > 0);
    assert_int_equal(xlsx_read(a, (struct xlsx_source){ bytes, (size_t)n }, row_note, &b, &why), RC_OK);
    arena_free(a);
    close(fd);
    return buf_steal(&b, NULL);
}

static void a_workbook_reads_back(void **state)
{
    (void)state;
    int fd = -1;
    struct xlsx_writer *w = NULL;
    struct table_head head = { .title = "党员名册" };
    assert_int_equal(xlsx_writer_new(&person_desc, &head, &w), RC_OK);
    assert_int_equal(xlsx_writer_rows(w, people, 2), RC_OK);
    assert_int_equal(xlsx_writer_rows(w, people + 2, 1), RC_OK);
    assert_int_equal(xlsx_writer_end(w, &fd), RC_OK);
    char *text = workbook_text(fd);
    assert_string_equal(text,
                        "名册 一  "
                        "二!1:T党员名册;2:T编号|T姓名|T公民身份号码|T性别|T出生日期|T截止|T党费|T次数|T失联|T时间;"
                        "3:T9007199254740993|T张三|T990101199001011234|T男|D1990-01-02|_|N12.3|N7|T是|T2026-11-22 "
                        "16:00;"
                        "4:_|T=1+1|_|_|_|T1899-01-01|N-0.05|N-3|T否;5:T1|T-\"a\",\nb|T x|T女|_|_|N0|N0|T否;");
    free(text);
}

static void long_texts_and_single_columns_are_fine(void **state)
{
    (void)state;
    int fd = -1;
    struct xlsx_writer *w = NULL;
    const char *const only[] = { "name", NULL };
    struct table_head head = { .title = "一栏", .sheet = "", .only = only };
    char *name = malloc(40001);
    assert_non_null(name);
    memset(name, 'a', 40000);
    name[40000] = 0;
    assert_int_equal(xlsx_writer_new(&person_desc, &head, &w), RC_OK);
    assert_int_equal(xlsx_writer_rows(w, &(struct person){ .name = name }, 1), RC_OK);
    assert_int_equal(xlsx_writer_rows(w, &(struct person){ .name = "a\x01" }, 1), RC_OK);
    assert_int_equal(xlsx_writer_end(w, &fd), RC_OK);
    char *text = workbook_text(fd);
    assert_memory_equal(text, "表格!1:T一栏;2:T姓名;3:Taaa", strlen("表格!1:T一栏;2:T姓名;3:Taaa"));
    assert_int_equal(strlen(text), strlen("表格!1:T一栏;2:T姓名;3:T;4:Ta1;") + 32767);
    free(text);
    free(name);
}

static void a_dropped_writer_leaves_nothing(void **state)
{
    (void)state;
    struct xlsx_writer *w = NULL;
    assert_int_equal(xlsx_writer_new(&person_desc, NULL, &w), RC_OK);
    assert_int_equal(xlsx_writer_rows(w, people, 1), RC_OK);
    xlsx_writer_drop(w);
    xlsx_writer_drop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_quoted_and_starts_no_formula),
        cmocka_unit_test(each_formula_start_is_guarded),
        cmocka_unit_test(columns_come_as_asked_but_never_hidden_ones),
        cmocka_unit_test(csv_reports_a_full_buffer),
        cmocka_unit_test(a_workbook_reads_back),
        cmocka_unit_test(long_texts_and_single_columns_are_fine),
        cmocka_unit_test(a_dropped_writer_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
