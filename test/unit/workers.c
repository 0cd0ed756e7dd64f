/* unit/workers.c: jobs run in order, all of them, and a full queue says so. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/workers.h"

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool entered, open;
    int order[64];
    int n;
};

struct job_arg {
    struct gate *gate;
    int number;
};

static void job_wait(void *arg)
{
    struct gate *g = arg;
    pthread_mutex_lock(&g->lock);
    g->entered = true;
    pthread_cond_broadcast(&g->change);
    while (!g->open)
        pthread_cond_wait(&g->change, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

static void job_note(void *arg)
{
    struct job_arg *j = arg;
    pthread_mutex_lock(&j->gate->lock);
    j->gate->order[j->gate->n++] = j->number;
    pthread_mutex_unlock(&j->gate->lock);
}

static void test_order_limit_and_end(void **state)
{
    struct gate g = { .lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER };
    struct job_arg args[5];
    struct workers *w = workers_new(1, 4);
    (void)state;
    assert_non_null(w);
    assert_true(workers_run(w, job_wait, &g));
    pthread_mutex_lock(&g.lock);
    while (!g.entered)
        pthread_cond_wait(&g.change, &g.lock);
    pthread_mutex_unlock(&g.lock);
    for (int i = 0; i < 5; i++) {
        args[i] = (struct job_arg){ &g, i };
        assert_int_equal(workers_run(w, job_note, &args[i]), i < 4); /* the fifth finds it full */
    }
    pthread_mutex_lock(&g.lock);
    g.open = true;
    pthread_cond_broadcast(&g.change);
    pthread_mutex_unlock(&g.lock);
    workers_free(w);
    assert_int_equal(g.n, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(g.order[i], i);
}

static void test_nothing_makes_no_pool(void **state)
{
    (void)state;
    assert_null(workers_new(0, 1));
    assert_null(workers_new(1, 0));
    workers_free(NULL);
    workers_free(workers_new(3, 10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_limit_and_end),
        cmocka_unit_test(test_nothing_makes_no_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
