/*
 * app/jobs.c: what the server does beside requests: the jobs of the features, one after another on one thread.
 *
 * Each is due again so many milliseconds after it ended; one that says there is more is due at once, after the others
 * had their turn.  At the end every job has one last turn, and as many as it asks for up to a bound.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "app/app.h"
#include "base/log.h"

enum { JOBS = 32, LAST_TURNS = 50 };

struct jobs {
    const struct site *site;
    const struct job *at[JOBS];
    int64_t due[JOBS];
    size_t n;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Runs what is due; when the next one will be. */
static int64_t turn(struct jobs *j)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < j->n; i++) {
        if (j->due[i] <= now_ms())
            j->due[i] = j->at[i]->run(j->site) ? 0 : now_ms() + j->at[i]->every_ms;
        if (j->due[i] < next)
            next = j->due[i];
    }
    return next;
}

/* true: it is over. */
static bool wait_until(struct jobs *j, int64_t due)
{
    struct timespec until = { .tv_sec = due / 1000, .tv_nsec = due % 1000 * 1000000 };
    pthread_mutex_lock(&j->lock);
    while (!j->stopping && due > now_ms() && pthread_cond_timedwait(&j->wake, &j->lock, &until) != ETIMEDOUT)
        ;
    bool over = j->stopping;
    pthread_mutex_unlock(&j->lock);
    return over;
}

static void *jobs_main(void *arg)
{
    struct jobs *j = arg;
    while (!wait_until(j, turn(j)))
        ;
    for (size_t i = 0; i < j->n; i++)
        for (int turns = 0; turns < LAST_TURNS && j->at[i]->run(j->site); turns++)
            ;
    return NULL;
}

enum rc jobs_start(const struct site *site, struct jobs **out)
{
    struct jobs *j = calloc(1, sizeof(*j));
    pthread_condattr_t monotonic;
    if (!j)
        return RC_OOM;
    j->site = site;
    for (const struct feature *const *f = site->features; *f; f++)
        for (const struct job *k = (*f)->jobs; k && k->name && j->n < JOBS; k++)
            j->at[j->n++] = k;
    pthread_mutex_init(&j->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&j->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&j->thread, NULL, jobs_main, j)) {
        log_error("jobs errno=%d", errno);
        free(j);
        return RC_OOM;
    }
    *out = j;
    return RC_OK;
}

void jobs_stop(struct jobs *j)
{
    if (!j)
        return;
    pthread_mutex_lock(&j->lock);
    j->stopping = true;
    pthread_mutex_unlock(&j->lock);
    pthread_cond_signal(&j->wake);
    pthread_join(j->thread, NULL);
    pthread_cond_destroy(&j->wake);
    pthread_mutex_destroy(&j->lock);
    free(j);
}
