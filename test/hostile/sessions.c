/*
 * test/hostile/sessions.c: sessions that are taken elsewhere, left alone or kept too long; second factors that are missing,
 * guessed or used twice; what a token may and what waits for an administrator.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "harness/run.h"
#include "web/factor.h"

static const char right[] = "Hai-tang-2026";
static const char edge[] =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
static const char newer_edge[] =
    "Mozilla/5.0 (Windows NT 11.0; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
static const char firefox[] = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

static struct client guest(struct run *r, const char *agent)
{
    return (struct client){ .arena = r->answers, .port = r->port, .agent = agent };
}

static struct reply post(struct run *r, struct client *c, const char *path, const char *fields)
{
    const char *body = arena_printf(r->answers, "%s&form_token=%s", fields, c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = body });
}

static const char *said(struct run *r, int a, int b, int c)
{
    return arena_printf(r->answers, "%d, %d, %d", a, b, c);
}

static bool is_out(struct run *r, struct client *c)
{
    const struct reply page = client_get(c, "/account");
    return is_to_sign_in(r->answers, &page);
}

/* --- theft ---------------------------------------------------------------------------------------------------------- */

static void try_theft(struct run *r)
{
    struct client owner = guest(r, edge);
    const int in = client_sign_in(&owner, "secretary", right);
    owner.agent = newer_edge;
    const int updated = client_get(&owner, "/account").status;
    struct client thief = owner;
    thief.agent = firefox;
    const bool out = is_out(r, &thief);
    thief.agent = edge; /* having read this */
    bool ended = false;
    for (int i = 0; i < 500 && !ended; i++) { /* it is ended behind the answer */
        ended = is_out(r, &thief);
        nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
    }
    result(in == 303 && updated == 200 && out && ended, said(r, in, updated, out),
           "a cookie taken to another browser ends the session (%s)", r->engine);
    struct client again = guest(r, edge);
    client_sign_in(&again, "secretary", right);
    const struct reply notices = client_get(&again, "/notices");
    result(strstr(notices.body, "换到了另一种浏览器里") && strstr(notices.body, "新的设备上登录：Windows 上的 Edge"),
           notices.body, "and its owner is told, of that and of the new browser (%s)", r->engine);
}

static void try_sign_out(struct run *r)
{
    struct client c = guest(r, edge);
    client_sign_in(&c, "committee", right);
    const struct reply page = client_get(&c, "/account");
    const struct reply out = post(r, &c, "/logout", "x=1");
    result(strstr(client_header(r->answers, &page, "Cache-Control"), "no-store") &&
               strstr(client_header(r->answers, &out, "Clear-Site-Data"), "\"cache\"") && is_out(r, &c),
           out.head, "nothing that was shown can be had again after signing out (%s)", r->engine);
}

static void try_other_sessions(struct run *r)
{
    struct client one = guest(r, edge), two = guest(r, firefox);
    client_sign_in(&one, "publicity", right);
    client_sign_in(&two, "publicity", right);
    const struct reply list = client_get(&one, "/account/sessions");
    const int status = post(r, &one, "/account/sessions/endings", "x=1").status;
    result(strstr(list.body, "Linux 上的 Firefox") && status == 303 && is_out(r, &two) && !is_out(r, &one),
           said(r, list.status, status, 0), "sessions elsewhere are seen and ended (%s)", r->engine);
}

/* --- the second factor ---------------------------------------------------------------------------------------------- */

struct setting_up {
    char key[64];
    const char *recovery; /* one code, encoded */
};

static const char *after(const char *text, const char *mark)
{
    const char *at = text ? strstr(text, mark) : NULL;
    return at ? at + strlen(mark) : "";
}

static const char *code_field(struct run *r, const struct setting_up *s, int64_t later_ms)
{
    char code[7] = "";
    if (factor_code_at(s->key, instant_now() + later_ms, code))
        return "code=";
    return arena_printf(r->answers, "code=%s", code);
}

