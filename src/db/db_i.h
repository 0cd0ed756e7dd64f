/*
 * db/db_i.h: what the facade and the two engines share; private to db/.
 *
 * An engine is a table of functions.  Its connection starts with a struct db, its site with a struct db_site.  Values
 * travel between C structs and an engine as struct db_value, so encryption, vocabularies and NULL are decided once,
 * in value.c, and not once per engine.
 */
#pragma once

#include "base/buf.h"
#include "db/copy.h"

enum {
    DB_PARAMS_MAX = 64,       /* of one statement; also bounds what lies on the stack for PostgreSQL */
    DB_SQL_BYTES = 256 << 10, /* of one assembled statement */
    DB_CACHE_SLOTS = 512,     /* a power of two; three quarters of it are used at most */
};

enum db_value_kind { DB_NULL, DB_INT, DB_TEXT, DB_BLOB, DB_OTHER };

struct db_value {
    enum db_value_kind kind;
    int64_t num;    /* of DB_INT */
    const void *at; /* of DB_TEXT (ended by a NUL) and DB_BLOB */
    size_t len;
};

/* Where rows go: into one struct, or into an array in the arena; or nowhere, and only the number changed counts. */
struct db_sink {
    void *one;
    struct db_rows many;
    size_t room;   /* of the array in .many */
    int64_t count; /* rows read, or rows changed */
    unsigned with; /* the fragments of the statement */
};

enum db_savepoint { DB_SAVE, DB_RELEASE, DB_ROLLBACK };

struct copy_reader;

struct db_ops {
    /* of the site */
    enum rc (*read_begin)(struct db_site *site, struct arena *a, struct db **out);
    void (*read_end)(struct db *db);
    void (*read_anew)(struct db_site *site); /* NULL: every reading begins anew */
    enum rc (*write)(struct db_site *site, struct arena *a, db_run_fn run, void *arg);
    void (*write_later)(struct db_site *site, struct db_job *job);
    void (*close)(struct db_site *site);
    /* of a session */
    enum rc (*run)(struct db *db, const struct db_stmt *s, unsigned with, const void *in, struct db_sink *sink);
    enum rc (*bulk)(struct db *db, const struct db_stmt *s, const void *in, size_t n);
    enum rc (*script)(struct db *db, const char *name, const char *sql);
    enum rc (*savepoint)(struct db *db, enum db_savepoint what);
    enum rc (*lock)(struct db *db, int64_t id);
    enum rc (*check)(struct db *db, const struct db_stmt *s, unsigned with, const char **why);
    /* of a whole table as text (db/copy.h) */
    enum rc (*copy_out)(struct db_copy *c);
    enum rc (*copy_more)(struct db_copy *c); /* further lines behind c->text, none at the end */
    void (*copy_out_end)(struct db_copy *c);
    enum rc (*copy_in)(struct db *db, const struct db_table *t, struct copy_reader *r, int64_t *rows);
};

/* The slots of persons as far as this transaction asked for them; 0: has none. */
struct db_person {
    int64_t id;
    uint32_t slot;
};

struct db_persons {
    struct db_person *at; /* open addressing; a power of two of them */
    size_t room, used;
    uint32_t common; /* the slot of DB_COMMON_PERSON; never changes once there */
};

struct db_site {
    const struct db_ops *ops;
    const struct vault_keys *keys;
    enum db_engine engine;
};

/* Prepared statements of one connection by (statement, fragments); what they point at is the engine's. */
struct db_cached {
    const struct db_stmt *stmt;
    unsigned with;
    void *prepared;
};

struct db_cache {
    struct db_cached *slots;
    size_t used;
};

struct db {
    struct db_site *site;
    const struct db_ops *ops;
    struct arena *arena;
    struct vault *vault;
    struct db_persons persons;
    struct db_cache cache;
    enum rc broken; /* why the innermost open unit cannot go on; see db_settle() */
    int depth;      /* of savepoints */
    int unopened;   /* db_begin calls since it broke, each with a db_end to come */
    bool misread;   /* see db_misread() */
};

/* --- db.c --- */

MUST_CHECK enum rc db_session_init(struct db *db, struct db_site *site);
void db_session_free(struct db *db); /* the cache must have been cleared */

/*
 * PostgreSQL refuses everything after an error until the unit is rolled back; SQLite would go on.  So that a verb which
 * works on one works on the other, an error spoils the unit on both.
 */
enum rc db_settle(struct db *db, enum rc rc);
MUST_CHECK enum rc db_script(struct db *db, const char *name, const char *sql);

/* --- stmt.c --- */

/*
 * In .with: a bulk statement as one.  INSERT … VALUES ($1, $2) becomes INSERT … SELECT r.p1, r.p2 out of whatever the
 * engine can show as rows: a virtual table on SQLite, arrays on PostgreSQL.
 */
#define DB_AS_BULK 0x40000000u

/* The text for one engine and one set of fragments. */
MUST_CHECK enum rc stmt_text(const struct db_stmt *s, enum db_engine engine, unsigned with, struct buf *out);
static inline int stmt_has_column(const struct db_stmt *s, unsigned with, size_t i)
{
    return !s->only || !s->only[i] || (s->only[i] & with);
}
/* How many columns a result has. */
int stmt_columns(const struct db_stmt *s, unsigned with);
void *stmt_cache_find(const struct db_cache *cache, const struct db_stmt *s, unsigned with);
/* Drops everything first when the cache is full: rare, and simpler than ageing. */
void stmt_cache_put(struct db *db, const struct db_cached *entry, void (*drop)(struct db *, void *));
void stmt_cache_clear(struct db *db, void (*drop)(struct db *, void *));

/* --- person.c --- */

/* Before n in-structs of a statement are bound: the slots of their persons. */
MUST_CHECK enum rc persons_need(struct db *db, const struct db_stmt *s, const void *in, size_t n);
uint32_t person_slot(const struct db *db, int64_t id); /* after persons_need */
void persons_forget(struct db *db);
void persons_free(struct db *db);

/* --- value.c --- */

/* The parameter c of the in-struct as an engine binds it; encrypts and hashes into the session's arena. */
MUST_CHECK enum rc value_of(struct db *db, const struct db_stmt *s, const struct col *c, const void *in,
                            struct db_value *v);

typedef struct db_value (*db_value_fn)(const void *from, int column);
/* One row of a result into the sink, its columns fetched through get. */
MUST_CHECK enum rc value_row(struct db *db, const struct db_stmt *s, struct db_sink *sink, db_value_fn get,
                             const void *from);

/* --- copy.c --- */

enum { COPY_TEXT_BYTES = 512 << 20 }; /* of one row: the largest value there can be is an upload that waits */

struct db_copy {
    struct db *db;
    const struct db_table *table;
    struct buf text;
    int64_t rows;
    void *engine; /* the engine's */
    bool headed;  /* the names of the columns have been handed out */
    bool over;
};

void copy_select(const struct db_table *t, struct buf *sql);

struct copy_reader {
    db_text_fn more;
    void *arg;
    struct buf text;
    size_t taken; /* of it, by the line handed out last */
    size_t seen;  /* of it, without an end of line */
    enum rc rc;
};

bool copy_line(struct copy_reader *r, const char **line, size_t *len);

/* --- the engines --- */

MUST_CHECK enum rc sqlite_site_open(const struct db_config *config, struct db_site **out);
MUST_CHECK enum rc pg_site_open(const struct db_config *config, struct db_site **out);
