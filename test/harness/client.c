/* test/harness/client.c: plain sockets, so that a test can also send what no library would. */
#include "harness/client.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buf.h"

enum { ANSWER_BYTES = 64 << 20, ANSWER_SECONDS = 60 };

static int connect_to(int port, const char *from)
{
    struct sockaddr_in own = { .sin_family = AF_INET };
    const struct sockaddr_in at = { .sin_family = AF_INET,
                                    .sin_port = htons((uint16_t)port),
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const struct timeval patience = { .tv_sec = ANSWER_SECONDS };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    if (fd >= 0 && from && inet_pton(AF_INET, from, &own.sin_addr) == 1)
        bind(fd, (const struct sockaddr *)&own, sizeof own);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof at) == 0)
        return fd;
    close(fd);
    return -1;
}

static void put_question(struct buf *b, const struct client *c, const struct ask *ask)
{
    const size_t len = ask->body ? ask->body_len ? ask->body_len : strlen(ask->body) : 0;
    buf_printf(b, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n", ask->method, ask->path, c->port);
    if (c->agent)
        buf_printf(b, "User-Agent: %s\r\n", c->agent);
    const char *between = "Cookie: ";
    for (int i = 0; i < CLIENT_COOKIES; i++)
        if (c->cookies[i][0]) {
            buf_printf(b, "%s%s", between, c->cookies[i]);
            between = "; ";
        }
    if (*between == ';')
        buf_puts(b, "\r\n");
    buf_puts(b, ask->headers);
    if (ask->body)
        buf_printf(b, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                   ask->type ? ask->type : "application/x-www-form-urlencoded", len);
    buf_puts(b, "\r\n");
    buf_put(b, ask->body ? ask->body : "", len);
}

static void talk(int fd, const struct buf *question, struct buf *answer)
{
    char part[16384];
    for (size_t sent = 0; sent < question->len;) {
        struct pollfd ready = { .fd = fd, .events = POLLIN | POLLOUT };
        if (poll(&ready, 1, ANSWER_SECONDS * 1000) <= 0 || ready.revents & POLLIN)
            break; /* answered before all was said, as a refusal is */
        const ssize_t n = send(fd, question->at + sent, question->len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN)
            break;
        sent += n > 0 ? (size_t)n : 0;
    }
    for (ssize_t n; (n = recv(fd, part, sizeof part, 0)) > 0;)
        buf_put(answer, part, (size_t)n);
}

static void keep_cookie(struct client *c, const char *pair, size_t len)
{
    const char *equals = memchr(pair, '=', len);
    const size_t name = equals ? (size_t)(equals - pair) + 1 : 0;
    int slot = -1;
    if (!name || len >= CLIENT_TEXT)
        return;
    for (int i = CLIENT_COOKIES - 1; i >= 0; i--)
        if (!c->cookies[i][0] && slot < 0)
            slot = i;
    for (int i = 0; i < CLIENT_COOKIES; i++)
        if (!strncmp(c->cookies[i], pair, name))
            slot = i;
    if (slot >= 0)
        snprintf(c->cookies[slot], CLIENT_TEXT, "%.*s", len > name ? (int)len : 0, pair);
}

static void keep_cookies(struct client *c, const char *head)
{
    static const char name[] = "\r\nSet-Cookie: ";
    for (const char *p = head; (p = strcasestr(p, name));) {
        p += sizeof name - 1;
        keep_cookie(c, p, strcspn(p, ";\r"));
    }
}

/* Chunked answers are put together; everything else is as it came. */
static size_t unchunk(char *body, size_t len)
{
    size_t out = 0;
    for (size_t at = 0; at < len;) {
        char *end;
        const size_t n = strtoul(body + at, &end, 16);
        at = (size_t)(end - body) + 2;
        if (!n || at + n > len)
            break;
        memmove(body + out, body + at, n);
        out += n;
        at += n + 2;
    }
    body[out] = 0;
    return out;
}

static struct reply reply_of(struct client *c, const struct buf *answer)
{
    struct reply r = { .head = "", .body = "" };
    char *text = answer->len ? arena_copy(c->arena, answer->at, answer->len) : NULL;
    char *end = text ? strstr(text, "\r\n\r\n") : NULL;
    if (!end || sscanf(text, "HTTP/1.1 %d", &r.status) != 1)
        return r;
    end[2] = 0; /* the head keeps the end of its last line */
    r.head = text;
    r.body = end + 4;
    r.len = answer->len - (size_t)(r.body - text);
    if (strcasestr(r.head, "\r\nTransfer-Encoding: chunked"))
        r.len = unchunk(end + 4, r.len);
    keep_cookies(c, r.head);
    return r;
}

struct reply client_ask(struct client *c, const struct ask *ask)
{
    struct buf question = BUF_INIT(ANSWER_BYTES), answer = BUF_INIT(ANSWER_BYTES);
    const int fd = connect_to(c->port, c->from);
    if (fd >= 0) {
        put_question(&question, c, ask);
        talk(fd, &question, &answer);
        close(fd);
    }
    const struct reply r = reply_of(c, &answer);
    buf_free(&question);
    buf_free(&answer);
    return r;
}

struct reply client_get(struct client *c, const char *path)
{
    return client_ask(c, &(struct ask){ .method = "GET", .path = path });
}

const char *client_header(struct arena *a, const struct reply *r, const char *name)
{
    const char *p = strcasestr(r->head, arena_printf(a, "\r\n%s: ", name));
    if (!p)
        return "";
    p += strlen(name) + 4;
    return arena_strndup(a, p, strcspn(p, "\r"));
}

void client_learn_token(struct client *c, const char *path)
{
    static const char name[] = "name=\"form_token\" value=\"";
    const struct reply r = client_get(c, path);
    const char *p = strstr(r.body, name);
    c->token[0] = 0;
    if (p)
        snprintf(c->token, sizeof c->token, "%.*s", (int)strcspn(p + sizeof name - 1, "\""), p + sizeof name - 1);
}

const char *url_encode(struct arena *a, const char *text)
{
    char *out = arena_array(a, 3, strlen(text) + 1);
    char *to = out;
    if (!out)
        return "";
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (isalnum(*p) || strchr("-_.~", *p))
            *to++ = (char)*p;
        else
            to += snprintf(to, 4, "%%%02X", *p);
    return out;
}

int client_sign_in(struct client *c, const char *login, const char *password)
{
    client_learn_token(c, "/login");
    const char *body = arena_printf(c->arena, "login=%s&password=%s&form_token=%s", url_encode(c->arena, login),
                                    url_encode(c->arena, password), c->token);
    const struct reply r = client_ask(c, &(struct ask){ .method = "POST", .path = "/login", .body = body });
    if (r.status == 303)
        client_learn_token(c, "/account");
    return r.status;
}
