/*
 * http/guard.c: the header, checked and copied before anybody reads it.
 *
 * MHD forgives what a proxy in front may understand differently (STACK, HTTP): two lengths, a length beside chunks,
 * a blank before the colon, folded lines, bare line feeds, NUL bytes.  Whoever sends that gets 400 and the connection
 * is closed, since nobody knows where the next request starts.  The copies make the exchange independent of MHD's
 * buffers, which die with the connection.
 */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "http/http_i.h"

struct copying {
    struct http_exchange *x;
    enum rc rc;
    const char *expected; /* where the next line must start when the header is what it seems */
};

static bool token_char(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return c && strchr("!#$%&'*+-.^_`|~", c);
}

static bool name_fits(const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!token_char((unsigned char)name[i]))
            return false;
    return n > 0;
}

static bool value_fits(const char *value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)value[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* There is room: the copies need less than the header did, and its size was checked. */
static const char *text_copy(struct http_exchange *x, const char *s, size_t n)
{
    char *at = x->text + x->text_len;
    memcpy(at, s, n);
    at[n] = '\0';
    x->text_len += n + 1;
    return at;
}

static bool text_has_room(const struct http_exchange *x, size_t n)
{
    return n + 2 <= sizeof x->text - x->text_len;
}

/*
 * MHD 0.9 glues a folded line to the name before it and ends values at a NUL; both leave a gap between one line and
 * the next in its buffer, and that is how we notice.  From 1.0 on it refuses both itself, and bare line feeds too.
 */
static bool line_follows(struct copying *c, const char *name, const char *value, size_t n)
{
#if MHD_VERSION < 0x01000000
    if (c->expected != name)
        return false;
    c->expected = value + n + 2;
#else
    (void)c, (void)name, (void)value, (void)n;
#endif
    return true;
}

static enum MHD_Result line_copy(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                 const char *value, size_t len)
{
    struct copying *c = arg;
    struct http_exchange *x = c->x;
    (void)kind;
    if (!value || !name_fits(name, name_len) || !value_fits(value, len) || !line_follows(c, name, value, len)) {
        c->rc = RC_BADREQ;
        return MHD_NO;
    }
    while (len && (value[len - 1] == ' ' || value[len - 1] == '\t'))
        len--;
    if (x->nlines == HTTP_HEAD_FIELDS || !text_has_room(x, name_len + len)) {
        c->rc = RC_HEADERS;
        return MHD_NO;
    }
    struct head_line *line = &x->lines[x->nlines++];
    line->name = text_copy(x, name, name_len);
    line->value = text_copy(x, value, len);
    return MHD_YES;
}

static enum rc head_copy(struct http_exchange *x, const struct wire *wire)
{
    const union MHD_ConnectionInfo *size = MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct copying c = { .x = x, .expected = wire->version + strlen(wire->version) + 2 };
    if (!size || size->header_size > HTTP_HEAD_BYTES)
        return RC_HEADERS;
    MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, line_copy, &c);
#if MHD_VERSION < 0x01000000
    if (!c.rc && (wire->url + x->raw_len + 1 != wire->version || c.expected + 2 != wire->method + size->header_size))
        return RC_BADREQ;
#endif
    return c.rc;
}

struct framing {
    unsigned lengths, encodings, hosts;
    const char *length, *encoding, *host;
};

static void framing_note(struct framing *f, const struct head_line *line)
{
    if (!strcasecmp(line->name, "Content-Length")) {
        f->lengths++;
        f->length = line->value;
    } else if (!strcasecmp(line->name, "Transfer-Encoding")) {
        f->encodings++;
        f->encoding = line->value;
    } else if (!strcasecmp(line->name, "Host")) {
        f->hosts++;
        f->host = line->value;
    }
}

static bool host_fits(const char *host)
{
    return *host && !host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789.-_:[]%~")];
}

static enum rc length_read(const char *digits, uint64_t *out)
{
    const size_t n = strlen(digits);
    if (n == 0 || n > 18 || digits[strspn(digits, "0123456789")])
        return RC_BADREQ;
    *out = 0;
    for (const char *at = digits; *at; at++)
        *out = *out * 10 + (uint64_t)(*at - '0');
    return RC_OK;
}

static enum rc framing_check(struct http_exchange *x, const char *version)
{
    struct framing f = { 0 };
    for (size_t i = 0; i < x->nlines; i++)
        framing_note(&f, &x->lines[i]);
    if (f.hosts != 1 || !host_fits(f.host))
        return RC_BADREQ;
    if (f.lengths > 1 || f.encodings > 1 || (f.lengths && f.encodings))
        return RC_BADREQ;
    if (f.encodings) {
        x->body_declared = UINT64_MAX;
        return strcasecmp(f.encoding, "chunked") || !strcmp(version, "HTTP/1.0") ? RC_BADREQ : RC_OK;
    }
    return f.lengths ? length_read(f.length, &x->body_declared) : RC_OK;
}

/* The last hop of X-Forwarded-For was written by the proxy we trust; anything before it by anybody. */
static void remote_find(struct http_exchange *x)
{
    const char *hops = NULL;
    struct in6_addr address;
    memcpy(x->remote, x->conn->remote, sizeof x->remote); /* outlives the connection */
    x->req.remote = x->remote;
    if (!x->server->config.behind_proxy)
        return;
    for (size_t i = 0; i < x->nlines; i++)
        if (!strcasecmp(x->lines[i].name, "X-Forwarded-For"))
            hops = x->lines[i].value;
    if (!hops)
        return;
    const char *comma = strrchr(hops, ',');
    const char *last = comma ? comma + 1 : hops;
    last += strspn(last, " \t");
    if (inet_pton(AF_INET, last, &address) == 1 || inet_pton(AF_INET6, last, &address) == 1)
        x->req.remote = last;
}

static enum rc method_check(struct http_exchange *x, const char *method)
{
    x->req.method = !strcmp(method, "POST") ? HTTP_POST : HTTP_GET;
    return x->req.method == HTTP_POST || !strcmp(method, "GET") || !strcmp(method, "HEAD") ? RC_OK : RC_METHOD;
}

/* The target was copied when it came in: path and query into text, one after the other. */
static enum rc target_check(struct http_exchange *x)
{
    char *query = memchr(x->text, '?', x->raw_len);
    if (query)
        *query++ = '\0';
    else
        query = x->text + x->raw_len;
    if (!value_fits(query, strlen(query)) || strchr(query, '\t'))
        return RC_BADREQ;
    enum rc rc = path_decode(x->text);
    if (rc)
        return rc;
    x->req.path = x->text;
    x->req.query = query;
    return RC_OK;
}

enum rc guard_head(struct http_exchange *x, const struct wire *wire)
{
    enum rc rc = x->refused; /* a target too long to be kept */
    if (!rc)
        rc = head_copy(x, wire);
    remote_find(x);
    if (!rc)
        rc = framing_check(x, wire->version);
    if (rc) {
        x->must_close = true;
        return rc;
    }
    const char *type = head_value(x, "Content-Type");
    const char *expect = head_value(x, "Expect");
    x->req.content_type = type ? type : "";
    x->expects = expect && !strcasecmp(expect, "100-continue");
    rc = target_check(x);
    const enum rc method = method_check(x, wire->method);
    return method ? method : rc;
}

const char *head_value(const struct http_exchange *x, const char *name)
{
    for (size_t i = 0; i < x->nlines; i++)
        if (!strcasecmp(x->lines[i].name, name))
            return x->lines[i].value;
    return NULL;
}
