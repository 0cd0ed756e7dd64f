/* web/rekey.c: the order in which everything is sealed anew, its progress, and the thread of the server that does it. */
#include "web/rekey.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "web/feature.h"
#include "web/rekey.sql.h"
#include "web/site.h"

enum {
    REKEY_ARENA_BYTES = 64 << 20, /* 200 rows; a kept answer may be large */
    REKEY_SEEN_MS = 2500,         /* other servers look at the key file once a second */
    REKEY_NAP_MS = 50,
};

struct rekey_work {
    const struct site *site;
    const struct rekey_step *step; /* NULL: progress alone is asked */
    int epoch;
    bool done, wait;
};

/* --- one batch ---------------------------------------------------------------------------------------------------- */

static struct ctx ctx_of(struct db *db, const struct site *site)
{
    struct ctx c = {
        .arena = db_arena(db), .db = db, .site = site, .viewer = viewer_site(), .today = site_today(site)
    };
    c.on = c.today;
    return c;
}

static enum rc batch(struct db *db, void *arg)
{
    struct rekey_work *job = arg;
    struct ctx c = ctx_of(db, job->site);
    struct rekey_step_row at = { 0 };
    int64_t last = 0;
    enum rc rc = db_begin(db);
    if (!rc)
        rc = rekey_step_of(db, &(struct rekey_step_of_in){ .step = job->step->name }, &at);
    if (rc == RC_NOTFOUND)
        rc = RC_OK;
    bool begun = at.epoch == job->epoch;
    job->done = begun && at.done;
    if (!rc && !job->done) {
        rc = job->step->run(&c, begun ? at.after_id : 0, &last);
        job->done = !last;
        if (!rc)
            rc = rekey_step_set(
                db, &(struct rekey_step_set_in){
                        .step = job->step->name, .epoch = job->epoch, .after_id = last, .done = job->done });
    }
    return db_end(db, rc);
}

static enum rc outwait(struct db *db, void *arg)
{
    const struct rekey_work *job = arg;
    return db_outwait(db, job->step->tables);
}

