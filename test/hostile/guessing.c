/*
 * test/hostile/guessing.c: passwords that are guessed, by many and at many doors: guessing ends soon, its owner still gets
 * in, and no answer says which accounts there are.
 */
#include <stdio.h>
#include <string.h>

#include "harness/forge.h"

enum { SPRAYED = 2000, STRANGERS = 6, TRIES = 8 };

static const char right[] = "Hai-tang-2026";

static struct client stranger(struct run *r, const char *from)
{
    return (struct client){ .arena = r->answers, .port = r->port, .from = from };
}

static struct reply try_password(struct run *r, struct client *c, const char *login, const char *password)
{
    if (!c->token[0])
        client_learn_token(c, "/login");
    const char *body = arena_printf(r->answers, "login=%s&password=%s&form_token=%s", login, password, c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = "/login", .body = body });
}

static const char *said(struct run *r, int a, int b, int c)
{
    return arena_printf(r->answers, "%d, %d, %d", a, b, c);
}

/* Thousands of logins, one password each, from one address. */
static void try_spraying(struct run *r)
{
    struct client c = stranger(r, "127.0.0.3");
    int compared = 0, refused = 0;
    for (int i = 0; i < SPRAYED; i++) {
        const struct reply got = try_password(r, &c, arena_printf(r->answers, "student%d", i), "Spring-2026");
        compared += got.status == 422;
        refused += got.status == 429;
    }
    result(compared + refused == SPRAYED && compared >= 30 && compared < 50, said(r, compared, refused, 0),
           "of %d logins tried from one address most are not even compared (%s)", SPRAYED, r->engine);
    struct client elsewhere = stranger(r, "127.0.0.4");
    const int status = client_sign_in(&elsewhere, "committee", right);
    result(status == 303, said(r, status, 0, 0), "meanwhile others sign in (%s)", r->engine);
}

/* One login, tried until nothing is compared any more. */
static void try_lock(struct run *r)
{
    struct client owner = stranger(r, "127.0.0.5"), thief = stranger(r, "127.0.0.6");
    const int first = client_sign_in(&owner, "secretary", right);
    int compared = 0;
    for (int i = 0; i < TRIES; i++)
        compared += try_password(r, &thief, "secretary", "Wrong-2026").status == 422;
    const struct reply locked = try_password(r, &thief, "secretary", right);
    result(first == 303 && compared == 5 && locked.status == 429, said(r, first, compared, locked.status),
           "five failures lock the door they came through, even for the right password (%s)", r->engine);
    struct client home = stranger(r, "127.0.0.7");
    const int status = client_sign_in(&home, "secretary", right);
    result(status == 303, said(r, status, 0, 0), "a stranger locks nobody out (%s)", r->engine);
    owner.from = "127.0.0.6";
    memset(owner.token, 0, sizeof owner.token);
    const int known = client_sign_in(&owner, "secretary", right);
    result(known == 303, said(r, known, 0, 0), "not even behind the same address, in a browser that is known (%s)",
           r->engine);
}

/* The same from many addresses: strangers have to wait, a known browser does not. */
static void try_many(struct run *r)
{
    struct client owner = stranger(r, "127.0.1.1"), last = stranger(r, "127.0.1.2");
    client_sign_in(&owner, "other", right);
    for (int i = 0; i < STRANGERS; i++) {
        struct client c = stranger(r, arena_printf(r->answers, "127.0.2.%d", i + 1));
        for (int k = 0; k < 5; k++)
            try_password(r, &c, "other", "Wrong-2026");
    }
    const struct reply waits = try_password(r, &last, "other", right);
    memset(owner.token, 0, sizeof owner.token);
    const int known = client_sign_in(&owner, "other", right);
    result(waits.status == 429 && known == 303, said(r, waits.status, known, 0),
           "many strangers slow down strangers alone (%s)", r->engine);
}

/* Logins of one length: an account, one that cannot sign in yet, none. */
static void try_enumeration(struct run *r, const char *ending)
{
    static const char *const logins[] = { "publicity", "zzzzzzzzz", "committee" };
    const char *answers[COUNT(logins)];
    for (size_t i = 0; i < COUNT(logins); i++) {
        struct client c = stranger(r, *ending ? "127.0.0.8" : "127.0.0.9");
        client_learn_token(&c, "/login");
        const char *body = arena_printf(r->answers, "login=%s&password=Wrong-2026&form_token=%s", logins[i], c.token);
        const char *path = arena_printf(r->answers, "/login%s", ending);
        const struct reply got = client_ask(&c, &(struct ask){ .method = "POST", .path = path, .body = body });
        answers[i] = answer_comparable(r->answers, &got, logins[i]);
    }
    result(!strcmp(answers[0], answers[1]) && !strcmp(answers[0], answers[2]),
           arena_printf(r->answers, "%.900s\n#   %.900s", answers[0], answers[1]),
           "the answer to a wrong password says nothing about the account (%s, %s)", *ending ? "JSON" : "page",
           r->engine);
}

HOSTILE(guessing)
{
    try_enumeration(r, "");
    try_enumeration(r, ".json");
    try_lock(r);
    try_many(r);
    try_spraying(r);
}
