/*
 * db/postgres.c: connections to PostgreSQL, their pool, and transactions.
 *
 * A connection that failed is dropped, never repaired.  One that died while it lay idle (the server was restarted) is
 * found out by its BEGIN, where nothing is lost by taking another.  Who reads waits for nothing but rows: BEGIN goes out
 * with the first statement, and the answer to ROLLBACK is taken in by whoever has the connection next.
 */
#include "db/postgres_i.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

enum {
    POOL_WAIT_MS = 2000,      /* while every connection is taken */
    ANSWER_MS = 40000,        /* longer than the statement_timeout below, so that the server speaks first */
    WRITE_TRIES = 3,          /* of a transaction which the engine asks to repeat */
    CONNECTIONS_DEFAULT = 16, /* when the configuration says nothing */
};

/* What statement_timeout cannot see is bounded by ANSWER_MS. */
static const char *const SETTINGS = "SET statement_timeout = '30s'; SET lock_timeout = '15s';"
                                    "SET DateStyle = 'ISO'; SET standard_conforming_strings = on";

struct pg_site {
    struct db_site base;
    char *url;
    const char *schema;
    int connections;
    pthread_mutex_t lock; /* of the pool */
    pthread_cond_t given;
    struct pg_conn *idle;
    int taken;
};

/* --- talking ---------------------------------------------------------------------------------- */

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* 0 once a result can be had without waiting. */
static int result_wait(struct pg_conn *c)
{
    int64_t deadline = now_ms() + ANSWER_MS;
    while (PQisBusy(c->h)) {
        int64_t left = deadline - now_ms();
        struct pollfd fd = { .fd = PQsocket(c->h), .events = POLLIN };
        int n = left > 0 && fd.fd >= 0 ? poll(&fd, 1, (int)left) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || !PQconsumeInput(c->h))
            return -1;
    }
    return 0;
}

PGresult *pg_next(struct pg_conn *c)
{
    if (c->lost)
        return NULL;
    if (result_wait(c)) {
        c->lost = true;
        return NULL;
    }
    return PQgetResult(c->h);
}

PGresult *pg_answer(struct pg_conn *c, int sent)
{
    PGresult *last = NULL;
    for (PGresult *r; sent && (r = pg_next(c));) {
        /* of several statements the one that failed is the answer */
        ExecStatusType status = PQresultStatus(last);
        if (last && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            PQclear(r);
            continue;
        }
        PQclear(last);
        last = r;
    }
    return last;
}

static enum rc error_rc(struct pg_conn *c, const char *name, const PGresult *r)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (!state)
        state = "";
    if (!strncmp(state, "23", 2))
        return RC_CONFLICT;
    if (!strcmp(state, "40001") || !strcmp(state, "40P01")) {
        c->retry = true;
        return RC_CONFLICT;
    }
    /* a mistake in the statement holds no values; any other message may */
    const char *text = strncmp(state, "42", 2) ? "" : PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    log_error("db: statement=%s sqlstate=%s %s", name, state, text ? text : "");
    /* Shutdown and lost statements (a pooler between us, a changed schema): begin anew. */
    if (!strncmp(state, "57P", 3) || !strncmp(state, "08", 2) || !strcmp(state, "26000") || !strcmp(state, "0A000") ||
        !strcmp(state, "25006"))
        c->lost = true;
    return RC_DB;
}

enum rc pg_rc(struct pg_conn *c, const char *name, const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    if (r && (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK))
        return RC_OK;
    enum rc rc = r ? error_rc(c, name, r) : RC_DB;
    if (!r || PQstatus(c->h) == CONNECTION_BAD) {
        if (!r)
            log_error("db: statement=%s connection lost", name);
        c->lost = true;
    }
    return rc;
}

enum rc pg_simple(struct pg_conn *c, const char *name, const char *sql)
{
    PGresult *r = pg_answer(c, !c->lost && PQsendQuery(c->h, sql));
    enum rc rc = pg_rc(c, name, r);
    PQclear(r);
    return rc;
}

/* --- one connection --------------------------------------------------------------------------- */

static void notice_ignore(void *arg, const char *message)
{
    (void)arg;
    (void)message;
}

static void conn_close(struct pg_conn *c)
{
    stmt_cache_clear(&c->db, pg_drop); /* c->lost is set or the connection goes anyhow: nothing is sent */
    PQfinish(c->h);
    db_session_free(&c->db);
    free(c);
}

/* What the address says wins over the defaults before it, and UTF-8 over both. */
static PGconn *conn_dial(const char *url)
{
    static const char *const names[] = { "connect_timeout",
                                         "tcp_user_timeout",
                                         "keepalives_idle",
                                         "fallback_application_name",
                                         "dbname",
                                         "client_encoding",
                                         NULL };
    const char *const values[] = { "5", "10000", "30", "zhibu", url, "UTF8", NULL };
    return PQconnectdbParams(names, values, 1);
}

static enum rc schema_choose(struct pg_conn *c, const char *schema)
{
    char sql[128];
    int n = snprintf(sql, sizeof sql, "SET search_path TO \"%s\"", schema);
    return n < (int)sizeof sql ? pg_simple(c, "search_path", sql) : RC_DB;
}

