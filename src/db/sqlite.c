/*
 * db/sqlite.c: connections to SQLite and the pool of reading ones.
 *
 * Readers are opened read-only and never checkpoint; see sqlite_writer.c for the one that writes.
 */
#include "db/sqlite_i.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

enum {
    READERS_KEPT = 16,           /* idle reading connections; more are opened and closed as needed */
    BUSY_MS = 2000,              /* only recovery and a restarting log make anybody wait */
    OPTIMISE_NO_BLOOM = 0x80000, /* 3.40 scans whole tables to build Bloom filters (STACK) */
};

/* The caches are small since the kernel has the file's pages anyhow; 64 MiB of them are mapped. */
static const char *const PRAGMA_READER = "PRAGMA query_only=1; PRAGMA cache_size=-512; "
                                         "PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY; "
                                         "PRAGMA foreign_keys=1; PRAGMA wal_autocheckpoint=0;";
static const char *const PRAGMA_WRITER = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                                         "PRAGMA cache_size=-4096; PRAGMA temp_store=MEMORY; "
                                         "PRAGMA foreign_keys=1; PRAGMA wal_autocheckpoint=0;";

/* --- one connection --------------------------------------------------------------------------- */

static int conn_prepare_fixed(struct sqlite_conn *c, int writing)
{
    static const char *const sql[SQLITE_FIX_N] = {
        [SQLITE_FIX_BEGIN] = "BEGIN",          [SQLITE_FIX_END] = "COMMIT",
        [SQLITE_FIX_UNDO] = "ROLLBACK",        [SQLITE_FIX_SAVE] = "SAVEPOINT unit",
        [SQLITE_FIX_RELEASE] = "RELEASE unit", [SQLITE_FIX_BACK] = "ROLLBACK TO unit",
    };
    for (int i = 0; i < SQLITE_FIX_N; i++) {
        const char *text = writing && i == SQLITE_FIX_BEGIN ? "BEGIN IMMEDIATE" : sql[i];
        int code = sqlite3_prepare_v3(c->h, text, -1, SQLITE_PREPARE_PERSISTENT, &c->fixed[i], NULL);
        if (code)
            return code;
    }
    return SQLITE_OK;
}

/* greatest(…) and least(…), as PostgreSQL spells them: MAX and MIN of several arguments are SQLite's own words. */
static void extreme(sqlite3_context *ctx, int n, sqlite3_value **v)
{
    int64_t best = sqlite3_value_int64(v[0]);
    const int least = sqlite3_user_data(ctx) != NULL;
    for (int i = 1; i < n; i++) {
        int64_t x = sqlite3_value_int64(v[i]);
        if (least ? x < best : x > best)
            best = x;
    }
    sqlite3_result_int64(ctx, best);
}

static int functions_add(sqlite3 *h)
{
    static const char least_mark = 0;
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = sqlite3_create_function_v2(h, "greatest", -1, flags, NULL, extreme, NULL, NULL, NULL);
    if (!code)
        code = sqlite3_create_function_v2(h, "least", -1, flags, (void *)(uintptr_t)&least_mark, extreme, NULL, NULL,
                                          NULL);
    return code;
}

static int conn_setup(struct sqlite_conn *c, int writing)
{
    sqlite3_extended_result_codes(c->h, 1);
    sqlite3_busy_timeout(c->h, BUSY_MS);
    if (!writing)
        sqlite3_db_config(c->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
    sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, c->h, OPTIMISE_NO_BLOOM);
    int code = sqlite3_exec(c->h, writing ? PRAGMA_WRITER : PRAGMA_READER, NULL, NULL, NULL);
    if (!code)
        code = functions_add(c->h);
    if (!code)
        code = sqlite_bulk_add(c);
    return code ? code : conn_prepare_fixed(c, writing);
}

