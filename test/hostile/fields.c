/*
 * test/hostile/fields.c: SQL, HTML and worse in every field of every form, by somebody who may fill it in.  Whatever is
 * accepted is data: it comes back escaped, it never ends the process, it never reaches a header.
 */
#include <string.h>

#include "harness/forge.h"

#define MARK "<script>zhibu"

static const char *const nasty[] = {
    "'\"><script>zhibu()</script>",
    "<img src=x onerror=zhibu()>",
    "' OR '1'='1' --",
    "'; DROP TABLE event; --",
    "=HYPERLINK(\"http://evil.example\")",
    "x\r\nSet-Cookie: stolen=1\r\n\r\n<script>zhibu",
    "../../../../etc/passwd%00.xlsx",
    "\xff\xfe\xed\xa0\x80",
    "{{ 7 }}{% raw %}%s%n%s%n",
    "99999999999999999999999999",
    "-1",
    "\xe2\x80\xae\xe2\x81\xa6", /* text that turns round */
};

static const char *fault(struct run *r, const struct reply *got)
{
    if (got->status == 0 || got->status >= 500)
        return arena_printf(r->answers, "answered %d: %.600s", got->status, got->body);
    const char *type = client_header(r->answers, got, "Content-Type");
    const bool page = strstr(type, "html") != NULL;
    if (page && (strstr(got->body, MARK) || strstr(got->body, "<img src=x")))
        return "it came back as HTML";
    if (strcasestr(got->head, "\r\nSet-Cookie: stolen"))
        return "it reached the headers";
    return NULL;
}

static struct reply ask_with(struct run *r, const struct route *route, const char *ending, size_t at, const char *value)
{
    static const char *const end[] = { "dissolutions", "mergers", "places" };
    struct client *c = run_client(r, "dept");
    const char *org = "001.001.001";
    for (size_t i = 0; i < COUNT(end); i++)
        org = strstr(route->path, end[i]) ? "001.003.001" : org; /* so that the others still have theirs */
    const char *path = path_as(r->answers, route_path(r->answers, route, route_id(r, route, org, "林晓")), ending);
    const char *body = forge_body(r, route->form, at, value);
    if (route->method == GET)
        return client_get(c, arena_printf(r->answers, "%s?%s", path, body));
    return client_ask(c, &(struct ask){ .method = "POST",
                                        .path = path,
                                        .body = arena_printf(r->answers, "%sform_token=%s", body, c->token) });
}

static void try_field(struct run *r, const struct route *route, size_t at)
{
    const char *why = NULL;
    for (size_t i = 0; i < COUNT(nasty) && !why; i++) {
        const struct reply page = ask_with(r, route, "", at, nasty[i]);
        const struct reply json = ask_with(r, route, ".json", at, nasty[i]);
        why = fault(r, &page);
        if (!why)
            why = fault(r, &json);
        if (why)
            why = arena_printf(r->answers, "\"%s\": %s", nasty[i], why);
    }
    result(!why, why, "%s %s takes anything in \"%s\" as text (%s)", route->method == GET ? "GET" : "POST", route->path,
           route->form->fields[at].name, r->engine);
}

static void try_route(struct run *r, const struct route *route, void *arg)
{
    (void)arg;
    /* signing in and new passwords would end the session that the others need */
    const bool session =
        strstr(route->path, "/login") || strstr(route->path, "/password") || strstr(route->path, "/activate");
    for (size_t i = 0; route->form && !session && i < route->form->n; i++)
        if (route->form->fields[i].type != FIELD_FILE)
            try_field(r, route, i);
}

/* What was kept shows up on other pages. */
static void try_walk(struct run *r)
{
    static const char *const paths[] = { "/orgs",
                                         "/orgs/tree",
                                         "/members",
                                         "/orgs/{org:001.001}",
                                         "/orgs/{org:001.001.001}",
                                         "/orgs/{org:001.003.001}",
                                         "/members/{member:林晓}",
                                         "/account" };
    for (size_t i = 0; i < COUNT(paths); i++) {
        const struct reply got = client_get(run_client(r, "dept"), names_fill(&r->names, r->answers, paths[i]));
        const char *why = fault(r, &got);
        result(!why, why, "%s is still what it was afterwards (%s)", paths[i], r->engine);
        arena_reset(r->answers);
    }
}

HOSTILE(fields)
{
    routes_each(r, try_route, NULL);
    try_walk(r);
}
