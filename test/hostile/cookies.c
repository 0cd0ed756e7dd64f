/* test/hostile/cookies.c: a cookie that was changed in any way makes a guest, never an error and never somebody else. */
#include <string.h>

#include "harness/run.h"

static void try_cookie(struct run *r, const char *what, const char *cookie)
{
    struct client thief = { .arena = r->answers, .port = r->port };
    const struct reply got =
        client_ask(&thief, &(struct ask){ .method = "GET",
                                          .path = "/account",
                                          .headers = arena_printf(r->answers, "Cookie: %s\r\n", cookie) });
    result(is_to_sign_in(r->answers, &got) || got.status == 400, arena_printf(r->answers, "answered %d", got.status),
           "a session cookie %s opens nothing (%s)", what, r->engine);
}

/* Somebody else's guest cookie beside one's own token, a token of a guest in a session. */
static void try_fixation(struct run *r)
{
    struct client victim = { .arena = r->answers, .port = r->port }, attacker = victim;
    client_learn_token(&attacker, "/login");
    memcpy(victim.cookies, attacker.cookies, sizeof victim.cookies);
    const int status = client_sign_in(&victim, "secretary", fixture_password("secretary", r->answers));
    const struct reply got = client_get(&attacker, "/account");
    result(status == 303 && is_to_sign_in(r->answers, &got), arena_printf(r->answers, "%d, %d", status, got.status),
           "a cookie planted before signing in is worth nothing after (%s)", r->engine);
    const char *forged = arena_printf(r->answers, "form_token=%s", attacker.token);
    const struct reply post = client_ask(&victim, &(struct ask){ .method = "POST", .path = "/logout", .body = forged });
    result(post.status == 403, arena_printf(r->answers, "answered %d", post.status),
           "the token of a guest's form is no good in a session (%s)", r->engine);
}

/* What keeps scripts and other sites away from the cookie, and browsers from guessing what an answer is. */
static void try_headers(struct run *r)
{
    struct client guest = { .arena = r->answers, .port = r->port };
    const struct reply page = client_get(&guest, "/login");
    const char *cookie = client_header(r->answers, &page, "Set-Cookie");
    result(strstr(cookie, "; HttpOnly") && strstr(cookie, "; SameSite=Lax"), cookie,
           "a cookie is for this site and for no script (%s)", r->engine);
    const char *type = client_header(r->answers, &page, "X-Content-Type-Options");
    result(!strcmp(type, "nosniff"), type, "an answer is what it says it is (%s)", r->engine);
}

HOSTILE(cookies)
{
    try_headers(r);
    struct client *c = run_client(r, "member");
    const char *own = "";
    for (int i = 0; i < CLIENT_COOKIES; i++)
        if (!strncmp(c->cookies[i], "zhibu=", 6))
            own = c->cookies[i];
    const size_t n = strlen(own);
    result(n > 20, "no cookie called zhibu", "signing in sets a session cookie (%s)", r->engine);
    if (n <= 20)
        return;
    for (size_t at = 6; at < n; at += 9) {
        char *changed = arena_copy(r->answers, own, n);
        if (!changed)
            return;
        changed[at] = changed[at] == 'a' ? 'b' : 'a';
        try_cookie(r, arena_printf(r->answers, "changed at %zu", at), changed);
    }
    try_cookie(r, "cut short", arena_strndup(r->answers, own, n - 1));
    try_cookie(r, "made longer", arena_printf(r->answers, "%s0", own));
    try_cookie(r, "that is empty", "zhibu=");
    try_cookie(r, "of SQL", "zhibu=' OR '1'='1");
    try_cookie(r, "of 4 KB", arena_printf(r->answers, "zhibu=%04000d", 7));
    try_cookie(r, "under another name", arena_printf(r->answers, "Zhibu%s", own + 5));
    try_cookie(r, "with bytes that are no text", "zhibu=\x01\xff\xfe");
    try_fixation(r);
}
