/*
 * feature/privacy/test/unit_privacy.c: every column about people is in the table; somebody who opens 300 files is told of;
 * a long list leaves with its reason and its mark.
 */
#include "unit/app_test.h"

#include <sqlite3.h>
#include <string.h>

#include "base/date.h"
#include "feature/privacy/privacy_i.h"
#include "web/account.h"
#include "web/answer_i.h"
#include "web/call.h"
#include "web/notice.h"
#include "web/opening.h"

/* --- the table ------------------------------------------------------------------------------------------------------------ */

static bool names_column(const char *columns, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = columns; (p = strstr(p, name)); p += n)
        if ((p == columns || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}

static bool in_table(const char *name)
{
    for (const struct privacy_field *f = privacy_fields; f->group; f++)
        if (names_column(f->columns, name))
            return true;
    return false;
}

/* Both engines are made of the same migrations, so one is looked at. */
static void every_column_is_in_the_table(void **state)
{
    static const char *const tables[] = { "member",         "member_belonging", "member_kind",  "member_standing",
                                          "member_listing", "org_post",         "auth_account", "auth_grant" };
    struct app_fixture *f = *state;
    char path[256], name[256];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/zhibu.db", f->dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < COUNT(tables); i++) {
        char sql[256];
        sqlite3_stmt *s;
        size_t n = 0;
        snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')", tables[i]);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
        for (; sqlite3_step(s) == SQLITE_ROW; n++) {
            snprintf(name, sizeof name, "%s.%s", tables[i], sqlite3_column_text(s, 0));
            if (!in_table(name))
                fail_msg("%s is not in privacy_fields", name);
        }
        assert_true(n > 0);
        sqlite3_finalize(s);
    }
    sqlite3_close(db);
}

/* Who changes what the notice says gives it a new version, and this sum. */
static void the_notice_has_its_version(void **state)
{
    (void)state;
    uint64_t sum = 1469598103934665603u;
    for (const struct privacy_field *f = privacy_fields; f->group; f++) {
        const char *const texts[] = { f->group, f->label, f->purpose, privacy_basis_words(f->basis), f->kept };
        for (size_t i = 0; i < COUNT(texts); i++)
            for (const char *s = texts[i]; *s; s++)
                sum = (sum ^ (unsigned char)*s) * 1099511628211u;
        sum += f->sensitive;
    }
    assert_int_equal(PRIVACY_VERSION, 1);
    if (sum != 0x4a7bfdab8ac22c40u)
        fail_msg("what the notice says has changed: PRIVACY_VERSION, and 0x%llx here", (unsigned long long)sum);
}

static void answers_are_due_on_working_days(void **state)
{
    (void)state;
    assert_int_equal(working_days_after(20261120, 1), 20261123);  /* a Friday */
    assert_int_equal(working_days_after(20261122, 15), 20261211); /* a Sunday */
}

/* --- a request by hand ------------------------------------------------------------------------------------------------------ */

struct request {
    struct ctx c;
    struct call call;
    struct route route;
    struct viewer viewer;
    struct answer answer;
};

static void request_make(struct request *q, struct app_fixture *f, int64_t account_id)
{
    int32_t today = site_today(&f->app.site);
    *q = (struct request){ .route = { .method = GET } };
    q->viewer = (struct viewer){ .kind = VIEWER_SESSION, .account_id = account_id, .login = "curious", .name = "好奇" };
    q->call =
        (struct call){ .route = &q->route, .as = AS_PAGE, .path = "/members", .query = "", .request_id = "01JTEST" };
    q->c = (struct ctx){ .arena = arena_new(8 << 20),
                         .site = &f->app.site,
                         .viewer = &q->viewer,
                         .call = &q->call,
                         .answer = &q->answer,
                         .today = today,
                         .on = today };
}

static void request_free(struct request *q)
{
    answer_drop(&q->answer.reply);
    arena_free(q->c.arena);
}

struct made {
    struct app_fixture *f;
    int64_t account_id, grantor_id;
};

