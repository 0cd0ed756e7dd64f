/* web/call.h: the request as the dispatcher understood it; what handlers may ask of it. */
#pragma once

#include "web/ctx.h"
#include "web/route.h"

struct http_exchange;

enum { CALL_IDS = 4 };

struct call {
    struct http_exchange *x;
    const struct route *route;
    unsigned as;           /* one of AS_* */
    int64_t ids[CALL_IDS]; /* of the path, in order */
    const char *path;      /* without the ending */
    const char *query;     /* raw, for links that keep the filters; never logged */
    const char *request_id;
    void *work; /* from prepare */
    struct call_after *after;
    bool fragment; /* asked for by htmx: leave the layout out */
    bool large;    /* large text */
    bool https;    /* as the proxy says: cookies are for it alone */
};

/* What a handler, or its prepare, wants done once it is known whether its transaction was kept: a file belongs to a row. */
struct call_after {
    struct call_after *next;
    void (*fn)(const void *arg, bool kept);
    const void *arg;
};

int64_t call_id(const struct ctx *c, size_t nth); /* the nth id of the path, from 0 */
void *call_work(const struct ctx *c);
/* arg lives in the request's arena. fn may be called more often than asked for: a transaction may be repeated. */
MUST_CHECK enum rc call_after(struct ctx *c, void (*fn)(const void *arg, bool kept), const void *arg);
const char *call_header(const struct ctx *c, const char *name); /* "" where absent */
const char *call_remote(const struct ctx *c);                   /* address of the peer, for throttles */
/* "https://zhibu.example.edu.cn": how this request reached us, for what is printed. The guard has checked the host. */
const char *call_origin(const struct ctx *c);
/* This address with one query parameter set anew (NULL: taken out) and "after" taken out: for links on lists. */
const char *call_link(const struct ctx *c, const char *name, const char *value);
/* The same address in another form: ".csv" and the query. */
const char *call_as(const struct ctx *c, const char *ending);
