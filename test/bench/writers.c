/*
 * bench/writers.c: what a small write costs.  writers DIR SECONDS WRITERS WAY
 *
 * A small write is one changed row and its event, as every act of the product leaves them.  WAY is
 *   bare      one INSERT a transaction, straight through SQLite, journal and syncs as the product has them
 *   singly    the small write, each in a transaction of its own, straight through SQLite
 *   product   the small write through db_write, by WRITERS threads at once, events sealed beside them
 *   sealing   the same; prints in a second line how many events still waited for their seal at the end
 * Prints writes per second.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/app.h"
#include "base/date.h"
#include "base/random.h"
#include "feature/evidence/evidence.sql.h"
#include "web/event.h"
#include "web/web.sql.h"

enum { THREADS = 256, ARENA_BYTES = 1 << 20 };

static atomic_bool over;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "writers: %s\n", what);
    exit(1);
}

/* --- straight through SQLite ---------------------------------------------------------------------------------------- */

static sqlite3 *bare_open(const char *dir)
{
    char path[4096];
    sqlite3 *db;
    mkdir(dir, 0700);
    snprintf(path, sizeof path, "%s/bare.db", dir);
    remove(path);
    if (sqlite3_open(path, &db) ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA "
                     "wal_autocheckpoint = 20000;"
                     "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
                     "CREATE TABLE event (event_id INTEGER PRIMARY KEY, happened_at INTEGER, kind "
                     "TEXT, subject_id INTEGER,"
                     " org_id INTEGER, account_id INTEGER, via TEXT, remote TEXT, request TEXT, "
                     "effective_on INTEGER,"
                     " basis TEXT, note BLOB, commitment TEXT);"
                     "CREATE INDEX event_subject ON event (subject_id, event_id);",
                     NULL, NULL, NULL))
        die(sqlite3_errmsg(db));
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL))
        die(sqlite3_errmsg(db));
    return s;
}

static void step(sqlite3_stmt *s)
{
    if (sqlite3_step(s) != SQLITE_DONE)
        die("a statement failed");
    sqlite3_reset(s);
}

#define ADD_EVENT                                                                              \
    "INSERT INTO event VALUES (?1, 1, 'bench_changed', ?2, 1, 1, 'page', '127.0.0.1', '01J', " \
    "20261122, 'x', NULL, 'y')"
#define SET_VALUE "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"

static double run_direct(const char *dir, double seconds, bool whole)
{
    sqlite3 *db = bare_open(dir);
    sqlite3_stmt *add = prepare(db, ADD_EVENT), *set = prepare(db, SET_VALUE);
    sqlite3_stmt *begin = prepare(db, "BEGIN IMMEDIATE"), *commit = prepare(db, "COMMIT");
    const double start = now();
    int64_t n = 0;
    for (; now() - start < seconds; n++) {
        char name[32];
        snprintf(name, sizeof name, "bench %d", (int)(n % 1000));
        if (whole) {
            step(begin);
            sqlite3_bind_text(set, 1, name, -1, SQLITE_TRANSIENT);
            sqlite3_bind_int64(set, 2, n);
            step(set);
        }
        sqlite3_bind_int64(add, 1, n);
        sqlite3_bind_int64(add, 2, n % 1000);
        step(add);
        if (whole)
            step(commit);
    }
    const double took = now() - start;
    sqlite3_finalize(add), sqlite3_finalize(set), sqlite3_finalize(begin), sqlite3_finalize(commit);
    sqlite3_close(db);
    return (double)n / took;
}

/* --- as the product does it ----------------------------------------------------------------------------------------- */

struct writer {
    pthread_t thread;
    const struct site *site;
    struct arena *arena;
    int64_t id;
    int64_t n;
};

static enum rc write_one(struct db *db, void *arg)
{
    const struct writer *w = arg;
    char name[32], value[32];
    snprintf(name, sizeof name, "bench %d", (int)((w->id * 131 + w->n) % 1000));
    snprintf(value, sizeof value, "%lld", (long long)w->n);
    enum rc rc = web_setting_set(db, &(struct web_setting_set_in){ .name = name, .value = value });
    struct ctx c = { .arena = w->arena, .db = db, .site = w->site, .viewer = viewer_site(), .today = 20261122 };
    return rc ? rc
              : event_record(&c,
                             &(struct event){
                                 .kind = "bench_changed", .subject_id = 1 + w->n % 1000, .org_id = 1, .basis = "x" });
}

static void *writer_run(void *arg)
{
    struct writer *w = arg;
    w->arena = arena_new(ARENA_BYTES);
    for (; w->arena && !atomic_load(&over); w->n++) {
        if (db_write(w->site->db, w->arena, write_one, w))
            die("a write failed");
        arena_reset(w->arena);
    }
    arena_free(w->arena);
    return NULL;
}

static int64_t waiting(const struct site *site)
{
    struct evidence_event *rows = NULL;
    size_t n = 0;
    struct db *db;
    struct arena *a = arena_new((size_t)4 << 30);
    if (!a || db_read_begin(site->db, a, &db) ||
        evidence_waiting(db, &(struct evidence_waiting_in){ .row_limit = INT64_MAX }, &rows, &n))
        die("not counted");
    db_read_end(db);
    arena_free(a);
    return (int64_t)n;
}

static double run_product(const char *dir, const char *url, double seconds, int threads, int64_t *left)
{
    static struct writer writers[THREADS];
    struct app app = { .lock = -1 };
    const struct app_place place = { .dir = dir, .url = url };
    mkdir(dir, 0700);
    if (!url)
        app.lock = app_lock(dir);
    struct jobs *jobs = NULL;
    if (app_open(&app, &place, true) || jobs_start(&app.site, &jobs))
        die("no site");
    const double start = now();
    int64_t n = 0;
    for (int i = 0; i < threads; i++) {
        writers[i] = (struct writer){ .site = &app.site, .id = (int64_t)i + 1 };
        if (pthread_create(&writers[i].thread, NULL, writer_run, &writers[i]))
            die("no thread");
    }
    nanosleep(&(struct timespec){ .tv_sec = (time_t)seconds }, NULL);
    atomic_store(&over, true);
    for (int i = 0; i < threads; i++) {
        pthread_join(writers[i].thread, NULL);
        n += writers[i].n;
    }
    const double took = now() - start;
    *left = waiting(&app.site);
    jobs_stop(jobs);
    app_close(&app);
    return (double)n / took;
}

int main(int argc, char **argv)
{
    if (argc < 5 || argc > 6)
        die("usage: writers DIR SECONDS WRITERS bare|singly|product|sealing [DATABASE]");
    const double seconds = strtod(argv[2], NULL);
    const int threads = (int)strtol(argv[3], NULL, 10);
    if (seconds <= 0 || threads < 1 || threads > THREADS)
        die("SECONDS and WRITERS are numbers, at most 256 writers");
    const bool sealing = !strcmp(argv[4], "sealing"), product = sealing || !strcmp(argv[4], "product");
    int64_t left = 0;
    printf("%f\n", product ? run_product(argv[1], argc == 6 ? argv[5] : NULL, seconds, threads, &left)
                           : run_direct(argv[1], seconds, !strcmp(argv[4], "singly")));
    if (sealing)
        printf("%lld\n", (long long)left);
    return 0;
}
