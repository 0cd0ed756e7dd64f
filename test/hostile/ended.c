/*
 * test/hostile/ended.c: a right lives exactly as long as its grant.  What is given or ended on one server holds at the
 * next request, on another server of the same database as well; a date ends a grant by itself; and what was not looked
 * at for its time comes up for review.
 */
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "harness/run.h"

enum { TOKEN_HEX = 64 };

struct ended {
    struct run *r;
    int other_port; /* of the second server on PostgreSQL, else that of the only one */
    pid_t other_pid;
    const char *token;
};

static void two_servers(struct ended *e)
{
    e->other_port = e->r->port;
    if (e->r->place.database)
        e->other_port = site_serve(&e->r->place, &e->other_pid);
    result(e->other_port != 0, "see the log in its folder", "a server, or two of them, answer (%s)", e->r->engine);
}

/* The command prints it alone; standard output of commands goes to the log. */
static void make_token(struct ended *e, const char *login)
{
    const char *const words[] = { "token", "add", login, "--days", "1", NULL };
    struct run *r = e->r;
    char *text = NULL;
    e->token = "";
    if (site_command(&r->place, words, NULL) ||
        file_read(arena_printf(r->arena, "%s/log", r->place.dir), 1 << 24, &text, NULL))
        return;
    for (const char *p = text; *p; p++)
        if (strspn(p, "0123456789abcdef") == TOKEN_HEX && p[TOKEN_HEX] == '\n')
            e->token = arena_strndup(r->arena, p, TOKEN_HEX);
    free(text);
}

static struct client elsewhere(const struct ended *e, const char *login)
{
    struct client c = *run_client(e->r, login);
    c.port = e->other_port;
    return c;
}

static void expect(const struct ended *e, int want, int got, const char *what)
{
    result(got == want, arena_printf(e->r->answers, "%d, not %d", got, want), "%s (%s)", what, e->r->engine);
}

/* By the session on either server, and by the token. */
static void expect_all(const struct ended *e, const char *path, int want, const char *what)
{
    struct run *r = e->r;
    struct client here = *run_client(r, "publicity"), there = elsewhere(e, "publicity");
    struct client program = { .arena = r->answers, .port = e->other_port };
    const struct ask ask = { .method = "GET",
                             .path = names_fill(&r->names, r->answers, path),
                             .headers = arena_printf(r->answers, "Authorization: Bearer %s\r\n", e->token) };
    expect(e, want, client_ask(&program, &ask).status, arena_printf(r->answers, "%s, by a token", what));
    expect(e, want, client_get(&there, ask.path).status, arena_printf(r->answers, "%s, on the other server", what));
    expect(e, want, client_get(&here, ask.path).status, arena_printf(r->answers, "%s, where it was done", what));
}

static struct reply post(const struct ended *e, const char *login, const char *path, const char *fields)
{
    struct run *r = e->r;
    struct client *c = run_client(r, login);
    const char *body = arena_printf(r->answers, "%s&form_token=%s", fields, c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = body });
}

/* The address of the new grant. */
static const char *give(const struct ended *e, const char *until)
{
    const char *fields =
        arena_printf(e->r->answers, "who=publicity&role=organizer&org=001.001&basis=x&until_on=%s", until);
    const struct reply got = post(e, "dept", "/grants", fields);
    expect(e, 303, got.status, "a role is given");
    return client_header(e->r->answers, &got, "Location");
}

static void sign_in_again(const struct ended *e, const char *login)
{
    client_sign_in(run_client(e->r, login), login, fixture_password(login, e->r->arena));
}

static void given_and_ended(const struct ended *e)
{
    expect_all(e, "/orgs/{org:001.001}.json", 404, "before it is given the school is not there");
    const char *grant = give(e, "");
    expect_all(e, "/orgs/{org:001.001}.json", 200, "given, it is there at the next request");
    expect(e, 303, post(e, "dept", arena_printf(e->r->answers, "%s/endings", grant), "reason=xx").status,
           "it is ended");
    expect_all(e, "/orgs/{org:001.001.001}.json", 401, "sessions and tokens end with it");
    sign_in_again(e, "publicity");
    expect(
        e, 404,
        client_get(run_client(e->r, "publicity"), names_fill(&e->r->names, e->r->answers, "/orgs/{org:001.001}.json"))
            .status,
        "signed in again, the school is not there");
}

