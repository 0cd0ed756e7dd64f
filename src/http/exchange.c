/*
 * http/exchange.c: an exchange from its beginning to its answer; http_i.h tells who holds it when.
 */
#include <stdlib.h>
#include <string.h>

#include "http/http_i.h"

/* --- taking and giving back ------------------------------------------------------------------- */

static struct http_exchange *exchange_new(struct http_server *s)
{
    struct http_exchange *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->server = s;
    x->arena = arena_new(HTTP_ARENA_BYTES);
    if (x->arena)
        return x;
    free(x);
    return NULL;
}

void exchange_free(struct http_exchange *x)
{
    arena_free(x->arena);
    free(x->body);
    free(x);
}

struct http_exchange *exchange_take(struct http_server *s)
{
    pthread_mutex_lock(&s->spare_lock);
    struct http_exchange *x = s->spare;
    if (x) {
        s->spare = x->next;
        s->nspare--;
    }
    s->active++;
    pthread_mutex_unlock(&s->spare_lock);
    if (!x)
        x = exchange_new(s);
    if (x)
        return x;
    pthread_mutex_lock(&s->spare_lock);
    s->active--;
    pthread_mutex_unlock(&s->spare_lock);
    return NULL;
}

/* Clears what the next request must not see; text and lines are covered by their counts. */
static void exchange_clear(struct http_exchange *x)
{
    if (x->response)
        MHD_destroy_response(x->response);
    arena_reset(x->arena);
    if (x->body_room > HTTP_SPARE_BODY)
        body_drop(x);
    x->mhd = NULL;
    x->conn = NULL;
    x->prev = x->next = NULL;
    x->req = (struct http_request){ 0 };
    x->stage = STAGE_HEAD;
    x->refused = RC_OK;
    x->refused_status = 0;
    x->must_close = x->expects = false;
    x->response = NULL;
    x->status = 0;
    x->reply_len = 0;
    x->body_len = x->body_max = 0;
    x->body_seen = x->body_declared = 0;
    x->data = NULL;
    x->raw_len = x->nlines = x->text_len = 0;
    atomic_store_explicit(&x->hold, HOLD_SERVING, memory_order_relaxed);
}

void exchange_give(struct http_exchange *x)
{
    struct http_server *s = x->server;
    exchange_clear(x);
    pthread_mutex_lock(&s->spare_lock);
    const bool keep = s->nspare < HTTP_SPARE_EXCHANGES && !s->stopped;
    if (keep) {
        x->next = s->spare;
        s->spare = x;
        s->nspare++;
    }
    if (--s->active == 0)
        pthread_cond_broadcast(&s->idle);
    pthread_mutex_unlock(&s->spare_lock);
    if (!keep)
        exchange_free(x);
}

/* --- parking ---------------------------------------------------------------------------------- */

static void parked_add(struct http_exchange *x)
{
    struct http_server *s = x->server;
    x->prev = NULL;
    x->next = s->parked;
    if (x->next)
        x->next->prev = x;
    s->parked = x;
}

static void parked_remove(struct http_exchange *x)
{
    if (x->prev)
        x->prev->next = x->next;
    else
        x->server->parked = x->next;
    if (x->next)
        x->next->prev = x->prev;
    x->prev = x->next = NULL;
}

/* serve returned: suspend unless the answer is there, or nothing may wait any more. true when suspended. */
static bool exchange_park(struct http_exchange *x)
{
    struct http_server *s = x->server;
    int expected = HOLD_SERVING;
    bool parked = false;
    if (atomic_load_explicit(&x->hold, memory_order_acquire) == HOLD_ANSWERED)
        return false;
    pthread_mutex_lock(&s->park_lock);
    const int next = s->ending ? HOLD_ENDED : HOLD_PARKED;
    if (atomic_compare_exchange_strong(&x->hold, &expected, next) && next == HOLD_PARKED) {
        conn_deadline(x->conn, 0);
        MHD_suspend_connection(x->mhd);
        parked_add(x);
        parked = true;
    }
    pthread_mutex_unlock(&s->park_lock);
    return parked;
}

/* Nothing may be touched afterwards: the I/O thread may already be giving the exchange back. */
static void exchange_resume(struct http_exchange *x)
{
    struct http_server *s = x->server;
    pthread_mutex_lock(&s->park_lock);
    parked_remove(x);
    MHD_resume_connection(x->mhd);
    pthread_mutex_unlock(&s->park_lock);
}

