/*
 * test/hostile/redirects.c: links that begin here and end elsewhere.  Every door that sends on to where somebody wanted to go,
 * with every spelling of another site that browsers understand.
 */
#include <string.h>

#include "harness/forge.h"

static const char right[] = "Hai-tang-2026";

static const char *const elsewhere[] = {
    "https://evil.example/", "//evil.example/",     "///evil.example/",       "/\\evil.example/",
    "\\\\evil.example/",     "/\t/evil.example/",   "/\n/evil.example/",      "\t//evil.example/",
    " //evil.example/",      "javascript:alert(1)", "data:text/html,x",       "evil.example",
    "https:evil.example",    "@evil.example",       "/a\\..\\\\evil.example", "/\r\nLocation: //evil.example/",
};

/* Written down once more, and not as web/url.h has it: what a browser makes of it stays on this site. */
static bool stays(const char *to)
{
    if (to[0] != '/')
        return false;
    for (const char *p = to; *p; p++)
        if ((unsigned char)*p < ' ' || *p == '\\' || *p == 127)
            return false;
    return to[1] != '/';
}

static struct reply post(struct run *r, struct client *c, const char *path, const char *fields)
{
    const char *body = arena_printf(r->answers, "%s&form_token=%s", fields, c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = body });
}

static void said(struct run *r, const char *door, const char *why)
{
    result(!why, why, "%s leads to no other site (%s)", door, r->engine);
}

static const char *fault(struct run *r, const char *next, const struct reply *got, int status)
{
    const char *to = client_header(r->answers, got, "Location");
    return got->status == status && stays(to)
               ? NULL
               : arena_printf(r->answers, "\"%s\": %d, to \"%s\"", next, got->status, to);
}

static const char *sign_in(struct run *r, const char *next)
{
    struct client c = { .arena = r->answers, .port = r->port };
    client_learn_token(&c, "/login");
    const struct reply got =
        post(r, &c, "/login",
             arena_printf(r->answers, "login=other&password=%s&next=%s", right, url_encode(r->answers, next)));
    return fault(r, next, &got, 303);
}

/* A page that carries it on in a form. */
static const char *carried(struct run *r, const char *next, const struct reply *got)
{
    static const char mark[] = "name=\"next\" value=\"";
    const char *at = strstr(got->body, mark);
    const char *to = at ? arena_strndup(r->answers, at + sizeof mark - 1, strcspn(at + sizeof mark - 1, "\"")) : "";
    return got->status == 200 && (!*to || stays(to))
               ? NULL
               : arena_printf(r->answers, "\"%s\": %d, carries \"%s\"", next, got->status, to);
}

static const char *sign_in_page(struct run *r, const char *next)
{
    struct client c = { .arena = r->answers, .port = r->port };
    const struct reply got = client_get(&c, arena_printf(r->answers, "/login?next=%s", url_encode(r->answers, next)));
    return carried(r, next, &got);
}

static const char *proof_page(struct run *r, const char *next)
{
    const char *path = arena_printf(r->answers, "/account/proof?next=%s", url_encode(r->answers, next));
    const struct reply got = client_get(run_client(r, "publicity"), path);
    return carried(r, next, &got);
}

static const char *proof(struct run *r, const char *next)
{
    const struct reply got = post(r, run_client(r, "publicity"), "/account/proof",
                                  arena_printf(r->answers, "password=%s&next=%s", right, url_encode(r->answers, next)));
    return fault(r, next, &got, 303);
}

static const char *large_text(struct run *r, const char *next)
{
    const struct reply got = post(r, run_client(r, "publicity"), "/large-text",
                                  arena_printf(r->answers, "large=1&next=%s", url_encode(r->answers, next)));
    return fault(r, next, &got, 303);
}

/* A header has no line ends: those are left to the others. */
static const char *referer(struct run *r, const char *next)
{
    struct client *c = run_client(r, "publicity");
    if (strpbrk(next, "\r\n"))
        return NULL;
    const struct ask ask = { .method = "POST",
                             .path = "/large-text",
                             .headers = arena_printf(r->answers, "Referer: http://127.0.0.1%s\r\n", next),
                             .body = arena_printf(r->answers, "large=1&form_token=%s", c->token) };
    const struct reply got = client_ask(c, &ask);
    return fault(r, next, &got, strchr(next, '\t') ? got.status : 303);
}

HOSTILE(redirects)
{
    static const struct {
        const char *name;
        const char *(*try)(struct run *r, const char *next);
    } doors[] = { { "signing in", sign_in },       { "the page to sign in on", sign_in_page },
                  { "proving who one is", proof }, { "the page to prove who one is on", proof_page },
                  { "large text", large_text },    { "large text, by where one came from", referer } };
    run_client(r, "publicity");
    for (size_t i = 0; i < COUNT(doors); i++) {
        const char *why = NULL;
        for (size_t k = 0; k < COUNT(elsewhere) && !why; k++)
            why = doors[i].try(r, elsewhere[k]);
        said(r, doors[i].name, why);
    }
}
