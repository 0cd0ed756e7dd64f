/*
 * test/unit/doc_xlsx_read.c: the workbook reader on workbooks made on the fly, most of them nasty.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#include "base/buf.h"
#include "doc/xlsx_i.h"

#define RELS_NS               "http://schemas.openxmlformats.org/package/2006/relationships"
#define TYPE                  "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define REL(id, type, target) "<Relationship Id='" id "' Type='" TYPE type "' Target='" target "'/>"
#define RELS(list)            "<Relationships xmlns='" RELS_NS "'>" list "</Relationships>"
#define ROOT_RELS             RELS(REL("r1", "officeDocument", "xl/workbook.xml"))
#define BOOK_RELS                                                                              \
    RELS(REL("s1", "worksheet", "worksheets/sheet1.xml") REL("s2", "worksheet", "/xl/two.xml") \
             REL("t", "styles", "styles.xml") REL("s", "sharedStrings", "../xl/./strings.xml"))
#define BOOK        "<workbook xmlns:r='r'><sheets><sheet name='名册' sheetId='1' r:id='s1'/></sheets></workbook>"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

/* The parts of a workbook; those left out get the plain ones above, "" leaves a part out altogether. */
struct parts {
    const char *root_rels, *rels, *book, *strings, *styles, *sheet, *sheet2;
    size_t sheet_len; /* 0: strlen */
};

struct result {
    enum rc rc;
    const char *why;
    char *text; /* every row as "1:Ttext|N5;" with a letter for the kind */
};

static void part_add(zip_t *zip, const char *path, const char *text, const char *fallback, size_t len)
{
    const char *s = text ? text : fallback;
    if (!s || !*s)
        return;
    zip_source_t *source = zip_source_buffer(zip, s, len ? len : strlen(s), 0);
    assert_true(zip_file_add(zip, path, source, 0) >= 0);
}

static struct xlsx_source package_make(const struct parts *p)
{
    zip_error_t error;
    zip_stat_t st;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 1, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    zip_source_keep(source);
    part_add(zip, "_rels/.rels", p->root_rels, ROOT_RELS, 0);
    part_add(zip, "xl/_rels/workbook.xml.rels", p->rels, BOOK_RELS, 0);
    part_add(zip, "xl/workbook.xml", p->book, BOOK, 0);
    part_add(zip, "xl/strings.xml", p->strings, NULL, 0);
    part_add(zip, "xl/styles.xml", p->styles, NULL, 0);
    part_add(zip, "xl/worksheets/sheet1.xml", p->sheet, SHEET("<row><c><v>1</v></c></row>"), p->sheet_len);
    part_add(zip, "xl/two.xml", p->sheet2, NULL, 0);
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_stat(source, &st), 0);
    char *at = malloc(st.size);
    assert_non_null(at);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_read(source, at, st.size), (zip_int64_t)st.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct xlsx_source){ at, (size_t)st.size };
}

static enum rc row_note(void *arg, const char *sheet, int row, const struct cell *cells, int n)
{
    static const char kinds[] = { [CELL_EMPTY] = '_', [CELL_TEXT] = 'T', [CELL_NUMBER] = 'N',
                                  [CELL_DATE] = 'D',  [CELL_BOOL] = 'B', [CELL_ERROR] = 'E' };
    struct buf *b = arg;
    assert_string_equal(sheet, "名册");
    buf_printf(b, "%d:", row);
    for (int i = 0; i < n; i++) {
        buf_printf(b, "%s%c%s", i ? "|" : "", kinds[cells[i].kind], cells[i].formula ? "=" : "");
        buf_puts(b, cells[i].text);
        if (cells[i].kind == CELL_DATE)
            assert_int_not_equal(cells[i].date, 0);
    }
    buf_putc(b, ';');
    return RC_OK;
}

/* On a thread of its own the same rows come out, and the same refusal. */
static void ahead_agrees(struct xlsx_source src, const struct result *with)
{
    struct buf b = BUF_INIT(8 << 20);
    struct arena *a = arena_new(4 << 20);
    const char *why = NULL;
    assert_int_equal(xlsx_read_ahead(a, src, row_note, &b, &why), with->rc);
    assert_string_equal(why ? why : "", with->why ? with->why : "");
    buf_putc(&b, 0);
    assert_string_equal(b.at, with->text);
    buf_free(&b);
    arena_free(a);
}