static int set_up(struct run *r, struct client *c, struct setting_up *s)
{
    const struct reply page = client_get(c, "/account/factor");
    size_t n = 0;
    for (const char *p = after(page.body, "data-key>"); *p && *p != '<' && n + 1 < sizeof s->key; p++)
        if (*p != ' ')
            s->key[n++] = *p;
    s->key[n] = 0;
    const struct client before = *c;
    const struct reply set = post(r, c, "/account/factor", code_field(r, s, 0));
    struct client old = before;
    const char *code = after(set.body, "<b class=\"secret\">");
    s->recovery = arena_printf(r->answers, "code=%.*s", (int)strcspn(code, "<"), code);
    result(set.status == 200 && s->recovery[5] && is_out(r, &old), said(r, set.status, 0, 0),
           "a second factor is set up, in a session of its own (%s)", r->engine);
    return set.status;
}

static void half(struct run *r, struct client *c)
{
    *c = guest(r, edge);
    client_sign_in(c, "member", right);
    client_learn_token(c, "/login/code");
}

static void try_factor(struct run *r)
{
    struct client c = guest(r, edge);
    struct setting_up s = { .recovery = "" };
    client_sign_in(&c, "member", right);
    if (set_up(r, &c, &s) != 200)
        return;
    half(r, &c);
    result(is_out(r, &c), "it opened", "the password alone opens nothing (%s)", r->engine);
    const char *next = code_field(r, &s, 30000);
    const int replay = post(r, &c, "/login/code", code_field(r, &s, 0)).status;
    const int good = post(r, &c, "/login/code", next).status;
    result(replay == 422 && good == 303 && !is_out(r, &c), said(r, replay, good, 0),
           "a code is good, but not the one it was set up with (%s)", r->engine);
    half(r, &c);
    const int again = post(r, &c, "/login/code", next).status;
    const int recovery = post(r, &c, "/login/code", s.recovery).status;
    half(r, &c);
    const int twice = post(r, &c, "/login/code", s.recovery).status;
    result(again == 422 && recovery == 303 && twice == 422, said(r, again, recovery, twice),
           "codes and recovery codes are good once (%s)", r->engine);
    int wrong = 0;
    for (int i = 0; i < 8; i++)
        wrong += post(r, &c, "/login/code", "code=ABCDE-FGHJK").status == 422;
    result(wrong == 4, said(r, wrong, 0, 0), "codes are not guessed for long (%s)", r->engine);
}

/* --- tokens --------------------------------------------------------------------------------------------------------- */

static int with_token(struct run *r, const char *token, const char *method, const char *path)
{
    struct client program = { .arena = r->answers, .port = r->port };
    const char *headers = arena_printf(r->answers, "Authorization: Bearer %s\r\n", token);
    const char *body = method[0] == 'P' ? "{}" : NULL;
    return client_ask(
               &program,
               &(struct ask){
                   .method = method, .path = path, .headers = headers, .type = "application/json", .body = body })
        .status;
}

static void try_token(struct run *r)
{
    struct client c = guest(r, edge);
    client_sign_in(&c, "organizer", right);
    const struct reply made = post(r, &c, "/account/tokens", "name=site&scope=orgs&days=1");
    const char *at = after(made.body, "data-token>");
    const char *token = arena_strndup(r->answers, at, strcspn(at, "<"));
    const int orgs = with_token(r, token, "GET", "/orgs.json");
    const int members = with_token(r, token, "GET", "/members.json");
    const int writes =
        with_token(r, token, "POST", names_fill(&r->names, r->answers, "/orgs/{org:001.001.001}/names.json"));
    result(orgs == 200 && members == 404 && writes == 403, said(r, orgs, members, writes),
           "a token may what it was given, no more (%s)", r->engine);
    const struct reply list = client_get(&c, "/account/tokens");
    result(strstr(list.body, "最近使用") != NULL || strstr(list.body, "还没有用过") != NULL, list.body,
           "its owner sees when it was used (%s)", r->engine);
}

