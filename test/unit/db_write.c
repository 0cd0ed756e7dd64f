/* test/unit/db_write.c: the writer of SQLite: batches, durability, and what happens when it is killed or starved. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "unit/db_test.h"

enum { THREADS = 24, EACH = 40 };

/* --- many writers ----------------------------------------------------------------------------- */

struct writer {
    struct fixture *f;
    int number;
    int wrong;
};

static enum rc write_one(struct db *db, void *arg)
{
    const int64_t *id = arg;
    char name[24];
    snprintf(name, sizeof name, "w%lld", (long long)*id);
    enum rc rc = insert_named(db, *id, name);
    /* every fifth is refused after it wrote: its neighbours in the batch must not notice */
    return rc ? rc : *id % 5 == 0 ? RC_INVALID : *id % 7 == 0 ? insert_named(db, *id, "twice") : RC_OK;
}

static int is_there(struct fixture *f, struct arena *a, int64_t id)
{
    struct db *db = NULL;
    struct thing_row row;
    struct thing_find_in in = { .id = id, .scope.site = 1 };
    enum rc rc = db_read_begin(f->site, a, &db);
    if (!rc)
        rc = thing_find(db, &in, &row);
    db_read_end(db);
    return rc == RC_OK;
}

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    struct arena *a = arena_new(1 << 20);
    for (int i = 0; i < EACH; i++) {
        int64_t id = w->number * EACH + i + 1;
        enum rc want = id % 5 == 0 ? RC_INVALID : id % 7 == 0 ? RC_CONFLICT : RC_OK;
        enum rc rc = db_write(w->f->site, a, write_one, &id);
        /* what was acknowledged is seen, what was refused is not */
        w->wrong += rc != want || is_there(w->f, a, id) != (want == RC_OK);
        arena_reset(a);
    }
    arena_free(a);
    return NULL;
}

