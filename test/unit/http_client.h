/*
 * unit/http_client.h: a server to be tested on a free port, and a client that sends exactly the bytes it is told.
 *
 * Nothing here sleeps: the client blocks in recv (20 seconds at most, then the test fails), the server's application
 * tells through a condition variable how many requests it holds.
 */
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/http.h"

enum { HELD_MAX = 512 };

struct site {
    struct http_server *server;
    pthread_mutex_t lock;
    pthread_cond_t change;
    struct http_exchange *held[HELD_MAX]; /* requests for /hold, not answered yet */
    size_t nheld;
};

struct answer {
    int status; /* 0 when the connection ended before a whole reply */
    char head[8192];
    struct buf body;
};

static inline void reply_text(struct http_reply *r, int status, const char *text)
{
    r->status = status;
    r->content_type = "text/plain; charset=utf-8";
    r->body = BUF_INIT(64 << 20);
    buf_puts(&r->body, text);
}

static inline void site_hold(struct site *s, struct http_exchange *x)
{
    pthread_mutex_lock(&s->lock);
    s->held[s->nheld++] = x;
    pthread_cond_broadcast(&s->change);
    pthread_mutex_unlock(&s->lock);
}

static inline void site_await_held(struct site *s, size_t n)
{
    pthread_mutex_lock(&s->lock);
    while (s->nheld < n)
        pthread_cond_wait(&s->change, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

static inline void echo_request(struct http_reply *r, const struct http_exchange *x)
{
    const struct http_request *q = http_request(x);
    r->status = 200;
    r->content_type = "text/plain; charset=utf-8";
    r->body = BUF_INIT(1 << 20);
    buf_printf(&r->body, "%s %s?%s remote=%s cookie=%s\n", q->method == HTTP_POST ? "POST" : "GET", q->path, q->query,
               q->remote, http_cookie(x, "sid"));
    for (size_t i = 0; i < q->nfields; i++)
        buf_printf(&r->body, "%s|%s|%zu|%s\n", q->fields[i].name, q->fields[i].filename ? q->fields[i].filename : "-",
                   q->fields[i].len, q->fields[i].filename ? "" : q->fields[i].value);
    if (q->body_len)
        buf_put(&r->body, q->body, q->body_len);
}

static inline void echo_file(struct http_reply *r, const struct http_exchange *x)
{
    const struct http_request *q = http_request(x);
    r->status = 200;
    r->body = BUF_INIT(64 << 20);
    for (size_t i = 0; i < q->nfields; i++)
        if (q->fields[i].filename)
            buf_put(&r->body, q->fields[i].value, q->fields[i].len);
}

static inline void site_serve(void *arg, struct http_exchange *x)
{
    static const char fixed[] = "fixed text";
    struct http_reply r = { 0 };
    const char *path = http_request(x)->path;
    if (!strcmp(path, "/hold")) {
        site_hold(arg, x);
        return;
    }
    if (!strcmp(path, "/file")) {
        echo_file(&r, x);
    } else if (!strcmp(path, "/sendfile")) {
        FILE *f = tmpfile();
        fputs("content of a file", f);
        fflush(f);
        r = (struct http_reply){ .status = 200, .fd = dup(fileno(f)) };
        fclose(f);
    } else if (!strcmp(path, "/fixed")) {
        r = (struct http_reply){ .status = 200, .fixed = fixed, .fixed_len = sizeof fixed - 1 };
    } else if (!strcmp(path, "/split")) {
        reply_text(&r, 200, "never");
        r.headers[0].name = "X-Bad";
        r.headers[0].value = "a\r\nSet-Cookie: b=c";
    } else {
        echo_request(&r, x);
    }
    http_answer(x, &r);
}

static inline enum rc site_admit(void *arg, struct http_exchange *x, size_t *body_max)
{
    const char *max = http_header(x, "X-Max");
    (void)arg;
    *body_max = *max ? (size_t)strtoul(max, NULL, 10) : 1 << 20;
    return strcmp(http_request(x)->path, "/deny") ? RC_OK : RC_SIGNIN;
}

static inline void site_refuse(void *arg, struct http_exchange *x, enum rc rc, struct http_reply *r)
{
    (void)arg, (void)x;
    reply_text(r, rc_status(rc), rc_code(rc));
}

static inline void site_start(struct site *s, struct http_config config)
{
    const struct http_app app = { s, site_admit, site_serve, site_refuse };
    *s = (struct site){ 0 };
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->change, NULL);
    config.listen = "127.0.0.1:0";
    assert_int_equal(http_start(&config, &app, &s->server), RC_OK);
}

static inline void site_stop(struct site *s)
{
    http_stop(s->server, 5);
    pthread_cond_destroy(&s->change);
    pthread_mutex_destroy(&s->lock);
}

/* -1 when nobody listens any more. */
static inline int client_open_maybe(const struct site *s)
{
    const struct timeval patience = { .tv_sec = 20 };
    const char *colon = strrchr(http_address(s->server), ':');
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (!connect(fd, (struct sockaddr *)&at, sizeof at))
        return fd;
    close(fd);
    return -1;
}

static inline int client_open(const struct site *s)
{
    int fd = client_open_maybe(s);
    assert_true(fd >= 0);
    return fd;
}

/* false when the server closed in the middle. */
static inline bool client_send(int fd, const void *data, size_t n)
{
    const char *at = data;
    while (n) {
        ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

static inline bool client_say(int fd, const char *text)
{
    return client_send(fd, text, strlen(text));
}

static inline bool read_head(int fd, struct answer *a)
{
    size_t n = 0;
    a->head[0] = '\0';
    while (n + 1 < sizeof a->head) {
        if (recv(fd, a->head + n, 1, 0) != 1)
            return false;
        a->head[++n] = '\0';
        if (n >= 4 && !memcmp(a->head + n - 4, "\r\n\r\n", 4))
            return true;
    }
    return false;
}

/* One reply with a Content-Length; head_only for HEAD. */
static inline int client_read(int fd, struct answer *a, bool head_only)
{
    char piece[16384];
    a->status = 0;
    a->body = BUF_INIT(64 << 20);
    if (!read_head(fd, a))
        return 0;
    const char *length = strcasestr(a->head, "\r\nContent-Length:");
    size_t left = length && !head_only ? strtoul(length + 17, NULL, 10) : 0;
    while (left) {
        ssize_t n = recv(fd, piece, left < sizeof piece ? left : sizeof piece, 0);
        if (n <= 0)
            return 0;
        buf_put(&a->body, piece, (size_t)n);
        left -= (size_t)n;
    }
    a->status = (int)strtol(a->head + 9, NULL, 10);
    return a->status;
}

static inline void answer_free(struct answer *a)
{
    buf_free(&a->body);
}

static inline bool answer_has(const struct answer *a, const char *text)
{
    return strstr(a->head, text) || (a->body.len && strstr(a->body.at, text));
}

/* true once the server has closed; anything it still sends is skipped. */
static inline bool client_closed(int fd)
{
    char skip[4096];
    ssize_t n;
    do
        n = recv(fd, skip, sizeof skip, 0);
    while (n > 0);
    return n == 0 || (n < 0 && errno == ECONNRESET);
}

/* A request on a connection of its own: its status, and whether its reply holds the text. */
static inline int client_ask(const struct site *s, const char *request, const char *has)
{
    struct answer a;
    int fd = client_open(s);
    client_say(fd, request);
    int status = client_read(fd, &a, !strncmp(request, "HEAD", 4));
    if (has && !answer_has(&a, has)) {
        print_error("no \"%s\" in: %s%s\n", has, a.head, a.body.len ? a.body.at : "");
        status = -1;
    }
    answer_free(&a);
    close(fd);
    return status;
}
