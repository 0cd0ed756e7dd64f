/*
 * db/sqlite_writer.c: the one thread that writes.
 *
 * It takes what waits, runs each job in a savepoint of one transaction, commits with synchronous=FULL and only then
 * gives the answers.  Between batches it moves the log into the file, when nobody waits or the log has grown long.
 *
 * A commit that fails for want of room changes nothing and says so.  One that fails for an I/O error may or may not be
 * on disk, and asking again can lie (the kernel drops pages it failed to write): the process stops, and the next start
 * reads what is really there.
 */
#include "db/sqlite_i.h"

#include <assert.h>
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

enum {
    BATCH_JOBS = 256,        /* answers wait for the whole batch */
    LOG_PAGES_LONG = 6000,   /* 24 MB: moved even while jobs wait, some 10 ms; more could be what fills a small disk */
    LOG_PAGES_SHRINK = 4000, /* 16 MB: the log's file is cut back too, once idle */
    IDLE_MS_FIRST = 50,      /* quiet for so long is idle */
    IDLE_MS_LAST = 5000,     /* when readers keep pages in the log, we try ever more seldom */
    BUSY_MS = 2000,          /* for another program that reads */
    EXIT_NOT_DURABLE = 70,   /* EX_SOFTWARE of sysexits.h */
};

struct sqlite_writer {
    struct sqlite_conn *conn;
    pthread_t thread;
    pthread_mutex_t lock; /* of the queue and of stopping */
    pthread_cond_t wake;
    struct db_job *head, **tail;
    int stopping;
    /* the thread's own */
    int in_transaction;
    int log_pages; /* in the log */
    int log_moved; /* of these, already in the file */
    int log_most;  /* pages that its file has room for: the most there were since it was cut back */
    int idle_ms;
    int crowded; /* a write found no room */
};

/* --- the log ---------------------------------------------------------------------------------- */

static int log_grew(void *arg, sqlite3 *h, const char *name, int pages)
{
    (void)h;
    (void)name;
    struct sqlite_writer *w = arg;
    if (pages < w->log_moved)
        w->log_moved = 0; /* all had been moved and it began anew */
    w->log_pages = pages;
    if (pages > w->log_most)
        w->log_most = pages;
    w->idle_ms = IDLE_MS_FIRST;
    return SQLITE_OK;
}

static struct sqlite_site *writer_site(const struct sqlite_writer *w)
{
    return (struct sqlite_site *)w->conn->db.site;
}

static int log_move(struct sqlite_writer *w, int how)
{
    int pages = 0, moved = 0;
    sqlite_readers_release(writer_site(w));
    int code = sqlite3_wal_checkpoint_v2(w->conn->h, NULL, how, &pages, &moved);
    if ((code & 0xff) == SQLITE_IOERR) {
        log_error("db: checkpoint failed, code=%d; stopping", code);
        _exit(EXIT_NOT_DURABLE);
    }
    if (!code) {
        w->log_pages = pages;
        w->log_moved = moved;
    }
    return code;
}

static void log_move_idle(struct sqlite_writer *w)
{
    int shrink = w->crowded || w->log_most > LOG_PAGES_SHRINK;
    int code = log_move(w, SQLITE_CHECKPOINT_PASSIVE);
    if (!code && shrink && w->log_pages == w->log_moved) {
        sqlite3_busy_timeout(w->conn->h, 0); /* a reader in the way: next time */
        code = log_move(w, SQLITE_CHECKPOINT_TRUNCATE);
        if (!code)
            w->log_most = 0;
        sqlite3_busy_timeout(w->conn->h, BUSY_MS);
    }
    if ((code || w->log_pages != w->log_moved) && w->idle_ms < IDLE_MS_LAST)
        w->idle_ms *= 2;
}

/* --- one batch -------------------------------------------------------------------------------- */

/* Readers that rest would keep the log from beginning anew once it has been moved. */
static enum rc batch_begin(struct sqlite_writer *w)
{
    sqlite_readers_release(writer_site(w));
    int code = sqlite_fixed_run(w->conn, SQLITE_FIX_BEGIN);
    w->in_transaction = !code;
    w->conn->db.broken = RC_OK;
    return sqlite_rc(w->conn, "begin", code) ? RC_DB : RC_OK;
}

