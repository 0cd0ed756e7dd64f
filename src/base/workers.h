/* base/workers.h: a few threads that take jobs in order: slow work leaves the I/O threads. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct workers;

struct workers *workers_new(unsigned threads, size_t queue_max); /* NULL when it cannot */
/* The same, for what may wait: the threads give way to all others (nice 0 to 19). */
struct workers *workers_new_nice(unsigned threads, size_t queue_max, int nice);
/* false when queue_max jobs wait already: the caller answers RC_BUSY. */
bool workers_run(struct workers *w, void (*fn)(void *arg), void *arg);
void workers_free(struct workers *w);   /* finishes what is queued */
bool workers_ending(struct workers *w); /* it is being freed: what takes minutes had better stop */
