/*
 * test/hostile/matrix.c: every route, for every role, a member and a guest, on an own, a foreign and a missing object,
 * in every form of answer, compared with what the features' rights.c say.
 *
 * Nothing comes of what is asked: a test build rolls a rehearsed request back after answering it.  So each may be asked
 * as everybody, in any order.  A route that no table names fails, and so does a row without a route.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "harness/forge.h"
#include "harness/rights.h"

#define REHEARSED  "X-Zhibu-Rehearse: 1\r\n"
#define MISSING_ID "4611686018427387904"

enum { FAULT_BYTES = 1200, VIEWERS = 18 };

/* Whose own is what, by code and name; below: of the organisations under the own one. */
static const struct viewer_row {
    char letter;
    const char *login, *role, *org;
    const char *below;  /* "" for those who have none below */
    const char *member; /* in the own scope */
    const char *grant;  /* the login it was given to; one that this role gives */
} viewers[VIEWERS] = {
    { 'U', "dept", NULL, "001", "001.001", "周明远", "publicity" },
    { 'C', "committee", NULL, "001", "001.001", "周明远", "publicity" },
    { 'S', "m_school", "secondary_committee_admin", "001.001", "001.001.001", "周明远", "publicity" },
    { 'O', "organizer", NULL, "001.001", "001.001.001", "周明远", "publicity" },
    { 'G', "m_general", "general_branch_admin", "001.003", "001.003.001", "仇望舒", "m_library" },
    { 'B', "secretary", NULL, "001.001.001", "", "周明远", "publicity" },
    { 'o', "m_orgs", "org_commissioner", "001.001.001", "", "周明远", "publicity" },
    { 'p', "publicity", NULL, "001.001.001", "", "周明远", "publicity" },
    { 'd', "m_discipline", "discipline_commissioner", "001.001.001", "", "周明远", "publicity" },
    { 'l', "m_leader", "group_leader", "001.001.001", "", "周明远", "publicity" },
    { 's', "m_courses", "party_school_admin", "001.001", "001.001.001", "周明远", "publicity" },
    { 'a', "m_accounts", "dues_accountant", "001.001", "001.001.001", "周明远", "publicity" },
    { 'c', "m_cash", "dues_cashier", "001.001", "001.001.001", "周明远", "publicity" },
    { 'Y', "sysadmin", NULL, "001", "", "周明远", "publicity" },
    { 'E', "secadmin", NULL, "001", "", "周明远", "committee" },
    { 'A', "m_audit", "audit_admin", "001", "", "周明远", "publicity" },
    { 'm', "member", NULL, "001.001.001", "", "林晓", "publicity" },
    { '-', NULL, NULL, "001.001.001", "", "周明远", "publicity" },
};
/* Only there to hold a grant in the library. */
static const char *const library[] = { "m_library", "publicity_commissioner", "001.003.001" };

static const struct form_row {
    unsigned as;
    const char *ending;
} forms[] = { { AS_PAGE, "" }, { AS_JSON, ".json" }, { AS_CSV, ".csv" }, { AS_XLSX, ".xlsx" } };

enum object { OWN, BELOW, FOREIGN, MISSING, OBJECTS };
static const char *const object_names[] = { "own", "below the own", "foreign", "missing" };

struct matrix {
    struct run *r;
    struct client *clients[VIEWERS];
    const struct route *route;
    const struct right *right;
    char *faults;
    int asked, wrong;
};

/* --- what is to be expected ------------------------------------------------------------------------------------------ */

static bool has(const char *letters, char letter)
{
    return letters && strchr(letters, letter);
}

/* Everything is below the university's own organisation, so nothing of it is foreign to those who stand there. */
static bool reaches_all(char letter)
{
    return letter == 'U' || letter == 'C';
}

/* 0: whatever comes of it, it is no question of rights; else the status. */
static int expected(const struct right *w, char letter, enum object object, unsigned as)
{
    const bool may = has(w->may, letter) || (as == AS_PAGE && has(w->page, letter));
    const bool file = as == AS_CSV || as == AS_XLSX;
    if (letter == '-' && !may)
        return 401;
    if (!may && !has(w->see, letter))
        return 404;
    if (object == MISSING || (object == FOREIGN && !reaches_all(letter)))
        return 404;
    if (!may || (object == OWN && has(w->below, letter)) || (file && w->files && !has(w->files, letter)))
        return 403;
    return w->flags & PART_MISSING ? 404 : 0;
}

static bool is_expected(struct arena *a, const struct right *w, int want, const struct reply *got)
{
    if (want == 401)
        return is_to_sign_in(a, got);
    if (want)
        return got->status == want;
    if (is_to_sign_in(a, got))
        return w->flags & TO_SIGN_IN;
    return (got->status >= 200 && got->status < 400) || got->status == 409 || got->status == 422 || got->status == 429;
}

/* --- what is asked for ------------------------------------------------------------------------------------------------ */

static const char *id_of(const struct matrix *m, const struct viewer_row *v, enum object object)
{
    const struct names *names = &m->r->names;
    const bool foreign = object == FOREIGN;
    if (object == MISSING)
        return MISSING_ID;
    switch (m->right->thing) {
    case OF_ORG: return names_find(names, "org", foreign ? "001.002.001" : object == BELOW ? v->below : v->org);
    case OF_MEMBER: return names_find(names, "member", !foreign ? v->member : v->letter == 'm' ? "周明远" : "沈书言");
    case OF_GRANT: return names_find(names, "grant", foreign ? "other" : v->grant);
    case OF_ACCOUNT: return names_find(names, "account", "organizer");
    default: return "1";
    }
}

