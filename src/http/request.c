/*
 * http/request.c: MHD's calls for one request, in their order: its first line is in, its header is in, pieces of the
 * body, the body is over, the reply is out (or the connection broke).
 *
 * A reply queued at the header ends the connection in MHD, so it is used only where the connection must end or the
 * client is asking first (Expect); other refusals wait for the end of the request and keep the connection.
 */
#include <string.h>

#include "http/http_i.h"

void *request_begin(void *server, const char *uri, struct MHD_Connection *mhd)
{
    struct http_server *s = server;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_conn *conn = info ? info->socket_context : NULL;
    struct http_exchange *x = conn ? exchange_take(s) : NULL;
    if (!x)
        return NULL;
    x->mhd = mhd;
    x->conn = conn;
    conn_deadline(conn, (int64_t)s->config.header_seconds * 1000);
    x->req = (struct http_request){
        .method = HTTP_GET,
        .path = "",
        .query = "",
        .content_type = "",
        .body = "",
        .remote = "",
    };
    const size_t n = strlen(uri);
    if (n + 1 >= sizeof x->text) {
        x->refused = RC_HEADERS;
        x->refused_status = MHD_HTTP_URI_TOO_LONG;
        return x;
    }
    memcpy(x->text, uri, n + 1);
    x->raw_len = n;
    x->text_len = n + 1;
    return x;
}

/* May the rest of a refused request be read and thrown away, so that the answer arrives? */
static bool request_may_drain(const struct http_exchange *x)
{
    const uint64_t most = x->refused == RC_TOOBIG ? HTTP_DRAIN_TOOBIG : HTTP_DRAIN_REFUSED;
    return !x->must_close && !x->expects && x->body_declared <= most;
}

static enum rc request_admit(struct http_exchange *x)
{
    struct http_server *s = x->server;
    size_t most = 0;
    enum rc rc = s->app.admit(s->app.arg, x, &most);
    if (!rc && x->body_declared != UINT64_MAX && x->body_declared > most)
        rc = RC_TOOBIG;
    x->body_max = most;
    return rc;
}

static enum MHD_Result request_head(struct http_exchange *x, const struct wire *wire)
{
    x->refused = guard_head(x, wire);
    if (!x->refused)
        x->refused = request_admit(x);
    if (x->refused && !request_may_drain(x)) {
        x->stage = STAGE_SERVED;
        x->must_close = true;
        exchange_refuse(x, x->refused);
        return exchange_send(x);
    }
    x->stage = STAGE_BODY;
    x->body_start = http_clock();
    return MHD_YES;
}

static enum MHD_Result request_piece(struct http_exchange *x, const char *upload, size_t *len)
{
    body_take(x, upload, *len);
    *len = 0;
    if (x->refused && x->body_seen > HTTP_DRAIN_TOOBIG)
        return MHD_NO;
    return MHD_YES;
}

enum MHD_Result request_call(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_len, void **context)
{
    const struct http_server *s = server;
    struct http_exchange *x = *context;
    if (!x) /* there was no memory for it */
        return MHD_queue_response(mhd, MHD_HTTP_SERVICE_UNAVAILABLE, s->busy);
    if (x->stage == STAGE_HEAD)
        return request_head(x, &(struct wire){ url, method, version });
    if (x->stage == STAGE_SERVED)
        return exchange_send(x);
    if (*upload_len)
        return request_piece(x, upload, upload_len);
    return exchange_serve(x);
}

void request_completed(void *server, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode why)
{
    struct http_server *s = server;
    struct http_exchange *x = *context;
    int expected = HOLD_ENDED;
    (void)mhd, (void)why;
    *context = NULL;
    if (!x)
        return;
    /* Silence is MHD's to end after idle_seconds; this ends a next request line that never gets finished. */
    conn_deadline(x->conn, ((int64_t)s->config.idle_seconds + s->config.header_seconds) * 1000);
    pthread_mutex_lock(&s->spare_lock);
    const bool abandoned = atomic_compare_exchange_strong(&x->hold, &expected, HOLD_ABANDONED);
    if (abandoned) {
        s->abandoned++;
        if (--s->active == 0)
            pthread_cond_broadcast(&s->idle);
    }
    pthread_mutex_unlock(&s->spare_lock);
    if (!abandoned)
        exchange_give(x);
}
