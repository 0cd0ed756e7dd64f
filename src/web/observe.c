/* web/observe.c: counting answers, and how long they took. */
#include "web/observe.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "web/dispatch_i.h"
#include "web/site.h"

enum { OBSERVE_ARENA_BYTES = 16 * 1024 };

/* Upper ends in microseconds; the last bucket has none. */
static const struct {
    int64_t micros;
    const char *le;
} buckets[OBSERVE_BUCKETS] = {
    { 1000, "0.001" }, { 5000, "0.005" },  { 25000, "0.025" }, { 100000, "0.1" },
    { 500000, "0.5" }, { 1000000, "1.0" }, { 5000000, "5.0" }, { INT64_MAX, "+Inf" },
};
static const char *const kinds[OBSERVE_KINDS] = { "read", "write" };

int64_t observe_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void observe_status(struct observe *o, int status)
{
    atomic_fetch_add_explicit(&o->answers[status / 100 % 6], 1, memory_order_relaxed);
}

void observe_turn(struct observe *o, const struct turn *t)
{
    const struct route *r = t->call.route;
    int status = t->answer.reply.status;
    int kind = r && r->method == POST;
    int64_t took = observe_clock() - t->began;
    size_t i = 0;
    while (took > buckets[i].micros)
        i++;
    observe_status(o, status);
    atomic_fetch_add_explicit(&o->within[kind][i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&o->micros[kind], (unsigned long long)took, memory_order_relaxed);
    if (status >= 500 || took > OBSERVE_SLOW_MS * 1000)
        log_info("answer request=%s route=%s method=%s status=%d ms=%lld", t->call.request_id, r ? r->path : "",
                 kind ? "POST" : "GET", status, (long long)(took / 1000));
}

static void answers_write(struct observe *o, struct buf *out)
{
    buf_puts(out, "# HELP zhibu_answers_total Answers by class of status.\n# TYPE zhibu_answers_total counter\n");
    for (size_t i = 1; i < COUNT(o->answers); i++)
        buf_printf(out, "zhibu_answers_total{status=\"%zuxx\"} %llu\n", i,
                   atomic_load_explicit(&o->answers[i], memory_order_relaxed));
}

static void durations_write(struct observe *o, struct buf *out)
{
    buf_puts(out, "# HELP zhibu_answer_seconds From the whole request to the answer.\n"
                  "# TYPE zhibu_answer_seconds histogram\n");
    for (size_t k = 0; k < OBSERVE_KINDS; k++) {
        unsigned long long n = 0;
        for (size_t i = 0; i < OBSERVE_BUCKETS; i++) {
            n += atomic_load_explicit(&o->within[k][i], memory_order_relaxed);
            buf_printf(out, "zhibu_answer_seconds_bucket{kind=\"%s\",le=\"%s\"} %llu\n", kinds[k], buckets[i].le, n);
        }
        unsigned long long micros = atomic_load_explicit(&o->micros[k], memory_order_relaxed);
        buf_printf(out, "zhibu_answer_seconds_sum{kind=\"%s\"} %llu.%06llu\n", kinds[k], micros / 1000000,
                   micros % 1000000);
        buf_printf(out, "zhibu_answer_seconds_count{kind=\"%s\"} %llu\n", kinds[k], n);
    }
}

static long long resident_bytes(void)
{
    long long pages = 0;
    long long resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%lld %lld", &pages, &resident) != 2)
        resident = 0;
    if (f)
        fclose(f);
    return resident * sysconf(_SC_PAGESIZE);
}

static int database_up(const struct site *site)
{
    struct arena *a = arena_new(OBSERVE_ARENA_BYTES);
    struct db *db;
    enum rc rc = a ? db_read_begin(site->db, a, &db) : RC_OOM;
    if (!rc)
        db_read_end(db);
    arena_free(a);
    return rc == RC_OK;
}

void observe_write(struct observe *o, const struct site *site, struct buf *out)
{
    answers_write(o, out);
    durations_write(o, out);
    buf_printf(out,
               "# HELP zhibu_resident_bytes Memory in use.\n# TYPE zhibu_resident_bytes gauge\n"
               "zhibu_resident_bytes %lld\n",
               resident_bytes());
    if (site->hashed)
        buf_printf(out,
                   "# HELP zhibu_password_hashes_total Passwords hashed or compared.\n"
                   "# TYPE zhibu_password_hashes_total counter\nzhibu_password_hashes_total %llu\n",
                   atomic_load_explicit(site->hashed, memory_order_relaxed));
    buf_printf(out,
               "# HELP zhibu_database_up Whether the database answers.\n# TYPE zhibu_database_up gauge\n"
               "zhibu_database_up %d\n",
               database_up(site));
}
