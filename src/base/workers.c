/*
 * base/workers.c: a ring of jobs, one lock, two or more threads.
 *
 * Jobs start in the order they came.  The ring has its full size from the start, so taking a job cannot fail for want
 * of memory.
 */
#include "base/workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

struct job {
    void (*fn)(void *arg);
    void *arg;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct job *ring;
    size_t room, first, n; /* of the ring */
    bool ending;
    int nice;
    unsigned nthreads;
    pthread_t threads[];
};

static void *worker_loop(void *workers)
{
    struct workers *w = workers;
    if (w->nice)
        setpriority(PRIO_PROCESS, (id_t)gettid(), w->nice); /* of this thread alone, on Linux */
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (!w->n && !w->ending)
            pthread_cond_wait(&w->wake, &w->lock);
        if (!w->n)
            break;
        const struct job job = w->ring[w->first];
        w->first = (w->first + 1) % w->room;
        w->n--;
        pthread_mutex_unlock(&w->lock);
        job.fn(job.arg);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

struct workers *workers_new(unsigned threads, size_t queue_max)
{
    return workers_new_nice(threads, queue_max, 0);
}

struct workers *workers_new_nice(unsigned threads, size_t queue_max, int nice)
{
    if (!threads || !queue_max)
        return NULL;
    struct workers *w = calloc(1, sizeof *w + threads * sizeof w->threads[0]);
    if (!w)
        return NULL;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    w->room = queue_max;
    w->nice = nice;
    w->ring = calloc(queue_max, sizeof *w->ring);
    while (w->ring && w->nthreads < threads && !pthread_create(&w->threads[w->nthreads], NULL, worker_loop, w))
        w->nthreads++;
    if (w->nthreads == threads)
        return w;
    workers_free(w);
    return NULL;
}

bool workers_ending(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    bool ending = w->ending;
    pthread_mutex_unlock(&w->lock);
    return ending;
}

bool workers_run(struct workers *w, void (*fn)(void *arg), void *arg)
{
    pthread_mutex_lock(&w->lock);
    const bool taken = w->n < w->room;
    if (taken) {
        w->ring[(w->first + w->n) % w->room] = (struct job){ fn, arg };
        w->n++;
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->lock);
    return taken;
}

void workers_free(struct workers *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
    for (unsigned i = 0; i < w->nthreads; i++)
        pthread_join(w->threads[i], NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w->ring);
    free(w);
}
