/*
 * test/unit/doc_pdf.c: documents as PDF, read back by poppler's pdftotext and pdfinfo.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "doc/pdf.h"

enum { PDF_MAX = 8 << 20, TEXT_MAX = 256 << 10 };

static const char rare_name[] = "𠮷野·阿卜杜热合曼";

/* What a program says about the document on its standard input. */
static char *tool_says(const struct buf *pdf, const char *program, const char *more)
{
    char path[] = "/tmp/zhibu-pdf-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf->at, pdf->len), (ssize_t)pdf->len);
    close(fd);
    char line[256];
    snprintf(line, sizeof(line), "%s %s %s", program, path, more);
    FILE *f = popen(line, "r");
    assert_non_null(f);
    char *text = calloc(1, TEXT_MAX);
    assert_non_null(text);
    size_t n = fread(text, 1, TEXT_MAX - 1, f);
    text[n] = '\0';
    assert_int_equal(pclose(f), 0);
    unlink(path);
    return text;
}

static void test_text_can_be_read_back(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(PDF_MAX);
    struct pdf *p;
    assert_int_equal(
        pdf_new(&(struct pdf_setup){ .title = "档案", .foot = "青岚大学", .watermark = "仅供本人" }, &out, &p), RC_OK);
    pdf_title(p, "党员信息");
    pdf_heading(p, "基本信息");
    pdf_field(p, "姓名", rare_name);
    pdf_text(p, "一段说明。");
    pdf_note(p, "小字。");
    assert_int_equal(pdf_end(p), RC_OK);
    char *text = tool_says(&out, "pdftotext -layout", "-");
    assert_non_null(strstr(text, rare_name));
    assert_non_null(strstr(text, "党员信息"));
    assert_non_null(strstr(text, "青岚大学"));
    assert_non_null(strstr(text, "页"));
    free(text);
    buf_free(&out);
}

static void test_a_table_repeats_its_head(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(PDF_MAX);
    struct pdf *p;
    const struct pdf_table t = { (const char *const[]){ "时间", "内容" }, (const double[]){ 1, 3 }, 2 };
    assert_int_equal(pdf_new(&(struct pdf_setup){ 0 }, &out, &p), RC_OK);
    pdf_table_head(p, &t);
    for (int i = 0; i < 80; i++)
        pdf_table_row(p, &t, (const char *const[]){ "2026-11-22", "查看了您的信息，事由是核对名册。" });
    assert_int_equal(pdf_end(p), RC_OK);
    char *text = tool_says(&out, "pdftotext -layout", "-");
    size_t heads = 0;
    size_t pages = 0;
    for (const char *at = text; (at = strstr(at, "内容")); at++)
        heads++;
    for (const char *at = text; *at; at++)
        pages += *at == '\f';
    assert_true(pages > 1);
    assert_int_equal(heads, pages);
    free(text);
    buf_free(&out);
}

static void test_eight_slips_a_page(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(PDF_MAX);
    struct pdf *p;
    assert_int_equal(pdf_new(&(struct pdf_setup){ .title = "启用凭条" }, &out, &p), RC_OK);
    for (int i = 0; i < 21; i++)
        pdf_slip(p, &(struct pdf_slip){ .heading = rare_name,
                                        .lines = (const char *const[]){ "青岚大学计算机学院学生第一党支部",
                                                                        "一次有效的代码：K7MQ-2XFD-98RT", NULL },
                                        .qr = "https://party.example.edu.cn/activate/123456789012345678/1" });
    assert_int_equal(pdf_end(p), RC_OK);
    char *info = tool_says(&out, "pdfinfo", "");
    assert_non_null(strstr(info, "Pages:           3\n"));
    free(info);
    buf_free(&out);
}

static void test_a_full_buffer_is_said(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(100);
    struct pdf *p;
    assert_int_equal(pdf_new(&(struct pdf_setup){ 0 }, &out, &p), RC_OK);
    pdf_text(p, "太长");
    assert_int_equal(pdf_end(p), RC_TOOBIG);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_can_be_read_back),
        cmocka_unit_test(test_a_table_repeats_its_head),
        cmocka_unit_test(test_eight_slips_a_page),
        cmocka_unit_test(test_a_full_buffer_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
