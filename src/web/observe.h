/*
 * web/observe.h: what a monitoring program and an administrator see of the server at work.
 *
 * Counters in Prometheus' text form, and one line on the log for an answer that failed or took long.  Neither holds a
 * path as it was asked (it has ids), a query string or anybody's name: the route's pattern and the request's number
 * say enough to find the event.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "base/buf.h"

enum {
    OBSERVE_SLOW_MS = 1000, /* answers that take longer are worth a line */
    OBSERVE_KINDS = 2,      /* reading, writing */
    OBSERVE_BUCKETS = 8,
};

struct observe {
    atomic_ullong answers[6]; /* by hundreds of the status */
    atomic_ullong within[OBSERVE_KINDS][OBSERVE_BUCKETS];
    atomic_ullong micros[OBSERVE_KINDS];
};

struct turn;
struct site;

int64_t observe_clock(void); /* microseconds of a clock that never jumps */
void observe_status(struct observe *o, int status);
/* A turn is about to be answered. */
void observe_turn(struct observe *o, const struct turn *t);
void observe_write(struct observe *o, const struct site *site, struct buf *out);