static bool is_asked(const struct matrix *m, const struct viewer_row *v, enum object object)
{
    switch (m->right->thing) {
    case OF_NOTHING: return object == OWN;
    case OF_OTHER: return object == MISSING;
    case OF_ACCOUNT: return object == OWN || object == MISSING;
    case OF_ORG: return object != BELOW || v->below[0];
    default: return object != BELOW;
    }
}

static struct reply ask_once(const struct matrix *m, const struct client *as, const char *path)
{
    struct client c = *as; /* cookies that come back are of what did not happen */
    struct run *r = m->r;
    struct ask ask = { .method = m->route->method == GET ? "GET" : "POST", .path = path, .headers = REHEARSED };
    if (m->route->method == POST)
        ask.body = arena_printf(r->answers, "%sform_token=%s", forge_body(r, m->route->form, SIZE_MAX, NULL), c.token);
    return client_ask(&c, &ask);
}

static void try_one(struct matrix *m, size_t viewer, enum object object, const struct form_row *form)
{
    struct arena *a = m->r->answers;
    const struct viewer_row *v = &viewers[viewer];
    const char *path = path_as(a, route_path(a, m->route, id_of(m, v, object)), form->ending);
    const struct reply got = ask_once(m, m->clients[viewer], path);
    const int want = expected(m->right, v->letter, object, form->as);
    m->asked++;
    if (is_expected(a, m->right, want, &got))
        return;
    m->wrong++;
    if (strlen(m->faults) + 100 < FAULT_BYTES)
        snprintf(m->faults + strlen(m->faults), 100, "%c, %s%s: %d, not %d; ", v->letter, object_names[object],
                 form->ending, got.status, want);
}

static const struct right *right_of(const struct route *route)
{
    for (const struct right *const *list = right_lists; *list; list++)
        for (const struct right *w = *list; w->path; w++)
            if (w->method == route->method && !strcmp(w->path, route->path))
                return w;
    return NULL;
}

static void try_route(struct matrix *m, const struct route *route)
{
    const unsigned as = route->as ? route->as : AS_BOTH;
    const char *method = route->method == GET ? "GET" : "POST";
    m->route = route;
    m->right = right_of(route);
    m->asked = m->wrong = 0;
    m->faults = arena_alloc(m->r->answers, FAULT_BYTES);
    if (!m->right) {
        result(false, "no rights.c has a row for it", "%s %s stands in a table of rights", method, route->path);
        return;
    }
    m->faults[0] = '\0';
    for (size_t v = 0; v < VIEWERS; v++)
        for (int object = OWN; object < OBJECTS; object++)
            for (size_t f = 0; f < COUNT(forms); f++)
                if (as & forms[f].as && is_asked(m, &viewers[v], (enum object)object))
                    try_one(m, v, (enum object)object, &forms[f]);
    result(!m->wrong, m->faults, "%s %s is there for whom it is meant, of %d who ask (%s)", method, route->path,
           m->asked, m->r->engine);
}

/* --- the people ------------------------------------------------------------------------------------------------------- */

static void add_login(struct run *r, const char *login, const char *role, const char *org)
{
    const char *words[] = { "user", "add", login, "--role", role, "--password-stdin", "--org", org, NULL };
    if (!strcmp(role, "audit_admin"))
        words[6] = NULL;
    const int status =
        site_command(&r->place, words, arena_printf(r->arena, "%s\n", fixture_password(login, r->arena)));
    if (status)
        result(false, arena_printf(r->arena, "the command ended with %d", status), "an account for %s", login);
}

static struct client *sign_in(struct run *r, const struct viewer_row *v)
{
    if (!v->role)
        return run_client(r, v->login);
    struct client *c = arena_alloc(r->arena, sizeof(*c));
    *c = (struct client){ .arena = r->answers, .port = r->port };
    add_login(r, v->login, v->role, v->org);
    const int status = client_sign_in(c, v->login, fixture_password(v->login, r->arena));
    if (status != 303)
        result(false, arena_printf(r->arena, "the answer was %d", status), "%s signs in", v->login);
    return c;
}

/* Of grants and accounts the lists say the ids: by the login, which is in the row or in its account. */
static void learn(struct run *r, const char *login, const char *path, const char *kind)
{
    const struct reply got = client_get(run_client(r, login), path);
    json_t *root = json_loads(got.body, 0, NULL);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(root, "rows"), i, row)
    {
        json_t *of = json_object_get(row, "account") ? json_object_get(row, "account") : row;
        const char *id = json_string_value(json_object_get(row, "id"));
        const char *name = json_string_value(json_object_get(of, "login"));
        if (id && name)
            names_keep(&r->names, kind, name, id, strlen(id));
    }
    json_decref(root);
}

static void every_row_has_its_route(void)
{
    for (const struct right *const *list = right_lists; *list; list++)
        for (const struct right *w = *list; w->path; w++) {
            bool found = false;
            for (const struct feature *const *f = features; *f; f++)
                for (const struct route *route = (*f)->routes; route && route->path; route++)
                    found |= w->method == route->method && !strcmp(w->path, route->path);
            if (!found)
                result(false, "there is no such route", "the row of rights for %s", w->path);
        }
}

HOSTILE(matrix)
{
    struct matrix m = { .r = r };
    for (size_t i = 0; i < VIEWERS; i++)
        m.clients[i] = sign_in(r, &viewers[i]);
    add_login(r, library[0], library[1], library[2]);
    learn(r, "dept", "/grants.json", "grant");
    learn(r, "sysadmin", "/accounts.json", "account");
    every_row_has_its_route();
    for (const struct feature *const *f = features; *f; f++)
        for (const struct route *route = (*f)->routes; route && route->path; route++) {
            try_route(&m, route);
            arena_reset(r->answers);
        }
}
