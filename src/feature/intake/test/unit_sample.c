/*
 * feature/intake/test/unit_sample.c: the whole sample workbooks go in, on both engines.
 *
 * The list and the counts of ten thousand new members are made out of memory (member_bulk.c).  Here the engine itself
 * joins the intervals again and compares: every row of the list, every sum of a day.
 */
#include <sqlite3.h>
#include <string.h>

#include "base/date.h"
#include "base/files.h"
#include "feature/intake/intake_i.h"
#include "unit/app_test.h"
#include "web/answer_i.h"

enum { ARENA_BYTES = 256 << 20, SAMPLE_BYTES = 8 << 20, SAMPLE_ORGS = 381, SAMPLE_MEMBERS = 10000 };

struct world {
    struct app_fixture *f;
    struct arena *arena;
    struct answer answer;
    struct intake in;
    struct xlsx_source src;
};

static struct ctx ctx_of(struct world *w, struct db *db)
{
    memset(&w->answer, 0, sizeof(w->answer));
    return (struct ctx){ .arena = w->arena,
                         .db = db,
                         .site = &w->f->app.site,
                         .viewer = viewer_site(),
                         .answer = &w->answer,
                         .today = 20261122,
                         .on = 20261122 };
}

static enum rc both_run(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    return intake_check_and_write(&c, &w->in, w->src);
}

static void import(struct world *w, enum intake_kind kind, const char *path, int accepted)
{
    char *at = NULL;
    w->in = (struct intake){ .kind = kind, .effective = 20240101, .file = path };
    assert_int_equal(file_read(path, SAMPLE_BYTES, &at, &w->src.len), RC_OK);
    w->src.at = at;
    assert_int_equal(db_write(w->f->app.db, w->arena, both_run, w), RC_OK);
    assert_int_equal(w->in.accepted, accepted);
    free(at);
}

/* --- asking the engine itself --------------------------------------------------------------------------------------- */

static int64_t ask_sqlite(const char *dir, const char *sql)
{
    char path[128];
    sqlite3 *h = NULL;
    sqlite3_stmt *stmt = NULL;
    snprintf(path, sizeof path, "%s/zhibu.db", dir);
    assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
    if (sqlite3_prepare_v2(h, sql, -1, &stmt, NULL))
        fail_msg("%s", sqlite3_errmsg(h));
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    assert_int_equal(sqlite3_close(h), SQLITE_OK);
    return n;
}

static int64_t ask_pgsql(const char *sql)
{
    PGconn *h = PQconnectdb(getenv("ZHIBU_TEST_PG"));
    PGresult *r = PQexec(h, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(h));
    int64_t n = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
    PQclear(r);
    PQfinish(h);
    return n;
}

static int64_t ask(struct world *w, const char *sql)
{
    return db_site_engine(w->f->app.db) == DB_SQLITE ? ask_sqlite(w->f->dir, sql) : ask_pgsql(sql);
}

/* No row here that is not there, nor the other way round, nor one twice. */
static void same_rows(struct world *w, const char *a, const char *b)
{
    assert_int_equal(ask(w, arena_printf(w->arena, "SELECT COUNT(*) FROM (%s EXCEPT %s) x", a, b)), 0);
    assert_int_equal(ask(w, arena_printf(w->arena, "SELECT COUNT(*) FROM (%s EXCEPT %s) x", b, a)), 0);
    assert_int_equal(ask(w, arena_printf(w->arena, "SELECT COUNT(*) FROM (%s) x", a)),
                     ask(w, arena_printf(w->arena, "SELECT COUNT(*) FROM (%s) x", b)));
}

#define SHOWN(m)                                                                                               \
    m ".member_id, " m ".pinyin, " m ".initials, " m ".name, " m ".sex, " m ".ethnicity, " m ".birth_date, " m \
      ".education, " m ".join_date, " m ".lost, " m ".mobile_member"

/* The spans of all members by a join of the intervals; %s are the engine's words for the latest and the earliest. */
static const char *spans(struct world *w)
{
    bool sqlite = db_site_engine(w->f->app.db) == DB_SQLITE;
    const char *last = sqlite ? "MAX" : "greatest", *first = sqlite ? "MIN" : "least";
    return arena_printf(
        w->arena,
        "SELECT * FROM (SELECT c.ancestor_id, %s(b.from_on, k.from_on, s.from_on, c.from_on) AS from_on,"
        " %s(b.until_on, k.until_on, s.until_on, c.until_on) AS until_on, b.branch_id,"
        " k.person_category, s.membership_status, " SHOWN(
            "m") " FROM member m"
                 " JOIN member_belonging b ON b.member_id = m.member_id"
                 " JOIN member_kind k ON k.member_id = m.member_id"
                 " JOIN member_standing s ON s.member_id = m.member_id"
                 " JOIN org_closure c ON c.descendant_id = b.org_id) y WHERE from_on < until_on",
        last, first);
}

static void list_is_that_of_the_intervals(struct world *w)
{
    same_rows(
        w,
        "SELECT l.ancestor_id, l.from_on, l.until_on, l.branch_id, l.person_category, l.membership_status, " SHOWN(
            "l") " FROM member_listing l",
        spans(w));
}

static void counts_are_those_of_the_intervals(struct world *w)
{
    static const struct {
        const char *measure, *who;
    } counted[] = { { "member", "'full_member', 'probationary_member'" }, { "full_member", "'full_member'" } };
    for (size_t i = 0; i < COUNT(counted); i++) {
        const char *of = arena_printf(
            w->arena,
            "FROM (%s) z WHERE membership_status IN ('normal', 'restored', 'lost_contact') AND person_category IN (%s)",
            spans(w), counted[i].who);
        const char *truth =
            arena_printf(w->arena,
                         "SELECT org, day, SUM(n) FROM (SELECT ancestor_id AS org, from_on AS day, 1 AS n %s"
                         " UNION ALL SELECT ancestor_id, until_on, -1 %s AND until_on < 99991231) t GROUP BY org, day "
                         "HAVING SUM(n) <> 0",
                         of, of);
        same_rows(w,
                  arena_printf(w->arena,
                               "SELECT org_id, on_date, delta FROM org_tally WHERE delta <> 0 AND measure = '%s'",
                               counted[i].measure),
                  truth);
    }
}

static void the_samples_are_listed_and_counted(void **state)
{
    struct world w = { .f = *state, .arena = arena_new(ARENA_BYTES) };
    import(&w, INTAKE_ORGS, "samples/org-tree.xlsx", SAMPLE_ORGS);
    import(&w, INTAKE_MEMBERS, "samples/roster.xlsx", SAMPLE_MEMBERS);
    list_is_that_of_the_intervals(&w);
    counts_are_those_of_the_intervals(&w);
    assert_int_equal(ask(&w, "SELECT COUNT(*) FROM event WHERE kind = 'member_added'"), SAMPLE_MEMBERS);
    arena_free(w.arena);
}

APP_SKIPS(the_samples_are_listed_and_counted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(the_samples_are_listed_and_counted),
        APP_ON_PGSQL(the_samples_are_listed_and_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
