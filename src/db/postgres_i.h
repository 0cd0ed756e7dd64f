/* db/postgres_i.h: what postgres.c, postgres_stmt.c and postgres_bulk.c share; private to db/. */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>

#include "db/db_i.h"

struct pg_conn {
    struct db db;
    PGconn *h;
    unsigned names; /* prepared so far */
    bool lost;      /* not to be used again */
    bool retry;     /* the engine asked to do the whole transaction once more */
    bool begun;     /* a transaction is open; one that reads begins with its first statement */
    bool owed;      /* the answer to the ROLLBACK of the reader before, for which nobody waits */
    bool custom;    /* this transaction plans for the values at hand */
    struct pg_conn *next;
};

/* --- postgres.c --- */

/*
 * The next result, NULL when there is none; waits no longer than the deadline of a statement, since neither
 * statement_timeout nor TCP bounds a commit that waits for a standby.  A connection that is too late is lost.
 */
PGresult *pg_next(struct pg_conn *c);
/* What a result means; logs what is not expected. */
enum rc pg_rc(struct pg_conn *c, const char *name, const PGresult *r);
/* The last result of a query that was just sent (sent: what PQsend… returned); to be cleared, may be NULL. */
PGresult *pg_answer(struct pg_conn *c, int sent);
/* Fixed text without parameters: one statement or several. */
MUST_CHECK enum rc pg_simple(struct pg_conn *c, const char *name, const char *sql);

#define PG_BEGIN_READ "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
/* What goes over the wire by itself needs the transaction to be open and nothing owed. */
MUST_CHECK enum rc pg_settle(struct pg_conn *c);
MUST_CHECK enum rc pg_begun(struct pg_conn *c);
/* Another connection in the place of one that was found dead before anything was read. */
MUST_CHECK enum rc pg_redial(struct pg_conn *c);

/* --- postgres_stmt.c --- */

Oid pg_type(enum col_type type);
/* As that type goes over the wire: how many bytes. */
size_t pg_number(enum col_type type, int64_t v, char out[static 8]);
/* The name under which the connection has it; prepares it at the first use. */
MUST_CHECK enum rc pg_prepared_get(struct pg_conn *c, const struct db_stmt *s, unsigned with, const char **name);
void pg_drop(struct db *db, void *prepared);
MUST_CHECK enum rc pg_run(struct db *db, const struct db_stmt *s, unsigned with, const void *in, struct db_sink *sink);
MUST_CHECK enum rc pg_check(struct db *db, const struct db_stmt *s, unsigned with, const char **why);

/* --- postgres_bulk.c --- */

MUST_CHECK enum rc pg_bulk(struct db *db, const struct db_stmt *s, const void *in, size_t n);

/* --- postgres_copy.c --- */

MUST_CHECK enum rc pg_copy_out(struct db_copy *c);
MUST_CHECK enum rc pg_copy_more(struct db_copy *c);
void pg_copy_out_end(struct db_copy *c);
MUST_CHECK enum rc pg_copy_in(struct db *db, const struct db_table *t, struct copy_reader *r, int64_t *rows);