static enum rc step_run(struct rekey_work *job, const atomic_bool *stop)
{
    struct arena *a = arena_new(REKEY_ARENA_BYTES);
    enum rc rc = a ? RC_OK : RC_OOM;
    if (!rc && job->wait)
        rc = db_write(job->site->db, a, outwait, job);
    for (job->done = false; !rc && !job->done && !*stop;) {
        struct arena_mark mark = arena_mark(a);
        rc = db_write(job->site->db, a, batch, job);
        arena_rewind(a, mark);
    }
    arena_free(a);
    if (rc)
        log_error("rekey step=%s rc=%s", job->step->name, rc_code(rc));
    return rc;
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

typedef enum rc (*step_fn)(struct rekey_work *job, const atomic_bool *stop);

static enum rc list_each(const struct rekey_step *steps, struct rekey_work *job, step_fn fn, const atomic_bool *stop)
{
    enum rc rc = RC_OK;
    for (const struct rekey_step *s = steps; s && s->name && !rc && !*stop; s++) {
        job->step = s;
        rc = fn(job, stop);
    }
    return rc;
}

/* Events last: the people they are about have their keys by then. */
static enum rc steps_each(const struct site *site, struct rekey_work *job, step_fn fn, const atomic_bool *stop)
{
    enum rc rc = RC_OK;
    for (const struct feature *const *f = site->features; *f && !rc; f++)
        rc = list_each((*f)->rekey, job, fn, stop);
    return rc ? rc : list_each(web_rekey_steps, job, fn, stop);
}

static enum rc step_look(struct rekey_work *job, const atomic_bool *stop)
{
    (void)stop;
    struct rekey_step_row at = { 0 };
    struct db *db;
    struct arena *a = arena_new(REKEY_ARENA_BYTES);
    enum rc rc = a ? db_read_begin(job->site->db, a, &db) : RC_OOM;
    if (!rc) {
        rc = rekey_step_of(db, &(struct rekey_step_of_in){ .step = job->step->name }, &at);
        db_read_end(db);
    }
    arena_free(a);
    job->done = job->done && !rc && at.done && at.epoch == job->epoch;
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc rekey_pending(const struct site *site, bool *pending)
{
    const atomic_bool go_on = false;
    struct vault_epochs e = vault_epochs_of(site->keys);
    struct rekey_work job = { .site = site, .epoch = e.newest, .done = true };
    enum rc rc = steps_each(site, &job, step_look, &go_on);
    *pending = !rc && (e.earlier || !job.done);
    return rc;
}

static void nap(int ms, const atomic_bool *stop)
{
    for (int slept = 0; slept < ms && !*stop; slept += REKEY_NAP_MS)
        nanosleep(&(struct timespec){ .tv_nsec = REKEY_NAP_MS * 1000 * 1000L }, NULL);
}

/* Values are all sealed anew: now the persons' keys, and then nothing needs the epoch before. */
static enum rc epoch_end(const struct site *site)
{
    struct vault *v = vault_new(site->keys);
    enum rc rc = v ? vault_persons_rewrap(v) : RC_OOM;
    vault_free(v);
    return rc ? rc : vault_keys_retire(site->keys);
}

static enum rc epoch_run(const struct site *site, const atomic_bool *stop)
{
    struct vault_epochs e = vault_epochs_of(site->keys);
    bool shared = db_site_engine(site->db) == DB_PGSQL;
    struct rekey_work job = { .site = site, .epoch = e.newest, .wait = e.earlier && shared };
    if (job.wait)
        nap(REKEY_SEEN_MS, stop);
    enum rc rc = steps_each(site, &job, step_run, stop);
    if (!rc && !*stop && e.earlier)
        rc = epoch_end(site);
    return rc;
}

/* Until nothing is left: another process may make new keys meanwhile, and finds us at work. */
static enum rc run_locked(const struct site *site, const atomic_bool *stop)
{
    bool pending = true;
    enum rc rc = rekey_pending(site, &pending);
    while (!rc && pending && !*stop) {
        rc = epoch_run(site, stop);
        if (!rc)
            rc = rekey_pending(site, &pending);
    }
    return rc;
}

enum rc rekey_run(const struct site *site, const atomic_bool *stop)
{
    char path[4096];
    if (snprintf(path, sizeof(path), "%s/keys/rekey", site->dir) >= (int)sizeof(path))
        return RC_IO;
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return RC_IO;
    enum rc rc = flock(lock, LOCK_EX | LOCK_NB) ? RC_BUSY : run_locked(site, stop);
    close(lock);
    return rc;
}

/* --- the thread --------------------------------------------------------------------------------------------------- */

static void run_and_say(struct rekey *r)
{
    bool pending = false;
    enum rc rc = rekey_pending(r->site, &pending);
    if (!rc && !pending)
        return;
    log_info("rekey epoch=%d what=begun", vault_epochs_of(r->site->keys).newest);
    if (!rc)
        rc = rekey_run(r->site, &r->stop);
    if (!rc && !r->stop)
        log_info("rekey epoch=%d what=done", vault_epochs_of(r->site->keys).newest);
    else if (rc && rc != RC_BUSY)
        log_error("rekey rc=%s what=goes on at the next start", rc_code(rc));
}

static void *rekey_loop(void *arg)
{
    struct rekey *r = arg;
    pthread_mutex_lock(&r->lock);
    while (!r->stop) {
        if (!r->asked) {
            pthread_cond_wait(&r->wake, &r->lock);
            continue;
        }
        r->asked = false;
        pthread_mutex_unlock(&r->lock);
        run_and_say(r);
        pthread_mutex_lock(&r->lock);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

enum rc rekey_start(struct rekey *r, const struct site *site)
{
    *r = (struct rekey){ .site = site, .asked = true };
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->wake, NULL);
    if (!pthread_create(&r->thread, NULL, rekey_loop, r))
        return RC_OK;
    r->site = NULL;
    return RC_OOM;
}

void rekey_wake(struct rekey *r)
{
    pthread_mutex_lock(&r->lock);
    r->asked = true;
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
}

void rekey_stop(struct rekey *r)
{
    if (!r->site)
        return;
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    pthread_cond_destroy(&r->wake);
    pthread_mutex_destroy(&r->lock);
}