enum rc sqlite_conn_open(struct sqlite_site *site, int writing, struct sqlite_conn **out)
{
    struct sqlite_conn *c = calloc(1, sizeof *c);
    if (!c)
        return RC_OOM;
    enum rc rc = db_session_init(&c->db, &site->base);
    int flags = writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(site->path, &c->h, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (!rc && !code)
        code = conn_setup(c, writing);
    if (!rc && !code && site->lean)
        code = sqlite3_exec(c->h, "PRAGMA mmap_size=0", NULL, NULL, NULL);
    if (!rc && code) {
        log_error("db: open failed, writing=%d code=%d", writing, code);
        rc = RC_DB;
    }
    if (rc)
        sqlite_conn_close(c);
    else
        *out = c;
    return rc;
}

void sqlite_conn_close(struct sqlite_conn *c)
{
    if (!c)
        return;
    stmt_cache_clear(&c->db, sqlite_drop);
    for (int i = 0; i < SQLITE_FIX_N; i++)
        sqlite3_finalize(c->fixed[i]);
    if (sqlite3_close(c->h))
        log_error("db: a connection was closed while in use");
    db_session_free(&c->db);
    free(c);
}

int sqlite_fixed_run(struct sqlite_conn *c, enum sqlite_fixed which)
{
    int code = sqlite3_step(c->fixed[which]);
    sqlite3_reset(c->fixed[which]);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* --- reading ---------------------------------------------------------------------------------- */

static struct sqlite_conn *reader_take(struct sqlite_site *site)
{
    pthread_mutex_lock(&site->lock);
    struct sqlite_conn *c = site->idle;
    if (c) {
        site->idle = c->next;
        site->nidle--;
    }
    pthread_mutex_unlock(&site->lock);
    return c;
}

static void reader_give(struct sqlite_site *site, struct sqlite_conn *c)
{
    pthread_mutex_lock(&site->lock);
    int keep = site->nidle < READERS_KEPT;
    if (keep) {
        c->next = site->idle;
        site->idle = c;
        site->nidle++;
    }
    pthread_mutex_unlock(&site->lock);
    if (!keep)
        sqlite_conn_close(c);
}

/* Other requests may see what was committed since; nobody was told of anything that this misses. */
static bool reader_is_current(const struct sqlite_conn *c, struct sqlite_site *site)
{
    return c->reading && c->commits == atomic_load(&site->commits);
}

static int reader_end(struct sqlite_conn *c)
{
    c->reading = false;
    return sqlite_fixed_run(c, SQLITE_FIX_END);
}

static int reader_renew(struct sqlite_conn *c, struct sqlite_site *site)
{
    int code = c->reading ? reader_end(c) : SQLITE_OK;
    c->commits = atomic_load(&site->commits); /* before it begins: at worst it is renewed once too often */
    if (!code)
        code = sqlite_fixed_run(c, SQLITE_FIX_BEGIN);
    c->reading = !code;
    return code;
}

void sqlite_readers_release(struct sqlite_site *site)
{
    pthread_mutex_lock(&site->lock);
    for (struct sqlite_conn **at = &site->idle, *c; (c = *at);) {
        if (!c->reading || !reader_end(c)) {
            at = &c->next;
            continue;
        }
        log_error("db: a reader could not end its transaction");
        *at = c->next; /* it could not begin another either, and would hold back the log */
        site->nidle--;
        sqlite_conn_close(c);
    }
    pthread_mutex_unlock(&site->lock);
}

static void read_anew(struct db_site *base)
{
    sqlite_readers_release((struct sqlite_site *)base);
}

static enum rc read_begin(struct db_site *base, struct arena *a, struct db **out)
{
    struct sqlite_site *site = (struct sqlite_site *)base;
    struct sqlite_conn *c = reader_take(site);
    enum rc rc = c ? RC_OK : sqlite_conn_open(site, 0, &c);
    if (rc)
        return rc;
    c->db.arena = a;
    c->db.broken = RC_OK;
    if (!reader_is_current(c, site))
        rc = sqlite_rc(c, "begin", reader_renew(c, site));
    if (rc)
        sqlite_conn_close(c);
    else
        *out = &c->db;
    return rc;
}

static void read_end(struct db *db)
{
    struct sqlite_conn *c = (struct sqlite_conn *)db;
    struct sqlite_site *site = (struct sqlite_site *)db->site;
    int code = sqlite3_get_autocommit(c->h) ? SQLITE_ABORT : SQLITE_OK; /* an error ended it */
    if (!code && !atomic_load(&site->commits))
        code = reader_end(c);
    if (code)
        sqlite_conn_close(c);
    else
        reader_give(site, c);
}

/* --- writing: see sqlite_writer.c ------------------------------------------------------------- */

enum rc sqlite_writer_get(struct sqlite_site *site, struct sqlite_writer **out)
{
    pthread_mutex_lock(&site->lock);
    enum rc rc = site->writer ? RC_OK : sqlite_writer_open(site, &site->writer);
    *out = site->writer;
    pthread_mutex_unlock(&site->lock);
    return rc;
}

static enum rc site_write(struct db_site *base, struct arena *a, db_run_fn run, void *arg)
{
    struct sqlite_writer *w = NULL;
    enum rc rc = sqlite_writer_get((struct sqlite_site *)base, &w);
    return rc ? rc : sqlite_writer_wait(w, a, run, arg);
}

static void site_write_later(struct db_site *base, struct db_job *job)
{
    struct sqlite_writer *w = NULL;
    enum rc rc = sqlite_writer_get((struct sqlite_site *)base, &w);
    if (rc)
        job->done(job->arg, rc);
    else
        sqlite_writer_add(w, job);
}

static enum rc conn_savepoint(struct db *db, enum db_savepoint what)
{
    struct sqlite_conn *c = (struct sqlite_conn *)db;
    if (what == DB_SAVE)
        return sqlite_rc(c, "savepoint", sqlite_fixed_run(c, SQLITE_FIX_SAVE)) ? RC_DB : RC_OK;
    int code = what == DB_ROLLBACK ? sqlite_fixed_run(c, SQLITE_FIX_BACK) : SQLITE_OK;
    if (!code)
        code = sqlite_fixed_run(c, SQLITE_FIX_RELEASE);
    return sqlite_rc(c, "savepoint", code) ? RC_DB : RC_OK;
}

static enum rc conn_script(struct db *db, const char *name, const char *sql)
{
    struct sqlite_conn *c = (struct sqlite_conn *)db;
    return sqlite_rc(c, name, sqlite3_exec(c->h, sql, NULL, NULL, NULL));
}

static enum rc conn_lock(struct db *db, int64_t id)
{
    (void)db;
    (void)id; /* there is one writer */
    return RC_OK;
}

/* --- the site --------------------------------------------------------------------------------- */

static void site_free(struct sqlite_site *site)
{
    pthread_mutex_destroy(&site->lock);
    free(site->path);
    free(site);
}

/* Readers first: the last to close is the writer, and closing it empties the log into the file. */
static void site_close(struct db_site *base)
{
    struct sqlite_site *site = (struct sqlite_site *)base;
    for (struct sqlite_conn *c; (c = reader_take(site));)
        sqlite_conn_close(c);
    sqlite_writer_close(site->writer);
    site_free(site);
}

/*
 * A process that died may have left a commit in the log that never reached the disk.  Everybody will see it from now
 * on, so it is made durable first.
 */
static enum rc log_sync(const char *path)
{
    char *name = sqlite3_mprintf("%s-wal", path);
    int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    sqlite3_free(name);
    if (fd < 0)
        return RC_OK;
    int failed = fdatasync(fd);
    close(fd);
    if (failed)
        log_error("db: the log could not be synced");
    return failed ? RC_DB : RC_OK;
}

static const struct db_ops sqlite_ops = {
    .read_begin = read_begin,
    .read_end = read_end,
    .read_anew = read_anew,
    .write = site_write,
    .write_later = site_write_later,
    .close = site_close,
    .run = sqlite_run,
    .bulk = sqlite_bulk,
    .script = conn_script,
    .savepoint = conn_savepoint,
    .lock = conn_lock,
    .check = sqlite_check,
    .copy_out = sqlite_copy_out,
    .copy_more = sqlite_copy_more,
    .copy_out_end = sqlite_copy_out_end,
    .copy_in = sqlite_copy_in,
};

static enum rc site_ready(struct sqlite_site *site)
{
    struct sqlite_writer *w = NULL;
    if (access(site->path, F_OK))
        return sqlite_writer_get(site, &w); /* a new file: it takes a writer to make one */
    enum rc rc = log_sync(site->path);
    struct sqlite_conn *c = NULL;
    if (!rc)
        rc = sqlite_conn_open(site, 0, &c);
    if (!rc)
        reader_give(site, c);
    return rc;
}

enum rc sqlite_site_open(const struct db_config *config, struct db_site **out)
{
    /*
     * Statistics of memory take a lock at every allocation.  A connection is one thread's at a time here, which makes the
     * value of a column one that may be read.  Refused, and harmless, once SQLite was used: SQLITE_OPEN_NOMUTEX says
     * the same of each connection.
     */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    struct sqlite_site *site = calloc(1, sizeof *site);
    if (!site)
        return RC_OOM;
    site->base = (struct db_site){ .ops = &sqlite_ops, .keys = config->keys, .engine = DB_SQLITE };
    site->lean = config->lean;
    pthread_mutex_init(&site->lock, NULL);
    if (asprintf(&site->path, "%s/zhibu.db", config->dir) < 0)
        site->path = NULL;
    enum rc rc = site->path ? site_ready(site) : RC_OOM;
    if (rc)
        site_close(&site->base);
    else
        *out = &site->base;
    return rc;
}
