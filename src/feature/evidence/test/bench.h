/*
 * feature/evidence/test/bench.h: a small demo with accounts, sealed, and a second hand on its database: what is tampered
 * with goes through a connection of its own and is put back from a copy of the table.  For unit_evidence.c alone.
 */
#pragma once

#include "unit/app_test.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "feature/evidence/evidence_run.h"
#include "feature/member/member.sql.h"
#include "feature/org/org_i.h"
#include "feature/proposal/proposal_i.h"
#include "web/account.h"
#include "web/event_proof.h"
#include "web/rekey.h"

struct bench {
    struct app_fixture *f;
    struct command_call call;
    struct buf out;
    bool altered;
    PGconn *pg;
    sqlite3 *lite;
};

/* --- beside the program -------------------------------------------------------------------------------------------------- */

static bool sql_try(struct bench *b, const char *sql)
{
    if (b->lite)
        return sqlite3_exec(b->lite, sql, NULL, NULL, NULL) == SQLITE_OK;
    PGresult *r = PQexec(b->pg, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;
    PQclear(r);
    return ok;
}

static void sql_do(struct bench *b, const char *sql)
{
    if (!sql_try(b, sql))
        fail_msg("%s: %s", sql, b->lite ? sqlite3_errmsg(b->lite) : PQerrorMessage(b->pg));
}

static void sql_connect(struct bench *b)
{
    char path[256];
    if (db_site_engine(b->f->app.db) == DB_PGSQL) {
        b->pg = PQconnectdb(getenv("ZHIBU_TEST_PG"));
        sql_do(b, "SET client_min_messages = error");
        sql_do(b, "SET session_replication_role = replica"); /* no foreign keys for this one */
        return;
    }
    snprintf(path, sizeof path, "%s/zhibu.db", b->f->dir);
    assert_int_equal(sqlite3_open(path, &b->lite), SQLITE_OK);
    sql_do(b, "PRAGMA ignore_check_constraints = ON; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 0");
}

static void keep(struct bench *b, const char *table)
{
    char sql[256];
    snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS kept");
    sql_do(b, sql);
    snprintf(sql, sizeof sql, "CREATE TABLE kept AS SELECT * FROM %s", table);
    sql_do(b, sql);
}

static void put_back(struct bench *b, const char *table)
{
    char sql[256];
    snprintf(sql, sizeof sql, "DELETE FROM %s", table);
    sql_do(b, sql);
    snprintf(sql, sizeof sql, "INSERT INTO %s SELECT * FROM kept", table);
    sql_do(b, sql);
}

/* --- the site ------------------------------------------------------------------------------------------------------------ */

static enum rc accounts_make(struct ctx *c, void *arg)
{
    (void)arg;
    int64_t id = 0;
    enum rc rc = account_add(c, &(struct account_new){ .login = "audit", .name = "", .password = "x" }, &id);
    struct grant_new grant = { .account_id = id, .role = ROLE_AUDIT_ADMIN, .basis = "试验" };
    return rc ? rc : grant_add(c, &grant, &id);
}

static enum rc post_make(struct ctx *c, void *arg)
{
    struct org_post_in in = { .person_id = 7, .person_name = "试验", .post = 1, .from_on = c->today, .basis = "试验" };
    int64_t id;
    struct proposal_new ask = {
        .member_id = *(int64_t *)arg, .field = PROPOSAL_POST, .proposed = "讲师", .reason = "试验"
    };
    enum rc rc = org_root(c, &in.org_id);
    if (!rc)
        rc = org_post_add(c, &in, &id);
    return rc ? rc : proposal_make(c, &ask);
}

static enum rc any_member(struct ctx *c, void *arg)
{
    struct member_evidence_member *rows = NULL;
    size_t n = 0;
    enum rc rc = member_evidence_members(
        c->db, &(struct member_evidence_members_in){ .until_id = INT64_MAX, .row_limit = 1 }, &rows, &n);
    *(int64_t *)arg = n ? rows[0].member_id : 0;
    return rc;
}

static void seal_all(struct bench *b)
{
    while (seal_run(&b->f->app.site))
        ;
}

static void reseal(struct bench *b)
{
    const atomic_bool go_on = false;
    assert_int_equal(rekey_run(&b->f->app.site, &go_on), RC_OK);
}

/* Two batches, and something in every table. */
static void seal_twice(struct bench *b)
{
    int64_t member = 0;
    seal_all(b);
    assert_int_equal(command_read(&b->call, any_member, &member), RC_OK);
    assert_int_equal(command_write(&b->call, post_make, &member), RC_OK);
    seal_all(b);
}

static struct bench *bench_make(void **state)
{
    static const char *const demo[] = { "demo", "--members", "40" };
    struct bench *b = calloc(1, sizeof *b);
    int words = 0;
    b->f = *state;
    b->call.site = &b->f->app.site;
    b->call.arena = arena_new(512 << 20);
    b->call.command = command_find(features, 3, (char *const *)(uintptr_t)demo, &words);
    assert_non_null(b->call.command);
    assert_null(command_parse(&b->call, 3 - words, (char *const *)(uintptr_t)(demo + words)));
    reseal(b); /* as init does: nothing is sealed before it is known that no value is of an older kind */
    assert_int_equal(b->call.command->run(&b->call), COMMAND_DONE);
    assert_int_equal(command_write(&b->call, accounts_make, NULL), RC_OK);
    sql_connect(b);
    return b;
}

static void bench_drop(struct bench *b)
{
    sqlite3_close(b->lite);
    PQfinish(b->pg);
    buf_free(&b->out);
    command_free(&b->call);
    arena_free(b->call.arena);
    free(b);
}

/* What it says, "" for nothing. */
static const char *verify(struct bench *b, const struct seal_line *given)
{
    static const struct seal_line none;
    buf_free(&b->out);
    b->out = BUF_INIT(1 << 24);
    enum rc rc = verify_run(&b->f->app.site, given ? given : &none, &b->out, &b->altered);
    if (rc)
        fail_msg("verify: %s", rc_code(rc));
    return b->out.at;
}

static void expect_clean(struct bench *b, const char *after)
{
    const char *said = verify(b, NULL);
    if (b->altered)
        fail_msg("after %s: %s", after, said);
}

static void expect(struct bench *b, const char *words, const char *after)
{
    const char *said = verify(b, NULL);
    if (!b->altered || !strstr(said, words))
        fail_msg("after %s: no %s in %s", after, words, said);
}