static void disabled(struct ended *e)
{
    struct run *r = e->r;
    const struct reply list = client_get(run_client(r, "sysadmin"), "/accounts.json?q=publicity");
    const char *id = strstr(list.body, "\"id\":\"");
    id = id ? arena_strndup(r->arena, id + 6, strspn(id + 6, "0123456789")) : "";
    make_token(e, "publicity");
    expect_all(e, "/orgs/{org:001.001.001}.json", 200, "an account in use");
    expect(e, 303, post(e, "sysadmin", arena_printf(r->answers, "/accounts/%s/closures", id), "reason=xx").status,
           "it is disabled");
    expect_all(e, "/orgs/{org:001.001.001}.json", 401, "a disabled account has no session and no token");
    struct client guest = { .arena = r->answers, .port = e->other_port };
    expect(e, 422, client_sign_in(&guest, "publicity", fixture_password("publicity", r->arena)), "it does not sign in");
    expect(e, 303, post(e, "sysadmin", arena_printf(r->answers, "/accounts/%s/reopenings", id), "reason=xx").status,
           "it is enabled");
    expect_all(e, "/orgs/{org:001.001.001}.json", 401, "which brings no session back");
    sign_in_again(e, "publicity");
}

/* The same site on another day. */
static void on_day(struct ended *e, const char *today)
{
    struct run *r = e->r;
    if (e->other_pid)
        site_stop(e->other_pid);
    site_stop(r->pid);
    e->other_pid = 0;
    setenv("ZHIBU_TODAY", today, 1);
    r->port = site_serve(&r->place, &r->pid);
    for (size_t i = 0; i < RUN_CLIENTS; i++)
        if (r->clients[i].port)
            r->clients[i].port = r->port;
    e->other_port = r->port;
    setenv("ZHIBU_TODAY", SITE_TODAY, 1);
}

static void past_its_day(struct ended *e)
{
    make_token(e, "publicity");
    give(e, "2026-11-24");
    on_day(e, "2026-11-23");
    expect_all(e, "/orgs/{org:001.001}.json", 200, "on its last day it holds");
    on_day(e, "2026-11-24");
    expect_all(e, "/orgs/{org:001.001}.json", 404, "after midnight it is over by itself");
    expect_all(e, "/orgs/{org:001.001.001}.json", 200, "and what else one holds is not");
}

/* By a token: on a day so far on, a session would be asked for a new password and a second factor first. */
static void is_due(struct ended *e, const char *login, const char *whose, bool want)
{
    struct client program = { .arena = e->r->answers, .port = e->r->port };
    make_token(e, login);
    const struct reply got = client_ask(
        &program, &(struct ask){ .method = "GET",
                                 .path = "/grants/reviews.json",
                                 .headers = arena_printf(e->r->answers, "Authorization: Bearer %s\r\n", e->token) });
    const bool found = strstr(got.body, arena_printf(e->r->answers, "\"login\":\"%s\"", whose)) != NULL;
    result(got.status == 200 && found == want, arena_printf(e->r->answers, "%d: %.600s", got.status, got.body),
           "%s is %s for review by %s (%s)", whose, want ? "due" : "not due", login, e->r->engine);
}

static void due_for_review(struct ended *e)
{
    on_day(e, "2027-02-21");
    is_due(e, "secadmin", "sysadmin", false);
    on_day(e, "2027-02-22");
    is_due(e, "secadmin", "sysadmin", true);
    is_due(e, "secadmin", "committee", false);
    on_day(e, "2027-11-21");
    is_due(e, "dept", "secretary", false);
    on_day(e, "2027-11-22");
    is_due(e, "dept", "secretary", true);
    is_due(e, "secretary", "publicity", true);
    is_due(e, "secretary", "other", false);
    is_due(e, "secadmin", "committee", true);
    is_due(e, "secadmin", "secadmin", false);
}

HOSTILE(ended)
{
    struct ended e = { .r = r };
    static const char *const logins[] = { "dept", "publicity", "sysadmin", "secadmin", "secretary" };
    for (size_t i = 0; i < COUNT(logins); i++)
        run_client(r, logins[i]);
    two_servers(&e);
    make_token(&e, "publicity");
    given_and_ended(&e);
    disabled(&e);
    past_its_day(&e);
    due_for_review(&e);
}