static struct result source_read(struct xlsx_source src)
{
    struct result r = { 0 };
    struct buf b = BUF_INIT(8 << 20);
    struct arena *a = arena_new(4 << 20);
    r.rc = xlsx_read(a, src, row_note, &b, &r.why);
    assert_true(!r.rc == !r.why); /* every refusal of ours has a sentence */
    buf_putc(&b, 0);
    r.text = buf_steal(&b, NULL);
    arena_free(a);
    ahead_agrees(src, &r);
    return r;
}

static struct result package_read(const struct parts *p)
{
    struct xlsx_source src = package_make(p);
    struct result r = source_read(src);
    free((void *)(uintptr_t)src.at);
    return r;
}

static void expect_rows(const struct parts *p, const char *rows)
{
    struct result r = package_read(p);
    assert_int_equal(r.rc, RC_OK);
    assert_string_equal(r.text, rows);
    free(r.text);
}

static void expect_refusal(struct result r, enum rc rc, const char *word)
{
    assert_int_equal(r.rc, rc);
    assert_non_null(strstr(r.why, word));
    free(r.text);
}

static void cells_of_all_kinds(void **state)
{
    (void)state;
    expect_rows(&(struct parts){ .strings =
                                     "<sst><si><t xml:space='preserve'> 张三 </t></si><si/><si><r><t>李</t></r><r><t>四"
                                     "</t></r><rPh sb='0' eb='1'><t>lisi</t></rPh></si></sst>",
                                 .sheet = SHEET("<row r='3'><c r='A3' t='s'><v>0</v></c><c r='B3' t='s'><v>1</v></c>"
                                                "<c r='C3' t='s'><v>2</v></c><c r='D3' t='s'><v>3</v></c>"
                                                "<c r='E3' t='b'><v>1</v></c><c r='F3' t='e'><v>#N/A</v></c>"
                                                "<c r='G3' t='str'><f>A1</f><v>王五</v></c>"
                                                "<c r='H3'><f>1+1</f><v>2</v></c>"
                                                "<c r='I3' t='inlineStr'><is><r><t>赵</t></r><r><t>六&amp;</t></r>"
                                                "<rPh><t>zhao</t></rPh></is></c><c r='J3' s='1'/></row>") },
                "3:T 张三 |_|T李四|E#REF!|B1|E#N/A|T=王五|N=2|T赵六&;");
}

static void cells_find_their_place(void **state)
{
    (void)state;
    expect_rows(&(struct parts){ .sheet = SHEET("<row><c r='C1'><v>3</v></c><c r='A1'><v>1</v></c></row>"
                                                "<row><c><v>4</v></c><c><v>5</v></c></row>"
                                                "<row><c r='B7'><v>6</v></c></row><row r='9' spans='1:2'/>"
                                                "<row><c r='SR10'><v>7</v></c><c r='SS10'><v>8</v></c>"
                                                "<c r='XFD10'><v>9</v></c></row><row><c r='A11'/></row>") }
                /* SR is 512 */
                ,
                "1:N1|_|N3;2:N4|N5;7:_|N6;10:"
#define TEN     "_|_|_|_|_|_|_|_|_|_|"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
                HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED TEN "_|N7;");
}

static void namespaces_with_a_prefix_are_fine(void **state)
{
    (void)state;
    expect_rows(&(struct parts){ .sheet = "<x:worksheet xmlns:x='x'><x:sheetData><x:row r='1'><x:c r='A1'><x:v>5</x:v>"
                                          "</x:c></x:row></x:sheetData></x:worksheet>" },
                "1:N5;");
}

static const char date_styles[] =
    "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/>"
    "<numFmt numFmtId='177' formatCode='[Red]0.00&quot;day&quot;\\d'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"
    "<xf numFmtId='176'/><xf numFmtId='177'/><xf numFmtId='31'/></cellXfs></styleSheet>";

