/*
 * bench/writers.c: what a small write costs.  writers DIR SECONDS WRITERS WAY
 *
 * A small write is one changed row and its event, as every act of the product leaves them.  WAY is
 *   bare      one INSERT a transaction, straight through SQLite, journal and syncs as the product has them
 *   singly    the small write, each in a transaction of its own, straight through SQLite
 *   product   the small write through db_write, by WRITERS threads at once
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
#include "web/event.sql.h"
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
    struct db_site *site;
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
    const struct event_add_in event = { .event_id = (w->id << 40) + w->n + 1,
                                        .now = 1,
                                        .kind = "bench_changed",
                                        .subject_id = w->n % 1000,
                                        .org_id = 1,
                                        .via = "page",
                                        .remote = "127.0.0.1",
                                        .request = "01J",
                                        .effective_on = 20261122,
                                        .basis = "x",
                                        .commitment = "y" };
    return rc ? rc : event_add(db, &event, 1);
}

static void *writer_run(void *arg)
{
    struct writer *w = arg;
    struct arena *a = arena_new(ARENA_BYTES);
    for (; a && !atomic_load(&over); w->n++) {
        if (db_write(w->site, a, write_one, w))
            die("a write failed");
        arena_reset(a);
    }
    arena_free(a);
    return NULL;
}

static double run_product(const char *dir, const char *url, double seconds, int threads)
{
    static struct writer writers[THREADS];
    struct app app = { .lock = -1 };
    const struct app_place place = { .dir = dir, .url = url };
    mkdir(dir, 0700);
    if (!url)
        app.lock = app_lock(dir);
    if (app_open(&app, &place, true))
        die("no site");
    const double start = now();
    int64_t n = 0;
    for (int i = 0; i < threads; i++) {
        writers[i] = (struct writer){ .site = app.db, .id = (int64_t)i + 1 };
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
    app_close(&app);
    return (double)n / took;
}

int main(int argc, char **argv)
{
    if (argc < 5 || argc > 6)
        die("usage: writers DIR SECONDS WRITERS bare|singly|product [DATABASE]");
    const double seconds = strtod(argv[2], NULL);
    const int threads = (int)strtol(argv[3], NULL, 10);
    if (seconds <= 0 || threads < 1 || threads > THREADS)
        die("SECONDS and WRITERS are numbers, at most 256 writers");
    const bool product = !strcmp(argv[4], "product");
    printf("%f\n", product ? run_product(argv[1], argc == 6 ? argv[5] : NULL, seconds, threads)
                           : run_direct(argv[1], seconds, !strcmp(argv[4], "singly")));
    return 0;
}
