/*
 * test/unit/app_test.h: a fresh, empty site on either engine, opened the way commands open it.
 *
 * PostgreSQL takes part when ZHIBU_TEST_PG holds an address (test/pg.sh prints one); its schema is emptied.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"

struct app_fixture {
    char dir[64];
    struct app app;
};

static inline int app_dir_remove(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static inline void app_pg_empty(const char *url)
{
    PGconn *c = PQconnectdb(url);
    PQclear(PQexec(c, "SET client_min_messages = error"));
    PGresult *r = PQexec(c, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
}

static inline int app_setup(void **state, const char *url)
{
    struct app_fixture *f = calloc(1, sizeof *f);
    *state = f;
    snprintf(f->dir, sizeof f->dir, "/tmp/zhibu-app-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    if (url)
        app_pg_empty(url);
    assert_int_equal(app_open(&f->app, &(struct app_place){ .dir = f->dir, .url = url }, true),
                     RC_OK);
    return 0;
}

static inline int app_setup_sqlite(void **state)
{
    return app_setup(state, NULL);
}

static inline int app_setup_pgsql(void **state)
{
    const char *url = getenv("ZHIBU_TEST_PG");
    if (url && *url)
        return app_setup(state, url);
    *state = NULL;
    return 0;
}

static inline int app_teardown(void **state)
{
    struct app_fixture *f = *state;
    if (!f)
        return 0;
    app_close(&f->app);
    nftw(f->dir, app_dir_remove, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

/* Each test once per engine; without PostgreSQL at hand its turn is skipped and counted as such. */
#define APP_SKIPS(test)                    \
    static void test##_pgsql(void **state) \
    {                                      \
        if (!*state)                       \
            skip();                        \
        test(state);                       \
    }
#define APP_ON_SQLITE(test) cmocka_unit_test_setup_teardown(test, app_setup_sqlite, app_teardown)
#define APP_ON_PGSQL(test) \
    cmocka_unit_test_setup_teardown(test##_pgsql, app_setup_pgsql, app_teardown)