static void numbers_under_date_formats_are_dates(void **state)
{
    (void)state;
    const char *sheet = SHEET("<row r='1'><c><v>45000</v></c><c s='1'><v>45000</v></c><c s='2'><v>45000.75</v></c>"
                              "<c s='3'><v>45000</v></c><c s='4'><v>45000</v></c><c s='99'><v>45000</v></c>"
                              "<c s='1'><v>0.5</v></c><c s='1'><v>1e9</v></c><c t='d'><v>2026-11-22T00:00:00</v></c>"
                              "<c s='1' t='str'><v>45000</v></c></row>");
    expect_rows(&(struct parts){ .styles = date_styles, .sheet = sheet },
                "1:N45000|D2023-03-15|D2023-03-15|N45000|D2023-03-15|N45000|N0.5|N1000000000|D2026-"
                "11-22|T45000;");
    expect_rows(&(struct parts){ .styles = date_styles,
                                 .book = "<workbook xmlns:r='r'><workbookPr date1904='1'/><sheets><sheet name='名册' "
                                         "r:id='s1'/></sheets></workbook>",
                                 .sheet = SHEET("<row><c s='1'><v>43538</v></c><c s='1'><v>0</v></c></row>") },
                "1:D2023-03-15|D1904-01-01;");
}

static void date_formats_are_known_by_their_letters(void **state)
{
    (void)state;
    const char *dates[] = { "yyyy-mm-dd", "[$-804]yyyy\"年\"m\"月\"", "M/D/YY", "[h]:mm", "\\Dd" };
    const char *numbers[] = { "General", "0.00", "\"y\"0", "[Red]0", "\\d0", "_d0", "@", "#,##0", "\"y", "[m", "\\" };
    for (size_t i = 0; i < COUNT(dates); i++)
        assert_true(format_is_date(dates[i]));
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_false(format_is_date(numbers[i]));
}

static void numbers_are_spelled_in_full(void **state)
{
    (void)state;
    expect_rows(&(struct parts){ .sheet = SHEET("<row><c><v>0.1</v></c><c><v>1.0000000000000001E-2</v></c>"
                                                "<c><v>9.9010119900101101E+17</v></c><c><v>-5</v></c><c><v>007</v></c>"
                                                "<c><v>-0</v></c><c><v>1234.50</v></c><c><v>1e300</v></c>"
                                                "<c><v>nan</v></c><c><v>0x10</v></c><c><v>1e999</v></c></row>") },
                "1:N0.1|N0.01|N990101199001011100|N-5|N7|N0|N1234.5|N1.0000000000000001e+300|Tnan|T0x10|"
                "T1e999;");
}

static void escaped_characters_are_unescaped(void **state)
{
    (void)state;
    expect_rows(&(struct parts){ .strings = "<sst><si><t>a_x000A_b_x005F_x0041__x0000_</t></"
                                            "si><si><t>_xD840__xDC00__xD840_!</t>"
                                            "</si></sst>",
                                 .sheet = SHEET("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c "
                                                "t='str'><v>_x4E2d_</v></c></row>") },
                "1:Ta\nb_x0041__x0000_|T𠀀_xD840_!|T中;");
}

static void the_first_visible_sheet_is_read(void **state)
{
    (void)state;
    const char *book = "<workbook xmlns:r='r'><sheets><sheet name='a' state='hidden' r:id='s1'/><sheet name='b' "
                       "r:id='t'/>"
                       "<sheet name='名册' r:id='s2'/><sheet name='c' r:id='s1'/></sheets></workbook>";
    expect_rows(&(struct parts){ .book = book, .sheet2 = SHEET("<row><c><v>2</v></c></row>") }, "1:N2;");
    struct parts hidden = { .book =
                                "<workbook><sheets><sheet name='a' state='veryHidden' id='s1'/></sheets></workbook>" };
    expect_refusal(package_read(&hidden), RC_INVALID, "可见");
}

static void utf16_parts_are_read(void **state)
{
    (void)state;
    const char *ascii = "<?xml version='1.0' encoding='UTF-16'?>" SHEET("<row><c><v>16</v></c></row>");
    char wide[512] = "\xFF\xFE";
    size_t n = strlen(ascii);
    for (size_t i = 0; i < n; i++)
        wide[2 + 2 * i] = ascii[i];
    expect_rows(&(struct parts){ .sheet = wide, .sheet_len = 2 + 2 * n }, "1:N16;");
}

