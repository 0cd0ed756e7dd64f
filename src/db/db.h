/*
 * db/db.h: one facade over SQLite and PostgreSQL.
 *
 * A site is one database.  A session (struct db) is one connection, one arena and one transaction; the typed functions
 * that sqlgen makes out of .sql files take a session.  Nothing else reaches the engines.
 *
 * Reading: db_read_begin gives a session in a read-only transaction, so all statements of a request see one state.
 * Writing, SQLite: one writer thread owns the only writing connection.  It takes what waits, each job in a savepoint,
 * one COMMIT with synchronous=FULL, then the answers: nobody is told of, and no reader sees, what is not on disk
 * (group commit).  It checkpoints when idle; nobody else ever does (STACK: the WAL-reset bug).  A failed sync stops
 * the process.  Writing, PostgreSQL: a plain transaction on a pooled connection, in the calling thread; a lost
 * connection is RC_DB, and the next use connects again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/row.h"
#include "base/vault.h"

struct db_site;
struct db;

enum db_engine { DB_SQLITE, DB_PGSQL };
#define DB_ENGINES 2

struct db_config {
    const char *dir;               /* holds zhibu.db on SQLite */
    const char *url;               /* NULL: SQLite; else postgresql://… */
    const struct vault_keys *keys; /* outlives the site */
    int connections;               /* at most this many at once on PostgreSQL */
    bool lean;                     /* SQLite: maps nothing of the file, for what reads all of it once */
    const char *schema;            /* of PostgreSQL, outlives the site; NULL: the one that the address leads to */
};

/* RC_DB: not reachable. The caller holds the lock of the data folder where it opens SQLite for writing. */
MUST_CHECK enum rc db_site_open(const struct db_config *config, struct db_site **out);
void db_site_close(struct db_site *site); /* finishes what the writer began */
enum db_engine db_site_engine(const struct db_site *site);

/* Blocks on PostgreSQL while every connection is taken (RC_BUSY after two seconds). */
MUST_CHECK enum rc db_read_begin(struct db_site *site, struct arena *a, struct db **out);
void db_read_end(struct db *db);
/*
 * The next reading begins with what the file holds now.  SQLite's readers may go on with what they saw as long as our own
 * writer has written nothing: right for everybody but those who look for what somebody else has done to the file.
 */
void db_read_anew(struct db_site *site);

/*
 * run is called with a session whose transaction is open; what it returns commits (RC_OK) or rolls back.  It may be
 * called again, where PostgreSQL asks to repeat a transaction.  After RC_CONFLICT or RC_DB a unit (db_begin) does
 * nothing more and ends with that, on both engines.
 */
typedef enum rc (*db_run_fn)(struct db *db, void *arg);

struct db_job {
    db_run_fn run;
    void (*done)(void *arg,
                 enum rc rc); /* after the commit is on disk, or it was rolled back; on the writer's thread */
    void *arg;
    struct arena *arena;
    struct db_job *next; /* the queue's */
};

void db_write_later(struct db_site *site, struct db_job *job);                                /* SQLite */
MUST_CHECK enum rc db_write(struct db_site *site, struct arena *a, db_run_fn run, void *arg); /* both; waits */

/* A verb's own unit inside the transaction: savepoints, so verbs may call verbs.  db_end passes rc on. */
MUST_CHECK enum rc db_begin(struct db *db);
MUST_CHECK enum rc db_end(struct db *db, enum rc rc);

/* Until the transaction ends nobody else holds this id: SQLite has one writer anyhow, PostgreSQL an advisory lock. */
MUST_CHECK enum rc db_lock(struct db *db, int64_t id);

/* Did the last statement fail since a stored value does not fit its column?  Then it will again. */
bool db_misread(const struct db *db);

struct arena *db_arena(struct db *db);
/* Rows and sealed values go there from now on, for work that is larger than a request; returns the one before. */
struct arena *db_use_arena(struct db *db, struct arena *a);
struct vault *db_vault(struct db *db);

/*
 * One key for each person (base/vault.h).  A new person gets it before the first value is sealed; sealed parameters "of"
 * an id that has none (an organisation, an account) are sealed under one that they share, so that no replacing of the
 * site's keys changes what evidence has summed up.  All n wait for the disk once.
 */
