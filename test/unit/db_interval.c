/* test/unit/db_interval.c: intervals against a model that knows what holds on each day. */
#include "unit/db_test.h"

enum { DAYS = 40, STEPS = 1500, FIRST = 20260101, OPEN_END = 99991231 };

/* What holds on day i, and on which day it began to hold; 0: nothing. The last day stands for all that follow. */
struct model {
    int standing[DAYS];
    int began[DAYS];
};

/* Up to where the row that covers the day reaches, or the next begins. */
static int model_until(const struct model *m, int day)
{
    int until = day + 1;
    if (m->standing[day])
        while (until < DAYS && m->standing[until] && m->began[until] == m->began[day])
            until++;
    else
        while (until < DAYS && !m->standing[until])
            until++;
    return until;
}

static void model_set(struct model *m, int day, int standing)
{
    int until = model_until(m, day);
    for (int i = day; i < until; i++) {
        m->standing[i] = standing;
        m->began[i] = standing ? day + 1 : 0;
    }
}

static void model_end(struct model *m, int day)
{
    if (m->standing[day])
        model_set(m, day, 0);
}

/* Days that are civil dates in order: the tests need no calendar. */
static int32_t date_of(int day)
{
    return FIRST + day / 28 * 100 + day % 28;
}

struct step {
    int day, standing;
    int64_t thing;
};

static enum rc step_run(struct db *db, void *arg)
{
    const struct step *s = arg;
    struct thing_standing_in in = {
        .thing_id = s->thing, .standing = s->standing, .basis = "据", .from_on = date_of(s->day)
    };
    return s->standing ? thing_standing_set(db, &in) : thing_standing_end(db, &in);
}

static void compare(struct fixture *f, const struct model *m, int64_t thing)
{
    struct db *db = NULL;
    struct thing_standing_row *rows;
    size_t n = 0, at = 0;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_standing_list(db, &(struct thing_standing_list_in){ thing }, &rows, &n), RC_OK);
    db_read_end(db);
    for (int i = 0; i < DAYS; i++) {
        int begins = m->standing[i] && m->began[i] == i + 1;
        while (at < n && rows[at].until_on <= date_of(i))
            at++;
        int holds = at < n && rows[at].from_on <= date_of(i);
        assert_int_equal(holds ? rows[at].standing : 0, m->standing[i]);
        assert_int_equal(holds && rows[at].from_on == date_of(i), begins);
    }
    for (size_t i = 1; i < n; i++) /* no two rows hold at once */
        assert_true(rows[i - 1].until_on <= rows[i].from_on);
    if (m->standing[DAYS - 1])
        assert_int_equal(rows[n - 1].until_on, OPEN_END);
    arena_reset(f->arena);
}

static void intervals_follow_the_model(void **state)
{
    struct fixture *f = *state;
    static struct model models[3];
    memset(models, 0, sizeof models);
    unsigned seed = 20260721;
    int steps = db_site_engine(f->site) == DB_SQLITE ? STEPS : STEPS / 5;
    for (int i = 0; i < steps; i++) {
        struct step s = { rand_r(&seed) % DAYS, rand_r(&seed) % 4, rand_r(&seed) % 3 + 1 };
        struct model *m = &models[s.thing - 1];
        if (s.standing)
            model_set(m, s.day, s.standing);
        else
            model_end(m, s.day);
        assert_int_equal(db_write(f->site, f->arena, step_run, &s), RC_OK);
        compare(f, m, s.thing);
    }
    for (int t = 0; t < 3; t++) /* the others were left alone */
        compare(f, &models[t], t + 1);
}

#define ALL(ON) ON(intervals_follow_the_model)

int main(void)
{
    const struct CMUnitTest sqlite[] = { ALL(ON_SQLITE) };
    const struct CMUnitTest pgsql[] = { ALL(ON_PGSQL) };
    int failed = cmocka_run_group_tests_name("sqlite", sqlite, NULL, NULL);
    if (test_url())
        failed += cmocka_run_group_tests_name("pgsql", pgsql, NULL, NULL);
    return failed;
}