static enum rc conn_open(struct pg_site *site, struct pg_conn **out)
{
    struct pg_conn *c = calloc(1, sizeof *c);
    if (!c)
        return RC_OOM;
    enum rc rc = db_session_init(&c->db, &site->base);
    if (!rc) {
        c->h = conn_dial(site->url);
        rc = PQstatus(c->h) == CONNECTION_OK ? RC_OK : RC_DB;
        if (rc)
            log_error("db: PostgreSQL is not reachable");
    }
    if (!rc) {
        PQsetNoticeProcessor(c->h, notice_ignore, NULL);
        rc = pg_simple(c, "settings", SETTINGS);
    }
    if (!rc && site->schema)
        rc = schema_choose(c, site->schema);
    if (rc) {
        c->lost = true;
        conn_close(c);
    } else {
        *out = c;
    }
    return rc;
}

enum rc pg_redial(struct pg_conn *c)
{
    c->lost = true;
    stmt_cache_clear(&c->db, pg_drop);
    PQfinish(c->h);
    c->begun = c->owed = c->custom = false;
    c->h = conn_dial(((struct pg_site *)c->db.site)->url);
    c->lost = PQstatus(c->h) != CONNECTION_OK;
    PQsetNoticeProcessor(c->h, notice_ignore, NULL);
    if (c->lost)
        log_error("db: PostgreSQL is not reachable");
    return c->lost ? RC_DB : pg_simple(c, "settings", SETTINGS);
}

enum rc pg_settle(struct pg_conn *c)
{
    if (!c->owed)
        return RC_OK;
    c->owed = false;
    PGresult *r = pg_answer(c, 1);
    enum rc rc = pg_rc(c, "end", r);
    PQclear(r);
    c->lost = c->lost || rc;
    return rc;
}

enum rc pg_begun(struct pg_conn *c)
{
    enum rc rc = pg_settle(c);
    if (!rc && !c->begun)
        rc = pg_simple(c, "begin", PG_BEGIN_READ);
    c->begun = c->begun || !rc;
    return rc;
}

/* --- the pool --------------------------------------------------------------------------------- */

/* The right to a connection, and one that lay idle if there is one. */
static enum rc pool_enter(struct pg_site *site, struct pg_conn **out)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += POOL_WAIT_MS / 1000;
    enum rc rc = RC_OK;
    pthread_mutex_lock(&site->lock);
    while (!rc && site->taken >= site->connections)
        if (pthread_cond_timedwait(&site->given, &site->lock, &until) == ETIMEDOUT)
            rc = RC_BUSY;
    if (!rc) {
        site->taken++;
        *out = site->idle;
        if (*out)
            site->idle = (*out)->next;
    }
    pthread_mutex_unlock(&site->lock);
    return rc;
}

static void pool_leave(struct pg_site *site, struct pg_conn *c)
{
    int keep = c && !c->lost && (c->owed || PQtransactionStatus(c->h) == PQTRANS_IDLE);
    if (c)
        c->begun = c->custom = false;
    pthread_mutex_lock(&site->lock);
    if (keep) {
        c->next = site->idle;
        site->idle = c;
    }
    site->taken--;
    pthread_mutex_unlock(&site->lock);
    pthread_cond_signal(&site->given);
    if (c && !keep) {
        c->lost = true;
        conn_close(c);
    }
}

/*
 * A dead idle connection is replaced by the next; after the last of them a new one has to work.  begin is NULL for one
 * who reads: nothing is sent yet.
 */
static enum rc session_open(struct pg_site *site, struct arena *a, const char *begin, struct pg_conn **out)
{
    struct pg_conn *c = NULL;
    enum rc rc = pool_enter(site, &c);
    if (rc)
        return rc;
    for (bool fresh = false; !fresh;) {
        fresh = !c;
        rc = c ? RC_OK : conn_open(site, &c);
        if (rc)
            break;
        c->db.arena = a;
        c->db.broken = RC_OK;
        c->retry = false;
        if (!begin)
            break;
        rc = pg_settle(c);
        if (!rc)
            rc = pg_simple(c, "begin", begin);
        c->begun = !rc;
        if (!rc)
            break;
        c->lost = true;
        conn_close(c);
        c = NULL;
    }
    if (rc)
        pool_leave(site, NULL);
    *out = c;
    return rc;
}

/* --- reading and writing ---------------------------------------------------------------------- */

static enum rc read_begin(struct db_site *site, struct arena *a, struct db **out)
{
    struct pg_conn *c = NULL;
    enum rc rc = session_open((struct pg_site *)site, a, NULL, &c);
    if (!rc)
        *out = &c->db;
    return rc;
}

static void read_end(struct db *db)
{
    struct pg_conn *c = (struct pg_conn *)db;
    if (c->begun && !c->lost) {
        c->owed = PQsendQuery(c->h, "ROLLBACK") == 1;
        c->lost = !c->owed;
    }
    pool_leave((struct pg_site *)db->site, c);
}