enum { DB_COMMON_PERSON = 1 };                   /* whose key that is: far below any id_new() */
MUST_CHECK enum rc db_common_key(struct db *db); /* makes it where it is absent */
MUST_CHECK enum rc db_persons_add(struct db *db, const int64_t *ids, size_t n);
/* What a sealed value of somebody who was erased reads as. */
#define DB_ERASED "已删除"
/* The value as it would be sealed today, for web/rekey.h; as it is where that cannot be. person_id 0: the site's. */
MUST_CHECK enum rc db_reseal(struct db *db, const char *column, int64_t id, int64_t person_id, struct blob *value);
/* The renewed look-up hash of a sealed value, likewise. */
MUST_CHECK enum rc db_relookup(struct db *db, const char *column, int64_t id, struct blob sealed, struct blob *hash);
/* Whoever writes into these tables ("a, b") now has ended when this returns. */
MUST_CHECK enum rc db_outwait(struct db *db, const char *tables);

/*
 * After a bulk, in its transaction: how the rows lie now, for PostgreSQL's planner, which otherwise sorts a whole list for
 * each page until it gets round to looking.  SQLite is better off without (STACK, Storage), so nothing happens there.
 */
MUST_CHECK enum rc db_survey(struct db *db);

/* --- what sqlgen generates against ------------------------------------------------------------------------------- */

enum db_kind {
    DB_ONE,  /* RC_NOTFOUND when there is no row */
    DB_MANY, /* any number of rows, into the arena */
    DB_EXEC, /* no rows; any number affected */
    DB_MUST, /* RC_NOTFOUND when no row was affected */
    DB_BULK, /* an INSERT … VALUES (…) of any number of elements, executed as one statement */
};

struct db_part {
    const char *sql; /* parameters are $1 … in the order of params */
    unsigned with;   /* 0, or the bit of the optional fragment this belongs to */
};
#define DB_WITHOUT 0x80000000u /* added to .with: there only when that bit is not given */

struct db_stmt {
    const char *name;
    const char *owner; /* feature or layer: may write OWNER and OWNER_* */
    enum db_kind kind;
    const struct db_part *parts[DB_ENGINES]; /* ended by {0} */
    const struct col *params;                /* .offset in the in-struct */
    size_t nparams;
    size_t in_size;
    size_t person; /* with of_person: offset of the id of the person whose key seals the COL_OF_PERSON parameters */
    bool of_person;
    const struct row_desc *row; /* NULL without rows */
    const unsigned *only; /* NULL, or by column: the fragment without which it is not read and stays empty, 0: none */
    unsigned fragments;   /* all bits that may be set */
};

struct db_rows {
    void *at; /* n structs of the statement's row, in the arena */
    size_t n;
};

/*
 * RC_CONFLICT: a unique or foreign key, or a CHECK, said no.  RC_DB: the engine failed or is away; logged once with the
 * statement's name.  in may be NULL where there are no parameters.
 */
MUST_CHECK enum rc db_one(struct db *db, const struct db_stmt *s, unsigned with, const void *in, void *row);
MUST_CHECK enum rc db_many(struct db *db, const struct db_stmt *s, unsigned with, const void *in, struct db_rows *out);
MUST_CHECK enum rc db_exec(struct db *db, const struct db_stmt *s, unsigned with, const void *in);
MUST_CHECK enum rc db_bulk(struct db *db, const struct db_stmt *s, const void *in, size_t n);

/*
 * A table of intervals (docs/sql.md): four statements over one in-struct, whose first parameter is the id of what the
 * interval is about.  It is locked, since two writers cutting one history would leave days that overlap.
 */
struct db_interval {
    const struct db_stmt *replace; /* DB_MUST: new values in the row that begins on that very day */
    const struct db_stmt *insert;  /* up to where the covering row ends, or the next begins */
    const struct db_stmt *cut;     /* the row that covered the day ends on it */
    const struct db_stmt *remove;  /* the row that begins on that day */
};

MUST_CHECK enum rc db_interval_set(struct db *db, const struct db_interval *iv, const void *in);
MUST_CHECK enum rc db_interval_end(struct db *db, const struct db_interval *iv, const void *in);

/* For the test that prepares everything: one statement, one set of fragments, columns compared with the row. */
MUST_CHECK enum rc db_check(struct db *db, const struct db_stmt *s, unsigned with, const char **why);
