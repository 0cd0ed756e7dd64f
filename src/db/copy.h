/*
 * db/copy.h: every row of a database as text that both engines read: backups, and moving from one engine to the other.
 *
 * A table is a line with the names of its columns and then a line a row, in the order of the primary key, as PostgreSQL's
 * COPY writes text: tabs between columns, \N for NULL, \b \f \n \r \t \v \\ within texts, numbers in decimal, bytes as
 * \\x and hexadecimal digits.  The same rows are the same bytes on both engines, so two databases are compared by sums.
 */
#pragma once

#include <stdbool.h>

#include "db/db.h"
#include "db/migrate.h"

struct db_column {
    const char *name;
    bool number, bytes; /* neither: text */
    int key_place;      /* 1…: in the primary key */
};

struct db_table {
    const char *name;
    struct db_column *columns;
    size_t ncolumns;
};

/* All tables, those that others refer to first. In the session's arena. */
MUST_CHECK enum rc db_tables(struct db *db, struct db_table **out, size_t *n);

/* --- out: in a reading session, one table at a time --------------------------------------------------------------- */

struct db_copy;
MUST_CHECK enum rc db_copy_begin(struct db *db, const struct db_table *t, struct db_copy **out);
/* The next lines, whole ones; *len is 0 at the end.  Good until the next call. */
MUST_CHECK enum rc db_copy_next(struct db_copy *c, const char **at, size_t *len);
int64_t db_copy_rows(const struct db_copy *c); /* so far */
void db_copy_end(struct db_copy *c);           /* NULL is fine; before the session ends */

/* --- in: in a writing session --------------------------------------------------------------------------------------- */

/* Some more of the text, in whatever pieces; *len is 0 at the end. */
typedef enum rc (*db_text_fn)(void *arg, const char **at, size_t *len);

/* The tables as they were after the migrations in applied, and no rows; RC_CONFLICT where the program has others. */
struct schema_applied; /* db/schema.sql.h */
MUST_CHECK enum rc db_schema_make(struct db *db, const struct migration_set *sets, const struct schema_applied *applied,
                                  size_t n);
/* RC_INVALID where the text is not of this table. */
MUST_CHECK enum rc db_copy_in(struct db *db, const struct db_table *t, db_text_fn more, void *arg, int64_t *rows);

/* What was applied; how many of the program's are missing, and whether there are any that it does not know. */
MUST_CHECK enum rc db_schema_list(struct db *db, struct schema_applied **out, size_t *n);
void db_schema_compare(const struct migration_set *sets, const struct schema_applied *applied, size_t n, int *missing,
                       bool *newer);

/* --- about the engine ------------------------------------------------------------------------------------------------ */

struct db_state {
    int64_t bytes; /* the whole database */
    bool may_make; /* a scratch schema beside the own */
    bool utf8;
    const char *version;
    int64_t clock_at;  /* of the database's machine; 0: it is ours */
    const char *fault; /* what the engine finds when it looks at itself; NULL: nothing (SQLite, with look) */
};
MUST_CHECK enum rc db_state_read(struct db *db, bool look, struct db_state *out);

/* A schema of that name (db_config.schema), emptied where it is there; or nothing of it. PostgreSQL. */
MUST_CHECK enum rc db_scratch(struct db_site *site, struct arena *a, const char *name, bool make);