/* COMMIT of a transaction that had failed succeeds, as a ROLLBACK: only the word tells. */
static enum rc commit(struct pg_conn *c)
{
    PGresult *r = pg_answer(c, !c->lost && PQsendQuery(c->h, "COMMIT"));
    enum rc rc = pg_rc(c, "commit", r);
    if (!rc && strcmp(PQcmdStatus((PGresult *)(uintptr_t)r), "COMMIT") != 0)
        rc = RC_DB;
    PQclear(r);
    return rc;
}

static enum rc write_once(struct pg_site *site, const struct db_job *job, bool *again)
{
    struct pg_conn *c = NULL;
    *again = false;
    enum rc rc = session_open(site, job->arena, "BEGIN ISOLATION LEVEL READ COMMITTED", &c);
    if (rc)
        return rc;
    persons_forget(&c->db); /* of the transaction before */
    rc = job->run(&c->db, job->arg);
    assert(c->db.depth == 0 && c->db.unopened == 0); /* every db_begin had its db_end */
    if (!rc)
        rc = c->db.broken;
    if (!rc)
        rc = commit(c);
    else if (!c->lost && pg_simple(c, "rollback", "ROLLBACK"))
        c->lost = true;
    *again = rc == RC_CONFLICT && c->retry;
    pool_leave(site, c);
    return rc;
}

/* run may be called again with the same arg when two transactions waited for each other. */
static enum rc site_write(struct db_site *site, struct arena *a, db_run_fn run, void *arg)
{
    const struct db_job job = { .run = run, .arg = arg, .arena = a };
    enum rc rc = RC_CONFLICT;
    bool again = true;
    for (int i = 0; again && i < WRITE_TRIES; i++)
        rc = write_once((struct pg_site *)site, &job, &again);
    return rc;
}

/* There is no writer thread here: the caller's own does the work. */
static void site_write_later(struct db_site *site, struct db_job *job)
{
    job->done(job->arg, site_write(site, job->arena, job->run, job->arg));
}

static enum rc conn_savepoint(struct db *db, enum db_savepoint what)
{
    static const char *const sql[] = {
        [DB_SAVE] = "SAVEPOINT unit",
        [DB_RELEASE] = "RELEASE unit",
        [DB_ROLLBACK] = "ROLLBACK TO unit; RELEASE unit",
    };
    struct pg_conn *c = (struct pg_conn *)db;
    if (what == DB_ROLLBACK)
        c->custom = false; /* perhaps: what was set inside the unit is forgotten with it */
    return pg_begun(c) || pg_simple(c, "savepoint", sql[what]) ? RC_DB : RC_OK;
}

static enum rc conn_script(struct db *db, const char *name, const char *sql)
{
    struct pg_conn *c = (struct pg_conn *)db;
    enum rc rc = pg_begun(c);
    return rc ? rc : pg_simple(c, name, sql);
}

static enum rc conn_lock(struct db *db, int64_t id)
{
    static const struct db_part parts[] = { { "SELECT pg_advisory_xact_lock($1)", 0 }, { 0 } };
    static const struct col params[] = { { .name = "id", .type = COL_INT } };
    static const struct db_stmt stmt = {
        .name = "lock", .kind = DB_EXEC, .parts = { NULL, parts }, .params = params, .nparams = 1, .in_size = sizeof id
    };
    return pg_run(db, &stmt, 0, &id, &(struct db_sink){ 0 });
}

/* --- the site --------------------------------------------------------------------------------- */

static void site_close(struct db_site *base)
{
    struct pg_site *site = (struct pg_site *)base;
    for (struct pg_conn *c; (c = site->idle);) {
        site->idle = c->next;
        conn_close(c);
    }
    pthread_cond_destroy(&site->given);
    pthread_mutex_destroy(&site->lock);
    free(site->url);
    free(site);
}

static const struct db_ops pg_ops = {
    .read_begin = read_begin,
    .read_end = read_end,
    .write = site_write,
    .write_later = site_write_later,
    .close = site_close,
    .run = pg_run,
    .bulk = pg_bulk,
    .script = conn_script,
    .savepoint = conn_savepoint,
    .lock = conn_lock,
    .check = pg_check,
    .copy_out = pg_copy_out,
    .copy_more = pg_copy_more,
    .copy_out_end = pg_copy_out_end,
    .copy_in = pg_copy_in,
};

enum rc pg_site_open(const struct db_config *config, struct db_site **out)
{
    struct pg_site *site = calloc(1, sizeof *site);
    if (!site)
        return RC_OOM;
    site->base = (struct db_site){ .ops = &pg_ops, .keys = config->keys, .engine = DB_PGSQL };
    site->connections = config->connections > 0 ? config->connections : CONNECTIONS_DEFAULT;
    pthread_mutex_init(&site->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&site->given, &monotonic);
    pthread_condattr_destroy(&monotonic);
    site->url = strdup(config->url);
    site->schema = config->schema;
    struct pg_conn *c = NULL;
    enum rc rc = site->url ? session_open(site, NULL, "BEGIN READ ONLY", &c) : RC_OOM;
    if (rc) {
        site_close(&site->base);
        return rc;
    }
    read_end(&c->db);
    *out = &site->base;
    return RC_OK;
}
