/*
 * test/unit/app_site.c: a site as the commands open it: every statement of the web layer prepares, events and accounts.
 *
 * On SQLite, and on PostgreSQL where ZHIBU_TEST_PG holds an address; its schema is emptied.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "base/date.h"
#include "base/random.h"
#include "web/account.h"
#include "web/auth.sql.h"
#include "web/throttle.h"
#include "web/event.h"
#include "web/roles.h"
#include "web/session.h"

struct fixture {
    char dir[64];
    struct app app;
    struct command_call call;
};

static int entry_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void schema_empty(const char *url)
{
    PGconn *pg = PQconnectdb(url);
    PQclear(PQexec(pg, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"));
    PQfinish(pg);
}

static struct fixture *site_make(const char *url)
{
    struct fixture *f = calloc(1, sizeof(*f));
    assert_non_null(f);
    snprintf(f->dir, sizeof(f->dir), "/tmp/zhibu-app-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    if (url)
        schema_empty(url);
    f->app.lock = -1;
    assert_int_equal(app_open(&f->app, &(struct app_place){ f->dir, url }, true), RC_OK);
    f->call.site = &f->app.site;
    f->call.arena = arena_new(4 << 20);
    return f;
}

static void site_drop(struct fixture *f)
{
    arena_free(f->call.arena);
    app_close(&f->app);
    nftw(f->dir, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
    free(f);
}

static void check_statements(struct fixture *f)
{
    struct db *db;
    assert_int_equal(db_read_begin(f->app.db, f->call.arena, &db), RC_OK);
    for (const struct db_stmt *const *const *list = web_statement_lists; *list; list++)
        for (const struct db_stmt *const *s = *list; *s; s++) {
            const char *why = "";
            if (db_check(db, *s, 0, &why))
                fail_msg("%s: %s", (*s)->name, why);
        }
    db_read_end(db);
}

enum { SUBJECT = 1001, SUBJECTS = 50 };

static enum rc events_write(struct ctx *c, void *arg)
{
    (void)arg;
    const struct event_change changes[] = { { "education", "学历", "大学本科", "硕士研究生" },
                                            { "name", "姓名", "", "欧阳·测试" } };
    struct event_subject many[SUBJECTS];
    for (int64_t i = 0; i < SUBJECTS; i++)
        many[i] = (struct event_subject){ SUBJECT + i, 7 };
    enum rc rc = event_record(c, &(struct event){ .kind = "account_added",
                                                  .subject_id = SUBJECT,
                                                  .basis = "文件",
                                                  .note = "说明",
                                                  .changes = changes,
                                                  .nchanges = 2 });
    if (!rc)
        rc = event_record_many(c, &(struct event){ .kind = "other" }, many, SUBJECTS);
    return rc;
}

static enum rc events_read(struct ctx *c, void *arg)
{
    (void)arg;
    struct event_line *lines;
    size_t n = 0;
    enum rc rc = event_timeline(c, SUBJECT, &lines, &n);
    assert_int_equal(rc, RC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(lines[0].label, "other"); /* the newest, of a kind that nobody declares */
    assert_int_equal(lines[0].changes_n, 0);
    assert_string_equal(lines[1].label, "开立账号");
    assert_string_equal(lines[1].actor, "系统");
    assert_string_equal(lines[1].basis, "文件");
    assert_string_equal(lines[1].note, "说明");
    assert_int_equal(lines[1].changes_n, 2);
    assert_string_equal(lines[1].changes[0].after, "硕士研究生");
    assert_string_equal(lines[1].changes[1].after, "欧阳·测试");
    return rc;
}

static void failures_write(struct ctx *c)
{
    const struct throttle one = { "lin", "192.0.2.1", false }, elsewhere = { "lin", "192.0.2.2", false };
    const struct throttle other = { "wang", "192.0.2.1", false };
    for (int i = 0; i < THROTTLE_PAIR; i++) {
        assert_int_equal(throttle_check(c, &one), RC_OK);
        assert_int_equal(throttle_failed(c, &one), RC_OK);
    }
    assert_int_equal(throttle_check(c, &one), RC_LIMIT);
    assert_int_equal(throttle_check(c, &elsewhere), RC_OK); /* a stranger locks nobody out */
    assert_int_equal(throttle_check(c, &other), RC_OK);
    assert_int_equal(throttle_passed(c, &one), RC_OK);
    assert_int_equal(throttle_check(c, &one), RC_OK);
}

