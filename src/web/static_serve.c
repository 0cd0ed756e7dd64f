/*
 * web/static_serve.c: the embedded front end.
 *
 * An address with ?v=… may be kept for good, any other is asked for again with its ETag.  Browsers take gzip; what
 * does not gets the file unpacked.
 */
#include "web/static_serve.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "web/static.h"

enum { STATIC_BYTES = 8 << 20 }; /* of one file, unpacked */

static void unpack(const struct static_file *f, struct buf *out)
{
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)f->at, .avail_in = (unsigned)f->len };
    unsigned char chunk[16 * 1024];
    if (inflateInit2(&z, 15 + 16) != Z_OK) {
        out->error = RC_OOM;
        return;
    }
    int more = Z_OK;
    while (more == Z_OK) {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        more = inflate(&z, Z_NO_FLUSH);
        buf_put(out, chunk, sizeof(chunk) - z.avail_out);
    }
    inflateEnd(&z);
}

static void header_add(struct http_reply *r, const char *name, const char *value)
{
    size_t i = 0;
    while (r->headers[i].name)
        i++;
    r->headers[i].name = name;
    r->headers[i].value = value;
}

static void headers_fill(struct http_exchange *x, const struct static_file *f, const char *etag, struct http_reply *r)
{
    bool versioned = !strncmp(http_request(x)->query, "v=", 2);
    header_add(r, "ETag", etag);
    header_add(r, "Cache-Control", versioned ? "public, max-age=31536000, immutable" : "no-cache");
    header_add(r, "Vary", "Accept-Encoding");
    header_add(r, "X-Content-Type-Options", "nosniff");
    if (!strcmp(f->path, "sw.js"))
        header_add(r, "Service-Worker-Allowed", "/");
}

static void file_answer(struct http_exchange *x, const struct static_file *f)
{
    struct http_reply r = { .status = 200, .content_type = f->content_type };
    const char *etag = arena_printf(http_arena(x), "\"%s\"", f->etag);
    headers_fill(x, f, etag, &r);
    if (strstr(http_header(x, "If-None-Match"), etag)) {
        r.status = 304;
    } else if (!f->gzip || strstr(http_header(x, "Accept-Encoding"), "gzip")) {
        r.fixed = f->at;
        r.fixed_len = f->len;
        if (f->gzip)
            header_add(&r, "Content-Encoding", "gzip");
    } else {
        r.body = BUF_INIT(STATIC_BYTES);
        unpack(f, &r.body);
    }
    http_answer(x, &r);
}

bool static_serve(struct http_exchange *x)
{
    const struct http_request *req = http_request(x);
    if (strncmp(req->path, "/static/", 8) != 0)
        return false;
    const struct static_file *f = req->method == HTTP_GET ? static_find(req->path + 8) : NULL;
    if (f) {
        file_answer(x, f);
        return true;
    }
    struct http_reply r = { .status = 404, .content_type = "text/plain; charset=utf-8", .body = BUF_INIT(64) };
    buf_puts(&r.body, "404\n");
    http_answer(x, &r);
    return true;
}