static enum rc accounts_make(struct db *db, void *arg)
{
    struct made *m = arg;
    struct ctx c = { .arena = db_arena(db),
                     .db = db,
                     .site = &m->f->app.site,
                     .viewer = viewer_site(),
                     .today = site_today(&m->f->app.site) };
    int64_t grant = 0;
    c.on = c.today;
    const struct account_new curious = { .login = "curious", .name = "", .password = "" },
                             grantor = { .login = "grantor", .name = "", .password = "" };
    enum rc rc = account_add(&c, &curious, &m->account_id);
    if (!rc)
        rc = account_add(&c, &grantor, &m->grantor_id);
    if (!rc)
        rc = grant_add(&c, &(struct grant_new){ .account_id = m->grantor_id, .role = ROLE_SEC_ADMIN }, &grant);
    if (!rc)
        rc = grant_add(&c, &(struct grant_new){ .account_id = m->account_id, .role = ROLE_AUDIT_ADMIN }, &grant);
    return rc;
}

static void accounts(struct made *m, struct app_fixture *f)
{
    struct arena *a = arena_new(1 << 20);
    *m = (struct made){ .f = f };
    f->app.site.openings = openings_new();
    assert_non_null(f->app.site.openings);
    assert_int_equal(db_write(f->app.db, a, accounts_make, m), RC_OK);
    arena_free(a);
}

/* --- very many files -------------------------------------------------------------------------------------------------------- */

static void open_files(struct request *q, int64_t from, int64_t until)
{
    for (int64_t id = from; id < until; id++)
        for (int twice = 0; twice < 2; twice++)
            assert_int_equal(
                opening_note(&q->c, &(struct opening){ .kind = "member_opened", .subject_id = id, .org_code = "" }),
                RC_OK);
    while (openings_write(q->c.site))
        ;
}

static size_t notices(struct request *q, int64_t account_id)
{
    struct notice_row *rows = NULL;
    size_t n = 0;
    q->viewer.account_id = account_id;
    assert_int_equal(db_read_begin(q->c.site->db, q->c.arena, &q->c.db), RC_OK);
    assert_int_equal(notice_list(&q->c, 0, &rows, &n), RC_OK);
    db_read_end(q->c.db);
    q->c.db = NULL;
    return n;
}

static int64_t files_opened(struct request *q, int64_t account_id)
{
    struct privacy_number files = { 0 };
    assert_int_equal(db_read_begin(q->c.site->db, q->c.arena, &q->c.db), RC_OK);
    assert_int_equal(privacy_files_opened(
                         q->c.db, &(struct privacy_files_opened_in){ .account_id = account_id, .since = 1 }, &files),
                     RC_OK);
    db_read_end(q->c.db);
    q->c.db = NULL;
    return files.number;
}

static void three_hundred_files_are_noticed(void **state)
{
    struct made m;
    struct request q;
    accounts(&m, *state);
    request_make(&q, *state, m.account_id);
    open_files(&q, 1, 101);
    assert_int_equal(notices(&q, m.account_id), 0); /* a hundred may be work */
    q.viewer.account_id = m.account_id;
    open_files(&q, 101, 301);
    assert_int_equal(files_opened(&q, m.account_id), 300);
    assert_int_equal(notices(&q, m.account_id), 1);
    assert_int_equal(notices(&q, m.grantor_id), 1);
    q.viewer.account_id = m.account_id;
    open_files(&q, 301, 320);
    assert_int_equal(notices(&q, m.account_id), 1); /* once a day */
    assert_int_equal(notices(&q, m.grantor_id), 1);
    request_free(&q);
    openings_free(m.f->app.site.openings);
}
APP_SKIPS(three_hundred_files_are_noticed)

/* Nothing is lost where the queue is full: the request says that it is busy, and what waited is written. */
static void a_full_queue_refuses(void **state)
{
    struct made m;
    struct request q;
    accounts(&m, *state);
    request_make(&q, *state, m.account_id);
    struct opening o = { .kind = "member_opened", .org_code = "" };
    for (o.subject_id = 1; o.subject_id <= OPENINGS_MAX; o.subject_id++)
        assert_int_equal(opening_note(&q.c, &o), RC_OK);
    assert_int_equal(opening_note(&q.c, &o), RC_BUSY);
    while (openings_write(q.c.site))
        ;
    assert_int_equal(opening_note(&q.c, &o), RC_OK);
    while (openings_write(q.c.site))
        ;
    assert_int_equal(files_opened(&q, m.account_id), OPENINGS_MAX + 1);
    request_free(&q);
    openings_free(m.f->app.site.openings);
}
APP_SKIPS(a_full_queue_refuses)

/* --- a long list ------------------------------------------------------------------------------------------------------------ */

