/*
 * test/unit/db_pgsql.c: PostgreSQL's own troubles: lost connections, a server that goes away, deadlocks, a full pool,
 * two servers that start at once.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "unit/db_test.h"

static enum rc insert_id(struct db *db, void *arg)
{
    const int64_t *id = arg;
    char name[24];
    snprintf(name, sizeof name, "p%lld", (long long)*id);
    return insert_named(db, *id, name);
}

static enum rc put(struct fixture *f, int64_t id)
{
    return db_write(f->site, f->arena, insert_id, &id);
}

static void cut_all(void)
{
    pg_do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
          "WHERE pid <> pg_backend_pid() AND application_name = 'zhibu'");
}

static void an_idle_connection_that_died_is_replaced(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f, 1), RC_OK);
    cut_all();
    assert_int_equal(put(f, 2), RC_OK);
    assert_int_equal(thing_total(f), 2);
}

static void a_reader_whose_connection_died_goes_on_with_another(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f, 1), RC_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(thing_total(f), 1); /* and rests; nobody has taken in the answer to its end */
        cut_all();
        assert_int_equal(thing_total(f), 1);
    }
}

static enum rc insert_and_cut(struct db *db, void *arg)
{
    enum rc rc = insert_id(db, arg);
    assert_int_equal(rc, RC_OK);
    cut_all();
    int64_t other = 99;
    return insert_id(db, &other);
}

static enum rc insert_cut_commit(struct db *db, void *arg)
{
    enum rc rc = insert_id(db, arg);
    cut_all();
    return rc;
}

static void a_connection_lost_in_the_middle_is_told(void **state)
{
    struct fixture *f = *state;
    int64_t id = 1;
    assert_int_equal(db_write(f->site, f->arena, insert_and_cut, &id), RC_DB);
    assert_int_equal(db_write(f->site, f->arena, insert_cut_commit, &id), RC_DB);
    assert_int_equal(thing_total(f), 0);
    assert_int_equal(put(f, 1), RC_OK);

    struct db *db = NULL;
    struct thing_count count;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_number(db, &count), RC_OK);
    cut_all();
    assert_int_equal(thing_number(db, &count), RC_DB);
    db_read_end(db);
    assert_int_equal(thing_total(f), 1);
}

/* The test may stop a server that test/pg.sh started: it knows the folder by its socket. */
static int server_do(const char *what)
{
    const char *host = strstr(test_url(), "?host=/");
    char command[256];
    if (!host || access("test/pg.sh", X_OK))
        return -1;
    snprintf(command, sizeof command, "test/pg.sh %s '%s' >/dev/null", what, host + 6);
    return system(command);
}

static void a_server_may_go_and_come_back(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    assert_int_equal(put(f, 1), RC_OK);
    if (server_do("stop"))
        skip();
    enum rc write = put(f, 2), read = db_read_begin(f->site, f->arena, &db);
    assert_int_equal(server_do("start"), 0);
    assert_int_equal(write, RC_DB);
    assert_int_equal(read, RC_DB);
    assert_int_equal(put(f, 3), RC_OK);
    assert_int_equal(thing_total(f), 2);
}

/* --- two at once ------------------------------------------------------------------------------ */

struct pair {
    struct fixture *f;
    int64_t first, second;
    atomic_int *met;
    int tries;
    enum rc rc;
    pthread_t thread;
};

static enum rc add_both(struct db *db, void *arg)
{
    struct pair *p = arg;
    p->tries++;
    enum rc rc = thing_add(db, &(struct thing_add_in){ p->first, 1 });
    atomic_fetch_add(p->met, 1);
    for (int i = 0; i < 2000 && atomic_load(p->met) < 2; i++)
        usleep(1000);
    return rc ? rc : thing_add(db, &(struct thing_add_in){ p->second, 1 });
}

static void *pair_main(void *arg)
{
    struct pair *p = arg;
    struct arena *a = arena_new(65536);
    p->rc = db_write(p->f->site, a, add_both, p);
    arena_free(a);
    return NULL;
}

