/* test/unit/web_answer.c: rows as JSON, pages, errors and lists in the form that was asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "web_ctx.h"
#include "web/call.h"

struct thing_row {
    int64_t id;
    const char *name;
    int colour;
    int64_t branch_id;
    const char *branch_name;
    bool lost;
    int32_t join_date;
    int64_t paid_fen;
    int64_t seen_at;
    const char *secret;
};

static const struct col thing_cols[] = {
    { .name = "id", .label = "编号", .type = COL_ID, .offset = offsetof(struct thing_row, id) },
    { .name = "name", .label = "姓名", .type = COL_TEXT, .offset = offsetof(struct thing_row, name) },
    { .name = "colour",
      .label = "颜色",
      .type = COL_VOCAB,
      .offset = offsetof(struct thing_row, colour),
      .vocab = &colour_vocab },
    { .name = "branch.id", .label = "", .type = COL_ID, .offset = offsetof(struct thing_row, branch_id) },
    { .name = "branch.name", .label = "支部", .type = COL_TEXT, .offset = offsetof(struct thing_row, branch_name) },
    { .name = "lost", .label = "失联", .type = COL_BOOL, .offset = offsetof(struct thing_row, lost) },
    { .name = "join_date", .label = "入党日期", .type = COL_DATE, .offset = offsetof(struct thing_row, join_date) },
    { .name = "paid_fen", .label = "党费", .type = COL_FEN, .offset = offsetof(struct thing_row, paid_fen) },
    { .name = "seen_at", .label = "", .type = COL_INSTANT, .offset = offsetof(struct thing_row, seen_at) },
    { .name = "secret",
      .label = "密",
      .type = COL_TEXT,
      .flags = COL_HIDDEN,
      .offset = offsetof(struct thing_row, secret) },
};
static const struct row_desc thing_desc = { "thing_row", "物品", sizeof(struct thing_row), thing_cols,
                                            COUNT(thing_cols) };

static const struct thing_row full = {
    9007199254740993, "张\"𣲗\"\\\n\x01", 1, 7, "一", true, 20261122, 1230, 1795334400000, "no"
};
static const struct thing_row bare = { .id = 2, .name = "", .branch_name = "", .secret = "" };

#define FULL_JSON                                                                                 \
    "{\"id\":\"9007199254740993\",\"name\":\"张\\\"𣲗\\\"\\\\\\n\\u0001\",\"colour\":\"red\"," \
    "\"branch\":{\"id\":\"7\",\"name\":\"一\"},\"lost\":true,\"join_date\":\"2026-11-22\","      \
    "\"paid_fen\":1230,\"seen_at\":\"2026-11-22T08:00:00.000Z\"}"
#define BARE_JSON                                                                               \
    "{\"id\":\"2\",\"name\":null,\"colour\":null,\"branch\":null,\"lost\":false,\"join_date\":" \
    "null,"                                                                                     \
    "\"paid_fen\":0,\"seen_at\":null}"

static void draw(struct html *o, const void *view)
{
    buf_puts(o->b, "<h1>");
    html_text(o, HTML_TEXT, view);
    buf_puts(o->b, "</h1>");
}

static const char *header(const struct world *w, const char *name)
{
    for (size_t i = 0; i < HTTP_HEADERS_MAX && w->answer.reply.headers[i].name; i++)
        if (strcmp(w->answer.reply.headers[i].name, name) == 0)
            return w->answer.reply.headers[i].value;
    return "";
}

static void a_row_is_json_by_its_descriptor(void **state)
{
    struct world *w = *state;
    w->call.as = AS_JSON;
    struct page p = { .title = "x", .desc = &thing_desc, .row = &full };
    assert_int_equal(answer_page(&w->ctx, &p), RC_OK);
    answer_finish(&w->ctx, RC_OK);
    assert_string_equal(w->answer.reply.body.at, FULL_JSON);
    assert_string_equal(header(w, "Cache-Control"), "no-store");
    assert_non_null(strstr(header(w, "Content-Security-Policy"), "default-src 'none'"));
}

static void a_list_names_its_next_lot(void **state)
{
    struct world *w = *state;
    const struct thing_row rows[] = { full, bare };
    w->call.as = AS_JSON;
    w->call.query = "kind=full&q=%E5%BC%A0&after=old&sex=";
    struct list l = { .page = { .title = "x" }, .desc = &thing_desc, .rows = rows, .n = 2, .next = "a b" };
    assert_int_equal(answer_list(&w->ctx, &l), RC_OK);
    assert_string_equal(w->answer.reply.body.at, "{\"rows\":[" FULL_JSON "," BARE_JSON
                                                 "],\"next\":\"/members.json?kind=full&q=%E5%BC%A0&after=a%20b\"}");
}

static void an_empty_list_ends(void **state)
{
    struct world *w = *state;
    w->call.as = AS_JSON;
    struct list l = { .page = { .title = "x" }, .desc = &thing_desc };
    assert_int_equal(answer_list(&w->ctx, &l), RC_OK);
    assert_string_equal(w->answer.reply.body.at, "{\"rows\":[],\"next\":null}");
}

static enum rc two_more(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    int *left = cursor;
    (void)c;
    *rows = &bare;
    *n = *left > 0 ? 1 : 0;
    --*left;
    return RC_OK;
}

static void a_list_as_csv_goes_to_the_end(void **state)
{
    struct world *w = *state;
    int left = 2;
    char text[1024] = "";
    w->call.as = AS_CSV;
    struct list l = { .page = { .title = "党员名册" },
                      .desc = &thing_desc,
                      .rows = &full,
                      .n = 1,
                      .next = "x",
                      .more = two_more,
                      .cursor = &left };
    assert_int_equal(answer_list(&w->ctx, &l), RC_OK);
    assert_true(read(w->answer.reply.fd, text, sizeof text - 1) > 0);
    size_t lines = 0;
    for (const char *p = text; *p; p++)
        lines += p[0] == '\r' && p[1] == '\n';
    assert_int_equal(lines, 4); /* heading, one, two more */
    assert_null(strstr(text, "密"));
    assert_string_equal(header(w, "Content-Disposition"),
                        "attachment; filename=\"members-2026-11-22.csv\"; "
                        "filename*=UTF-8''%E5%85%9A%E5%91%98%E5%90%8D%E5%86%8C-2026-11-22.csv");
}

