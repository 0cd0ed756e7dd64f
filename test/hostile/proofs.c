/*
 * test/hostile/proofs.c: what is dangerous asks for the password again where the session has not shown it for a while,
 * keeps what was filled in meanwhile, and happens only when it is sent once more.
 */
#include <string.h>

#include "harness/run.h"

#define LONG_AGO "UPDATE auth_session SET proved_at = proved_at - 600001"

static const char *dissolving(struct run *r)
{
    return names_fill(&r->names, r->answers, "/orgs/{org:001.003.001}/dissolutions");
}

static const char *reason(struct run *r)
{
    return arena_printf(r->answers, "on=2026-11-01&basis=%s&", url_encode(r->answers, "校党委批复"));
}

static struct reply send_form(struct run *r, struct client *c, const char *path, const char *fields)
{
    const char *body = arena_printf(r->answers, "%sform_token=%s", fields, c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = body });
}

/* name=value of a hidden field of a page, encoded; "" where it is not there. */
static const char *hidden(struct run *r, const struct reply *page, const char *name)
{
    const char *mark = arena_printf(r->answers, "name=\"%s\" value=\"", name);
    const char *at = strstr(page->body, mark);
    if (!at)
        return "";
    at += strlen(mark);
    return arena_printf(r->answers, "%s=%s&", name,
                        url_encode(r->answers, arena_strndup(r->answers, at, strcspn(at, "\""))));
}

static const char *statuses(struct run *r, int a, int b, int c)
{
    return arena_printf(r->answers, "%d, %d, %d", a, b, c);
}

static void try_form(struct run *r)
{
    struct client *c = run_client(r, "dept");
    const int64_t before = site_events(&r->place);
    const struct reply asked = send_form(r, c, dissolving(r), reason(r));
    const char *kept = hidden(r, &asked, "kept");
    result(asked.status == 403 && kept[0] && strstr(asked.body, "再输一次密码") && site_events(&r->place) == before,
           statuses(r, asked.status, (int)strlen(kept), 0), "a dangerous form asks for the password (%s)", r->engine);
    const struct reply wrong = send_form(r, c, "/account/proof", arena_printf(r->answers, "%spassword=x&", kept));
    result(wrong.status == 422 && hidden(r, &wrong, "kept")[0], statuses(r, wrong.status, 0, 0),
           "a wrong one keeps what was filled in (%s)", r->engine);
    const struct reply other = send_form(r, run_client(r, "secretary"), "/account/proof",
                                         arena_printf(r->answers, "%spassword=Hai-tang-2026&", kept));
    result(other.status == 303, statuses(r, other.status, 0, 0), "what is kept is of one session (%s)", r->engine);
    const struct reply right =
        send_form(r, c, "/account/proof", arena_printf(r->answers, "%spassword=Hai-tang-2026&", kept));
    const struct reply page = client_get(c, names_fill(&r->names, r->answers, "/orgs/{org:001.003.001}"));
    result(right.status == 200 && page.status == 200 && !strstr(page.body, "已撤销") && hidden(r, &right, "basis")[0],
           statuses(r, right.status, page.status, 0), "the right one asks to send it again (%s)", r->engine);
    const struct reply done = send_form(
        r, c, dissolving(r), arena_printf(r->answers, "%s%s", hidden(r, &right, "on"), hidden(r, &right, "basis")));
    result(done.status == 422 || done.status == 303, statuses(r, done.status, 0, 0),
           "and then it is done as any form is (%s)", r->engine);
}

static void try_program(struct run *r)
{
    struct client *c = run_client(r, "dept");
    const struct reply got = send_form(r, c, arena_printf(r->answers, "%s.json", dissolving(r)), reason(r));
    result(got.status == 403 && strstr(got.body, "\"prove_again\""), statuses(r, got.status, 0, 0),
           "a script of the page is told so (%s)", r->engine);
}

HOSTILE(proofs)
{
    run_client(r, "dept");
    run_client(r, "secretary");
    if (run_meddle(r, LONG_AGO))
        return;
    try_program(r);
    try_form(r);
}
