/*
 * test/hostile/clock.c: a clock that jumps, seen from what was stored before it did: sessions, second factors, tokens, throttles.
 * Forward, everything is over at once; back, nothing lasts longer than it was meant to, and nobody is let in twice.
 */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "harness/forge.h"
#include "web/factor.h"

static const char right[] = "Hai-tang-2026";

#define HOUR "3600000"
#define YEAR "31536000000"

static bool is_out(struct run *r, const char *login)
{
    const struct reply page = client_get(run_client(r, login), "/account");
    return is_to_sign_in(r->answers, &page);
}

static void in_again(struct run *r, const char *login)
{
    client_sign_in(run_client(r, login), login, right);
}

/* A jump of the clock is the opposite jump of all that is stored. */
static void try_sessions(struct run *r)
{
    in_again(r, "secretary");
    if (run_meddle(r, "UPDATE auth_session SET started_at = started_at - 9 * " HOUR ", seen_at = seen_at - 9 * " HOUR))
        return;
    result(is_out(r, "secretary"), "it goes on", "a clock that jumps forward ends sessions (%s)", r->engine);
    in_again(r, "secretary");
    if (run_meddle(r, "UPDATE auth_session SET started_at = started_at + " HOUR ", seen_at = seen_at + " HOUR
                      ", proved_at = proved_at + " HOUR))
        return;
    result(is_out(r, "secretary"), "it goes on",
           "a clock that jumps back does not make sessions longer: who began in the future signs in again (%s)",
           r->engine);
    in_again(r, "secretary");
    result(!is_out(r, "secretary"), "it does not", "and that works (%s)", r->engine);
}

/* Proven in the future is not proven. */
static void try_proof(struct run *r)
{
    struct client *c = run_client(r, "dept");
    if (run_meddle(r, "UPDATE auth_session SET proved_at = proved_at + " YEAR))
        return;
    const struct ask ask = { .method = "POST",
                             .path = "/grants",
                             .body = arena_printf(r->answers,
                                                  "who=publicity&role=organizer&org=001.001&basis=x&"
                                                  "form_token=%s",
                                                  c->token) };
    const struct reply got = client_ask(c, &ask);
    result(got.status != 303, arena_printf(r->answers, "answered %d", got.status), "a proof of the future is none (%s)",
           r->engine);
}

/* Codes of before and after: of one step aside for slow clocks, no further, and none twice. */
static void try_factor(struct run *r)
{
    char key[64] = "", code[7];
    struct client *c = run_client(r, "member");
    const struct reply page = client_get(c, "/account/factor");
    const char *at = strstr(page.body, "data-key>");
    size_t n = 0;
    for (at = at ? at + 9 : ""; *at && *at != '<' && n + 1 < sizeof key; at++)
        if (*at != ' ')
            key[n++] = *at;
    static const int64_t far[] = { -86400000, -120000, 120000, 86400000 };
    int refused = 0, status = 0;
    for (size_t i = 0; i <= COUNT(far); i++) {
        if (factor_code_at(key, instant_now() + (i < COUNT(far) ? far[i] : 0), code))
            break;
        const char *body = arena_printf(r->answers, "code=%s&form_token=%s", code, c->token);
        const struct ask ask = { .method = "POST", .path = "/account/factor", .body = body };
        status = client_ask(c, &ask).status;
        refused += i < COUNT(far) && status == 422;
    }
    result(refused == (int)COUNT(far) && status == 200,
           arena_printf(r->answers, "%d refused, then %d", refused, status),
           "codes of another hour or day set nothing up, that of now does (%s)", r->engine);
    if (run_meddle(r, "UPDATE auth_factor SET used_step = used_step + 100"))
        return;
    struct client again = { .arena = r->answers, .port = r->port };
    client_sign_in(&again, "member", right);
    client_learn_token(&again, "/login/code");
    if (factor_code_at(key, instant_now() + 30000, code))
        return;
    const char *body = arena_printf(r->answers, "code=%s&form_token=%s", code, again.token);
    const struct reply got = client_ask(&again, &(struct ask){ .method = "POST", .path = "/login/code", .body = body });
    result(got.status == 422, arena_printf(r->answers, "answered %d", got.status),
           "after the clock was set back no code counts that lies before one already used (%s)", r->engine);
    run_meddle(r, "UPDATE auth_factor SET used_step = used_step - 100");
}

HOSTILE(clock)
{
    in_again(r, "dept");
    try_factor(r);
    try_sessions(r);
    in_again(r, "dept");
    try_proof(r);
}