static void a_list_as_workbook_is_a_zip(void **state)
{
    struct world *w = *state;
    char magic[3] = "";
    w->call.as = AS_XLSX;
    struct list l = { .page = { .title = "党员名册" }, .desc = &thing_desc, .rows = &full, .n = 1 };
    assert_int_equal(answer_list(&w->ctx, &l), RC_OK);
    assert_int_equal(read(w->answer.reply.fd, magic, 2), 2);
    assert_string_equal(magic, "PK");
}

static void a_page_stands_in_its_layout(void **state)
{
    struct world *w = *state;
    struct page p = { .title = "<党员>", .body = draw, .view = "a & b" };
    w->answer.flash = "已登记 <1> 人。";
    assert_int_equal(answer_page(&w->ctx, &p), RC_OK);
    const char *html = w->answer.reply.body.at;
    assert_non_null(strstr(html, "<!doctype html>"));
    assert_non_null(strstr(html, "<title>&lt;党员&gt; - 支部</title>"));
    assert_non_null(strstr(html, "<h1>a &amp; b</h1></main>"));
    assert_non_null(strstr(html, "<p>已登记 &lt;1&gt; 人。</p>"));
}

static void a_fragment_has_no_layout(void **state)
{
    struct world *w = *state;
    struct page p = { .title = "x", .body = draw, .view = "a" };
    w->call.fragment = true;
    w->answer.flash = "later";
    assert_int_equal(answer_page(&w->ctx, &p), RC_OK);
    assert_string_equal(w->answer.reply.body.at, "<h1>a</h1>");
}