static void a_deadlock_is_repeated(void **state)
{
    struct fixture *f = *state;
    pthread_t t[2];
    atomic_int met = 0;
    struct pair p[2] = { { f, 1, 2, &met, 0, RC_IO, 0 }, { f, 2, 1, &met, 0, RC_IO, 0 } };
    assert_int_equal(put(f, 1), RC_OK);
    assert_int_equal(put(f, 2), RC_OK);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, pair_main, &p[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(p[0].rc, RC_OK);
    assert_int_equal(p[1].rc, RC_OK);
    assert_true(p[0].tries + p[1].tries >= 3); /* more when both come back at once */
    struct db *db = NULL;
    struct thing_count sum;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_sum(db, &sum), RC_OK);
    db_read_end(db);
    assert_int_equal(sum.n, 2 + 4); /* nothing was added twice */
}

static void a_full_pool_is_busy(void **state)
{
    struct fixture *f = *state;
    struct db *taken[4], *more = NULL;
    for (int i = 0; i < 4; i++)
        assert_int_equal(db_read_begin(f->site, f->arena, &taken[i]), RC_OK);
    assert_int_equal(db_read_begin(f->site, f->arena, &more), RC_BUSY);
    db_read_end(taken[3]);
    assert_int_equal(db_read_begin(f->site, f->arena, &more), RC_OK);
    db_read_end(more);
    for (int i = 0; i < 3; i++)
        db_read_end(taken[i]);
}

static enum rc lock_and_note(struct db *db, void *arg)
{
    struct pair *p = arg;
    enum rc rc = db_lock(db, 5);
    atomic_fetch_add(p->met, 1);
    return rc;
}

static void *locker_main(void *arg)
{
    struct pair *p = arg;
    struct arena *a = arena_new(65536);
    p->rc = db_write(p->f->site, a, lock_and_note, p);
    arena_free(a);
    return NULL;
}

static enum rc lock_and_look(struct db *db, void *arg)
{
    struct pair *p = arg;
    if (db_lock(db, 5) || db_lock(db, 5)) /* one's own lock is no hindrance */
        return RC_IO;
    pthread_create(&p->thread, NULL, locker_main, p);
    usleep(100000);
    return atomic_load(p->met) ? RC_IO : RC_OK;
}

static void a_lock_is_held_to_the_end(void **state)
{
    struct fixture *f = *state;
    atomic_int met = 0;
    struct pair p = { .f = f, .met = &met, .rc = RC_IO };
    assert_int_equal(db_write(f->site, f->arena, lock_and_look, &p), RC_OK);
    pthread_join(p.thread, NULL);
    assert_int_equal(p.rc, RC_OK);
    assert_int_equal(atomic_load(&met), 1);
}

static void *migrator_main(void *arg)
{
    struct pair *p = arg;
    struct fixture other = *p->f;
    p->rc = site_open(&other, test_url());
    atomic_fetch_add(p->met, 1);
    while (atomic_load(p->met) < 2)
        usleep(100);
    if (!p->rc)
        p->rc = db_migrate(other.site, thing_sets, &p->tries);
    db_site_close(other.site);
    return NULL;
}

static void two_servers_may_start_at_once(void **state)
{
    struct fixture *f = *state;
    atomic_int met = 0;
    struct pair p[2] = { { .f = f, .met = &met }, { .f = f, .met = &met } };
    pthread_t t[2];
    pg_do("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, migrator_main, &p[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(p[0].rc, RC_OK);
    assert_int_equal(p[1].rc, RC_OK);
    assert_int_equal(p[0].tries + p[1].tries, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_PGSQL(an_idle_connection_that_died_is_replaced),
        ON_PGSQL(a_reader_whose_connection_died_goes_on_with_another),
        ON_PGSQL(a_connection_lost_in_the_middle_is_told),
        ON_PGSQL(a_server_may_go_and_come_back),
        ON_PGSQL(a_deadlock_is_repeated),
        ON_PGSQL(a_full_pool_is_busy),
        ON_PGSQL(a_lock_is_held_to_the_end),
        ON_PGSQL(two_servers_may_start_at_once),
    };
    if (!test_url())
        return 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
