/* test/unit/web_form.c: declared input, from bodies, queries and JSON, and drawn again with what was typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "web_ctx.h"

struct sample_in {
    const char *name, *title, *note, *password, *number;
    int64_t id, count;
    int32_t day, later;
    bool lost;
    int colour, shade;
    struct form_file file;
    uint64_t given;
};

#define AT(field) offsetof(struct sample_in, field)
static const struct field sample_fields[] = {
    { "name", "姓名", FIELD_NAME, REQUIRED, AT(name), 2, 5, NULL, "与身份证一致。" },
    { "title", "标题", FIELD_TEXT, 0, AT(title), 0, 4, NULL, NULL },
    { "note", "说明", FIELD_LINES, 0, AT(note), 0, 100, NULL, NULL },
    { "password", "密码", FIELD_SECRET, 0, AT(password), 8, 20, NULL, NULL },
    { "number", "号码", FIELD_CODE, SENSITIVE, AT(number), 0, 18, NULL, NULL },
    { "id", "对象", FIELD_ID, 0, AT(id), 0, 0, NULL, NULL },
    { "count", "人数", FIELD_INT, 0, AT(count), 1, 9, NULL, NULL },
    { "day", "日期", FIELD_DATE, NOT_FUTURE, AT(day), 0, 0, NULL, NULL },
    { "later", "期限", FIELD_DATE, 0, AT(later), 20260101, 20271231, NULL, NULL },
    { "lost", "失联", FIELD_BOOL, 0, AT(lost), 0, 0, NULL, NULL },
    { "colour", "颜色", FIELD_VOCAB, 0, AT(colour), 0, 0, &colour_vocab, NULL },
    { "shade", "深浅", FIELD_VOCAB, 0, AT(shade), 0, 0, &shade_vocab, NULL },
    { "file", "文件", FIELD_FILE, 0, AT(file), 0, 10, NULL, NULL },
};
static const struct form sample_form = { .name = "sample",
                                         .size = sizeof(struct sample_in),
                                         .fields = sample_fields,
                                         .n = COUNT(sample_fields),
                                         .given = AT(given) };

static const char *code_of(const struct world *w, const char *field)
{
    for (size_t i = 0; i < w->answer.nproblems; i++)
        if (w->answer.problems[i].field && strcmp(w->answer.problems[i].field, field) == 0)
            return w->answer.problems[i].code;
    return "";
}

static enum rc query(struct world *w, const char *text, struct sample_in *in)
{
    *in = (struct sample_in){ 0 };
    w->answer.nproblems = 0;
    return form_decode_query(&w->ctx, &sample_form, text, in);
}

static enum rc json(struct world *w, const char *text, struct sample_in *in)
{
    *in = (struct sample_in){ 0 };
    w->answer.nproblems = 0;
    return form_decode_json(&w->ctx, &sample_form, text, strlen(text), in);
}

static void every_type_arrives_typed(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    assert_int_equal(query(w,
                           "name=%E5%BC%A0+%E4%B8%89&title=+a++b+&note=a%0D%0Ab&password=+pass+word+&number=99 01x"
                           "&id=9007199254740993&count=9&day=2026%E5%B9%B41%E6%9C%882%E6%97%A5&later=20260102&"
                           "lost=on"
                           "&colour=blue&shade=4&unknown=1",
                           &in),
                     RC_OK);
    assert_string_equal(in.name, "张三");
    assert_string_equal(in.title, "a b");
    assert_string_equal(in.note, "a\nb");
    assert_string_equal(in.password, " pass word ");
    assert_string_equal(in.number, "9901X");
    assert_true(in.id == INT64_C(9007199254740993));
    assert_int_equal(in.count, 9);
    assert_int_equal(in.day, 20260102);
    assert_int_equal(in.later, 20260102);
    assert_true(in.lost);
    assert_int_equal(in.colour, 2);
    assert_int_equal(in.shade, 4);
    assert_int_equal(in.given, (1u << 12) - 1);
}

static void names_keep_latin_blanks(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    assert_int_equal(query(w, "name=An Li", &in), RC_OK);
    assert_string_equal(in.name, "An Li");
}

static void each_fault_has_its_code(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    assert_int_equal(query(w,
                           "title=12345&note=%01&password=short&id=-1&count=10&day=2026-11-23&later=2025-12-31"
                           "&lost=maybe&colour=green&shade=",
                           &in),
                     RC_INVALID);
    assert_string_equal(code_of(w, "name"), "missing");
    assert_string_equal(code_of(w, "title"), "too_long");
    assert_string_equal(code_of(w, "note"), "not_text");
    assert_string_equal(code_of(w, "password"), "too_short");
    assert_string_equal(code_of(w, "id"), "unknown_value");
    assert_string_equal(code_of(w, "count"), "out_of_range");
    assert_string_equal(code_of(w, "day"), "date_in_future");
    assert_string_equal(code_of(w, "later"), "out_of_range");
    assert_string_equal(code_of(w, "lost"), "unknown_value");
    assert_string_equal(code_of(w, "colour"), "unknown_value");
    assert_string_equal(code_of(w, "shade"), "");
    assert_string_equal(in.note, "");
}

static void days_are_read_as_people_write_them(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    static const char *const good[] = { "2026-01-02", "2026/1/2", "2026.01.02", "20260102",
                                        "2026%E5%B9%B401%E6%9C%8802%E6%97%A5" };
    static const char *const bad[] = { "2026-02-30", "26-01-02", "2026-01", "202601021", "2026-01-02x", "1" };
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_int_equal(query(w, arena_printf(w->ctx.arena, "name=ab&day=%s", good[i]), &in), RC_OK);
        assert_int_equal(in.day, 20260102);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(query(w, arena_printf(w->ctx.arena, "name=ab&day=%s", bad[i]), &in), RC_INVALID);
        assert_string_equal(code_of(w, "day"), "date_unreadable");
    }
}

static void numbers_do_not_overflow(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    assert_int_equal(query(w, "name=ab&id=9223372036854775807", &in), RC_OK);
    assert_true(in.id == INT64_MAX);
    assert_int_equal(query(w, "name=ab&id=9223372036854775808", &in), RC_INVALID);
    assert_int_equal(query(w, "name=ab&id=1%002", &in), RC_INVALID);
}

static void json_takes_the_same_names(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    assert_int_equal(json(w,
                          "{\"name\":\"张三\",\"count\":3,\"lost\":true,\"colour\":\"red\","
                          "\"title\":null,\"id\":\"5\"}",
                          &in),
                     RC_OK);
    assert_string_equal(in.name, "张三");
    assert_int_equal(in.count, 3);
    assert_true(in.lost);
    assert_int_equal(in.colour, 1);
    assert_int_equal(in.id, 5);
}

static void json_is_refused_with_its_field(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    assert_int_equal(json(w, "{\"name\":\"ab\",\"nmae\":\"x\"}", &in), RC_INVALID);
    assert_string_equal(code_of(w, "nmae"), "unknown_field");
    assert_int_equal(json(w, "{\"name\":\"ab\",\"id\":5}", &in), RC_INVALID);
    assert_string_equal(code_of(w, "id"), "not_text");
    assert_int_equal(json(w, "{\"name\":[\"ab\"],\"file\":\"x\"}", &in), RC_INVALID);
    assert_string_equal(code_of(w, "name"), "not_text");
    assert_string_equal(code_of(w, "file"), "not_text");
    static const char *const bad[] = {
        "", "[]", "1", "{\"name\":\"a\",\"name\":\"b\"}", "{} x", "{\"name\":\"\\u0000\"}", "{\"name\":\"\xff\"}", "{"
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(json(w, bad[i], &in), RC_BADREQ);
}

static void files_are_bounded(void **state)
{
    struct world *w = *state;
    struct sample_in in = { 0 };
    struct http_field f[] = { { .name = "name", .value = "ab", .len = 2 },
                              { .name = "file", .filename = "a.xlsx", .value = "12345678901", .len = 10 } };
    assert_int_equal(form_decode_fields(&w->ctx, &sample_form, f, 2, &in), RC_OK);
    assert_int_equal(in.file.len, 10);
    f[1].len = 11;
    assert_int_equal(form_decode_fields(&w->ctx, &sample_form, f, 2, &in), RC_INVALID);
    assert_string_equal(code_of(w, "file"), "too_big");
}

static const char *drawn(struct world *w, const char *field)
{
    struct buf b = BUF_INIT(65536);
    struct html o = { &b, &w->ctx };
    html_input(&o, &sample_form, field);
    const char *text = arena_strdup(w->ctx.arena, b.at);
    buf_free(&b);
    return text;
}

static void what_was_typed_comes_back(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    assert_int_equal(query(w,
                           "name=%22%3Cb&day=gestern&password=pass&colour=blue&shade=3&lost=1&note="
                           "%3C/textarea%3E",
                           &in),
                     RC_INVALID);
    const char *day = drawn(w, "day");
    assert_non_null(strstr(day, "<label class=\"form-label\" for=\"sample-day\">日期 <span "
                                "class=\"quiet\">（可不填）</span></label>"
                                "<p class=\"field-error\" id=\"sample-day-error\"><svg"));
    assert_non_null(strstr(day, "</svg>请把日期填写成 2026-11-22 这样的日期。</p><input "
                                "class=\"form-control short\" id=\"sample-day\""
                                " name=\"day\" aria-describedby=\"sample-day-error\" "
                                "aria-invalid=\"true\" value=\"gestern\"></div>"));
    assert_non_null(strstr(drawn(w, "name"), "value=\"&quot;&lt;b\""));
    assert_non_null(strstr(drawn(w, "name"), "aria-describedby=\"sample-name-hint\""));
    assert_null(strstr(drawn(w, "password"), "value="));
    assert_non_null(strstr(drawn(w, "colour"), "value=\"blue\" checked>"));
    assert_non_null(strstr(drawn(w, "shade"), "<option value=\"3\" selected>三"));
    assert_non_null(strstr(drawn(w, "lost"), " checked>"));
    assert_non_null(strstr(drawn(w, "note"), ">&lt;/textarea&gt;</textarea>"));
    assert_non_null(strstr(drawn(w, "number"), "autocomplete=\"off\""));
}

static void a_form_starts_from_given_values(void **state)
{
    struct world *w = *state;
    struct sample_in in = { .name = "张三", .day = 20250102, .colour = 1, .title = "", .note = "", .number = "" };
    answer_prefill(&w->ctx, &sample_form, &in);
    assert_non_null(strstr(drawn(w, "name"), "value=\"张三\""));
    assert_non_null(strstr(drawn(w, "day"), "type=\"date\" value=\"2025-01-02\" max=\"2026-11-22\""));
    assert_int_equal(query(w, "name=x", &in), RC_INVALID);
    assert_non_null(strstr(drawn(w, "name"), "value=\"x\"")); /* typed wins */
    assert_null(strstr(drawn(w, "day"), "2025-01-02"));
}

static void the_summary_leads_to_the_fields(void **state)
{
    struct world *w = *state;
    struct sample_in in;
    struct buf b = BUF_INIT(65536);
    struct html o = { &b, &w->ctx };
    html_problems(&o);
    assert_int_equal(b.len, 0);
    assert_int_equal(query(w, "", &in), RC_INVALID);
    assert_int_equal(refuse(&w->ctx, NULL, "x", "<整体>"), RC_INVALID);
    html_problems(&o);
    assert_non_null(strstr(b.at, "有 2 处"));
    assert_non_null(strstr(b.at, "<li><a href=\"#sample-name\">请填写姓名。</a></li><li>&lt;整体&gt;</li>"));
    buf_free(&b);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(every_type_arrives_typed),        T(names_keep_latin_blanks),
        T(each_fault_has_its_code),         T(days_are_read_as_people_write_them),
        T(numbers_do_not_overflow),         T(json_takes_the_same_names),
        T(json_is_refused_with_its_field),  T(files_are_bounded),
        T(what_was_typed_comes_back),       T(a_form_starts_from_given_values),
        T(the_summary_leads_to_the_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
