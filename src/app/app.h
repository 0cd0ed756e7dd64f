/*
 * app/app.h: the composition root, the only place that names every feature.
 *
 * A site is opened in one way by every command: keys, database, schema, roles.  On SQLite whoever holds DIR/lock owns
 * the database; a command that finds it held by a server hands itself over (app/control.c).
 */
#pragma once

#include "http/http.h"
#include "web/command_i.h"
#include "web/site.h"

extern const struct feature *const features[]; /* app/features.c: in the order of their needs, ended by NULL */

enum {
    APP_ARENA_BYTES = 1 << 20,
    APP_LOCK_SECONDS = 10, /* another command may hold it for a moment */
};

struct app_place {
    const char *dir; /* --data, ./var where it is not given */
    const char *url; /* --database, or what init wrote down; NULL: SQLite */
};

struct app {
    struct site site;
    struct arena *arena; /* lives as long as the site */
    struct vault_keys *keys;
    struct db_site *db;
    atomic_ullong hashed;
    int lock; /* DIR/lock, -1 on PostgreSQL */
};

int app_main(int argc, char **argv); /* the exit status */

/* One sentence on standard error, and the status for it. */
int app_cannot(const char *sentence);

/* --- app.c --- */
/* create: keys and schema may be missing. The caller holds the lock (app_lock). */
MUST_CHECK enum rc app_open(struct app *app, const struct app_place *place, bool create);
void app_close(struct app *app);
/* Writes down where the database is, for whoever opens the folder next. */
MUST_CHECK enum rc database_note(const struct app_place *place);
/* The lock's descriptor, or -1 where another holds it. */
int app_lock(const char *dir);

/* --- init.c, serve.c: the two commands that come before there is a site --- */
int app_init(const struct app_place *place, int argc, char **argv);
int app_serve(const struct app_place *place, int argc, char **argv);

/* --- jobs.c --- */
struct jobs;
MUST_CHECK enum rc jobs_start(const struct site *site, struct jobs **out);
void jobs_stop(struct jobs *j); /* after a last turn of each */

/* --- control.c --- */
struct control;
/* Answers commands on DIR/control.sock. */
MUST_CHECK enum rc control_start(const struct site *site, struct control **out);
void control_stop(struct control *k); /* finishes what was begun */
int control_connect(const char *dir); /* -1 where nobody answers */
/* Runs the call at the other end; its outputs and its sentence come back in call. */
MUST_CHECK enum rc control_call(int fd, struct command_call *call, int argc, char *const *argv, int *status);
