/*
 * test/harness/scenario.c: runs what the features wrote down.
 *
 *     scenarios ZHIBU DIR [ADMIN_DATABASE]
 *
 * Makes the small university of fixture.c in DIR, on SQLite or on the PostgreSQL whose address is given, and runs every
 * array once as pages and once as JSON, each on a copy of its own; then what stands in test/hostile; then says
 * which routes nobody tried.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "harness/forge.h"
#include "harness/run.h"

/* "a=b c&d=e" as a form sends it; the names as they are. */
static const char *form_body(struct run *r, const char *body, const char *token)
{
    const char *out = "";
    const char *text = names_fill(&r->names, r->answers, body ? body : "");
    while (*text) {
        const size_t n = strcspn(text, "&"), name = strcspn(text, "=");
        const char *value = name < n ? arena_strndup(r->answers, text + name + 1, n - name - 1) : "";
        out = arena_printf(r->answers, "%s%.*s=%s&", out, (int)(name < n ? name : n), text,
                           url_encode(r->answers, value));
        text += n + (text[n] == '&');
    }
    return arena_printf(r->answers, "%sform_token=%s", out, token);
}

static struct reply send_file(struct run *r, const struct scenario *s, struct client *c, const char *path)
{
    char *bytes = NULL;
    struct upload file = { .field = "file", .name = s->file };
    struct reply got = { .body = "", .head = "" };
    const char *pairs =
        arena_printf(r->answers, "%s&form_token=%s", names_fill(&r->names, r->answers, s->body), c->token);
    if (file_read(arena_printf(r->answers, "%s/%s", r->place.dir, s->file), 1 << 24, &bytes, &file.len))
        return got;
    file.bytes = bytes;
    const struct ask ask = ask_upload(r->answers, path, pairs, &file);
    got = client_ask(c, &ask);
    free(bytes);
    return got;
}

static struct reply perform(struct run *r, const struct scenario *s, const char *ending)
{
    struct client guest = { .arena = r->answers, .port = r->port }, *c = s->as ? run_client(r, s->as) : &guest;
    if (!s->as && s->method == POST)
        client_learn_token(c, "/login");
    const char *path = path_as(r->answers, names_fill(&r->names, r->answers, s->path), ending);
    if (s->method == GET)
        return client_get(c, path);
    if (s->file)
        return send_file(r, s, c, path);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = form_body(r, s->body, c->token) });
}

/* What JSON says where the page sends the reader on. */
static bool status_is(const struct scenario *s, unsigned form, const struct reply *got)
{
    if (form == AS_PAGE)
        return got->status == s->status;
    if (s->json_status)
        return got->status == s->json_status;
    if (s->status != 303)
        return got->status == s->status;
    return s->as ? got->status == 200 || got->status == 201 : got->status == 401;
}

static const char *absent(struct run *r, const struct reply *got, const char *text, bool wanted)
{
    const char *filled = names_fill(&r->names, r->answers, text);
    if (!filled || (strstr(got->body, filled) != NULL) == wanted)
        return NULL;
    return arena_printf(r->answers, "%s \"%s\" in: %.1500s", wanted ? "no" : "there is", filled, got->body);
}

static const char *fault_of(struct run *r, const struct scenario *s, unsigned form, const struct reply *got)
{
    const bool page = form == AS_PAGE;
    const char *why = NULL;
    if (!status_is(s, form, got))
        return arena_printf(r->answers, "the status was %d, not %d: %.1500s", got->status,
                            !page && s->json_status ? s->json_status : s->status, got->body);
    if (!why)
        why = absent(r, got, s->has, true);
    if (!why)
        why = absent(r, got, s->lacks, false);
    if (!why)
        why = absent(r, got, page ? s->page_has : s->json_has, true);
    if (!why)
        why = absent(r, got, page ? s->page_lacks : s->json_lacks, false);
    return why;
}

static const char *number_after(const char *text, const char *after)
{
    while ((text = strstr(text, after))) {
        text += strlen(after);
        if (*text >= '0' && *text <= '9')
            return text;
    }
    return NULL;
}

static void keep(struct run *r, const struct scenario *s, const struct reply *got)
{
    const char *after = names_fill(&r->names, r->answers, s->after ? s->after : "\"id\":\"");
    const char *at = number_after(got->body, after);
    if (!at)
        at = number_after(got->head, after);
    if (at)
        names_keep(&r->names, "kept", s->keep, at, strspn(at, "0123456789"));
}

static void run_row(struct run *r, const char *feature, const struct scenario *s, unsigned form)
{
    const char *path = names_fill(&r->names, r->answers, s->path);
    if (s->as)
        run_client(r, s->as); /* signing in is an event of its own */
    const int64_t before = s->method == POST ? site_events(&r->place) : 0;
    const struct reply got = perform(r, s, form == AS_PAGE ? "" : ".json");
    const char *why = fault_of(r, s, form, &got);
    const int64_t events = s->method == POST ? site_events(&r->place) - before : 0;
    if (!why && s->method == POST && events != s->events)
        why = arena_printf(r->answers, "%d events, not %d", (int)events, s->events);
    result(!why, why, "%s: %s (%s, %s)", feature, s->name, form == AS_PAGE ? "page" : "JSON", r->engine);
    const bool denied = is_to_sign_in(r->answers, &got) || got.status == 403 || got.status == 404;
    route_seen(route_find(s->method, path), !denied && got.status < 400, denied);
    if (s->keep)
        keep(r, s, &got);
    arena_reset(r->answers);
}

static unsigned forms_of(struct run *r, const struct scenario *s)
{
    const struct route *route = route_find(s->method, names_fill(&r->names, r->answers, s->path));
    if (s->forms)
        return s->forms;
    return route && route->as ? route->as & AS_BOTH : AS_BOTH;
}

static void run_list(const struct scenario_list *list, unsigned form, const struct site_place *made, const char *admin)
{
    struct run r;
    const char *name = form == AS_PAGE ? "page" : "json";
    char label[64];
    snprintf(label, sizeof label, "%s_%s", list->feature, name);
    if (!run_start(&r, made, label, admin))
        for (const struct scenario *s = list->rows; s->name; s++)
            if (forms_of(&r, s) & form)
                run_row(&r, list->feature, s, form);
    run_end(&r);
}

static void run_hostile(const struct site_place *made, const char *admin)
{
    for (const struct hostile *h = hostile_tests; h->name; h++) {
        struct run r;
        if (!run_start(&r, made, h->name, admin))
            h->run(&r);
        run_end(&r);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: scenarios ZHIBU DIR [ADMIN_DATABASE]\n");
        return 2;
    }
    struct arena *a = arena_new(RUN_ARENA_BYTES);
    const char *admin = argc == 4 ? argv[3] : NULL;
    struct site_place made = { .zhibu = argv[1], .dir = arena_printf(a, "%s/site", argv[2]) };
    if (admin)
        made.database = site_database(admin, "zhibu_scenarios", a);
    mkdir(argv[2], 0700);
    const int failed = (admin && site_database_new(admin, "zhibu_scenarios", a)) || site_make(&made, a);
    result(!failed, arena_printf(a, "see %s/log", made.dir), "the small university is made (%s)",
           admin ? "postgresql" : "sqlite");
    for (const struct scenario_list *list = scenario_lists; !failed && list->feature; list++) {
        run_list(list, AS_PAGE, &made, admin);
        run_list(list, AS_JSON, &made, admin);
    }
    if (!failed)
        routes_report();
    if (!failed)
        run_hostile(&made, admin);
    arena_free(a);
    results_end();
    return results_failed() ? 1 : 0;
}
