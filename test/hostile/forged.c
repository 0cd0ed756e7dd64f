/*
 * test/hostile/forged.c: forms that nobody filled in: without their token, with another's, sent from another site, sent
 * twice.  Every route that writes is tried; nothing may be written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "harness/forge.h"

static const struct forgery {
    const char *name, *headers;
    enum { TOKEN_NONE, TOKEN_WRONG, TOKEN_OTHERS, TOKEN_OWN } token;
} forgeries[] = {
    { "without a token", NULL, TOKEN_NONE },
    { "with a made-up token", NULL, TOKEN_WRONG },
    { "with the token of another session", NULL, TOKEN_OTHERS },
    { "from the page of another site", "Origin: https://evil.example\r\n", TOKEN_OWN },
    { "from a sandboxed frame", "Origin: null\r\n", TOKEN_OWN },
    { "that the browser calls cross-site", "Sec-Fetch-Site: cross-site\r\n", TOKEN_OWN },
    { "that the browser calls same-site", "Sec-Fetch-Site: same-site\r\n", TOKEN_OWN },
};

static const char *token_of(struct run *r, const struct forgery *f, const char *login)
{
    switch (f->token) {
    case TOKEN_WRONG: return "0123456789abcdef0123456789abcdef";
    case TOKEN_OTHERS: return run_client(r, strcmp(login, "other") ? "other" : "dept")->token;
    case TOKEN_OWN: return run_client(r, login)->token;
    case TOKEN_NONE: break;
    }
    return "";
}

static void try_forgery(struct run *r, const struct route *route, const struct forgery *f)
{
    static const char *const logins[] = { "dept", "secretary", "member", "sysadmin", "secadmin", "other" };
    for (size_t i = 0; i < COUNT(logins); i++)
        run_client(r, logins[i]); /* signing in is an event of its own */
    const int64_t before = site_events(&r->place);
    const char *path = route_path(r->answers, route, route_id(r, route, "001.001.001", "林晓"));
    bool refused = false;
    int accepted = 0;
    for (size_t i = 0; i < COUNT(logins); i++) {
        struct client *c = run_client(r, logins[i]);
        const char *body = arena_printf(r->answers, "%sform_token=%s", forge_body(r, route->form, SIZE_MAX, NULL),
                                        token_of(r, f, logins[i]));
        const struct reply got =
            client_ask(c, &(struct ask){ .method = "POST", .path = path, .headers = f->headers, .body = body });
        refused |= got.status == 403;
        if ((got.status < 400 && !is_to_sign_in(r->answers, &got)) || got.status >= 500)
            accepted = got.status;
    }
    const int64_t events = site_events(&r->place) - before;
    result(refused && !accepted && !events,
           accepted ? arena_printf(r->answers, "answered %d", accepted)
           : events ? "it left an event"
                    : "nobody was told 403",
           "a form for %s %s is refused (%s)", route->path, f->name, r->engine);
}

static void try_route(struct run *r, const struct route *route, void *arg)
{
    (void)arg;
    if (route->method == POST)
        for (size_t i = 0; i < COUNT(forgeries); i++)
            try_forgery(r, route, &forgeries[i]);
}

/* The same page sent twice, as by a second click or a restored tab: done once, answered the same. */
static void try_replay(struct run *r)
{
    struct client *c = run_client(r, "dept");
    const char *path = names_fill(&r->names, r->answers, "/orgs/{org:001.001.002}/names");
    const char *body = arena_printf(
        r->answers, "name=%s&on=2026-01-05&basis=%s&once_token=00112233445566778899aabbccddeeff&form_token=%s",
        url_encode(r->answers, "中共青岚大学数学学院教师支部委员会"), url_encode(r->answers, "院党委批复"), c->token);
    const struct ask ask = { .method = "POST", .path = path, .body = body };
    const int64_t before = site_events(&r->place);
    const struct reply first = client_ask(c, &ask), second = client_ask(c, &ask);
    const int64_t events = site_events(&r->place) - before;
    result(first.status == 303 && second.status == 303 && events == 1,
           arena_printf(r->answers, "%d, then %d, %d events", first.status, second.status, (int)events),
           "a form sent twice is done once (%s)", r->engine);
    const char *other = arena_printf(r->answers, "%s&note=1", body);
    const struct reply third = client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = other });
    result(third.status == 409, arena_printf(r->answers, "answered %d", third.status),
           "a form sent twice with other content is refused (%s)", r->engine);
}

