/* db/sqlite_i.h: what sqlite.c, sqlite_stmt.c, sqlite_bulk.c and sqlite_writer.c share; private to db/. */
#pragma once

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "db/db_i.h"

/* Statements every connection needs all the time. */
enum sqlite_fixed {
    SQLITE_FIX_BEGIN,
    SQLITE_FIX_END,
    SQLITE_FIX_UNDO,
    SQLITE_FIX_SAVE,
    SQLITE_FIX_RELEASE,
    SQLITE_FIX_BACK,
    SQLITE_FIX_N
};

/* The bulk that a connection is running, for the table that shows its elements. */
struct sqlite_bulk {
    const struct db_stmt *stmt;
    const void *in;
    size_t n;
    enum rc rc; /* why an element could not be shown */
};

struct sqlite_conn {
    struct db db;
    sqlite3 *h;
    struct sqlite_bulk bulk;
    sqlite3_stmt *fixed[SQLITE_FIX_N];
    bool reading;             /* its transaction is open, perhaps since an earlier request */
    uint64_t commits;         /* the site's when that began */
    struct sqlite_conn *next; /* in the pool */
};

struct sqlite_writer;

struct sqlite_site {
    struct db_site base;
    char *path;
    pthread_mutex_t lock; /* of the pool, and of starting the writer */
    struct sqlite_conn *idle;
    int nidle;
    bool lean; /* see struct db_config */
    struct sqlite_writer *writer;
    /*
     * Counted by the writer after each, 0 where there is none.  A reading connection goes back to the pool with its transaction
     * open and serves the next request out of it unless something was committed since: beginning and ending one costs
     * as much as a look-up.  Without a writer another process may have one, so there every request begins anew.
     */
    atomic_ullong commits;
};

/* --- sqlite.c --- */

/* Ends the transactions of the readers that rest, so that the log can be moved up to its end and begun anew. */
void sqlite_readers_release(struct sqlite_site *site);

MUST_CHECK enum rc sqlite_conn_open(struct sqlite_site *site, int writing, struct sqlite_conn **out);
void sqlite_conn_close(struct sqlite_conn *c);
/* The SQLite result code, which the caller has to look at. */
MUST_CHECK int sqlite_fixed_run(struct sqlite_conn *c, enum sqlite_fixed which);
/* Starts it at its first use, so a program that only reads never holds a writing connection. */
MUST_CHECK enum rc sqlite_writer_get(struct sqlite_site *site, struct sqlite_writer **out);

/* --- sqlite_stmt.c --- */

enum rc sqlite_rc(struct sqlite_conn *c, const char *name, int code); /* logs what is not expected */
void sqlite_drop(struct db *db, void *prepared);
MUST_CHECK enum rc sqlite_run(struct db *db, const struct db_stmt *s, unsigned with, const void *in,
                              struct db_sink *sink);
MUST_CHECK enum rc sqlite_check(struct db *db, const struct db_stmt *s, unsigned with, const char **why);

/* --- sqlite_bulk.c --- */

MUST_CHECK int sqlite_bulk_add(struct sqlite_conn *c); /* a new connection learns the table */
MUST_CHECK enum rc sqlite_bulk(struct db *db, const struct db_stmt *s, const void *in, size_t n);

/* --- sqlite_copy.c --- */

MUST_CHECK enum rc sqlite_copy_out(struct db_copy *c);
MUST_CHECK enum rc sqlite_copy_more(struct db_copy *c);
void sqlite_copy_out_end(struct db_copy *c);
MUST_CHECK enum rc sqlite_copy_in(struct db *db, const struct db_table *t, struct copy_reader *r, int64_t *rows);

/* --- sqlite_writer.c --- */

MUST_CHECK enum rc sqlite_writer_open(struct sqlite_site *site, struct sqlite_writer **out);
void sqlite_writer_close(struct sqlite_writer *w); /* after what waits is done */
void sqlite_writer_add(struct sqlite_writer *w, struct db_job *job);
MUST_CHECK enum rc sqlite_writer_wait(struct sqlite_writer *w, struct arena *a, db_run_fn run, void *arg);