/* --- time ----------------------------------------------------------------------------------------------------------- */

static void try_limits(struct run *r)
{
    run_client(r, "secretary");
    run_client(r, "secadmin");
    run_client(r, "dept");
    run_client(r, "other");
    if (run_meddle(r, "UPDATE auth_session SET seen_at = seen_at - 900001"))
        return;
    result(is_out(r, run_client(r, "secadmin")) && !is_out(r, run_client(r, "secretary")), "not so",
           "an administrator's session ends after a quarter of an hour, others' do not (%s)", r->engine);
    if (run_meddle(r, "UPDATE auth_session SET seen_at = seen_at - 900001 WHERE account_id = (SELECT account_id FROM "
                      "auth_account WHERE login = 'other'); UPDATE auth_session SET started_at = started_at - 28800001 "
                      "WHERE account_id = (SELECT account_id FROM auth_account WHERE login = 'secretary')"))
        return;
    result(is_out(r, run_client(r, "other")), "not so", "a session ends after half an hour without a request (%s)",
           r->engine);
    result(is_out(r, run_client(r, "secretary")), "not so", "and after eight hours in any case (%s)", r->engine);
}

/* --- duties --------------------------------------------------------------------------------------------------------- */

static const char *duty_said(struct run *r, struct client *c, const char *page, const char *code)
{
    const struct reply got = client_get(c, "/account");
    const struct reply json = client_get(c, "/notices.json");
    const struct reply part =
        client_ask(c, &(struct ask){ .method = "GET", .path = "/account", .headers = "HX-Request: true\r\n" });
    const struct reply there = client_get(c, page);
    const char *to = client_header(r->answers, &got, "Location");
    const bool good = got.status == 303 && !strcmp(to, page) && json.status == 403 && strstr(json.body, code) &&
                      part.status == 403 && there.status == 200 && !strstr(there.body, "hx-get");
    return good ? NULL
                : arena_printf(r->answers, "%d %s, %d, %d, %d", got.status, to, json.status, part.status, there.status);
}

static void try_duties(struct run *r)
{
    struct client administrator = guest(r, NULL), organiser = guest(r, NULL);
    struct client *c = run_client(r, "sysadmin");
    client_sign_in(&organiser, "dept", right);
    administrator = *c;
    if (run_meddle(r, "UPDATE auth_account SET factor_from = NULL WHERE login = 'dept'; UPDATE auth_account SET "
                      "password_at = password_at - 1700000000000 WHERE login IN ('sysadmin', 'committee')"))
        return;
    administrator.port = organiser.port = r->port;
    const char *why = duty_said(r, &organiser, "/account/factor", "second_factor_needed");
    result(!why, why, "without a second factor an organiser comes to its page, nowhere else (%s)", r->engine);
    why = duty_said(r, &administrator, "/password", "password_old");
    result(!why, why, "an administrator's old password has to be changed first (%s)", r->engine);
    struct client member = guest(r, NULL);
    client_sign_in(&member, "committee", right);
    const int status = client_get(&member, "/account").status;
    result(status == 200, said(r, status, 0, 0), "nobody else's password grows old (%s)", r->engine);
    run_meddle(r, "UPDATE auth_account SET factor_from = 20261129 WHERE login = 'dept'; UPDATE auth_account SET "
                  "password_at = password_at + 1700000000000 WHERE login IN ('sysadmin', 'committee')");
    member.port = r->port;
    client_sign_in(&member, "committee", right); /* the last event on it is sealed with the row as it was */
}

HOSTILE(sessions)
{
    try_theft(r);
    try_sign_out(r);
    try_other_sessions(r);
    try_factor(r);
    try_token(r);
    try_duties(r);
    try_limits(r);
}
