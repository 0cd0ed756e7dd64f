/* unit/http_park.c: requests that wait for their answer, clients that do not, and stopping with both about. */
#include <signal.h>

#include "base/workers.h"
#include "unit/http_client.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static struct http_exchange *site_release(struct site *s)
{
    pthread_mutex_lock(&s->lock);
    struct http_exchange *x = s->nheld ? s->held[--s->nheld] : NULL;
    pthread_mutex_unlock(&s->lock);
    return x;
}

static void answer_text(struct http_exchange *x, const char *text)
{
    struct http_reply r = { 0 };
    reply_text(&r, 200, text);
    http_answer(x, &r);
}

static void test_answer_from_another_thread(void **state)
{
    struct site s;
    struct answer a;
    (void)state;
    site_start(&s, (struct http_config){ 0 });
    int fd = client_open(&s);
    for (int i = 0; i < 3; i++) { /* the connection lives on */
        client_say(fd, GET("/hold"));
        site_await_held(&s, 1);
        answer_text(site_release(&s), "from afar");
        assert_int_equal(client_read(fd, &a, false), 200);
        assert_true(answer_has(&a, "from afar"));
        answer_free(&a);
    }
    close(fd);
    site_stop(&s);
}

struct hop {
    struct workers *workers;
    struct http_server *server;
};

static void hop_answer(void *arg)
{
    answer_text(arg, "hop");
}

static void hop_serve(void *arg, struct http_exchange *x)
{
    struct hop *h = arg;
    if (!workers_run(h->workers, hop_answer, x))
        answer_text(x, "busy");
}

/* The answer races with serve's return: both orders must happen and neither may be lost. */
static void test_answers_that_race_with_parking(void **state)
{
    struct hop h = { .workers = workers_new(2, 64) };
    const struct http_app app = { &h, site_admit, hop_serve, site_refuse };
    struct answer a;
    (void)state;
    assert_int_equal(http_start(&(struct http_config){ .listen = "127.0.0.1:0" }, &app, &h.server), RC_OK);
    int fds[8];
    const struct site s = { .server = h.server };
    for (size_t i = 0; i < COUNT(fds); i++)
        fds[i] = client_open(&s);
    for (int round = 0; round < 500; round++) {
        for (size_t i = 0; i < COUNT(fds); i++)
            client_say(fds[i], GET("/"));
        for (size_t i = 0; i < COUNT(fds); i++) {
            assert_int_equal(client_read(fds[i], &a, false), 200);
            answer_free(&a);
        }
    }
    for (size_t i = 0; i < COUNT(fds); i++)
        close(fds[i]);
    http_stop(h.server, 5);
    workers_free(h.workers);
}

static void test_client_gone_while_parked(void **state)
{
    struct site s;
    (void)state;
    site_start(&s, (struct http_config){ 0 });
    const struct linger at_once = { .l_onoff = 1 };
    for (int i = 0; i < 20; i++) {
        int fd = client_open(&s);
        client_say(fd, GET("/hold"));
        site_await_held(&s, 1);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once); /* a reset */
        close(fd);
        struct http_exchange *x = site_release(&s);
        assert_string_equal(http_request(x)->path, "/hold");
        answer_text(x, "to nobody");
    }
    assert_int_equal(client_ask(&s, GET("/"), NULL), 200);
    site_stop(&s);
}

/* A client that asks for megabytes and leaves: the write fails, SIGPIPE does not end the process. */
static void test_client_gone_while_writing(void **state)
{
    struct site s;
    struct sigaction action;
    (void)state;
    site_start(&s, (struct http_config){ 0 });
    assert_int_equal(sigaction(SIGPIPE, NULL, &action), 0);
    assert_true(action.sa_handler == SIG_IGN);
    for (int i = 0; i < 5; i++) {
        struct http_reply r = { .status = 200, .body = BUF_INIT(32 << 20) };
        int fd = client_open(&s);
        client_say(fd, GET("/hold"));
        site_await_held(&s, 1);
        assert_int_equal(buf_reserve(&r.body, 16 << 20), 0);
        memset(r.body.at, 'x', 16 << 20);
        r.body.len = 16 << 20;
        http_answer(site_release(&s), &r);
        char first;
        assert_int_equal(recv(fd, &first, 1, 0), 1);
        close(fd);
    }
    assert_int_equal(client_ask(&s, GET("/"), NULL), 200);
    site_stop(&s);
}

enum { CROWD = 200 };

static void test_stop_with_many_parked(void **state)
{
    struct site s;
    struct answer a;
    int fds[CROWD];
    (void)state;
    site_start(&s, (struct http_config){ 0 });
    for (int i = 0; i < CROWD; i++) {
        fds[i] = client_open(&s);
        client_say(fds[i], GET("/hold"));
    }
    site_await_held(&s, CROWD);
    http_stop(s.server, 0);
    for (int i = 0; i < CROWD; i++) {
        assert_int_equal(client_read(fds[i], &a, false), 503);
        assert_true(client_closed(fds[i]));
        answer_free(&a);
        close(fds[i]);
    }
    /* The application wakes up late; everything it holds is still there. */
    for (struct http_exchange *x; (x = site_release(&s)) != NULL;) {
        assert_string_equal(http_request(x)->path, "/hold");
        assert_string_equal(http_header(x, "host"), "a");
        assert_string_equal(http_request(x)->remote, "127.0.0.1");
        answer_text(x, "late");
    }
}

static void *stop_in_thread(void *site)
{
    struct site *s = site;
    http_stop(s->server, 20);
    return NULL;
}

static void test_stop_lets_finish(void **state)
{
    struct site s;
    struct answer a;
    pthread_t stopper;
    (void)state;
    site_start(&s, (struct http_config){ 0 });
    int idle = client_open(&s); /* a kept connection with nothing to do does not delay */
    client_say(idle, GET("/"));
    assert_int_equal(client_read(idle, &a, false), 200);
    answer_free(&a);
    int fd = client_open(&s);
    client_say(fd, GET("/hold"));
    site_await_held(&s, 1);
    assert_int_equal(pthread_create(&stopper, NULL, stop_in_thread, &s), 0);
    /* The listening socket closes first: then stopping has begun. */
    for (bool open = true; open;) {
        struct answer other;
        int more = client_open_maybe(&s);
        open = more >= 0 && client_say(more, GET("/")) && client_read(more, &other, false);
        if (more >= 0) {
            if (open)
                answer_free(&other);
            close(more);
        }
    }
    answer_text(site_release(&s), "finished");
    assert_int_equal(client_read(fd, &a, false), 200);
    assert_true(answer_has(&a, "finished") && answer_has(&a, "Connection: close"));
    answer_free(&a);
    pthread_join(stopper, NULL);
    assert_true(client_closed(idle));
    close(idle);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer_from_another_thread), cmocka_unit_test(test_answers_that_race_with_parking),
        cmocka_unit_test(test_client_gone_while_parked),   cmocka_unit_test(test_client_gone_while_writing),
        cmocka_unit_test(test_stop_with_many_parked),      cmocka_unit_test(test_stop_lets_finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