static void other_files_are_refused_with_a_reason(void **state)
{
    (void)state;
    static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0k\0b\0o\0o\0k\0";
    static const char locked[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    expect_refusal(source_read((struct xlsx_source){ "", 0 }), RC_INVALID, "空的");
    expect_refusal(source_read((struct xlsx_source){ "姓名,性别\n", 14 }), RC_INVALID, "不是 .xlsx");
    expect_refusal(source_read((struct xlsx_source){ ole, sizeof ole }), RC_INVALID, ".xls）");
    expect_refusal(source_read((struct xlsx_source){ locked, sizeof locked }), RC_INVALID, "密码");
    expect_refusal(source_read((struct xlsx_source){ "PK\3\4", (size_t)XLSX_FILE_BYTES + 1 }), RC_TOOBIG, "太大");
    struct parts word = { .root_rels = RELS(REL("r1", "officeDocument", "word/document.xml")) };
    struct parts binary = { .root_rels = RELS(REL("r1", "officeDocument", "xl/workbook.bin")) };
    struct parts plain_zip = { .root_rels = "" };
    expect_refusal(package_read(&word), RC_INVALID, "不是 .xlsx");
    expect_refusal(package_read(&binary), RC_INVALID, ".xlsb");
    expect_refusal(package_read(&plain_zip), RC_INVALID, "不是 .xlsx");
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    struct xlsx_source src = package_make(&(struct parts){ 0 });
    for (size_t n = 1; n < src.len; n++) {
        char *part = malloc(n); /* of exactly this size, so that AddressSanitizer sees a step too far */
        assert_non_null(part);
        memcpy(part, src.at, n);
        struct result r = source_read((struct xlsx_source){ part, n });
        assert_int_equal(r.rc, RC_INVALID);
        free(r.text);
        free(part);
    }
    free((void *)(uintptr_t)src.at);
}

static void missing_and_confused_parts_are_refused(void **state)
{
    (void)state;
    struct parts cases[] = {
        { .book = "" },
        { .rels = "" },
        { .sheet = "" },
        { .sheet = "<workbook/>" },
        { .sheet = "<worksheet><sheetData><row>" },
        { .sheet = "not xml" },
        { .strings = "<worksheet/>" },
        { .styles = "<sst/>" },
        { .rels = RELS(REL("s1", "worksheet", "workbook.xml")) },
        { .rels = RELS(REL("s1", "worksheet", "../../../etc/passwd")) },
        { .root_rels = RELS(REL("r1", "officeDocument", "_rels/.rels")) },
        { .sheet = SHEET("<row r='5'><c><v>1</v></c></row><row r='5'/>") },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_refusal(package_read(&cases[i]), RC_INVALID, "后再上传");
    expect_rows(&(struct parts){ .sheet = SHEET("<row><c t='s'><v>0</v></c><c t='s'><v>-1</v></c></row>") },
                "1:E#REF!|E#REF!;");
}

static void a_doctype_is_refused(void **state)
{
    (void)state;
    struct parts p = { .sheet = "<!DOCTYPE worksheet [<!ENTITY a 'aaaa'>]>" SHEET("<row><c><v>&a;</v></c></row>") };
    struct parts outside = { .book = "<!DOCTYPE workbook SYSTEM 'file:///etc/passwd'>" BOOK };
    expect_refusal(package_read(&p), RC_INVALID, "不允许");
    expect_refusal(package_read(&outside), RC_INVALID, "不允许");
}

static void structure_made_by_hand_does_no_harm(void **state)
{
    (void)state;
    expect_rows(&(struct parts){ .sheet = SHEET("<v>1</v><c><v>2</v></c><row r='1'><c r='A1'><v>abc</v><row r='2'>"
                                                "<v>x</v><c><v>3</v><c><v>4</v></c></c></row><v>y</v></c></row>") },
                "2:_|N4;");
}

static char *repeated(const char *head, const char *middle, size_t n, const char *tail)
{
    struct buf b = BUF_INIT(400 << 20);
    buf_puts(&b, head);
    while (b.len < n)
        buf_puts(&b, middle);
    buf_puts(&b, tail);
    return buf_steal(&b, NULL);
}

#define END    "<sheetData/></worksheet>"
#define BLANKS "                                                                "

static void bombs_are_refused(void **state)
{
    (void)state;
    const struct {
        const char *head, *middle;
        size_t n;
        const char *tail; /* without the limit, each would be a good sheet */
        enum rc rc;
    } bombs[] = {
        { "<worksheet>", BLANKS, 300 << 20, END, RC_TOOBIG },
        { "<worksheet><!--", BLANKS, 4 << 20, "-->" END, RC_INVALID },
        { "<worksheet a='", BLANKS, 4 << 20, "'>" END, RC_INVALID },
        { "<worksheet><sheetData><row r='1048576'/>", "<row/>", 100, "</sheetData></worksheet>", RC_TOOBIG },
        { "<worksheet><sheetData><row>", "<c r='A1' t='str'><v>" BLANKS "</v></c>", 64 << 20,
          "</row></sheetData></worksheet>", RC_TOOBIG },
    };
    for (size_t i = 0; i < COUNT(bombs); i++) {
        char *sheet = repeated(bombs[i].head, bombs[i].middle, bombs[i].n, bombs[i].tail);
        expect_refusal(package_read(&(struct parts){ .sheet = sheet }), bombs[i].rc, "。");
        free(sheet);
    }
}

static void nesting_without_end_is_refused(void **state)
{
    (void)state;
    char *open = repeated("<worksheet>", "<a>", 11 + 100 * 3, "");
    char *all = repeated(open, "</a>", strlen(open) + 100 * 4, END);
    expect_refusal(package_read(&(struct parts){ .sheet = all }), RC_INVALID, "损坏");
    free(open);
    free(all);
}

static void names_without_end_are_refused(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(1 << 20);
    buf_puts(&b, "<worksheet>");
    for (int i = 0; i < 5000; i++)
        buf_printf(&b, "<a%d/>", i);
    buf_puts(&b, "<sheetData/></worksheet>");
    expect_refusal(package_read(&(struct parts){ .sheet = b.at }), RC_INVALID, "损坏");
    buf_free(&b);
}

static void long_texts_are_cut_between_characters(void **state)
{
    (void)state;
    char *sheet =
        repeated("<worksheet><sheetData><row><c t='str'><v>", "党", 40000, "</v></c></row></sheetData></worksheet>");
    struct result r = package_read(&(struct parts){ .sheet = sheet });
    assert_int_equal(r.rc, RC_OK);
    assert_int_equal(strlen(r.text), strlen("1:T;") + 32766); /* 10,922 characters of three bytes */
    free(r.text);
    free(sheet);
}

static enum rc row_refuse(void *arg, const char *sheet, int row, const struct cell *cells, int n)
{
    (void)sheet;
    (void)row;
    (void)cells;
    (void)n;
    ++*(int *)arg;
    return RC_CONFLICT;
}

static void the_caller_may_end_the_reading(void **state)
{
    (void)state;
    int rows = 0;
    const char *why = "";
    struct arena *a = arena_new(1 << 20);
    struct xlsx_source src =
        package_make(&(struct parts){ .sheet = SHEET("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>") });
    assert_int_equal(xlsx_read(a, src, row_refuse, &rows, &why), RC_CONFLICT);
    assert_int_equal(rows, 1);
    assert_null(why);
    assert_int_equal(xlsx_read_ahead(a, src, row_refuse, &rows, &why), RC_CONFLICT);
    assert_int_equal(rows, 2);
    assert_null(why);
    arena_free(a);
    free((void *)(uintptr_t)src.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_all_kinds),
        cmocka_unit_test(cells_find_their_place),
        cmocka_unit_test(namespaces_with_a_prefix_are_fine),
        cmocka_unit_test(numbers_under_date_formats_are_dates),
        cmocka_unit_test(date_formats_are_known_by_their_letters),
        cmocka_unit_test(numbers_are_spelled_in_full),
        cmocka_unit_test(escaped_characters_are_unescaped),
        cmocka_unit_test(the_first_visible_sheet_is_read),
        cmocka_unit_test(utf16_parts_are_read),
        cmocka_unit_test(other_files_are_refused_with_a_reason),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(missing_and_confused_parts_are_refused),
        cmocka_unit_test(a_doctype_is_refused),
        cmocka_unit_test(structure_made_by_hand_does_no_harm),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(nesting_without_end_is_refused),
        cmocka_unit_test(names_without_end_are_refused),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(the_caller_may_end_the_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
