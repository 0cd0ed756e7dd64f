/*
 * test/hostile/foreign.c: ids of others.  Every address with an id, in every form it has, asked by people who may do
 * that act elsewhere: what is out of scope must look exactly like what does not exist.
 */
#include <string.h>

#include "harness/forge.h"

static const struct {
    unsigned as;
    const char *ending;
} endings[] = { { AS_PAGE, "" }, { AS_JSON, ".json" }, { AS_CSV, ".csv" }, { AS_XLSX, ".xlsx" } };

static struct reply ask_for(struct run *r, const char *login, const struct route *route, const char *id,
                            const char *ending)
{
    struct client *c = run_client(r, login);
    const char *path = path_as(r->answers, route_path(r->answers, route, id), ending);
    if (route->method == GET)
        return client_get(c, path);
    const char *body =
        arena_printf(r->answers, "%sform_token=%s", forge_body(r, route->form, SIZE_MAX, NULL), c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = body });
}

static void try_form(struct run *r, const char *login, const struct route *route, const char *ending)
{
    const char *foreign = route_id(r, route, "001.001.001", "周明远");
    run_client(r, login); /* signing in is an event of its own */
    const int64_t before = site_events(&r->place);
    const struct reply theirs = ask_for(r, login, route, foreign, ending);
    const struct reply nobodys = ask_for(r, login, route, "4611686018427387904", ending);
    const int64_t events = site_events(&r->place) - before;
    const bool told = strstr(theirs.body, "周明远") || strstr(theirs.body, "数学学院本科生");
    result(theirs.status == 404 && nobodys.status == 404 && !told && !events,
           arena_printf(r->answers, "%d for another's, %d for nobody's%s%s: %.600s", theirs.status, nobodys.status,
                        told ? ", and it names what it hides" : "", events ? ", and it left an event" : "",
                        theirs.body),
           "%s %s%s of another's scope is not there for %s (%s)", route->method == GET ? "GET" : "POST", route->path,
           ending, login, r->engine);
}

static void try_route(struct run *r, const struct route *route, void *arg)
{
    const unsigned as = route->as ? route->as : AS_BOTH;
    const bool about = !strncmp(route->path, "/orgs/:", 7) || !strncmp(route->path, "/members/:", 10);
    if (!about || route->cap == CAP_PUBLIC)
        return;
    for (size_t i = 0; i < COUNT(endings); i++)
        if (as & endings[i].as)
            try_form(r, arg, route, endings[i].ending);
}

HOSTILE(foreign)
{
    static char login[] = "other"; /* the secretary of another school's branch */
    routes_each(r, try_route, login);
}
