/* test/harness/run.h: one server, its clients, and how results are said. Private to the harness and test/hostile. */
#pragma once

#include <stdbool.h>

#include "harness/names.h"
#include "harness/scenario.h"
#include "harness/site.h"

enum { RUN_CLIENTS = 16, RUN_ARENA_BYTES = 512 << 20 };

struct run {
    struct site_place place;
    const char *engine; /* "sqlite", "postgresql" */
    struct arena *arena;
    struct arena *answers; /* emptied after each row */
    struct names names;
    struct client clients[RUN_CLIENTS]; /* [0] a guest; then as fixture_logins */
    pid_t pid;
    int port;
};

/* 0 when a server answers on a copy of the site and the ids are known. */
int run_start(struct run *r, const struct site_place *made, const char *name, const char *admin);
/* Says whether the server ended by itself and clean. */
void run_end(struct run *r);
/* Stops the server, runs sql beside it, and starts it again: everybody stays signed in. 0 when it answers again. */
int run_meddle(struct run *r, const char *sql);
/* Signed in at the first use; NULL: the guest. */
struct client *run_client(struct run *r, const char *login);

/* TAP: "ok 12 - name" or "not ok 12 - name", then why. */
void result(bool ok, const char *why, const char *fmt, ...) PRINTF(3, 4);
int results_failed(void);
void results_end(void); /* the plan */

/* --- row.c: one row of a scenario ------------------------------------------------------------------------------------- */
unsigned row_forms(struct run *r, const struct scenario *s);        /* the forms it is tried in */
struct client *row_client(struct run *r, const struct scenario *s); /* signed in, or a guest of its own with a token */
struct reply row_ask(struct run *r, const struct scenario *s, unsigned form, struct client *c);
/* NULL when the answer is as the row says. */
const char *row_why(struct run *r, const struct scenario *s, unsigned form, const struct reply *got);
void row_keep(struct run *r, const struct scenario *s, const struct reply *got);
/* All of it, with its result. */
void row_run(struct run *r, const char *feature, const struct scenario *s, unsigned form);

/* --- faults.c: the same rows, each once with every failure there can be in it ----------------------------------------- */
enum faults_how { FAULTS_SAMPLE, FAULTS_ALL };
void faults_run(const struct scenario_list *list, enum faults_how how, const struct site_place *made,
                const char *admin);

/* --- paths of routes ------------------------------------------------------------------------------------------------ */
/* The route that answers this path (without ending, with or without a query). NULL: none. */
const struct route *route_find(enum route_method method, const char *path);
/* Remembers how a route was answered; what was never allowed or never denied is reported at the end. */
void route_seen(const struct route *route, bool allowed, bool denied);
void routes_report(void);
/* "/orgs/1?q=x" and ".json" make "/orgs/1.json?q=x" */
const char *path_as(struct arena *a, const char *path, const char *ending);
bool is_to_sign_in(struct arena *a, const struct reply *r);

/* --- test/hostile ---------------------------------------------------------------------------------------------------- */
/* Each file there has one, HOSTILE(its name) { … }; the build finds them. */
#define HOSTILE(name)                   \
    void hostile_##name(struct run *r); \
    void hostile_##name(struct run *r)
typedef void (*hostile_fn)(struct run *r);
extern const struct hostile {
    const char *name;
    hostile_fn run;
} hostile_tests[];