static void the_past_is_said_and_kept(void **state)
{
    struct world *w = *state;
    struct route dated = { .dated = true };
    struct page p = { .title = "x", .body = draw, .view = "a" };
    w->call.route = &dated;
    w->call.query = "q=%22%3E&on=2025-03-01&after=z";
    w->ctx.on = 20250301;
    assert_int_equal(answer_page(&w->ctx, &p), RC_OK);
    const char *html = w->answer.reply.body.at;
    assert_non_null(strstr(html, "<b>2025年3月1日</b>"));
    assert_non_null(strstr(html, "<a href=\"/members?q=%22%3E\">回到今天</a>"));
    assert_non_null(strstr(html, "<input type=\"hidden\" name=\"q\" value=\"&quot;&gt;\">"));
    assert_null(strstr(html, "name=\"after\""));
}

static void an_error_is_a_page_or_json(void **state)
{
    struct world *w = *state;
    answer_finish(&w->ctx, RC_NOTFOUND);
    assert_int_equal(w->answer.reply.status, 404);
    assert_non_null(strstr(w->answer.reply.body.at, "<h1>没有找到</h1>"));
    assert_non_null(strstr(w->answer.reply.body.at, "01JTEST"));
    w->call.as = AS_JSON;
    w->answer.filled = false;
    answer_finish(&w->ctx, RC_NOTFOUND);
    assert_string_equal(w->answer.reply.body.at,
                        "{\"error\":{\"code\":\"not_found\",\"message\":\"没有找到，或者不在您的管理范围内。\","
                        "\"field\":null,\"request\":\"01JTEST\"}}");
}

static void a_refusal_names_its_field(void **state)
{
    struct world *w = *state;
    w->call.as = AS_JSON;
    enum rc rc = refuse(&w->ctx, "join_date", "date_in_future", "日期\"晚\"了。");
    answer_finish(&w->ctx, rc);
    assert_int_equal(w->answer.reply.status, 422);
    assert_string_equal(w->answer.reply.body.at,
                        "{\"error\":{\"code\":\"date_in_future\",\"message\":\"日期\\\"晚\\\"了。\","
                        "\"field\":\"join_date\",\"request\":\"01JTEST\"}}");
}

static void a_success_that_failed_is_not_sent(void **state)
{
    struct world *w = *state;
    struct page p = { .title = "x", .body = draw, .view = "well done" };
    assert_int_equal(answer_page(&w->ctx, &p), RC_OK);
    answer_header(&w->ctx, "Set-Cookie", "s=1");
    answer_finish(&w->ctx, RC_DB);
    assert_int_equal(w->answer.reply.status, 503);
    assert_null(strstr(w->answer.reply.body.at, "well done"));
}

static void a_form_comes_again_with_its_status(void **state)
{
    struct world *w = *state;
    struct page p = { .title = "x", .body = draw, .view = "again" };
    enum rc rc = answer_again(&w->ctx, RC_INVALID, &p);
    assert_int_equal(rc, RC_INVALID);
    answer_finish(&w->ctx, rc);
    assert_int_equal(w->answer.reply.status, 422);
    assert_non_null(strstr(w->answer.reply.body.at, "again"));
}

static void an_unanswered_success_is_a_fault(void **state)
{
    struct world *w = *state;
    answer_finish(&w->ctx, RC_OK);
    assert_int_equal(w->answer.reply.status, 500);
}

static void bare_answers_need_nothing(void **state)
{
    struct http_reply r;
    (void)state;
    for (enum rc rc = RC_INVALID; rc <= RC_IO; rc++) {
        answer_bare(rc, false, "01J<", &r);
        assert_int_equal(r.status, rc_status(rc));
        assert_non_null(strstr(r.body.at, "01J&lt;"));
        buf_free(&r.body);
        answer_bare(rc, true, NULL, &r);
        assert_non_null(strstr(r.body.at, "\"request\":null"));
        buf_free(&r.body);
    }
}

