/*
 * test/hostile/masked.c: a role whose column says masked never gets a whole value, by no form of no address: not on the
 * file, not in a list or its files, not where a member asks for a correction of the number, and not by asking to see it.
 */
#include <string.h>

#include "harness/run.h"

#define NUMBER   "9901012004"
#define PHONE    "19900000001"
#define STREET   "海棠路1号"
#define PROPOSED "990101200403120099"

struct looker {
    const char *login, *role, *org;
};

static struct client *sign_in(struct run *r, const struct looker *l)
{
    const char *words[] = { "user", "add", l->login, "--role", l->role, "--password-stdin", "--org", l->org, NULL };
    struct client *c = arena_alloc(r->arena, sizeof(*c));
    *c = (struct client){ .arena = r->answers, .port = r->port };
    const int added =
        site_command(&r->place, words, arena_printf(r->arena, "%s\n", fixture_password(l->login, r->arena)));
    const int status = client_sign_in(c, l->login, fixture_password(l->login, r->arena));
    result(!added && status == 303, arena_printf(r->answers, "%d, %d", added, status), "%s signs in (%s)", l->login,
           r->engine);
    return c;
}

static void masked(struct run *r, struct client *c, const char *who, const char *path)
{
    const struct reply got = client_get(c, path);
    const bool whole = strstr(got.body, NUMBER) || strstr(got.body, PHONE) || strstr(got.body, STREET) ||
                       strstr(got.body, PROPOSED) || strstr(got.body, "/disclosures");
    result(got.status == 200 && !whole, arena_printf(r->answers, "%d: %.800s", got.status, got.body),
           "%s sees nothing whole on %s (%s)", who, path, r->engine);
}

static struct reply post(struct run *r, struct client *c, const char *path, const char *body)
{
    const char *with = arena_printf(r->answers, "%s&form_token=%s", body, c->token);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = with });
}

static void refused(struct run *r, struct client *c, const char *path, const char *body, const char *what)
{
    const struct reply got = post(r, c, path, body);
    result(got.status == 403 && !strstr(got.body, NUMBER) && !strstr(got.body, PHONE),
           arena_printf(r->answers, "%d: %.400s", got.status, got.body), "%s (%s)", what, r->engine);
}

/* The member says that the number is another: its id is on the secretary's first screen. */
static const char *proposal_made(struct run *r)
{
    static const char before[] = "href=\"/proposals/";
    post(r, run_client(r, "member"), "/me/proposals", "field=citizen_number&proposed=" PROPOSED "&reason=x");
    const struct reply got = client_get(run_client(r, "secretary"), "/me");
    const char *at = strstr(got.body, before);
    result(at != NULL, "no proposal", "a correction of the number is asked for (%s)", r->engine);
    at = at ? at + sizeof before - 1 : "0";
    return arena_strndup(r->arena, at, strspn(at, "0123456789"));
}

HOSTILE(masked)
{
    static const struct looker lookers[] = {
        { "k_orgs", "org_commissioner", "001.001.001" },
        { "k_committee", "university_committee", "001" },
    };
    const char *file = arena_printf(r->arena, "/members/%s", names_find(&r->names, "member", "林晓"));
    const char *proposal = arena_printf(r->arena, "/proposals/%s", proposal_made(r));
    for (size_t i = 0; i < COUNT(lookers); i++) {
        struct client *c = sign_in(r, &lookers[i]);
        masked(r, c, lookers[i].login, file);
        masked(r, c, lookers[i].login, arena_printf(r->answers, "%s.json", file));
        masked(r, c, lookers[i].login, arena_printf(r->answers, "%s?on=2025-01-01", file));
        masked(r, c, lookers[i].login, "/members.json?columns=mobile");
        masked(r, c, lookers[i].login, "/members.csv");
        refused(r, c, arena_printf(r->answers, "%s/disclosures", file), "item=mobile&reason=xyz",
                "and gets nothing by asking");
        if (i)
            continue; /* the committee decides nothing */
        masked(r, c, lookers[i].login, proposal);
        refused(r, c, arena_printf(r->answers, "%s/decisions", proposal), "decision=accepted",
                "who cannot compare the number does not decide on it");
    }
}