static void many_writers_do_not_hurt_each_other(void **state)
{
    struct fixture *f = *state;
    struct writer w[THREADS];
    pthread_t t[THREADS];
    int good = 0;
    for (int i = 0; i < THREADS; i++) {
        w[i] = (struct writer){ .f = f, .number = i };
        assert_int_equal(pthread_create(&t[i], NULL, writer_main, &w[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        assert_int_equal(w[i].wrong, 0);
    }
    for (int id = 1; id <= THREADS * EACH; id++)
        good += id % 5 != 0 && id % 7 != 0;
    assert_int_equal(thing_total(f), good);
}

/* --- visible only when done ------------------------------------------------------------------- */

/* Holds the writer in the second job until the test has looked at the first one's work from outside. */
struct gate {
    struct fixture *f;
    atomic_int ran, opened, done;
    int64_t id;
};

static enum rc gate_run(struct db *db, void *arg)
{
    struct gate *g = arg;
    enum rc rc = insert_named(db, g->id, g->id == 1 ? "先" : "后");
    atomic_store(&g->ran, 1);
    while (!atomic_load(&g->opened))
        usleep(200);
    return rc;
}

static void gate_done(void *arg, enum rc rc)
{
    struct gate *g = arg;
    atomic_store(&g->done, rc == RC_OK ? 1 : -1);
}

static void nobody_sees_what_is_not_answered(void **state)
{
    struct fixture *f = *state;
    struct gate hold = { .f = f, .id = 1 }, first = { .f = f, .id = 2, .opened = 1 };
    struct gate second = { .f = f, .id = 1 }; /* conflicts with the one that holds */
    struct db_job a = { gate_run, gate_done, &hold, arena_new(65536), NULL };
    struct db_job b = { gate_run, gate_done, &first, arena_new(65536), NULL };
    struct db_job c = { gate_run, gate_done, &second, arena_new(65536), NULL };
    db_write_later(f->site, &a); /* holds the thread, so that the next two share a batch */
    while (!atomic_load(&hold.ran))
        usleep(200);
    db_write_later(f->site, &b);
    db_write_later(f->site, &c);
    atomic_store(&hold.opened, 1);
    while (!atomic_load(&second.ran))
        usleep(200);
    assert_int_equal(atomic_load(&hold.done), 1);
    assert_int_equal(atomic_load(&first.ran), 1);
    assert_int_equal(atomic_load(&first.done), 0); /* it ran, and waits for the batch */
    assert_int_equal(thing_total(f), 1);
    atomic_store(&second.opened, 1);
    while (!atomic_load(&second.done))
        usleep(200);
    assert_int_equal(atomic_load(&first.done), 1);
    assert_int_equal(atomic_load(&second.done), -1);
    assert_int_equal(thing_total(f), 2);
    arena_free(a.arena);
    arena_free(b.arena);
    arena_free(c.arena);
}

/* --- writing from the writer's thread --------------------------------------------------------- */

static enum rc write_inside(struct db *db, void *arg)
{
    struct fixture *f = arg;
    int64_t seven = 14, two = 2;
    assert_int_equal(insert_named(db, 1, "外"), RC_OK);
    assert_int_equal(db_write(f->site, f->arena, write_one, &seven), RC_CONFLICT);
    assert_int_equal(db_write(f->site, f->arena, write_one, &two), RC_OK);
    return RC_OK;
}

static void done_writes(void *arg, enum rc rc)
{
    struct gate *g = arg;
    int64_t three = 3;
    enum rc again = db_write(g->f->site, g->f->arena, write_one, &three);
    atomic_store(&g->done, rc == RC_OK && again == RC_OK ? 1 : -1);
}

static void the_writer_may_write_again(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_write(f->site, f->arena, write_inside, f), RC_OK);
    assert_int_equal(thing_total(f), 2);
    struct gate g = { .f = f, .id = 9, .opened = 1 };
    struct db_job job = { gate_run, done_writes, &g, f->arena, NULL };
    db_write_later(f->site, &job);
    while (!atomic_load(&g.done))
        usleep(200);
    assert_int_equal(atomic_load(&g.done), 1);
    assert_int_equal(thing_total(f), 4);
}

/* --- a constraint that waits for the commit --------------------------------------------------- */

static enum rc defer_orphan(struct db *db, void *arg)
{
    (void)arg;
    static const struct db_part on[] = { { "PRAGMA defer_foreign_keys = 1", 0 }, { 0 } };
    static const struct db_part put[] = { { "INSERT INTO thing_child VALUES (1, 404)", 0 }, { 0 } };
    static const struct db_stmt defer = { .name = "defer", .kind = DB_EXEC, .parts = { on, on } };
    static const struct db_stmt orphan = { .name = "orphan", .kind = DB_EXEC, .parts = { put, put } };
    enum rc rc = db_exec(db, &defer, 0, NULL);
    return rc ? rc : db_exec(db, &orphan, 0, NULL);
}

static void a_deferred_refusal_is_ones_own(void **state)
{
    struct fixture *f = *state;
    int applied;
    const struct migration list[] = {
        thing_list[0],
        thing_list[1],
        { 3, "003", "CREATE TABLE thing_child (id $ID, thing_id $REF REFERENCES thing);\n" },
        { 0 },
    };
    const struct migration_set sets[] = { { "thing", list }, { 0 } };
    assert_int_equal(db_migrate(f->site, sets, &applied), RC_OK);
    assert_int_equal(db_write(f->site, f->arena, defer_orphan, NULL), RC_CONFLICT);
    int64_t one = 1;
    assert_int_equal(db_write(f->site, f->arena, write_one, &one), RC_OK);
}

/* --- killed and starved ----------------------------------------------------------------------- */

struct child {
    struct fixture *f;
    int pipe;
    atomic_int next;
};

static void *child_main(void *arg)
{
    struct child *c = arg;
    struct arena *a = arena_new(1 << 20);
    for (;;) {
        int64_t id = 11 + 35 * (int64_t)atomic_fetch_add(&c->next, 1); /* one that is accepted */
        if (db_write(c->f->site, a, write_one, &id) == RC_OK && write(c->pipe, &id, sizeof id) != sizeof id)
            _exit(3);
        arena_reset(a);
    }
    return NULL;
}

/* The site must be opened in the child: SQLite's connections do not cross a fork. */
static void child_run(struct fixture *f, int pipe, rlim_t file_bytes)
{
    struct child c = { .f = f, .pipe = pipe };
    pthread_t t[8];
    if (file_bytes) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){ file_bytes, file_bytes });
    }
    if (site_open(f, NULL))
        _exit(2);
    for (int i = 0; i < 8; i++)
        pthread_create(&t[i], NULL, child_main, &c);
    pthread_join(t[0], NULL);
}

static int child_acknowledged(struct fixture *f, rlim_t file_bytes, int64_t *ids, int max)
{
    int ends[2], n = 0, status = 0;
    db_site_close(f->site);
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (!pid)
        child_run(f, ends[1], file_bytes);
    close(ends[1]);
    while (n < max && read(ends[0], &ids[n], sizeof ids[n]) == sizeof ids[n])
        n++;
    if (!file_bytes)
        kill(pid, SIGKILL);
    while (read(ends[0], &ids[n < max ? n : max - 1], sizeof ids[0]) == sizeof ids[0] && n < max)
        n++;
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (file_bytes)
        assert_int_equal(WEXITSTATUS(status), 70);
    assert_int_equal(site_open(f, NULL), RC_OK);
    return n;
}

