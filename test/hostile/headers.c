/*
 * test/hostile/headers.c: what every answer says to the browser that shows it: in no frame of another's, kept nowhere, as what
 * it is; and that nothing of what was asked becomes a header.
 */
#include <string.h>

#include "harness/forge.h"

static const struct {
    const char *name, *has;
} wanted[] = {
    { "Content-Security-Policy", "frame-ancestors 'none'" },
    { "X-Frame-Options", "DENY" },
    { "Cache-Control", "no-store" },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "same-origin" },
};

static const char *missing(struct run *r, const struct reply *got)
{
    for (size_t i = 0; i < COUNT(wanted); i++)
        if (!strstr(client_header(r->answers, got, wanted[i].name), wanted[i].has))
            return arena_printf(r->answers, "no \"%s: %s\" with %d", wanted[i].name, wanted[i].has, got->status);
    return NULL;
}

/* Without a token a form changes nothing: its refusal is a page like any other. */
static struct reply ask_for(struct run *r, struct client *c, const struct route *route, const char *ending)
{
    const char *path =
        path_as(r->answers, route_path(r->answers, route, route_id(r, route, "001.001.001", "林晓")), ending);
    if (route->method == GET)
        return client_get(c, path);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = "x=1" });
}

static void try_route(struct run *r, const struct route *route, void *arg)
{
    struct client guest = { .arena = r->answers, .port = r->port };
    struct client *const clients[] = { run_client(r, "dept"), &guest };
    const char *why = NULL;
    (void)arg;
    for (size_t i = 0; i < COUNT(clients) && !why; i++) {
        const struct reply page = ask_for(r, clients[i], route, ""), json = ask_for(r, clients[i], route, ".json");
        why = missing(r, &page);
        why = why ? why : missing(r, &json);
    }
    result(!why, why, "%s %s is shown in no frame and kept nowhere (%s)", route->method == GET ? "GET" : "POST",
           route->path, r->engine);
}

/* Lines that would be headers, wherever what was asked comes back in one: Location, a link to sign in, a name of a file. */
static const struct {
    const char *what, *path, *headers;
    int status;
} injections[] = {
    { "the page to sign in on", "/members?q=%0d%0aStolen:%201", NULL, 303 },
    { "the page to sign in on, by other line ends", "/members?q=%0aStolen:%201&x=%e5%98%8a%e5%98%8dStolen:1", NULL,
      303 },
    { "a path", "/orgs%0d%0aStolen:%201", NULL, 400 },
    { "the way back", "/login?next=/%0d%0aStolen:%201", NULL, 200 },
    { "a cookie that comes back", "/login", "Cookie: large=1%0d%0aStolen:1; done=%0d%0aStolen:1\r\n", 200 },
};

static void try_injections(struct run *r)
{
    for (size_t i = 0; i < COUNT(injections); i++) {
        struct client guest = { .arena = r->answers, .port = r->port };
        const struct ask ask = { .method = "GET", .path = injections[i].path, .headers = injections[i].headers };
        const struct reply got = client_ask(&guest, &ask);
        result(got.status == injections[i].status && !strcasestr(got.head, "\nStolen"), got.head,
               "nothing becomes a header through %s (%s)", injections[i].what, r->engine);
    }
}

static void try_location(struct run *r)
{
    struct client guest = { .arena = r->answers, .port = r->port };
    client_learn_token(&guest, "/login");
    const char *body = arena_printf(r->answers, "large=1&next=/a%%0d%%0aStolen:1&form_token=%s", guest.token);
    const struct ask ask = {
        .method = "POST", .path = "/large-text", .headers = "Referer: http://x/b%0d%0aStolen:1\r\n", .body = body
    };
    const struct reply got = client_ask(&guest, &ask);
    result(got.status == 303 && !strcasestr(got.head, "\nStolen"), got.head,
           "nothing becomes a header through where one goes on (%s)", r->engine);
}

/* The list of an organisation, as a file: its name goes into a header. */
static void try_file_name(struct run *r)
{
    struct client *c = run_client(r, "dept");
    const struct reply got = client_get(c, "/members.csv?q=%22%0d%0aStolen:%201&columns=%22;%20x=%22");
    const char *name = client_header(r->answers, &got, "Content-Disposition");
    result(got.status < 500 && !strcasestr(got.head, "\nStolen") && !strstr(name, "x="), got.head,
           "the name of a file is nobody's to choose (%s)", r->engine);
}

HOSTILE(headers)
{
    routes_each(r, try_route, NULL);
    try_injections(r);
    try_location(r);
    try_file_name(r);
}