static enum rc job_run(struct sqlite_writer *w, struct arena *a, db_run_fn run, void *arg)
{
    struct db *db = &w->conn->db;
    struct arena *outer = db->arena;
    int depth = db->depth, unopened = db->unopened;
    db->arena = a;
    enum rc rc = db_begin(db);
    if (!rc) {
        rc = run(db, arg);
        assert(db->depth == depth + 1 && db->unopened == unopened); /* every db_begin had its db_end */
    }
    /* A constraint deferred to the commit must not take the others of the batch with it. */
    int open = 0, high = 0;
    if (!rc && !sqlite3_db_status(w->conn->h, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &high, 0) && open)
        rc = RC_CONFLICT;
    rc = db_end(db, rc);
    db->arena = outer;
    return rc;
}

/*
 * Without room for more of it the log is moved at once and its file cut: that is room, and what follows can begin it anew
 * as soon as the disk has some again.  While there is none, moving fails too, and nothing is lost by trying.
 */
static void log_make_room(struct sqlite_writer *w)
{
    log_move_idle(w);
    w->crowded = 0;
}

/* The engine gave up the whole transaction (disk full, no memory): nobody's work of this batch is kept. */
static void batch_lost(struct sqlite_writer *w, enum rc *results, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!results[i])
            results[i] = RC_DB;
    w->in_transaction = 0;
    w->conn->db.broken = RC_OK;
    w->conn->db.depth = 0;
}

/* What could not be rolled back by itself would be committed with the others. */
static void batch_undo(struct sqlite_writer *w, enum rc *results, size_t n)
{
    if (sqlite_fixed_run(w->conn, SQLITE_FIX_UNDO))
        _exit(EXIT_NOT_DURABLE);
    batch_lost(w, results, n);
}

static void batch_commit(struct sqlite_writer *w, enum rc *results, size_t n)
{
    int code = sqlite_fixed_run(w->conn, SQLITE_FIX_END);
    w->in_transaction = 0;
    atomic_fetch_add(&writer_site(w)->commits, 1);
    if (!code)
        return;
    log_error("db: commit failed, jobs=%zu code=%d", n, code);
    w->crowded = (code & 0xff) == SQLITE_FULL;
    if ((code & 0xff) == SQLITE_IOERR)
        _exit(EXIT_NOT_DURABLE);
    if (!sqlite3_get_autocommit(w->conn->h) && sqlite_fixed_run(w->conn, SQLITE_FIX_UNDO))
        _exit(EXIT_NOT_DURABLE);
    batch_lost(w, results, n);
}

static void batch_run(struct sqlite_writer *w, struct db_job *jobs)
{
    enum rc results[BATCH_JOBS];
    size_t n = 0;
    for (struct db_job *j = jobs; j; j = j->next, n++) {
        results[n] = w->in_transaction ? RC_OK : batch_begin(w);
        if (!results[n])
            results[n] = job_run(w, j->arena, j->run, j->arg);
        if (w->in_transaction && sqlite3_get_autocommit(w->conn->h)) {
            w->crowded =
                1; /* what else ends a transaction in its middle is rare, and moving the log then does no harm */
            batch_lost(w, results, n + 1);
        }
        if (w->in_transaction && w->conn->db.broken)
            batch_undo(w, results, n + 1);
    }
    if (w->in_transaction)
        batch_commit(w, results, n);
    n = 0;
    for (struct db_job *j = jobs, *next; j; j = next) {
        next = j->next; /* the job is its owner's again */
        j->done(j->arg, results[n++]);
    }
}

/* --- the thread ------------------------------------------------------------------------------- */

static struct db_job *queue_cut(struct sqlite_writer *w)
{
    struct db_job *first = w->head, *last = first;
    for (int n = 1; last && last->next && n < BATCH_JOBS; n++)
        last = last->next;
    if (!last)
        return NULL;
    w->head = last->next;
    last->next = NULL;
    if (!w->head)
        w->tail = &w->head;
    return first;
}

