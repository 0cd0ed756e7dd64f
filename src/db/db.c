/* db/db.c: the facade: chooses the engine, keeps the order of units, and turns kinds of statement into results. */
#include "db/db_i.h"

#include <assert.h>
#include <stdlib.h>

#include "base/log.h"

/* --- sites ------------------------------------------------------------------------------------ */

enum rc db_site_open(const struct db_config *config, struct db_site **out)
{
    *out = NULL;
    return config->url ? pg_site_open(config, out) : sqlite_site_open(config, out);
}

void db_site_close(struct db_site *site)
{
    if (site)
        site->ops->close(site);
}

enum db_engine db_site_engine(const struct db_site *site)
{
    return site->engine;
}

/* --- sessions --------------------------------------------------------------------------------- */

enum rc db_session_init(struct db *db, struct db_site *site)
{
    db->site = site;
    db->ops = site->ops;
    db->vault = vault_new(site->keys);
    db->cache.slots = calloc(DB_CACHE_SLOTS, sizeof *db->cache.slots);
    return db->vault && db->cache.slots ? RC_OK : RC_OOM;
}

void db_session_free(struct db *db)
{
    vault_free(db->vault);
    persons_free(db);
    free(db->cache.slots);
}

enum rc db_read_begin(struct db_site *site, struct arena *a, struct db **out)
{
    *out = NULL;
    return site->ops->read_begin(site, a, out);
}

void db_read_anew(struct db_site *site)
{
    if (site->ops->read_anew)
        site->ops->read_anew(site);
}

void db_read_end(struct db *db)
{
    if (db)
        db->ops->read_end(db);
}

void db_write_later(struct db_site *site, struct db_job *job)
{
    site->ops->write_later(site, job);
}

enum rc db_write(struct db_site *site, struct arena *a, db_run_fn run, void *arg)
{
    return site->ops->write(site, a, run, arg);
}

struct arena *db_arena(struct db *db)
{
    return db->arena;
}

struct arena *db_use_arena(struct db *db, struct arena *a)
{
    struct arena *before = db->arena;
    db->arena = a;
    return before;
}

bool db_misread(const struct db *db)
{
    return db->misread;
}

struct vault *db_vault(struct db *db)
{
    return db->vault;
}

/* --- units ------------------------------------------------------------------------------------ */

enum rc db_settle(struct db *db, enum rc rc)
{
    if (!db->broken && (rc == RC_CONFLICT || rc == RC_DB))
        db->broken = rc;
    return rc;
}

/* A verb calls db_end whatever db_begin said, so a unit that could not be opened is counted too. */
enum rc db_begin(struct db *db)
{
    if (!db->depth)
        persons_forget(db); /* of the transaction before */
    if (!db->broken)
        db->broken = db->ops->savepoint(db, DB_SAVE);
    if (db->broken)
        db->unopened++;
    else
        db->depth++;
    return db->broken;
}

enum rc db_end(struct db *db, enum rc rc)
{
    if (!rc)
        rc = db->broken;
    if (db->unopened) {
        db->unopened--;
        return rc;
    }
    assert(db->depth > 0);
    db->depth--;
    if (!rc)
        rc = db->ops->savepoint(db, DB_RELEASE);
    if (rc) {
        db->broken = db->ops->savepoint(db, DB_ROLLBACK);
        persons_forget(db); /* keys that were given out in this unit are nobody's again */
    }
    return rc;
}

enum rc db_lock(struct db *db, int64_t id)
{
    return db->broken ? db->broken : db_settle(db, db->ops->lock(db, id));
}

enum rc db_script(struct db *db, const char *name, const char *sql)
{
    return db->broken ? db->broken : db_settle(db, db->ops->script(db, name, sql));
}

/* --- statements ------------------------------------------------------------------------------- */

static enum rc db_run(struct db *db, const struct db_stmt *s, unsigned with, const void *in, struct db_sink *sink)
{
    assert(!(with & ~s->fragments));
    enum rc rc = db->broken;
    if (!rc && s->of_person)
        rc = persons_need(db, s, in, 1);
    sink->with = with;
    db->misread = false;
    return rc ? rc : db_settle(db, db->ops->run(db, s, with, in, sink));
}

enum rc db_one(struct db *db, const struct db_stmt *s, unsigned with, const void *in, void *row)
{
    struct db_sink sink = { .one = row };
    enum rc rc = db_run(db, s, with, in, &sink);
    if (!rc && !sink.count)
        rc = RC_NOTFOUND;
    return rc;
}

enum rc db_many(struct db *db, const struct db_stmt *s, unsigned with, const void *in, struct db_rows *out)
{
    struct db_sink sink = { 0 };
    enum rc rc = db_run(db, s, with, in, &sink);
    *out = rc ? (struct db_rows){ 0 } : sink.many;
    return rc;
}

enum rc db_exec(struct db *db, const struct db_stmt *s, unsigned with, const void *in)
{
    struct db_sink sink = { 0 };
    enum rc rc = db_run(db, s, with, in, &sink);
    if (!rc && s->kind == DB_MUST && !sink.count)
        rc = RC_NOTFOUND;
    return rc;
}

enum rc db_bulk(struct db *db, const struct db_stmt *s, const void *in, size_t n)
{
    enum rc rc = db->broken;
    if (!rc && n && s->of_person)
        rc = persons_need(db, s, in, n);
    if (!rc && n)
        rc = db_settle(db, db->ops->bulk(db, s, in, n));
    return rc;
}

enum rc db_outwait(struct db *db, const char *tables)
{
    if (db->site->engine != DB_PGSQL)
        return RC_OK; /* there is one writer, and it is here */
    const char *sql = arena_printf(db->arena, "LOCK TABLE %s IN SHARE MODE", tables);
    return sql ? db_script(db, "db_outwait", sql) : RC_TOOBIG;
}

enum rc db_survey(struct db *db)
{
    return db->site->engine == DB_PGSQL ? db_script(db, "db_survey", "ANALYZE") : RC_OK;
}

enum rc db_check(struct db *db, const struct db_stmt *s, unsigned with, const char **why)
{
    *why = "";
    enum rc rc = db_begin(db);
    if (!rc)
        rc = db->ops->check(db, s, with, why);
    /* Nothing was done, but a failed preparation spoils the transaction on PostgreSQL. */
    return db_end(db, rc);
}