/* JSON needs no token where the browser says that the page is ours; without either it may come from anywhere. */
static void try_json(struct run *r)
{
    struct client *c = run_client(r, "dept");
    const char *path = names_fill(&r->names, r->answers, "/orgs/{org:001.001.002}/names.json");
    const int64_t before = site_events(&r->place);
    const struct reply got =
        client_ask(c, &(struct ask){ .method = "POST", .path = path, .type = "application/json", .body = "{}" });
    result(got.status == 403 && site_events(&r->place) == before, arena_printf(r->answers, "answered %d", got.status),
           "JSON with a cookie alone is refused (%s)", r->engine);
}

/* A token that may only look, as `zhibu token add --read-only` prints it. */
static void try_read_only(struct run *r)
{
    static const char *const words[] = { "token", "add", "dept", "--days", "1", "--read-only", NULL };
    char *log = NULL;
    struct client guest = { .arena = r->answers, .port = r->port };
    if (site_command(&r->place, words, NULL) ||
        file_read(arena_printf(r->answers, "%s/log", r->place.dir), 1 << 24, &log, NULL)) {
        result(false, "see the log", "a token that only looks is made (%s)", r->engine);
        return;
    }
    const size_t end = strlen(log);
    const char *header = arena_printf(r->answers, "Authorization: Bearer %.64s\r\n", end > 65 ? log + end - 65 : "");
    const char *path = names_fill(&r->names, r->answers, "/orgs/{org:001.001.002}/names.json");
    const struct reply seen =
        client_ask(&guest, &(struct ask){ .method = "GET", .path = "/orgs.json", .headers = header });
    const struct reply done = client_ask(
        &guest,
        &(struct ask){ .method = "POST", .path = path, .headers = header, .type = "application/json", .body = "{}" });
    result(seen.status == 200 && done.status == 403, arena_printf(r->answers, "%d, %d", seen.status, done.status),
           "a token that may only look changes nothing (%s)", r->engine);
    free(log);
}

/* Whoever changes the password because somebody knows it is rid of them. */
static void try_new_password(struct run *r)
{
    struct client elsewhere = { .arena = r->answers, .port = r->port }, *own = run_client(r, "other");
    const char *password = fixture_password("other", r->answers);
    const int in = client_sign_in(&elsewhere, "other", password);
    const char *body = arena_printf(r->answers, "old=%s&password=Yinxing-2026-9&again=Yinxing-2026-9&form_token=%s",
                                    password, own->token);
    const struct reply set = client_ask(own, &(struct ask){ .method = "POST", .path = "/password", .body = body });
    const struct reply still = client_get(own, "/account"), gone = client_get(&elsewhere, "/account");
    result(in == 303 && set.status == 303 && still.status == 200 && is_to_sign_in(r->answers, &gone),
           arena_printf(r->answers, "%d, %d, %d, %d", in, set.status, still.status, gone.status),
           "a new password ends the other sessions (%s)", r->engine);
}

static int try_password(struct run *r, const char *login)
{
    struct client guest = { .arena = r->answers, .port = r->port };
    return client_sign_in(&guest, login, "never-right");
}

/* A password tried again and again, then many accounts from one address. */
static void try_guessing(struct run *r)
{
    int of_login = 0, of_remote = 0;
    for (int i = 0; i < 7; i++)
        of_login = try_password(r, "committee");
    result(of_login == 429, arena_printf(r->answers, "answered %d", of_login),
           "guessing the password of one account ends (%s)", r->engine);
    for (int i = 0; i < 35 && of_remote != 429; i++)
        of_remote = try_password(r, arena_printf(r->answers, "guess%d", i));
    result(of_remote == 429, arena_printf(r->answers, "answered %d", of_remote), "guessing from one address ends (%s)",
           r->engine);
}

/* A form filled in before signing out is no good afterwards. */
static void try_after_sign_out(struct run *r)
{
    struct client *c = run_client(r, "publicity"), copy = *c;
    const char *body = arena_printf(r->answers, "form_token=%s", c->token);
    const struct reply out = client_ask(c, &(struct ask){ .method = "POST", .path = "/logout", .body = body });
    const struct reply again = client_ask(&copy, &(struct ask){ .method = "POST", .path = "/logout", .body = body });
    const struct reply page = client_get(&copy, "/account");
    result(out.status == 303 && again.status != 200 && is_to_sign_in(r->answers, &page),
           arena_printf(r->answers, "%d, %d, %d", out.status, again.status, page.status),
           "a session that was ended opens nothing, even with its cookie kept (%s)", r->engine);
}

HOSTILE(forged)
{
    routes_each(r, try_route, NULL);
    try_replay(r);
    try_after_sign_out(r);
    try_json(r);
    try_read_only(r);
    try_new_password(r);
    try_guessing(r); /* last: nobody can sign in from here afterwards */
}
