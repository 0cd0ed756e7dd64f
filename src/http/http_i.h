/*
 * http/http_i.h: what the files of this folder share.
 *
 * A request is a struct http_exchange, taken from the server's spare list when its first line is in and given back
 * when its reply is on the wire.  It holds copies of path, query and header fields, so it stays readable for a worker
 * thread even after its connection is gone.
 *
 * Who holds an exchange is one atomic word (enum hold):
 *
 *     SERVING  the I/O thread is inside the application's serve      http_answer -> ANSWERED
 *     PARKED   serve returned without an answer, MHD has suspended   http_answer -> ANSWERED and resume
 *     ANSWERED the reply is made, the application is done with it
 *     ENDED    http_stop answered 503 in the application's place; its own answer is still to come
 *     ABANDONED  the same, and the connection is closed: the late answer gives the exchange back
 *
 * Suspending and resuming happen under server.park_lock, so nothing is resumed twice or before it is suspended.
 */
#pragma once

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/rc.h"
#include "http/http.h"

enum {
    HTTP_POOL_BYTES = 16 * 1024,          /* MHD's memory of one connection: read buffer, parsed header, reply header */
    HTTP_HEAD_BYTES = 8 * 1024,           /* request line and header; browsers stay below 5 KB even with full cookies */
    HTTP_HEAD_FIELDS = 64,                /* browsers and proxies send 10 to 25 */
    HTTP_ARENA_BYTES = 32 * 1024 * 1024,  /* one request's working memory: a roster of 50,000 rows being read */
    HTTP_FORM_FIELDS = 500,               /* a page of 100 rows with five inputs each */
    HTTP_PART_BYTES = 4 * 1024,           /* header of one part of a multipart form */
    HTTP_SPARE_EXCHANGES = 256,           /* kept for the next requests */
    HTTP_SPARE_BODY = 16 * 1024,          /* a body's memory up to this stays with its exchange */
    HTTP_RATE = 1024,                     /* bytes a second a body must come in, or a reply be read, on average */
    HTTP_DRAIN_TOOBIG = 64 * 1024 * 1024, /* a larger upload is cut off; up to here the client gets to read why */
    HTTP_DRAIN_REFUSED = 64 * 1024,       /* the same for a body that was not wanted at all */
};

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_SERVED };
enum hold { HOLD_SERVING, HOLD_PARKED, HOLD_ANSWERED, HOLD_ENDED, HOLD_ABANDONED };

struct http_conn { /* one TCP connection, in the server's list for the reaper */
    struct http_server *server;
    struct http_conn *prev, *next;
    int fd;
    atomic_llong deadline; /* milliseconds of http_clock; 0 is none */
    char remote[INET6_ADDRSTRLEN];
};

struct head_line {
    const char *name;
    const char *value;
};

struct http_exchange {
    struct http_server *server;
    struct MHD_Connection *mhd;
    struct http_conn *conn;
    struct http_exchange *prev, *next; /* spare list, or list of the parked */
    struct http_request req;
    atomic_int hold;
    enum stage stage;
    enum rc refused;    /* answered with this instead of being served */
    int refused_status; /* where the rc has no status of its own: 414 */
    bool must_close;    /* what follows on the connection cannot be trusted or is not worth waiting for */
    bool expects;       /* Expect: 100-continue */

    struct MHD_Response *response;
    int status;
    uint64_t reply_len;

    char *body;
    size_t body_len, body_room, body_max;
    uint64_t body_seen;
    uint64_t body_declared; /* Content-Length; UINT64_MAX when chunked */
    int64_t body_start;

    struct arena *arena;
    void *data;
    size_t raw_len; /* of the request target as sent */
    char remote[INET6_ADDRSTRLEN];
    size_t nlines;
    struct head_line lines[HTTP_HEAD_FIELDS];
    size_t text_len;
    char text[HTTP_HEAD_BYTES];
};

struct http_server {
    struct http_app app;
    struct http_config config;
    struct MHD_Daemon *daemon;
    struct MHD_Response *busy;   /* the 503 of last resort, needs no memory */
    struct MHD_Response *broken; /* the 500 of last resort */
    int listen_fd;
    int wake_fd; /* an eventfd: the listener thread shall look at quit */
    pthread_t listener;
    atomic_bool quit;     /* the listener */
    atomic_bool draining; /* replies close their connections */
    atomic_llong logged;  /* when MHD last had something to say */
    char address[INET6_ADDRSTRLEN + 16];

    pthread_mutex_t conn_lock;
    struct http_conn *conns;

    pthread_mutex_t park_lock;
    struct http_exchange *parked;
    bool ending; /* nothing is parked any more */

    pthread_mutex_t spare_lock;
    pthread_cond_t idle; /* active fell to 0 */
    struct http_exchange *spare;
    unsigned nspare;
    unsigned active;    /* taken and not given back */
    unsigned abandoned; /* whose late answers will find the server stopped */
    bool stopped;       /* the last abandoned one frees the server */
};

/* server.c */
void server_free(struct http_server *s);

/* listen.c */
MUST_CHECK enum rc listen_open(struct http_server *s);
void *listen_loop(void *server);            /* accepts, and once a second reaps */
unsigned listen_room(unsigned connections); /* raises RLIMIT_NOFILE; how many connections fit */

/* deadline.c */
int64_t http_clock(void); /* milliseconds, monotonic, coarse */
void conn_opened(struct http_server *s, struct MHD_Connection *mhd, void **context);
void conn_closed(void **context);
void conn_deadline(struct http_conn *c, int64_t milliseconds); /* from now; 0 takes it away */
void conn_reap(struct http_server *s);

/* exchange.c */
struct http_exchange *exchange_take(struct http_server *s);
void exchange_give(struct http_exchange *x);
void exchange_free(struct http_exchange *x);
void exchange_refuse(struct http_exchange *x, enum rc rc);
enum MHD_Result exchange_serve(struct http_exchange *x); /* the request is whole */
enum MHD_Result exchange_send(struct http_exchange *x);  /* its answer is there */
void exchange_end_parked(struct http_server *s);

/* request.c */
void *request_begin(void *server, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result request_call(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_len, void **context);
void request_completed(void *server, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode why);

/* guard.c: RC_OK, or why the request is refused; must_close is set where the framing cannot be trusted */
struct wire {
    const char *url, *method, *version;
};
MUST_CHECK enum rc guard_head(struct http_exchange *x, const struct wire *wire);
const char *head_value(const struct http_exchange *x, const char *name); /* NULL where absent */

/* path.c */
MUST_CHECK enum rc path_decode(char *path); /* in place */
int hex_digit(char c);                      /* -1 unless it is one */

/* body.c */
void body_take(struct http_exchange *x, const char *data, size_t n);
void body_drop(struct http_exchange *x);
MUST_CHECK enum rc body_parse(struct http_exchange *x); /* fields, or the raw body */

/* form.c: both cut the text up in place; text[n] is a NUL that may be written */
struct form {
    struct arena *arena;
    struct http_field *fields;
    size_t n, room;
};
MUST_CHECK enum rc form_add(struct form *f, const struct http_field *field);
MUST_CHECK enum rc form_urlencoded(struct form *f, char *text, size_t n);
MUST_CHECK enum rc form_multipart(struct form *f, const char *content_type, char *text, size_t n);

/* reply.c */
struct MHD_Response *reply_canned(enum rc rc);
MUST_CHECK enum rc reply_build(struct http_reply *reply, bool close, uint64_t *len, struct MHD_Response **out);
void reply_drop(struct http_reply *reply); /* frees what it owns */