void exchange_end_parked(struct http_server *s)
{
    pthread_mutex_lock(&s->park_lock);
    s->ending = true;
    for (struct http_exchange *x = s->parked, *next; x; x = next) {
        int expected = HOLD_PARKED;
        next = x->next;
        if (!atomic_compare_exchange_strong(&x->hold, &expected, HOLD_ENDED))
            continue; /* being answered this moment: that thread waits for the lock and resumes it */
        parked_remove(x);
        MHD_resume_connection(x->mhd);
    }
    pthread_mutex_unlock(&s->park_lock);
}

/* The answer to an exchange whose connection http_stop closed long ago. */
static void exchange_late(struct http_exchange *x)
{
    struct http_server *s = x->server;
    exchange_clear(x);
    exchange_free(x);
    pthread_mutex_lock(&s->spare_lock);
    const bool last = --s->abandoned == 0 && s->stopped;
    pthread_mutex_unlock(&s->spare_lock);
    if (last)
        server_free(s);
}

/* --- answering -------------------------------------------------------------------------------- */

static void reply_finish(struct http_reply *reply, enum rc rc)
{
    size_t n = 0;
    if (!reply->status)
        reply->status = rc_status(rc);
    while (n < HTTP_HEADERS_MAX && reply->headers[n].name)
        n++;
    if (rc == RC_METHOD && n < HTTP_HEADERS_MAX) {
        reply->headers[n].name = "Allow";
        reply->headers[n].value = "GET, HEAD, POST";
    }
}

/* What the application's own reply cannot be, it is asked to say as a refusal; after that there is a fixed one. */
static void answer_build(struct http_exchange *x, struct http_reply *reply)
{
    const bool close = x->must_close || atomic_load_explicit(&x->server->draining, memory_order_relaxed);
    struct http_reply second = { 0 };
    x->status = reply->status;
    x->response = NULL;
    enum rc rc = reply_build(reply, close, &x->reply_len, &x->response);
    if (!rc)
        return;
    x->server->app.refuse(x->server->app.arg, x, rc, &second);
    reply_finish(&second, rc);
    x->status = second.status;
    if (reply_build(&second, close, &x->reply_len, &x->response))
        x->status = 500; /* exchange_send takes the fixed reply */
}

void http_answer(struct http_exchange *x, struct http_reply *reply)
{
    answer_build(x, reply);
    const int before = atomic_exchange_explicit(&x->hold, HOLD_ANSWERED, memory_order_acq_rel);
    if (before == HOLD_PARKED)
        exchange_resume(x);
    else if (before == HOLD_ABANDONED)
        exchange_late(x);
}

void exchange_refuse(struct http_exchange *x, enum rc rc)
{
    struct http_reply reply = { 0 };
    x->server->app.refuse(x->server->app.arg, x, rc, &reply);
    reply_finish(&reply, rc);
    if (x->refused_status)
        reply.status = x->refused_status;
    http_answer(x, &reply);
}

enum MHD_Result exchange_serve(struct http_exchange *x)
{
    x->stage = STAGE_SERVED;
    if (!x->refused)
        x->refused = body_parse(x);
    if (x->refused)
        exchange_refuse(x, x->refused);
    else
        x->server->app.serve(x->server->app.arg, x);
    return exchange_park(x) ? MHD_YES : exchange_send(x);
}

enum MHD_Result exchange_send(struct http_exchange *x)
{
    struct http_server *s = x->server;
    struct MHD_Response *response = s->busy;
    int status = 503;
    uint64_t len = 0;
    if (atomic_load_explicit(&x->hold, memory_order_acquire) == HOLD_ANSWERED) {
        response = x->response ? x->response : s->broken;
        status = x->status;
        len = x->reply_len;
    }
    conn_deadline(x->conn, (int64_t)s->config.idle_seconds * 1000 + (int64_t)(len / HTTP_RATE) * 1000);
    return MHD_queue_response(x->mhd, (unsigned)status, response);
}

/* --- what the application asks ---------------------------------------------------------------- */

const struct http_request *http_request(const struct http_exchange *x)
{
    return &x->req;
}

const char *http_header(const struct http_exchange *x, const char *name)
{
    const char *value = head_value(x, name);
    return value ? value : "";
}

struct arena *http_arena(const struct http_exchange *x)
{
    return x->arena;
}

void *http_get_data(const struct http_exchange *x)
{
    return x->data;
}

void http_set_data(struct http_exchange *x, void *data)
{
    x->data = data;
}
