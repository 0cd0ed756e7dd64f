/* web/call.c: what handlers ask of the request: ids of the path, links that keep the filters. */
#include "http/http.h"
#include "web/call.h"

#include <string.h>

#include "web/answer_i.h"
#include "web/url.h"

int64_t call_id(const struct ctx *c, size_t nth)
{
    return nth < CALL_IDS ? c->call->ids[nth] : 0;
}

const char *call_header(const struct ctx *c, const char *name)
{
    return http_header(c->call->x, name);
}

const char *call_remote(const struct ctx *c)
{
    return http_request(c->call->x)->remote;
}

void *call_work(const struct ctx *c)
{
    return c->call->work;
}

enum rc call_after(struct ctx *c, void (*fn)(const void *arg, bool kept), const void *arg)
{
    struct call *call = (struct call *)(uintptr_t)c->call;
    struct call_after *after = arena_alloc(http_arena(call->x), sizeof(*after));
    if (!after)
        return RC_OOM;
    *after = (struct call_after){ .next = call->after, .fn = fn, .arg = arg };
    call->after = after;
    return RC_OK;
}

static void put_param(struct buf *b, char *before, const char *name, const char *value, size_t len)
{
    buf_putc(b, *before);
    url_put(b, name, strlen(name));
    buf_putc(b, '=');
    url_put(b, value, len);
    *before = '&';
}

/* Every parameter is decoded and encoded again, so nothing odd survives; empty ones and those of this page alone go. */
const char *call_address(const struct ctx *c, const char *ending, const char *name, const char *value)
{
    struct url_param params[URL_PARAMS];
    struct buf b = BUF_INIT(64 * 1024);
    char before = '?';
    size_t n = url_query(c->arena, c->call->query ? c->call->query : "", params);
    url_put_path(&b, c->call->path);
    buf_puts(&b, ending);
    for (size_t i = 0; i < n; i++) {
        bool changed = name && strcmp(params[i].name, name) == 0;
        if (!changed && params[i].len > 0 && !url_param_passes(params[i].name))
            put_param(&b, &before, params[i].name, params[i].value, params[i].len);
    }
    if (name && value)
        put_param(&b, &before, name, value, strlen(value));
    const char *out = arena_strndup(c->arena, b.at ? b.at : "", b.len);
    arena_fail(c->arena, buf_check(&b)); /* half an address is another address */
    buf_free(&b);
    return out;
}

const char *call_link(const struct ctx *c, const char *name, const char *value)
{
    return call_address(c, "", name, value);
}

const char *call_as(const struct ctx *c, const char *ending)
{
    return call_address(c, ending, NULL, NULL);
}
