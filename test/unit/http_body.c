/* unit/http_body.c: bodies within and beyond their limits, forms as browsers and others send them. */
#include "unit/http_client.h"

#define H          "Host: a\r\n"
#define URLENCODED "Content-Type: application/x-www-form-urlencoded\r\n"
#define MULTIPART  "Content-Type: multipart/form-data; boundary=XyZ\r\n"

static int site_setup(void **state)
{
    struct site *s = calloc(1, sizeof *s);
    site_start(s, (struct http_config){ .header_seconds = 5 });
    *state = s;
    return 0;
}

static int site_teardown(void **state)
{
    site_stop(*state);
    free(*state);
    return 0;
}

static int post(const struct site *s, const char *head, const char *body, const char *has)
{
    struct buf b = BUF_INIT(1 << 20);
    buf_printf(&b, "POST /p HTTP/1.1\r\n" H "%sContent-Length: %zu\r\n\r\n%s", head, strlen(body), body);
    const int status = client_ask(s, b.at, has);
    buf_free(&b);
    return status;
}

struct form_case {
    const char *body;
    int status;
    const char *has;
};

static const struct form_case urlencoded[] = {
    { "a=1&b=2", 200, "a|-|1|1\nb|-|1|2\n" },
    { "a=%E5%85%9A+%E5%91%98&b", 200, "a|-|7|党 员\nb|-|0|\n" },
    { "a=b=c&&a=&", 200, "a|-|3|b=c\na|-|0|\n" },
    { "a=%26%3D%25%2B", 200, "a|-|4|&=%+\n" },
    { "%61%62=1", 200, "ab|-|1|1\n" },
    { "a=1\r\n2", 200, "a|-|4|1\r\n2\n" },
    { "a=%", 400, "bad_request" },
    { "a=%4&b=1", 400, NULL },
    { "a=%zz", 400, NULL },
    { "a=%00", 400, NULL },
    { "a=%ff%fe", 400, NULL },
    { "%c0%80=a", 400, NULL },
    { "=1", 400, NULL },
};

static void test_urlencoded(void **state)
{
    for (size_t i = 0; i < COUNT(urlencoded); i++)
        assert_int_equal(post(*state, URLENCODED, urlencoded[i].body, urlencoded[i].has), urlencoded[i].status);
    assert_int_equal(
        post(*state, "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n", "a=1", "a|-|1|1"), 200);
    assert_int_equal(post(*state, "Content-Type: application/json\r\n", "{\"a\":1}", "{\"a\":1}"), 200);
    assert_int_equal(post(*state, "", "a=1", "remote=127.0.0.1 cookie=\na=1"), 200);
    assert_int_equal(post(*state, URLENCODED, "", NULL), 200);
}

#define PART(name) "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file)                                                      \
    "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file \
    "\"\r\nContent-Type: text/plain\r\n\r\n"

static const struct form_case multipart[] = {
    { PART("a") "1\r\n" PART("a") "\r\n--XyZ--\r\n", 200, "a|-|1|1\na|-|0|\n" },
    { PART("a") "line\r\n--Xy\r\n\r\n--XyZ--", 200, "a|-|12|line\r\n--Xy\r\n\n" },
    { "preamble\r\n" PART("a") "1\r\n--XyZ--\r\nepilogue", 200, "a|-|1|1\n" },
    { FILE_PART("f", "C:\\\\x\\\\名单.csv") "abc\r\n--XyZ--\r\n", 200, "f|名单.csv|3|" },
    { FILE_PART("f", "a\\\"b.csv") "abc\r\n--XyZ--\r\n", 200, "f|a\"b.csv|3|" },
    { FILE_PART("f", "../../etc/passwd") "abc\r\n--XyZ--\r\n", 200, "f|passwd|3|" },
    { FILE_PART("f", "empty.csv") "\r\n--XyZ--\r\n", 200, "f|empty.csv|0|" },
    { FILE_PART("f", "") "\r\n--XyZ--\r\n", 200, "f|-|0|" },
    { "--XyZ\r\nX-Other: 1\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n--XyZ  "
      "\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2\r\n--XyZ--",
      200, "a|-|1|1\nb|-|1|2\n" },
    { "--XyZ--", 200, NULL },
    /* malformed */
    { "", 400, NULL },
    { "--XyZ", 400, NULL },
    { "--XyZ\r\n", 400, NULL },
    { PART("a"), 400, NULL },
    { PART("a") "1", 400, "bad_request" },
    { PART("a") "1\r\n--XyZ", 400, NULL },
    { PART("a") "1\r\n--XyZjunk\r\n", 400, NULL },
    { PART("") "1\r\n--XyZ--", 400, NULL },
    { PART("a\x01") "1\r\n--XyZ--", 400, NULL },
    { PART("a") "\xff\r\n--XyZ--", 400, NULL },
    { "--XyZ\r\n\r\n1\r\n--XyZ--", 400, NULL },
    { "--XyZ\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--XyZ--", 400, NULL },
    { "--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XyZ--", 400, NULL },
    { "--other\r\n", 400, NULL },
};

static void test_multipart(void **state)
{
    for (size_t i = 0; i < COUNT(multipart); i++)
        assert_int_equal(post(*state, MULTIPART, multipart[i].body, multipart[i].has), multipart[i].status);
    static const char *const types[] = {
        "",
        ";",
        "; boundary",
        "; boundary=",
        "; boundary=\"",
        "; boundary=\"\"",
        "; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x"
    };
    for (size_t i = 0; i < COUNT(types); i++) {
        char head[256];
        snprintf(head, sizeof head, "Content-Type: multipart/form-data%s\r\n", types[i]);
        assert_int_equal(post(*state, head, "--\r\n\r\n", NULL), 400);
    }
    assert_int_equal(post(*state, "Content-Type: Multipart/Form-Data; charset=utf-8; Boundary=\"XyZ\"; x=1\r\n",
                          multipart[0].body, multipart[0].has),
                     200);
}

