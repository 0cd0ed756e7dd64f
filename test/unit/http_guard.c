/* unit/http_guard.c: what gets in and what does not, and the clients that take their time. */
#include "unit/http_client.h"

#define H               "Host: a\r\n"
#define ASK(line, more) line " HTTP/1.1\r\n" H more "\r\n"

static int site_setup(void **state)
{
    struct site *s = calloc(1, sizeof *s);
    site_start(s, (struct http_config){ .header_seconds = 1, .idle_seconds = 30 });
    *state = s;
    return 0;
}

static int site_teardown(void **state)
{
    site_stop(*state);
    free(*state);
    return 0;
}

struct ask {
    const char *request;
    int status;
    const char *has;
};

static const struct ask asks[] = {
    { ASK("GET /a", ""), 200, "GET /a? " },
    { ASK("GET /a?b=%20c&d", ""), 200, "GET /a?b=%20c&d " },
    { ASK("GET /%E5%85%9A/x", ""), 200, "/党/x" },
    { ASK("GET /a/", ""), 200, "GET /a/?" },
    { ASK("GET /.well-known/x", ""), 200, NULL },
    { ASK("HEAD /fixed", ""), 200, "Content-Length: 10" },
    { ASK("GET /fixed", ""), 200, "fixed text" },
    { ASK("GET /sendfile", ""), 200, "content of a file" },
    { ASK("GET /c", "Cookie: a=1; sid=\"x y\"; sid=2\r\n"), 200, "cookie=x y\n" },
    { ASK("GET /c", "Cookie: asid=1; sid=\r\n"), 200, "cookie=\n" },
    { ASK("GET /r", "X-Forwarded-For: 10.9.8.7\r\n"), 200, "remote=127.0.0.1" },
    { ASK("PUT /a", ""), 405, "Allow: GET, HEAD, POST" },
    { ASK("OPTIONS *", ""), 405, "method" },
    { ASK("DELETE /../x", ""), 405, NULL },
    /* paths */
    { ASK("GET /a%00b", ""), 400, "bad_request" },
    { ASK("GET /a%0ab", ""), 400, NULL },
    { ASK("GET /a%zz", ""), 400, NULL },
    { ASK("GET /a%4", ""), 400, NULL },
    { ASK("GET /%ff", ""), 400, NULL },
    { ASK("GET /%c0%af", ""), 400, NULL },
    { ASK("GET http://a/x", ""), 400, NULL },
    { ASK("GET /a/../b", ""), 404, "not_found" },
    { ASK("GET /a/%2e%2e/b", ""), 404, NULL },
    { ASK("GET /a/.", ""), 404, NULL },
    { ASK("GET //a", ""), 404, NULL },
    { ASK("GET /a//b", ""), 404, NULL },
    { ASK("GET /a%2fb", ""), 404, NULL },
    { ASK("GET /a?\tb", ""), 400, NULL },
    { ASK("GET /a?\x01"
          "b",
          ""),
      400, NULL },
    { ASK("GET /a?b\x7f", ""), 400, NULL },
    /* hosts */
    { "GET / HTTP/1.1\r\n\r\n", 400, NULL },
    { "GET / HTTP/1.0\r\n\r\n", 400, "bad_request" },
    { "GET / HTTP/1.1\r\n" H H "\r\n", 400, "bad_request" },
    { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "bad_request" },
    { "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "bad_request" },
    /* framing */
    { ASK("POST /", "Content-Length: 1\r\nContent-Length: 1\r\n") "x", 400, "bad_request" },
    { ASK("POST /", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n", 400, "bad_request" },
    { ASK("POST /", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n", 400, "bad_request" },
    { ASK("POST /", "Transfer-Encoding: gzip, chunked\r\n") "0\r\n\r\n", 400, "bad_request" },
    { ASK("POST /", "Transfer-Encoding: identity\r\n"), 400, "bad_request" },
    { ASK("POST /", "Content-Length : 1\r\n") "x", 400, "bad_request" },
    { ASK("POST /", "Content-Length: +1\r\n") "x", 400, NULL },
    { ASK("POST /", "Content-Length: 1,1\r\n") "x", 400, NULL },
    { ASK("POST /", "Content-Length: 1x\r\n") "x", 400, NULL },
    { "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad_request" },
    { ASK("POST /", "Content-Length: 99999999999999999999\r\n"), 413, NULL },
    { ASK("GET /", "X-A: b\r\n folded: c\r\n"), 400, "bad_request" },
    { ASK("GET /", "X-A: b\r\n\tc\r\n"), 400, "bad_request" },
    { ASK("GET /", "X-A: b\r\n c\r\nX-D: e\r\n"), 400, "bad_request" },
    { ASK("POST /", "Transfer-Encoding:\r\n chunked\r\n") "0\r\n\r\n", 400, NULL },
    { "GET / HTTP/1.1\r\n" H "X-A: b\r\n c\r\n\r\n", 400, "bad_request" },
    { "GET / HTTP/1.1\nHost: a\n\n", 400, "bad_request" },
    { ASK("GET /", "X A: b\r\n"), 400, "bad_request" },
    { ASK("GET /", ": b\r\n"), 400, NULL },
    { ASK("GET /", "X-A: b\x01\r\n"), 400, "bad_request" },
    { ASK("GET /", "X-A: b\rc\r\n"), 400, "bad_request" },
    { ASK("GET /deny", ""), 401, "sign_in" },
    /* replies */
    { ASK("GET /split", ""), 500, "io" },
};

static void test_table(void **state)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT(asks); i++) {
        const int status = client_ask(*state, asks[i].request, asks[i].has);
        if (status != asks[i].status) {
            print_error("%d instead of %d: %s\n", status, asks[i].status, asks[i].request);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_nul_bytes(void **state)
{
    static const char in_value[] = "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n";
    static const char in_target[] = "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n";
    static const struct {
        const char *at;
        size_t n;
    } sent[] = { { in_value, sizeof in_value - 1 }, { in_target, sizeof in_target - 1 } };
    for (size_t i = 0; i < COUNT(sent); i++) {
        struct answer a;
        int fd = client_open(*state);
        client_send(fd, sent[i].at, sent[i].n);
        assert_int_equal(client_read(fd, &a, false), 400);
        assert_true(client_closed(fd));
        answer_free(&a);
        close(fd);
    }
}

static void test_keep_alive_and_pipelining(void **state)
{
    struct answer a;
    int fd = client_open(*state);
    for (int i = 0; i < 3; i++) {
        client_say(fd, ASK("GET /one", ""));
        assert_int_equal(client_read(fd, &a, false), 200);
        answer_free(&a);
    }
    client_say(fd, ASK("GET /a//b", "")); /* refused, but its framing is sound */
    assert_int_equal(client_read(fd, &a, false), 404);
    answer_free(&a);
    client_say(fd, ASK("GET /first", "")
                       ASK("POST /second", "Content-Length: 3\r\n") "abc" ASK("GET /third", "Connection: close\r\n"));
    static const char *const seen[] = { "GET /first", "abc", "GET /third" };
    for (size_t i = 0; i < COUNT(seen); i++) {
        assert_int_equal(client_read(fd, &a, false), 200);
        assert_true(answer_has(&a, seen[i]));
        answer_free(&a);
    }
    assert_true(client_closed(fd));
    close(fd);
}

static void test_smuggled_request_is_not_served(void **state)
{
    struct answer a;
    int fd = client_open(*state);
    client_say(
        fd, ASK("POST /", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n" ASK("GET /smuggled", ""));
    assert_int_equal(client_read(fd, &a, false), 400);
    answer_free(&a);
    assert_int_equal(client_read(fd, &a, false), 0);
    answer_free(&a);
    close(fd);
}

/* a request whose header, or target, is n bytes long */
static int ask_long(struct site *s, bool target, size_t n)
{
    struct buf b = BUF_INIT(1 << 20);
    struct answer a;
    buf_puts(&b, target ? "GET /" : "GET / HTTP/1.1\r\n" H "X-Long: ");
    for (size_t i = 0; i < n; i++)
        buf_putc(&b, 'a');
    buf_puts(&b, target ? " HTTP/1.1\r\n" H "\r\n" : "\r\n\r\n");
    int fd = client_open(s);
    client_send(fd, b.at, b.len);
    const int status = client_read(fd, &a, false);
    buf_free(&b);
    answer_free(&a);
    close(fd);
    return status;
}

static void test_long_headers(void **state)
{
    assert_int_equal(ask_long(*state, false, 6000), 200);
    assert_int_equal(ask_long(*state, false, 9000), 431);
    assert_int_equal(ask_long(*state, true, 6000), 200);
    assert_int_equal(ask_long(*state, true, 8180), 431);
    assert_int_equal(ask_long(*state, true, 9000), 414);
    /* more than MHD keeps: its own short answer, if the client still reads while it writes */
    const int most = ask_long(*state, false, 16000);
    assert_true(most == 431 || most == 0);
    assert_int_equal(client_ask(*state, ASK("GET /", ""), NULL), 200);
}

static void test_many_headers(void **state)
{
    struct buf b = BUF_INIT(1 << 20);
    buf_puts(&b, "GET / HTTP/1.1\r\n" H);
    for (int i = 0; i < 70; i++)
        buf_printf(&b, "X-%d: a\r\n", i);
    buf_puts(&b, "\r\n");
    assert_int_equal(client_ask(*state, b.at, "headers"), 431);
    buf_free(&b);
}

/* A byte every 50 ms: never silent, never done.  Only the deadline ends it; 20 seconds would be the test's end. */
static bool drip_is_cut(int fd, const char *text)
{
    for (int i = 0; i < 400; i++) {
        char seen;
        const struct timeval pause = { .tv_usec = 50000 };
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
        if (!client_send(fd, text, 1))
            return true;
        ssize_t n = recv(fd, &seen, 1, 0); /* the pause */
        if (n == 0 || (n < 0 && errno == ECONNRESET))
            return true;
    }
    return false;
}

static void test_slow_header_is_cut(void **state)
{
    int fd = client_open(*state);
    assert_true(drip_is_cut(fd, "G"));
    close(fd);
    fd = client_open(*state);
    client_say(fd, "GET / HTTP/1.1\r\nX-A: ");
    assert_true(drip_is_cut(fd, "a"));
    close(fd);
}

static void test_slow_body_is_cut(void **state)
{
    int fd = client_open(*state);
    client_say(fd, ASK("POST /", "Content-Length: 5000\r\n"));
    assert_true(drip_is_cut(fd, "a"));
    close(fd);
    assert_int_equal(client_ask(*state, ASK("GET /", ""), NULL), 200);
}

static void test_forwarded_for_behind_proxy(void **state)
{
    struct site s;
    (void)state;
    site_start(&s, (struct http_config){ .behind_proxy = true, .threads = 1 });
    assert_int_equal(client_ask(&s, ASK("GET /", "X-Forwarded-For: 1.1.1.1, 10.9.8.7\r\n"), "remote=10.9.8.7 "), 200);
    assert_int_equal(client_ask(&s, ASK("GET /", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2001:db8::1\r\n"),
                                "remote=2001:db8::1 "),
                     200);
    assert_int_equal(client_ask(&s, ASK("GET /", "X-Forwarded-For: <b>\r\n"), "remote=127.0.0.1 "), 200);
    site_stop(&s);
}

static void test_bad_addresses(void **state)
{
    static const char *const bad[] = { "",          "8080",   ":8080",   "127.0.0.1:",
                                       "127.0.0.1", "::1:80", "[::1:80", "127.0.0.1:http:1" };
    const struct http_app app = { NULL, site_admit, site_serve, site_refuse };
    struct http_server *server;
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(http_start(&(struct http_config){ .listen = bad[i] }, &app, &server), RC_INVALID);
    const struct site *s = *state;
    assert_int_equal(http_start(&(struct http_config){ .listen = http_address(s->server) }, &app, &server), RC_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_nul_bytes),
        cmocka_unit_test(test_keep_alive_and_pipelining),
        cmocka_unit_test(test_smuggled_request_is_not_served),
        cmocka_unit_test(test_long_headers),
        cmocka_unit_test(test_many_headers),
        cmocka_unit_test(test_slow_header_is_cut),
        cmocka_unit_test(test_slow_body_is_cut),
        cmocka_unit_test(test_forwarded_for_behind_proxy),
        cmocka_unit_test(test_bad_addresses),
    };
    return cmocka_run_group_tests(tests, site_setup, site_teardown);
}