/* 1 when nothing came for idle_ms. */
static int queue_wait(struct sqlite_writer *w)
{
    if (w->log_pages == w->log_moved && w->log_most <= LOG_PAGES_SHRINK) {
        pthread_cond_wait(&w->wake, &w->lock);
        return 0;
    }
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += w->idle_ms % 1000 * 1000000L;
    until.tv_sec += w->idle_ms / 1000 + until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    return pthread_cond_timedwait(&w->wake, &w->lock, &until) == ETIMEDOUT;
}

/* Waits for jobs, and uses the waiting; NULL when all is done and the site closes. */
static struct db_job *queue_take(struct sqlite_writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->head && !w->stopping) {
        if (!queue_wait(w))
            continue;
        pthread_mutex_unlock(&w->lock);
        log_move_idle(w);
        pthread_mutex_lock(&w->lock);
    }
    struct db_job *jobs = queue_cut(w);
    pthread_mutex_unlock(&w->lock);
    return jobs;
}

static void *writer_main(void *arg)
{
    struct sqlite_writer *w = arg;
    for (struct db_job *jobs; (jobs = queue_take(w));) {
        batch_run(w, jobs);
        if (w->crowded)
            log_make_room(w);
        if (w->log_pages - w->log_moved >= LOG_PAGES_LONG)
            (void)log_move(w, SQLITE_CHECKPOINT_PASSIVE);
    }
    return NULL;
}

/* --- from outside ----------------------------------------------------------------------------- */

void sqlite_writer_add(struct sqlite_writer *w, struct db_job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&w->lock);
    int asleep = !w->head;
    *w->tail = job;
    w->tail = &job->next;
    pthread_mutex_unlock(&w->lock);
    if (asleep)
        pthread_cond_signal(&w->wake);
}

struct waiter {
    db_run_fn run;
    void *arg;
    enum rc rc;
    sem_t answered;
};

static enum rc waiter_run(struct db *db, void *arg)
{
    struct waiter *wait = arg;
    return wait->run(db, wait->arg);
}

static void waiter_done(void *arg, enum rc rc)
{
    struct waiter *wait = arg;
    wait->rc = rc;
    sem_post(&wait->answered);
}

enum rc sqlite_writer_wait(struct sqlite_writer *w, struct arena *a, db_run_fn run, void *arg)
{
    int own = pthread_equal(pthread_self(), w->thread);
    if (own && w->in_transaction) /* a job that writes again: a unit of its own transaction */
        return job_run(w, a, run, arg);
    struct waiter wait = { .run = run, .arg = arg };
    struct db_job job = { .run = waiter_run, .done = waiter_done, .arg = &wait, .arena = a };
    sem_init(&wait.answered, 0, 0);
    if (own) /* from a done(): the thread cannot wait for itself */
        batch_run(w, &job);
    else
        sqlite_writer_add(w, &job);
    while (sem_wait(&wait.answered) && errno == EINTR)
        ;
    sem_destroy(&wait.answered);
    return wait.rc;
}

static void writer_free(struct sqlite_writer *w)
{
    sqlite_conn_close(w->conn);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

enum rc sqlite_writer_open(struct sqlite_site *site, struct sqlite_writer **out)
{
    struct sqlite_writer *w = calloc(1, sizeof *w);
    if (!w)
        return RC_OOM;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&w->lock, NULL);
    w->tail = &w->head;
    w->idle_ms = IDLE_MS_FIRST;
    w->log_pages = 1; /* whatever an earlier run left: looked at once idle */
    enum rc rc = sqlite_conn_open(site, 1, &w->conn);
    if (!rc) {
        sqlite3_wal_hook(w->conn->h, log_grew, w);
        rc = pthread_create(&w->thread, NULL, writer_main, w) ? RC_OOM : RC_OK;
    }
    if (rc) {
        writer_free(w);
    } else {
        atomic_fetch_add(&site->commits, 1);
        *out = w;
    }
    return rc;
}

void sqlite_writer_close(struct sqlite_writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = 1;
    pthread_mutex_unlock(&w->lock);
    pthread_cond_signal(&w->wake);
    pthread_join(w->thread, NULL);
    writer_free(w);
}
