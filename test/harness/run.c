/* test/harness/run.c: see run.h. */
#include "harness/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/files.h"
#include "web/factor.h"

static struct {
    int n, failed;
} results;

void result(bool ok, const char *why, const char *fmt, ...)
{
    va_list ap;
    printf("%sok %d - ", ok ? "" : "not ", ++results.n);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf("\n");
    if (!ok) {
        results.failed++;
        printf("#   %s\n", why);
    }
    fflush(stdout);
}

int results_failed(void)
{
    return results.failed;
}

void results_end(void)
{
    printf("1..%d\n", results.n);
}

/* Reads the key off the page and types what an authenticator would show; the status of the answer. */
static int set_factor(struct run *r, struct client *c)
{
    static const char mark[] = "data-key>";
    const struct reply page = client_get(c, "/account/factor");
    const char *at = strstr(page.body, mark);
    char key[128], code[7] = "";
    size_t n = 0;
    if (!at)
        return page.status;
    for (at += sizeof mark - 1; *at && *at != '<' && n + 1 < sizeof key; at++)
        if (*at != ' ')
            key[n++] = *at;
    key[n] = 0;
    if (factor_code_at(key, instant_now(), code))
        return 0;
    client_learn_token(c, "/account/factor");
    const char *body = arena_printf(r->answers, "code=%s&form_token=%s", code, c->token);
    const struct reply set = client_ask(c, &(struct ask){ .method = "POST", .path = "/account/factor", .body = body });
    route_seen(route_find(POST, "/account/factor"), set.status == 200, false);
    return set.status;
}

/* By the link that init printed; that signs in as well, and then an administrator needs a second factor. */
static int activate(struct run *r, struct client *c, const char *login)
{
    const char *link = names_find(&r->names, "activation", login);
    const char *path = arena_printf(r->answers, "/activate/%s", link ? link : "");
    const char *password = fixture_password(login, r->arena);
    client_learn_token(c, path);
    const char *body = arena_printf(r->answers, "password=%s&again=%s&form_token=%s", password, password, c->token);
    const struct reply got = client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = body });
    const int set = set_factor(r, c);
    client_learn_token(c, "/account");
    return set == 200 ? got.status : set;
}

struct client *run_client(struct run *r, const char *login)
{
    int i = 0;
    while (login && fixture_logins[i].login && strcmp(fixture_logins[i].login, login) != 0)
        i++;
    struct client *c = &r->clients[login ? i + 1 : 0];
    if (c->port)
        return c;
    c->port = r->port;
    c->arena = r->answers;
    if (!login) {
        client_learn_token(c, "/login");
        return c;
    }
    const int status =
        fixture_logins[i].role ? client_sign_in(c, login, fixture_password(login, r->arena)) : activate(r, c, login);
    if (status != 303)
        result(false, arena_printf(r->answers, "the answer was %d", status), "%s signs in", login);
    return c;
}

/* What `zhibu init` said: /activate/ID/SECRET of each administrator; {activation:audit} is left for scenarios. */
static void learn_activations(struct run *r)
{
    static const char *const roles[] = { "sysadmin", "secadmin", "audit" };
    static const char link[] = "/activate/";
    char *text = NULL;
    if (file_read(arena_printf(r->arena, "%s/log", r->place.dir), 1 << 24, &text, NULL))
        return;
    const char *p = text;
    for (size_t i = 0; i < COUNT(roles) && (p = strstr(p, link)); i++) {
        p += sizeof link - 1;
        names_keep(&r->names, "activation", roles[i], p, strspn(p, "0123456789/"));
    }
    free(text);
}

int run_start(struct run *r, const struct site_place *made, const char *name, const char *admin)
{
    *r = (struct run){ .arena = arena_new(RUN_ARENA_BYTES), .answers = arena_new(RUN_ARENA_BYTES) };
    r->engine = made->database ? "postgresql" : "sqlite";
    r->names.arena = r->arena;
    r->place = site_copy(made, name, admin, r->arena);
    if (r->place.dir)
        r->port = site_serve(&r->place, &r->pid);
    if (!r->port) {
        result(false, "see the log in its folder", "a server starts for %s (%s)", name, r->engine);
        return 1;
    }
    learn_activations(r);
    names_learn(&r->names, run_client(r, "dept"));
    arena_reset(r->answers);
    return 0;
}

int run_meddle(struct run *r, const char *sql)
{
    const int stopped = site_stop(r->pid);
    const int done = stopped ? 1 : site_sql(&r->place, sql);
    r->port = site_serve(&r->place, &r->pid);
    for (size_t i = 0; i < RUN_CLIENTS; i++)
        if (r->clients[i].port)
            r->clients[i].port = r->port;
    result(!done && r->port, arena_printf(r->answers, "ended with %d", stopped), "the database is touched (%s)",
           r->engine);
    return done || !r->port;
}

void run_end(struct run *r)
{
    if (r->pid > 0) {
        const int status = site_stop(r->pid);
        result(status == 0, arena_printf(r->arena, "status %d, see %s/log", status, r->place.dir),
               "the server of %s ends when asked, and clean (%s)", r->place.dir ? strrchr(r->place.dir, '/') + 1 : "?",
               r->engine);
        /* Whatever the rows did left its events, and nothing changed beside them. */
        static const char *const verify[] = { "verify", NULL };
        result(site_command(&r->place, verify, NULL) == 0, arena_printf(r->arena, "see %s/log", r->place.dir),
               "what %s left behind verifies (%s)", r->place.dir ? strrchr(r->place.dir, '/') + 1 : "?", r->engine);
    }
    arena_free(r->answers);
    arena_free(r->arena);
}