static void test_number_of_fields(void **state)
{
    struct buf b = BUF_INIT(1 << 20);
    for (int i = 0; i < 500; i++)
        buf_printf(&b, "n%d=%d&", i, i);
    assert_int_equal(post(*state, URLENCODED, b.at, "n499|-|3|499"), 200);
    buf_puts(&b, "one=more");
    assert_int_equal(post(*state, URLENCODED, b.at, "too_big"), 413);
    buf_free(&b);
}

static void test_large_file(void **state)
{
    const size_t n = 5 << 20;
    unsigned char *bytes = malloc(n);
    uint32_t seed = 7;
    struct buf b = BUF_INIT(16 << 20);
    struct answer a;
    assert_non_null(bytes);
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (unsigned char)(seed >> 24);
    }
    buf_puts(&b, PART("a") "1\r\n" FILE_PART("f", "x.bin"));
    buf_put(&b, bytes, n);
    buf_puts(&b, "\r\n--XyZ--\r\n");
    char head[256];
    snprintf(head, sizeof head, "POST /file HTTP/1.1\r\n" H MULTIPART "X-Max: 8000000\r\nContent-Length: %zu\r\n\r\n",
             b.len);
    int fd = client_open(*state);
    for (int round = 0; round < 2; round++) {
        assert_true(client_say(fd, head) && client_send(fd, b.at, b.len));
        assert_int_equal(client_read(fd, &a, false), 200);
        assert_int_equal(a.body.len, n);
        assert_memory_equal(a.body.at, bytes, n);
        answer_free(&a);
    }
    close(fd);
    buf_free(&b);
    free(bytes);
}

static void test_chunked(void **state)
{
    assert_int_equal(client_ask(*state,
                                "POST /p HTTP/1.1\r\n" H URLENCODED
                                "Transfer-Encoding: chunked\r\n\r\n2\r\na=\r\n3;x=y\r\n%E5\r\n6\r\n%85%9A\r\n0\r\n\r\n",
                                "a|-|3|党"),
                     200);
    assert_int_equal(client_ask(*state, "POST /p HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nzz\r\n", NULL),
                     400);
}

/* Sends more than X-Max allows, then asks again on the same connection: refused, read to its end, and usable. */
static void refused_and_alive(const struct site *s, const char *head, const char *body, int status)
{
    struct answer a;
    int fd = client_open(s);
    client_say(fd, head);
    client_say(fd, body);
    assert_int_equal(client_read(fd, &a, false), status);
    answer_free(&a);
    client_say(fd, "GET /after HTTP/1.1\r\n" H "\r\n");
    assert_int_equal(client_read(fd, &a, false), 200);
    answer_free(&a);
    close(fd);
}

static void test_too_big(void **state)
{
    refused_and_alive(*state, "POST / HTTP/1.1\r\n" H "X-Max: 4\r\nContent-Length: 5\r\n\r\n", "12345", 413);
    refused_and_alive(*state, "POST / HTTP/1.1\r\n" H "X-Max: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
                      "3\r\n123\r\n2\r\n45\r\n3\r\n678\r\n0\r\n\r\n", 413);
    refused_and_alive(*state, "POST / HTTP/1.1\r\n" H "X-Max: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                      "3\r\n123\r\n2\r\n45\r\n0\r\n\r\n", 200);
    refused_and_alive(*state, "POST / HTTP/1.1\r\n" H "X-Max: 5\r\nContent-Length: 5\r\n\r\n", "12345", 200);
    refused_and_alive(*state, "POST /deny HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\n", "12345", 401);
}

static void refused_at_once(const struct site *s, const char *head, int status)
{
    struct answer a;
    int fd = client_open(s);
    client_say(fd, head);
    assert_int_equal(client_read(fd, &a, false), status);
    assert_null(strstr(a.head, "100 Continue"));
    assert_true(client_closed(fd));
    answer_free(&a);
    close(fd);
}

static void test_refused_before_the_body(void **state)
{
    refused_at_once(*state, "POST / HTTP/1.1\r\n" H "X-Max: 4\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
                    413);
    refused_at_once(*state, "POST /deny HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", 401);
    refused_at_once(*state, "POST /deny HTTP/1.1\r\n" H "Content-Length: 1000000\r\n\r\n", 401);
    refused_at_once(*state, "POST / HTTP/1.1\r\n" H "Content-Length: 99999999999\r\n\r\n", 413);
}

static void test_expect_continue(void **state)
{
    struct answer a;
    int fd = client_open(*state);
    client_say(fd, "POST / HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    assert_int_equal(client_read(fd, &a, true), 100);
    answer_free(&a);
    client_say(fd, "hello");
    assert_int_equal(client_read(fd, &a, false), 200);
    assert_true(answer_has(&a, "hello"));
    answer_free(&a);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_urlencoded),
        cmocka_unit_test(test_multipart),
        cmocka_unit_test(test_number_of_fields),
        cmocka_unit_test(test_large_file),
        cmocka_unit_test(test_chunked),
        cmocka_unit_test(test_too_big),
        cmocka_unit_test(test_refused_before_the_body),
        cmocka_unit_test(test_expect_continue),
    };
    return cmocka_run_group_tests(tests, site_setup, site_teardown);
}
