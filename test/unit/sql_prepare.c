/*
 * test/unit/sql_prepare.c: every statement of every feature is prepared on both engines, against the schema that the
 * migrations make: without any optional fragment, with each one alone, with each pair, and with all.
 */
#include "unit/app_test.h"

static unsigned pair_of(unsigned all, int i, int k)
{
    return all & (1u << i | 1u << k);
}

static int check(struct db *db, const struct db_stmt *s, unsigned with)
{
    const char *why = "";
    if (db_check(db, s, with, &why) == RC_OK)
        return 0;
    print_error("%s with %#x: %s\n", s->name, with, why);
    return 1;
}

static int check_all(struct db *db, const struct db_stmt *s)
{
    int bad = check(db, s, 0) + (s->fragments ? check(db, s, s->fragments) : 0);
    for (int i = 0; i < 31; i++)
        for (int k = i; k < 31 && s->fragments; k++)
            if (pair_of(s->fragments, i, k) == (1u << i | 1u << k))
                bad += check(db, s, 1u << i | 1u << k);
    return bad;
}

/* Read on the writing connection: statements that write are refused by a reader. */
static enum rc check_features(struct db *db, void *arg)
{
    int *bad = arg;
    for (const struct feature *const *f = features; *f; f++)
        for (const struct db_stmt *const *s = (*f)->statements; s && *s; s++)
            *bad += check_all(db, *s);
    return RC_OK;
}

static void every_statement_is_prepared(void **state)
{
    struct app_fixture *f = *state;
    int bad = 0;
    assert_int_equal(db_write(f->app.db, f->app.arena, check_features, &bad), RC_OK);
    assert_int_equal(bad, 0);
}

APP_SKIPS(every_statement_is_prepared)

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(every_statement_is_prepared),
        APP_ON_PGSQL(every_statement_is_prepared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