struct person {
    const char *name;
};
static const struct col person_cols[] = { { .name = "name", .label = "姓名", .type = COL_TEXT } };
static const struct row_desc person_desc = {
    .name = "person", .title = "名册", .size = sizeof(struct person), .cols = person_cols, .n = 1
};

static enum rc ask_list(struct request *q, size_t n, const char *query)
{
    static const int64_t org = 1;
    static const struct export_of of = { .kind = "member_exported", .orgs = &org, .norgs = 1, .filters = "" };
    static struct person people[EXPORT_FREE_ROWS + 1];
    for (size_t i = 0; i < COUNT(people); i++)
        people[i].name = "某人";
    q->call.as = AS_CSV;
    q->call.query = query;
    answer_drop(&q->answer.reply);
    q->answer.filled = false;
    assert_int_equal(db_read_begin(q->c.site->db, q->c.arena, &q->c.db), RC_OK);
    enum rc rc = answer_list(
        &q->c, &(struct list){ .desc = &person_desc, .rows = people, .n = n, .export = &of, .sheet_title = "名册" });
    db_read_end(q->c.db);
    q->c.db = NULL;
    return rc;
}

static const char *header(const struct request *q, const char *name)
{
    for (size_t i = 0; i < HTTP_HEADERS_MAX && q->answer.reply.headers[i].name; i++)
        if (!strcmp(q->answer.reply.headers[i].name, name))
            return q->answer.reply.headers[i].value;
    return "";
}

struct permit {
    struct request *q;
    const char *to;
};

static enum rc permit_write(struct db *db, void *arg)
{
    struct permit *p = arg;
    p->q->c.db = db;
    return export_permit(&p->q->c, "/members.csv?sex=male", "报送统计", &p->to);
}

static void a_long_list_leaves_with_its_reason(void **state)
{
    struct made m;
    struct request q;
    char text[200] = "";
    accounts(&m, *state);
    request_make(&q, *state, m.account_id);
    assert_int_equal(ask_list(&q, EXPORT_FREE_ROWS, "sex=male"), RC_OK);
    assert_int_equal(q.answer.reply.status, 200);
    assert_int_equal(ask_list(&q, EXPORT_FREE_ROWS + 1, "sex=male"), RC_OK);
    assert_int_equal(q.answer.reply.status, 303);
    assert_string_equal(header(&q, "Location"), "/exports/new?of=%2Fmembers.csv%3Fsex%3Dmale");
    q.viewer.kind = VIEWER_TOKEN;
    assert_int_equal(ask_list(&q, EXPORT_FREE_ROWS + 1, "sex=male"), RC_INVALID);
    q.viewer.kind = VIEWER_SESSION;
    struct permit p = { .q = &q };
    assert_int_equal(db_write(q.c.site->db, q.c.arena, permit_write, &p), RC_OK);
    const char *query = strchr(p.to, '?') + 1;
    assert_int_equal(ask_list(&q, EXPORT_FREE_ROWS + 1, query), RC_OK);
    assert_int_equal(q.answer.reply.status, 200);
    assert_true(pread(q.answer.reply.fd, text, sizeof text - 1, 0) > 0);
    assert_non_null(strstr(text, "姓名,导出标记\r\n某人,导出人 好奇（curious）"));
    /* Another's permit, and the permit of another list. */
    const char *other = arena_printf(q.c.arena, "sex=female&%s", strstr(query, "export="));
    assert_int_equal(ask_list(&q, EXPORT_FREE_ROWS + 1, other), RC_OK);
    assert_int_equal(q.answer.reply.status, 303);
    q.viewer.account_id = m.grantor_id;
    assert_int_equal(ask_list(&q, EXPORT_FREE_ROWS + 1, query), RC_OK);
    assert_int_equal(q.answer.reply.status, 303);
    request_free(&q);
    openings_free(m.f->app.site.openings);
}
APP_SKIPS(a_long_list_leaves_with_its_reason)

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(every_column_is_in_the_table),
        cmocka_unit_test(the_notice_has_its_version),
        cmocka_unit_test(answers_are_due_on_working_days),
        APP_ON_SQLITE(three_hundred_files_are_noticed),
        APP_ON_PGSQL(three_hundred_files_are_noticed),
        APP_ON_SQLITE(a_full_queue_refuses),
        APP_ON_PGSQL(a_full_queue_refuses),
        APP_ON_SQLITE(a_long_list_leaves_with_its_reason),
        APP_ON_PGSQL(a_long_list_leaves_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