static enum rc accounts_write(struct ctx *c, void *arg)
{
    int64_t id = 0;
    int64_t again = 0;
    (void)arg;
    const struct account_new in = { .login = "lin", .name = "林测试", .password = "", .member_id = 5, .home_id = 6 };
    assert_int_equal(account_add(c, &in, &id), RC_OK);
    assert_int_equal(account_add(c, &in, &again), RC_CONFLICT);
    assert_int_equal(account_add(c, &(struct account_new){ .login = "a b" }, &again), RC_INVALID);
    assert_int_equal(grant_add(c, &(struct grant_new){ .account_id = id, .role = ROLE_ORGANIZER, .org_id = 6 }, &again),
                     RC_OK);
    assert_int_equal(grant_set_org(c, 6, "001.002", "测试学院"), RC_OK);
    assert_int_equal(account_set_home(c, 5, 8, "林测试"), RC_OK);
    assert_int_equal(account_by_login(c, "lin", &again), RC_OK);
    assert_true(again == id);
    failures_write(c);
    return RC_OK;
}

/* What a live stream asks: it is over in the transaction that ends a grant or disables the account. */
static enum rc streams_write(struct ctx *c, void *arg)
{
    int64_t id = 0;
    int64_t grant_id = 0;
    int64_t now = instant_now();
    (void)arg;
    assert_int_equal(account_add(c, &(struct account_new){ .login = "wang", .name = "", .password = "" }, &id), RC_OK);
    assert_int_equal(
        grant_add(c, &(struct grant_new){ .account_id = id, .role = ROLE_ORGANIZER, .org_id = 6 }, &grant_id), RC_OK);
    const struct viewer session = { .kind = VIEWER_SESSION, .session_id = 71 };
    const struct viewer token = { .kind = VIEWER_TOKEN, .session_id = 72 };
    const struct auth_session_add_in begun = { .session_id = 71, .token = "a", .account_id = id, .now = now };
    const struct auth_token_add_in made = {
        .token_id = 72, .token = "b", .account_id = id, .now = now, .expires_at = now + 60000
    };
    assert_int_equal(auth_session_add(c->db, &begun), RC_OK);
    assert_int_equal(auth_token_add(c->db, &made), RC_OK);
    assert_int_equal(session_holds(c->db, &session), RC_OK);
    assert_int_equal(session_holds(c->db, &token), RC_OK);
    const struct grant_ending end = {
        .grant_id = grant_id, .account_id = id, .role = ROLE_ORGANIZER, .on = c->today, .reason = "x"
    };
    assert_int_equal(grant_end(c, &end), RC_OK);
    assert_int_equal(session_holds(c->db, &session), RC_NOTFOUND);
    assert_int_equal(session_holds(c->db, &token), RC_NOTFOUND);
    assert_int_equal(grant_end(c, &end), RC_NOTFOUND);
    assert_int_equal(auth_session_add(c->db, &begun), RC_OK);
    assert_int_equal(account_disable(c, id, "x"), RC_OK);
    assert_int_equal(session_holds(c->db, &session), RC_NOTFOUND);
    assert_int_equal(account_disable(c, id, "x"), RC_NOTFOUND);
    return RC_OK;
}

static void site_works(const char *url)
{
    struct fixture *f = site_make(url);
    check_statements(f);
    assert_int_equal(command_write(&f->call, events_write, NULL), RC_OK);
    assert_int_equal(command_read(&f->call, events_read, NULL), RC_OK);
    assert_int_equal(command_write(&f->call, accounts_write, NULL), RC_OK);
    assert_int_equal(command_write(&f->call, streams_write, NULL), RC_OK);
    assert_int_equal(roles_refill(f->app.db), RC_OK); /* the second time there is nothing to do */
    site_drop(f);
}

static void works_on_sqlite(void **state)
{
    (void)state;
    site_works(NULL);
}

static void works_on_postgresql(void **state)
{
    (void)state;
    const char *url = getenv("ZHIBU_TEST_PG");
    if (!url || !*url)
        skip();
    site_works(url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(works_on_sqlite),
        cmocka_unit_test(works_on_postgresql),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
