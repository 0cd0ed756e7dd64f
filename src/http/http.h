/*
 * http/http.h: libmicrohttpd behind our own types.
 *
 * Requests arrive whole (headers guarded, body read and bounded); the application answers at once on the I/O thread or
 * keeps the exchange and answers later from any thread.  Guards of STACK.md are inside: request smuggling, oversized
 * headers, slow headers and bodies, one Host, methods GET, HEAD and POST only.  No SQL, no features here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum http_method { HTTP_GET = 1, HTTP_POST };

struct http_field { /* of a form body: urlencoded or multipart */
    const char *name;
    const char *filename; /* NULL unless a file was sent */
    const char *value;    /* NUL-terminated, may hold NULs before value_len when it is a file */
    size_t len;
};

struct http_exchange;

struct http_request {
    enum http_method method; /* HEAD arrives as GET; the body is left out on the wire */
    const char *path;        /* percent-decoded, valid UTF-8, without the query; starts with / */
    const char *query;       /* raw, "" where there is none */
    const char *content_type;
    const char *body; /* raw body where it is no form (JSON); NUL-terminated */
    size_t body_len;
    const struct http_field *fields; /* a form's fields in their order */
    size_t nfields;
    const char *
        remote; /* address of the peer, or of X-Forwarded-For's last hop when behind a trusted proxy */
};

const struct http_request *http_request(const struct http_exchange *x);
const char *http_header(const struct http_exchange *x, const char *name); /* "" where absent */
const char *http_cookie(const struct http_exchange *x, const char *name); /* "" where absent */
struct arena *http_arena(const struct http_exchange *x); /* lives until the reply is on the wire */
void *http_get_data(const struct http_exchange *x);      /* the application's own, NULL at first */
void http_set_data(struct http_exchange *x, void *data);

enum { HTTP_HEADERS_MAX = 20 };

struct http_reply {
    int status;
    const char *content_type;
    struct {
        const char *name;
        const char *
            value; /* checked: CR, LF and control characters end the header with RC_IO, never split it */
    } headers[HTTP_HEADERS_MAX]; /* until name is NULL */
    struct buf body;             /* owned by the reply: freed after sending */
    const void *fixed;           /* instead of body: bytes that outlive the server (static files) */
    size_t fixed_len;
    int fd;     /* instead of body when > 0: a file sent whole and closed */
    bool close; /* end the connection afterwards */
};

/* Answers. From within serve or later from any thread, exactly once; takes what the reply owns. */
void http_answer(struct http_exchange *x, struct http_reply *reply);

struct http_app {
    void *arg;
    /* The header is in: how many bytes of body may follow.  Any rc but RC_OK is answered without reading the body. */
    enum rc (*admit)(void *arg, struct http_exchange *x, size_t *body_max);
    /* The request is whole. */
    void (*serve)(void *arg, struct http_exchange *x);
    /* The HTTP layer itself refuses (guards, too big): make the reply in the form the client wants. May be called
     * before path and query are known (then they are ""). */
    void (*refuse)(void *arg, struct http_exchange *x, enum rc rc, struct http_reply *reply);
};

struct http_config {
    const char *listen; /* "127.0.0.1:8080", "[::1]:0"; port 0 takes a free one */
    unsigned threads;   /* 0: as many as there are cores */
    unsigned connections;
    unsigned header_seconds; /* for the whole header, 0: 10 */
    unsigned idle_seconds;   /* 0: 60 */
    bool behind_proxy;       /* trust X-Forwarded-For from the peer */
};

struct http_server;
MUST_CHECK enum rc http_start(const struct http_config *config, const struct http_app *app,
                              struct http_server **out);
const char *http_address(const struct http_server *s); /* "127.0.0.1:8080" with the real port */
/* Takes no new connections, lets what was begun finish (at most seconds), then stops. */
void http_stop(struct http_server *s, unsigned seconds);