static void a_write_answers_with_its_row(void **state)
{
    struct world *w = *state;
    w->call.as = AS_JSON;
    struct done d = {
        .location = "/members/2", .sentence = "好。", .desc = &thing_desc, .row = &bare, .created = true
    };
    assert_int_equal(answer_done(&w->ctx, &d), RC_OK);
    assert_int_equal(w->answer.reply.status, 201);
    assert_string_equal(header(w, "Location"), "/members/2");
    assert_string_equal(w->answer.reply.body.at, BARE_JSON);
}

/* What /openapi.json promises is what goes out; test builds know the difference, and so do all scenarios. */
static void an_answer_that_was_not_declared_is_none(void **state)
{
    struct world *w = *state;
    const struct route declared = { .path = "/things", .answers = &thing_desc, .creates = true };
    const struct route another = { .path = "/things", .lists = &thing_desc, .creates = true };
    const struct route older = { .path = "/things", .answers = &thing_desc };
    struct done d = { .location = "/members/2", .desc = &thing_desc, .row = &bare, .created = true };
    w->call.as = AS_JSON;
    w->call.route = &declared;
    assert_int_equal(answer_done(&w->ctx, &d), RC_OK);
    assert_int_equal(answer_done(&w->ctx, &(struct done){ .sentence = "好。", .created = true }), RC_IO);
    w->call.route = &another;
    assert_int_equal(answer_done(&w->ctx, &d), RC_IO);
    w->call.route = &older;
    assert_int_equal(answer_done(&w->ctx, &d), RC_IO);
}

static void links_keep_and_encode(void **state)
{
    struct world *w = *state;
    w->call.query = "q=a+b%26c&x=%zz&after=1&on=2025-01-01";
    assert_string_equal(call_link(&w->ctx, "on", NULL), "/members?q=a%20b%26c&x=%25zz");
    assert_string_equal(call_link(&w->ctx, "q", "张&"), "/members?x=%25zz&on=2025-01-01&q=%E5%BC%A0%26");
    assert_string_equal(call_as(&w->ctx, ".csv"), "/members.csv?q=a%20b%26c&x=%25zz&on=2025-01-01");
}

static void headers_replace_but_cookies_add_up(void **state)
{
    struct world *w = *state;
    answer_header(&w->ctx, "X", "1");
    answer_header(&w->ctx, "x", "2");
    answer_header(&w->ctx, "Set-Cookie", "a=1");
    answer_header(&w->ctx, "Set-Cookie", "b=2");
    assert_string_equal(w->answer.reply.headers[0].value, "2");
    assert_string_equal(w->answer.reply.headers[2].value, "b=2");
    for (int i = 0; i < HTTP_HEADERS_MAX - 2; i++)
        answer_header(&w->ctx, "Set-Cookie", "c=3"); /* no overflow */
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(a_row_is_json_by_its_descriptor),
        T(a_list_names_its_next_lot),
        T(an_empty_list_ends),
        T(a_list_as_csv_goes_to_the_end),
        T(a_list_as_workbook_is_a_zip),
        T(a_page_stands_in_its_layout),
        T(a_fragment_has_no_layout),
        T(the_past_is_said_and_kept),
        T(an_error_is_a_page_or_json),
        T(a_refusal_names_its_field),
        T(a_success_that_failed_is_not_sent),
        T(a_form_comes_again_with_its_status),
        T(an_unanswered_success_is_a_fault),
        T(bare_answers_need_nothing),
        T(a_write_answers_with_its_row),
        T(an_answer_that_was_not_declared_is_none),
        T(links_keep_and_encode),
        T(headers_replace_but_cookies_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