static void check_all_there(struct fixture *f, const int64_t *ids, int n)
{
    assert_true(n > 20);
    for (int i = 0; i < n; i++) {
        assert_true(is_there(f, f->arena, ids[i]));
        arena_reset(f->arena);
    }
}

static enum rc clear(struct db *db, void *arg)
{
    (void)arg;
    return thing_clear(db);
}

static void a_killed_writer_loses_nothing_acknowledged(void **state)
{
    struct fixture *f = *state;
    static int64_t ids[4000];
    for (int round = 0; round < 3; round++) {
        int n = child_acknowledged(f, 0, ids, 200 + 150 * round);
        check_all_there(f, ids, n);
        assert_int_equal(db_write(f->site, f->arena, clear, NULL), RC_OK);
    }
}

/* The log cannot grow: the commit fails with an I/O error, and the process must stop instead of answering. */
static void a_failed_commit_stops_the_process(void **state)
{
    struct fixture *f = *state;
    static int64_t ids[100000];
    int n = child_acknowledged(f, 600 << 10, ids, 100000);
    check_all_there(f, ids, n);
}

/* --- the log ---------------------------------------------------------------------------------- */

static int64_t log_size(struct fixture *f)
{
    char path[128];
    struct stat st = { 0 };
    snprintf(path, sizeof path, "%s/zhibu.db-wal", f->dir);
    return stat(path, &st) ? -1 : (int64_t)st.st_size;
}

static enum rc insert_wide(struct db *db, void *arg)
{
    static char wide[64 << 10];
    memset(wide, 'x', sizeof wide - 1);
    int64_t *id = arg;
    char name[24];
    snprintf(name, sizeof name, "v%lld", (long long)++*id);
    return thing_insert(db, &(struct thing_insert_in){ .id = *id, .account = 1, .name = name, .owner_name = wide });
}

static void the_log_is_moved_when_idle(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0;
    for (int i = 0; i < 400; i++)
        assert_int_equal(db_write(f->site, f->arena, insert_wide, &id), RC_OK);
    assert_true(log_size(f) > 16 << 20);
    for (int i = 0; i < 100 && log_size(f) > 0; i++)
        usleep(50000);
    assert_int_equal(log_size(f), 0);
    assert_int_equal(thing_total(f), 400);
    db_site_close(f->site); /* nothing is left beside the file */
    assert_int_equal(log_size(f), -1);
    assert_int_equal(site_open(f, NULL), RC_OK);
    assert_int_equal(thing_total(f), 400);
}

/* --- readers between requests ------------------------------------------------------------------ */

static int64_t count_in(struct db *db)
{
    struct thing_count count = { -1 };
    assert_int_equal(thing_number(db, &count), RC_OK);
    return count.n;
}

static void a_resting_reader_wakes_up_to_the_newest_state(void **state)
{
    struct fixture *f = *state;
    struct db *early = NULL, *late = NULL;
    for (int64_t id = 1; id < 5; id++) {
        assert_int_equal(thing_total(f), id - 1); /* and rests with this state at hand */
        assert_int_equal(db_write(f->site, f->arena, write_one, &id), RC_OK);
    }
    assert_int_equal(db_read_begin(f->site, f->arena, &early), RC_OK);
    assert_int_equal(count_in(early), 4);
    int64_t six = 6;
    assert_int_equal(db_write(f->site, f->arena, write_one, &six), RC_OK);
    assert_int_equal(db_read_begin(f->site, f->arena, &late), RC_OK);
    assert_int_equal(count_in(late), 5);
    assert_int_equal(count_in(early), 4); /* one state for the whole request */
    db_read_end(late);
    db_read_end(early); /* the next to be taken, and the older one */
    assert_int_equal(thing_total(f), 5);
}

static void a_resting_reader_keeps_no_log(void **state)
{
    struct fixture *f = *state;
    int64_t id = 0;
    for (int i = 0; i < 400; i++) {
        assert_int_equal(db_write(f->site, f->arena, insert_wide, &id), RC_OK);
        assert_int_equal(thing_total(f), i + 1);
    }
    for (int i = 0; i < 100 && log_size(f) > 0; i++)
        usleep(50000);
    assert_int_equal(log_size(f), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(many_writers_do_not_hurt_each_other),
        ON_SQLITE(nobody_sees_what_is_not_answered),
        ON_SQLITE(the_writer_may_write_again),
        ON_SQLITE(a_deferred_refusal_is_ones_own),
        ON_SQLITE(a_killed_writer_loses_nothing_acknowledged),
        ON_SQLITE(a_failed_commit_stops_the_process),
        ON_SQLITE(the_log_is_moved_when_idle),
        ON_SQLITE(a_resting_reader_wakes_up_to_the_newest_state),
        ON_SQLITE(a_resting_reader_keeps_no_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
