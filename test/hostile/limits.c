/* test/hostile/limits.c: addresses that are none, methods that are not meant, too much of everything: always in words. */
#include <string.h>

#include "harness/run.h"

static const struct limit {
    const char *what, *method, *path, *headers;
    size_t body;
    int status;
} limits[] = {
    { "an address that is none", "GET", "/nothing/here", NULL, 0, 404 },
    { "a form of answer that is none", "GET", "/orgs.exe", NULL, 0, 404 },
    { "an id that is none", "GET", "/orgs/1x", NULL, 0, 404 },
    { "an id past 64 bits", "GET", "/orgs/99999999999999999999999", NULL, 0, 404 },
    { "a negative id", "GET", "/orgs/-1", NULL, 0, 404 },
    { "a path that climbs", "GET", "/static/../../etc/passwd", NULL, 0, 404 },
    { "a path that climbs in code", "GET", "/static/%2e%2e/%2e%2e/etc/passwd", NULL, 0, 404 },
    { "DELETE", "DELETE", "/orgs", NULL, 0, 405 },
    { "POST where there is only a page", "POST", "/account", NULL, 10, 405 },
    { "a day in the future", "GET", "/orgs?on=2099-01-01", NULL, 0, 422 },
    { "a day that is none", "GET", "/orgs?on=2026-02-30", NULL, 0, 422 },
    { "two lengths of one body", "POST", "/logout", "Content-Length: 3\r\n", 10, 400 },
    { "a length beside chunks", "POST", "/logout", "Transfer-Encoding: chunked\r\n", 10, 400 },
    { "a body of 200 KB", "POST", "/logout", NULL, 200 << 10, 413 },
    { "a body of 40 MB", "POST", "/logout", NULL, 40 << 20, 413 },
};

static void try_limit(struct run *r, const struct limit *l, const char *ending)
{
    char *body = l->body ? arena_alloc(r->answers, l->body + 1) : NULL;
    if (body)
        memset(body, 'x', l->body);
    const struct reply got = client_ask(
        run_client(r, "dept"),
        &(struct ask){
            .method = l->method, .headers = l->headers, .path = path_as(r->answers, l->path, ending), .body = body });
    const char *shape = *ending ? "\"error\"" : "<h1";
    result(got.status == l->status && strstr(got.body, "。") &&
               (strstr(got.body, shape) || got.status == 400 || got.status == 413),
           arena_printf(r->answers, "answered %d, not %d: %.400s", got.status, l->status, got.body),
           "%s is answered in words (%s, %s)", l->what, *ending ? "JSON" : "page", r->engine);
    arena_reset(r->answers);
}

static void try_header(struct run *r)
{
    const char *headers = arena_printf(r->answers, "X-Long: %0*d\r\n", 40000, 7);
    const struct reply got =
        client_ask(run_client(r, "dept"), &(struct ask){ .method = "GET", .path = "/orgs", .headers = headers });
    result(got.status == 431, arena_printf(r->answers, "answered %d", got.status), "40 KB of headers are refused (%s)",
           r->engine);
    const char *many = "";
    for (int i = 0; i < 200; i++)
        many = arena_printf(r->answers, "%sa%d=1&", many, i);
    const struct reply query = client_get(run_client(r, "dept"), arena_printf(r->answers, "/orgs?%s", many));
    result(query.status && query.status < 500, arena_printf(r->answers, "answered %d", query.status),
           "200 parameters do no harm (%s)", r->engine);
}

HOSTILE(limits)
{
    for (size_t i = 0; i < COUNT(limits); i++) {
        try_limit(r, &limits[i], "");
        if (!strstr(limits[i].path, "..") && !strstr(limits[i].path, "%2e") && !strstr(limits[i].path, ".exe"))
            try_limit(r, &limits[i], ".json");
    }
    try_header(r);
}
