/*
 * test/hostile/told.c: what refusals tell.  Whoever asks for another's member, organisation, grant or link gets, to the last
 * byte and header, the answer that nothing gets: neither words, nor lengths, nor headers say that there is something.
 */
#include <string.h>

#include "harness/forge.h"

#define NOBODYS "4611686018427387904"

struct asked {
    const char *login, *path; /* with one %s for the id */
};

static struct reply ask_for(struct run *r, struct client *c, enum route_method method, const char *path)
{
    if (method == GET)
        return client_get(c, path);
    const char *body = arena_printf(r->answers, "form_token=%s", c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = body });
}

/* Where two answers part. */
static const char *parting(struct run *r, const char *const answers[2])
{
    size_t n = 0;
    while (answers[0][n] && answers[0][n] == answers[1][n])
        n++;
    const size_t from = n > 200 ? n - 200 : 0;
    return arena_printf(r->answers, "%.400s\n#   %.400s", answers[0] + from, answers[1] + from);
}

static void compare(struct run *r, struct client *c, const struct route *route, const char *ids[2], const char *ending)
{
    const char *answers[2];
    for (size_t i = 0; i < 2; i++) {
        const char *path = path_as(r->answers, route_path(r->answers, route, ids[i]), ending);
        const struct reply got = ask_for(r, c, route->method, path);
        answers[i] = answer_comparable(r->answers, &got, ids[i]);
    }
    result(!strcmp(answers[0], answers[1]), parting(r, answers),
           "%s %s%s says the same of another's and of nobody's (%s)", route->method == GET ? "GET" : "POST",
           route->path, ending, r->engine);
}

/* Ids as long as one another: the length of an answer has to say nothing either. */
static const char *missing_like(struct run *r, const char *id)
{
    char *made = arena_copy(r->answers, id, strlen(id));
    for (char *p = made; p && *p; p++)
        *p = p == made ? '4' : '3';
    return made ? made : NOBODYS;
}

static void try_route(struct run *r, const struct route *route, void *arg)
{
    static const char *const begins[] = { "/orgs/:", "/members/:", "/grants/:", "/accounts/:" };
    const char *const *foreign = arg;
    for (size_t i = 0; i < COUNT(begins); i++)
        if (!strncmp(route->path, begins[i], strlen(begins[i])) && route->cap != CAP_PUBLIC) {
            const char *ids[2] = { foreign[i], missing_like(r, foreign[i]) };
            struct client *c = run_client(r, "other");
            if (!route->as || route->as & AS_PAGE)
                compare(r, c, route, ids, "");
            if (!route->as || route->as & AS_JSON)
                compare(r, c, route, ids, ".json");
        }
}

static const char *first_id(struct run *r, const char *login, const char *path)
{
    const struct reply got = client_get(run_client(r, login), path);
    const char *at = strstr(got.body, "\"id\":\"");
    result(at != NULL, got.body, "%s sees one at %s (%s)", login, path, r->engine);
    return at ? arena_strndup(r->arena, at + 6, strspn(at + 6, "0123456789")) : NOBODYS;
}

/* A link that is good, one with another secret, one that is none. */
static void try_links(struct run *r)
{
    const char *good = names_find(&r->names, "activation", "audit");
    const size_t id = strcspn(good ? good : "1/1", "/");
    const char *const paths[] = { arena_printf(r->answers, "%.*s/%s", (int)id, good ? good : "1/1", NOBODYS),
                                  NOBODYS "/" NOBODYS };
    const char *answers[2];
    for (int method = GET; method <= POST; method++) {
        for (size_t i = 0; i < 2; i++) {
            struct client guest = { .arena = r->answers, .port = r->port };
            client_learn_token(&guest, "/login");
            const struct reply got = ask_for(r, &guest, method, arena_printf(r->answers, "/activate/%s", paths[i]));
            answers[i] = answer_comparable(r->answers, &got, paths[i]);
        }
        result(!strcmp(answers[0], answers[1]) && good, parting(r, answers),
               "a link with a wrong secret is one that never was, %s (%s)", method == GET ? "seen" : "used", r->engine);
    }
}

HOSTILE(told)
{
    const char *foreign[] = { names_find(&r->names, "org", "001.001.001"), names_find(&r->names, "member", "周明远"),
                              first_id(r, "secretary", "/grants.json"), first_id(r, "sysadmin", "/accounts.json") };
    routes_each(r, try_route, foreign);
    try_links(r);
}
