/*
 * http/body.c: the body of a request, whole in memory and never more of it than the application allowed.
 *
 * The memory grows with what has really arrived, not with what was announced.  A body that is not wanted any more is
 * counted and thrown away, so that the client reads our answer instead of a reset connection.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "http/http_i.h"

enum { FIRST_BYTES = 4096 };

void body_drop(struct http_exchange *x)
{
    free(x->body);
    x->body = NULL;
    x->body_len = 0;
    x->body_room = 0;
}

/* Room for n bytes and a NUL; not beyond what was announced, at least twice what there was. */
static enum rc body_reserve(struct http_exchange *x, size_t n)
{
    if (n < x->body_room)
        return RC_OK;
    size_t room = x->body_room ? x->body_room * 2 : FIRST_BYTES;
    if (room <= n)
        room = n + 1;
    if (x->body_declared < room && x->body_declared >= n)
        room = (size_t)x->body_declared + 1;
    char *grown = realloc(x->body, room);
    if (!grown)
        return RC_OOM;
    x->body = grown;
    x->body_room = room;
    return RC_OK;
}

void body_take(struct http_exchange *x, const char *data, size_t n)
{
    x->body_seen += n;
    conn_deadline(x->conn, x->body_start + (int64_t)x->server->config.header_seconds * 1000 +
                               (int64_t)(x->body_seen * 1000 / HTTP_RATE) - http_clock());
    if (x->refused)
        return;
    if (n > x->body_max - x->body_len)
        x->refused = RC_TOOBIG;
    else
        x->refused = body_reserve(x, x->body_len + n);
    if (x->refused) {
        body_drop(x);
        return;
    }
    memcpy(x->body + x->body_len, data, n);
    x->body_len += n;
}

/* "multipart/form-data; boundary=x" is of type "multipart/form-data". */
static bool type_is(const char *content_type, const char *type)
{
    const size_t n = strlen(type);
    return !strncasecmp(content_type, type, n) && strchr("; \t", content_type[n]);
}

enum rc body_parse(struct http_exchange *x)
{
    struct form form = { .arena = x->arena };
    const char *type = x->req.content_type;
    enum rc rc = RC_OK;
    const bool urlencoded = type_is(type, "application/x-www-form-urlencoded");
    const bool multipart = type_is(type, "multipart/form-data");
    x->req.body = "";
    if (!x->body_len)
        return multipart ? RC_BADREQ : RC_OK; /* even an empty one has its last delimiter */
    x->body[x->body_len] = '\0';
    if (urlencoded)
        rc = form_urlencoded(&form, x->body, x->body_len);
    else if (multipart)
        rc = form_multipart(&form, type, x->body, x->body_len);
    else {
        x->req.body = x->body;
        x->req.body_len = x->body_len;
    }
    x->req.fields = form.fields;
    x->req.nfields = form.n;
    const enum rc lost = rc == RC_TOOBIG ? arena_check(x->arena) : RC_OK; /* no memory at all is not too large */
    return lost ? lost : rc;
}
