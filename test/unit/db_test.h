/*
 * test/unit/db_test.h: what the tests of db/ share: a fresh site on either engine, with the tables of thing.sql.
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
#include <string.h>
#include <unistd.h>

#include "db/db.h"
#include "db/migrate.h"
#include "unit/thing.h"
#include "unit/thing.sql.c"

VOCAB_TABLE(colour, COLOUR_LIST)

static const struct migration thing_list[] = {
    { 1, "001_thing.sql",
      "-- what is tested with; a comment may end in ;\n"
      "CREATE TABLE thing (\n"
      "  id $ID,  -- the key;\n"
      "  account $REF NOT NULL,\n"
      "  name $TEXT NOT NULL UNIQUE,\n"
      "  owner_id $REF, owner_name $TEXT,\n"
      "  colour $VOCAB(red, blue,green),\n"
      "  price_fen $INT NOT NULL CHECK (price_fen >= 0),\n"
      "  amount $INT NOT NULL, good $BOOL NOT NULL, made_on $DATE, made_at $INT,\n"
      "  mobile $SEALED, mobile_hash $LOOKUP UNIQUE, seal $SEALED\n"
      ");\n" },
    { 2, "002_standing.sql",
      "CREATE TABLE thing_standing (\n"
      "  thing_id $REF NOT NULL, standing $VOCAB(red,blue,green) NOT NULL, basis $TEXT,\n"
      "  $INTERVAL(held), PRIMARY KEY (thing_id, from_on)\n"
      ") $KEYED;\n"
      "-- pgsql\n"
      "CREATE INDEX thing_pg ON thing USING brin (made_on);\n"
      "-- sqlite\n"
      "CREATE INDEX thing_lite ON thing (made_on) WHERE made_on NOT NULL;\n" },
    { 0 },
};
static const struct migration_set thing_sets[] = { { "thing", thing_list }, { 0 } };

struct fixture {
    char dir[64];
    struct vault_keys *keys;
    struct db_site *site;
    struct arena *arena;
};

static inline int dir_remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static inline const char *test_url(void)
{
    const char *url = getenv("ZHIBU_TEST_PG");
    return url && *url ? url : NULL;
}

static inline void pg_do(const char *sql)
{
    PGconn *c = PQconnectdb(test_url());
    PQclear(PQexec(c, "SET client_min_messages = error"));
    PGresult *r = PQexec(c, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
}

static inline enum rc site_open(struct fixture *f, const char *url)
{
    struct db_config config = { .dir = f->dir, .url = url, .keys = f->keys, .connections = 4 };
    return db_site_open(&config, &f->site);
}

static inline int fixture_open(void **state, const char *url)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    snprintf(f->dir, sizeof f->dir, "/tmp/zhibu-db-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_int_equal(vault_keys_load(f->dir, 1, &f->keys), RC_OK);
    f->arena = arena_new(64 << 20);
    if (url)
        pg_do("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    assert_int_equal(site_open(f, url), RC_OK);
    int applied = 0;
    assert_int_equal(db_migrate(f->site, thing_sets, &applied), RC_OK);
    assert_int_equal(applied, 2);
    return 0;
}

static inline int sqlite_setup(void **state)
{
    return fixture_open(state, NULL);
}

static inline int pgsql_setup(void **state)
{
    return fixture_open(state, test_url());
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;
    db_site_close(f->site);
    arena_free(f->arena);
    vault_keys_free(f->keys);
    nftw(f->dir, dir_remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

/* Each test once per engine. */
#define ON_SQLITE(test) cmocka_unit_test_setup_teardown(test, sqlite_setup, teardown)
#define ON_PGSQL(test)  cmocka_unit_test_setup_teardown(test, pgsql_setup, teardown)

static inline enum rc insert_named(struct db *db, int64_t id, const char *name)
{
    return thing_insert(db, &(struct thing_insert_in){ .id = id, .account = 7, .name = name, .amount = 1 });
}

static inline int64_t thing_total(struct fixture *f)
{
    struct db *db = NULL;
    struct thing_count count = { -1 };
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_number(db, &count), RC_OK);
    db_read_end(db);
    return count.n;
}
