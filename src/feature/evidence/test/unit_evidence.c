/*
 * feature/evidence/test/unit_evidence.c: what somebody with the database, but not the keys, can do to a sealed site, and
 * that verifying finds each of it.
 */
#include "bench.h"

/* --- every column ---------------------------------------------------------------------------------------------------------- */

static const struct table {
    const char *name, *key, *says;
    const char *free; /* columns that other events change along, "" for none */
} tables[] = {
    { "member", "member_id", "登记内容", " citizen_lookup " },
    { "member_belonging", "member_id", "登记内容", "" },
    { "member_kind", "member_id", "登记内容", "" },
    { "member_standing", "member_id", "登记内容", "" },
    { "org", "org_id", "登记内容", " next_child " },
    { "org_version", "org_id", "登记内容", "" },
    { "org_term", "org_id", "登记内容", "" },
    { "org_post", "org_id", "登记内容", "" },
    { "proposal", "member_id", "登记内容", "" },
    { "auth_account", "account_id", "登记内容", " name home_id " },
    { "auth_grant", "account_id", "登记内容", " org_code org_name " },
    { "event", "event_id", "操作记录", "" },
    { "event_change", "event_id", "操作记录", "" },
    { "evidence_seal", "seq", "封存", "" },
};

/* Columns as "name type" lines, the type t, i or b. */
static size_t columns_of(struct bench *b, const char *table, char names[64][64], char types[64])
{
    char sql[512];
    size_t n = 0;
    if (b->lite) {
        sqlite3_stmt *s;
        snprintf(sql, sizeof sql, "PRAGMA table_info(%s)", table);
        assert_int_equal(sqlite3_prepare_v2(b->lite, sql, -1, &s, NULL), SQLITE_OK);
        for (; n < 64 && sqlite3_step(s) == SQLITE_ROW; n++) {
            const char *type = (const char *)sqlite3_column_text(s, 2);
            snprintf(names[n], 64, "%s", (const char *)sqlite3_column_text(s, 1));
            types[n] = type[0] == 'T' ? 't' : type[0] == 'B' ? 'b' : 'i';
        }
        sqlite3_finalize(s);
        return n;
    }
    snprintf(sql, sizeof sql,
             "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '%s' AND table_schema = "
             "'public'",
             table);
    PGresult *r = PQexec(b->pg, sql);
    for (; n < 64 && (int)n < PQntuples(r); n++) {
        const char *type = PQgetvalue(r, (int)n, 1);
        snprintf(names[n], 64, "%s", PQgetvalue(r, (int)n, 0));
        types[n] = type[0] == 't' ? 't' : type[0] == 'b' && type[1] == 'y' ? 'b' : 'i';
    }
    PQclear(r);
    return n;
}

static bool column_alter(struct bench *b, const struct table *t, const char *column, char type)
{
    char sql[512];
    const char *to = type == 't' ? "COALESCE(%s, '') || 'x'" : type == 'i' ? "COALESCE(%s, 0) + 1" : NULL;
    char value[128] = "";
    if (to)
        snprintf(value, sizeof value, type == 't' ? "COALESCE(%s, '') || 'x'" : "COALESCE(%s, 0) + 1", column);
    else
        snprintf(value, sizeof value, "%s", b->lite ? "x'0102'" : "'\\x0102'");
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = %s WHERE %s = (SELECT MAX(%s) FROM %s)", t->name, column, value,
             t->key, t->key, t->name);
    return sql_try(b, sql); /* PostgreSQL holds to its constraints */
}

static void every_column(void **state)
{
    char names[64][64], types[64];
    struct bench *b = bench_make(state);
    seal_twice(b);
    expect_clean(b, "sealing");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const struct table *t = &tables[i];
        size_t n = columns_of(b, t->name, names, types), refused = 0;
        assert_true(n > 2);
        keep(b, t->name);
        for (size_t k = 0; k < n; k++) {
            char word[80];
            snprintf(word, sizeof word, " %s ", names[k]);
            if (strstr(t->free, word))
                continue;
            if (!column_alter(b, t, names[k], types[k])) {
                refused++;
                continue;
            }
            snprintf(word, sizeof word, "%.30s.%.40s", t->name, names[k]);
            expect(b, t->says, word);
            put_back(b, t->name);
        }
        assert_true(refused < 4);
        expect_clean(b, t->name);
    }
    bench_drop(b);
}

/* Keys of the site that are replaced leave every value that was summed up as it is, to the byte. */
static void new_keys(void **state)
{
    struct bench *b = bench_make(state);
    seal_twice(b);
    assert_int_equal(vault_keys_rotate(b->f->app.keys), RC_OK);
    reseal(b);
    expect_clean(b, "new keys");
    seal_twice(b);
    expect_clean(b, "new keys and new events");
    bench_drop(b);
}

/* Who altered an entry cannot have it sealed as the right one by opening the file. */
static enum rc file_open(struct ctx *c, void *arg)
{
    const int64_t *member = arg;
    const struct event_past past = { .event = { .kind = "member_opened", .subject_id = *member },
                                     .at = instant_now(),
                                     .via = "page",
                                     .remote = "",
                                     .request = "" };
    return event_record_past(c, &past, 1);
}

static void opening_seals_no_rows(void **state)
{
    struct bench *b = bench_make(state);
    int64_t member = 0;
    char sql[128];
    seal_twice(b);
    assert_int_equal(command_read(&b->call, any_member, &member), RC_OK);
    snprintf(sql, sizeof sql, "UPDATE member SET post = 'x' WHERE member_id = %lld", (long long)member);
    sql_do(b, sql);
    assert_int_equal(command_write(&b->call, file_open, &member), RC_OK);
    seal_all(b);
    expect(b, "登记内容", "an altered file was opened");
    bench_drop(b);
}

/* --- removed and added ------------------------------------------------------------------------------------------------------ */

static void removed_and_added(void **state)
{
    static const struct {
        const char *table, *sql, *says;
    } acts[] = {
        { "event", "DELETE FROM event WHERE event_id = (SELECT MIN(event_id) FROM event)", "操作记录被删除" },
        { "event", "DELETE FROM event WHERE event_id = (SELECT MAX(event_id) FROM event)", "操作记录被删除" },
        { "event", "DELETE FROM event", "操作记录被删除" },
        { "event",
          "INSERT INTO event (event_id, happened_at, kind, subject_id, via) VALUES (77, 1, 'member_corrected', 5, "
          "'page')",
          "操作记录是添加的" },
        { "event_change", "DELETE FROM event_change WHERE event_id = (SELECT MIN(event_id) FROM event_change)",
          "操作记录的说明或变更内容被改动" },
        { "event_change",
          "INSERT INTO event_change (event_id, position, field) SELECT MIN(event_id), 99, 'x' FROM event",
          "操作记录的说明或变更内容被改动" },
        { "member", "DELETE FROM member WHERE member_id = (SELECT MIN(member_id) FROM member)",
          "登记内容被改动：党员" },
        { "member_standing",
          "DELETE FROM member_standing WHERE member_id = (SELECT MIN(member_id) FROM member_standing)",
          "登记内容被改动：党员" },
        { "member_standing",
          "INSERT INTO member_standing (member_id, from_on, until_on, membership_status) VALUES (99, 20260101, "
          "99991231, 'normal')",
          "登记内容是添加的：党员 99" },
        { "auth_grant",
          "INSERT INTO auth_grant (grant_id, account_id, role, from_on) SELECT 9, MIN(account_id), 'sec_admin', "
          "20260101 FROM auth_account",
          "登记内容被改动：账号" },
        { "auth_account",
          "INSERT INTO auth_account (account_id, login, password, disabled, made_at) VALUES (9223372036854775806, "
          "'eve', 'x', 0, 1)",
          "登记内容是添加的：账号 9223372036854775806" },
        { "org_term", "DELETE FROM org_term", "登记内容被改动：党组织" },
        { "evidence_seal", "DELETE FROM evidence_seal WHERE seq = 1", "第 1 批到第 1 批被删除" },
        { "evidence_seal", "DELETE FROM evidence_seal WHERE seq = (SELECT MAX(seq) FROM evidence_seal)", "末尾被截去" },
        { "evidence_seal", "DELETE FROM evidence_seal", "末尾被截去" },
        { "evidence_seal",
          "INSERT INTO evidence_seal SELECT seq + 1, sealed_at, first_id, last_id, n, marked, link, link, kinds, "
          "entries "
          "FROM evidence_seal WHERE seq = (SELECT MAX(seq) FROM evidence_seal)",
          "封存批次被改动或者是添加的" },
    };
    struct bench *b = bench_make(state);
    seal_twice(b);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        keep(b, acts[i].table);
        sql_do(b, acts[i].sql);
        expect(b, acts[i].says, acts[i].sql);
        put_back(b, acts[i].table);
        expect_clean(b, acts[i].sql);
    }
    bench_drop(b);
}

/* The seals once more outside, and one that was printed. */
static void cut_tail_without_the_folder(void **state)
{
    char path[256];
    struct bench *b = bench_make(state);
    seal_all(b);
    struct seal_line printed = { .seq = 1 };
    struct seal_log *log;
    assert_int_equal(seal_log_open(b->call.arena, b->f->dir, &log), RC_OK);
    struct seal_line line = { 0 };
    while (seal_log_next(log, &line))
        printed = line;
    assert_true(printed.seq > 0);
    verify(b, &printed);
    assert_false(b->altered);
    snprintf(path, sizeof path, "%s/seals", b->f->dir);
    nftw(path, app_dir_remove, 8, FTW_DEPTH | FTW_PHYS);
    printed.link[0] = printed.link[0] == '0' ? '1' : '0';
    assert_non_null(strstr(verify(b, &printed), "校验码不同"));
    printed.seq++;
    assert_non_null(strstr(verify(b, &printed), "末尾被截去"));
    bench_drop(b);
}

/* --- what the program is made to seal ----------------------------------------------------------------------------------------- */

/* Somebody alters a row and adds an event, so that the program would seal the row anew. */
static void forged_event_is_sealed_as_what_it_is(void **state)
{
    struct bench *b = bench_make(state);
    seal_all(b);
    sql_do(b, "UPDATE member SET name = '李鬼' WHERE member_id = (SELECT MAX(member_id) FROM member)");
    sql_do(b, "INSERT INTO event (event_id, happened_at, kind, subject_id, via, proof) "
              "SELECT MAX(event_id) + 5, 1, 'member_corrected', (SELECT MAX(member_id) FROM member), 'page', NULL FROM "
              "event");
    sql_do(b, "INSERT INTO event_unsealed (event_id) SELECT MAX(event_id) FROM event");
    expect(b, "操作记录是添加的", "a forged event that waits");
    seal_all(b);
    expect(b, "操作记录是添加的", "a forged event that was sealed");
    expect(b, "登记内容被改动：党员", "the row that it was to cover");
    bench_drop(b);
}

static void removed_before_its_seal(void **state)
{
    struct bench *b = bench_make(state);
    expect_clean(b, "nothing was sealed yet");
    sql_do(b, "UPDATE event SET subject_id = 5 WHERE event_id = (SELECT MAX(event_id) FROM event)");
    expect(b, "在封存之前被改动", "an event was altered that waits");
    sql_do(b, "DELETE FROM event WHERE event_id = (SELECT MAX(event_id) FROM event)");
    expect(b, "在封存之前被删除", "an event was removed that waits");
    bench_drop(b);
}

/* --- what is no tampering ------------------------------------------------------------------------------------------------------- */

/* Of another server whose clock is behind, or after the clock was set back: its id lies before what is sealed. */
static enum rc late_event(struct db *db, void *arg)
{
    uint8_t mark[EVENT_PROOF_BYTES];
    struct event_add_in e = { .event_id = *(int64_t *)arg,
                              .now = 1700000000000,
                              .kind = "account_signed_in",
                              .subject_id = 4,
                              .via = "page",
                              .effective_on = 20260101,
                              .proof = { mark, sizeof mark } };
    enum rc rc = event_proof(db_vault(db), &e, mark);
    if (!rc)
        rc = event_add(db, &e, 1);
    return rc ? rc : event_unsealed_add(db, &(struct event_unsealed_add_in){ e.event_id }, 1);
}

static void clock_that_jumps_back(void **state)
{
    struct bench *b = bench_make(state);
    int64_t ids[] = { 1000, id_new() - 5000000, 500 };
    for (size_t i = 0; i < 3; i++) {
        seal_all(b);
        assert_int_equal(db_write(b->f->app.db, b->call.arena, late_event, &ids[i]), RC_OK);
        expect_clean(b, "a late event waits");
    }
    seal_all(b);
    expect_clean(b, "late events were sealed");
    sql_do(b, "DELETE FROM event WHERE event_id = 1000");
    expect(b, "操作记录被删除：1000", "a late event was removed");
    bench_drop(b);
}

/* --- what one act changes of other subjects ------------------------------------------------------------------------------- */

struct along {
    int64_t upper, middle, lower, member;
};

static enum rc along_make(struct ctx *c, void *arg)
{
    struct along *a = arg;
    int64_t root, post;
    struct org_new org = { .name = "试验一总支", .short_name = "", .kind = ORG_GENERAL_BRANCH, .founded_on = 20200101 };
    enum rc rc = org_root(c, &root);
    org.parent_id = root;
    if (!rc)
        rc = org_found(c, &org, &a->middle);
    org.name = "试验二党委";
    org.kind = ORG_PARTY_COMMITTEE;
    if (!rc)
        rc = org_found(c, &org, &a->upper);
    org = (struct org_new){
        .parent_id = a->middle, .name = "试验支部", .short_name = "", .kind = ORG_BRANCH, .founded_on = 20200201
    };
    if (!rc)
        rc = org_found(c, &org, &a->lower);
    struct org_post_in in = {
        .org_id = a->lower, .person_id = a->member, .person_name = "旧名", .post = POST_SECRETARY, .from_on = 20210101
    };
    return rc ? rc : org_post_add(c, &in, &post);
}

static enum rc above_moves(struct ctx *c, void *arg)
{
    struct along *a = arg;
    return org_move(c, a->middle, &(struct org_change){ .other_id = a->upper, .on = 20240101, .basis = "试验" });
}

static enum rc holder_is_renamed(struct ctx *c, void *arg)
{
    struct along *a = arg;
    struct member_items items;
    int64_t branch;
    bool changed = false;
    enum rc rc = member_items_get(c, a->member, &items, &branch);
    items.name = "新名";
    return rc ? rc : member_correct(c, &items, "试验", &changed);
}

static enum rc holder_leaves(struct ctx *c, void *arg)
{
    struct along *a = arg;
    return member_set_standing(c, a->member, STATUS_LEFT, c->today, "试验");
}

static void every_write_leaves_its_events(void **state)
{
    static const struct {
        command_fn run;
        const char *name;
    } acts[] = { { along_make, "founding" },
                 { above_moves, "a move of what is above" },
                 { holder_is_renamed, "a new name of who holds a post" },
                 { holder_leaves, "the leaving of who holds a post" } };
    struct bench *b = bench_make(state);
    struct along a = { 0 };
    assert_int_equal(command_read(&b->call, any_member, &a.member), RC_OK);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (command_write(&b->call, acts[i].run, &a))
            fail_msg("%s: %s", acts[i].name, b->call.answer.nproblems ? b->call.answer.problems[0].message : "");
        expect_clean(b, acts[i].name);
        seal_all(b);
        expect_clean(b, acts[i].name);
    }
    bench_drop(b);
}

static void *seal_thread(void *arg)
{
    struct bench *b = arg;
    for (int i = 0; i < 20; i++)
        seal_run(&b->f->app.site);
    return NULL;
}

/* Two servers of one site: one of them is too late for a batch, and no event is sealed twice or never. */
static void two_that_seal(void **state)
{
    struct bench *b = bench_make(state);
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, seal_thread, b), 0);
    for (int i = 0; i < 20; i++) {
        int64_t id = id_new();
        assert_int_equal(db_write(b->f->app.db, b->call.arena, late_event, &id), RC_OK);
        seal_run(&b->f->app.site);
    }
    pthread_join(other, NULL);
    seal_all(b);
    expect_clean(b, "two sealed at once");
    assert_non_null(strstr(b->out.at, "还有 0 条记录等待封存"));
    bench_drop(b);
}

/* The disk is full: the act itself went through, sealing goes on later. */
static void full_disk_while_sealing(void **state)
{
    struct bench *b = bench_make(state);
    if (b->lite) {
        sql_do(b, "CREATE TRIGGER full_disk BEFORE INSERT ON evidence_seal BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
    } else {
        sql_do(b, "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                  "$$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$");
        sql_do(b, "CREATE TRIGGER full_disk BEFORE INSERT ON evidence_seal FOR EACH ROW EXECUTE FUNCTION full_disk()");
    }
    assert_false(seal_run(&b->f->app.site));
    expect_clean(b, "sealing failed");
    assert_non_null(strstr(b->out.at, "核对了 0 批封存"));
    int64_t id = id_new();
    assert_int_equal(db_write(b->f->app.db, b->call.arena, late_event, &id), RC_OK);
    sql_do(b, b->lite ? "DROP TRIGGER full_disk" : "DROP TRIGGER full_disk ON evidence_seal");
    seal_all(b);
    expect_clean(b, "there was room again");
    assert_non_null(strstr(b->out.at, "还有 0 条记录等待封存"));
    bench_drop(b);
}

/* The database does not answer: rows that were not read are not sealed as if there were none. */
static void rows_that_cannot_be_read_now(void **state)
{
    struct bench *b = bench_make(state);
    sql_do(b, "ALTER TABLE org_version RENAME TO org_version_away");
    assert_false(seal_run(&b->f->app.site));
    sql_do(b, "ALTER TABLE org_version_away RENAME TO org_version");
    expect_clean(b, "rows could not be read");
    assert_non_null(strstr(b->out.at, "核对了 0 批封存"));
    seal_all(b);
    expect_clean(b, "rows could be read again");
    assert_non_null(strstr(b->out.at, "还有 0 条记录等待封存"));
    bench_drop(b);
}

/* On SQLite a column takes any value: what cannot be read is said, and the rest is verified. */
static void value_of_another_type(void **state)
{
    struct bench *b = bench_make(state);
    seal_all(b);
    if (b->lite) {
        keep(b, "member");
        sql_do(b, "UPDATE member SET birth_date = 'abc' WHERE member_id = (SELECT MAX(member_id) FROM member)");
        expect(b, "登记内容被改动，已无法读取：党员", "a text for a date");
        put_back(b, "member");
        sql_do(b, "UPDATE event SET happened_at = 'abc' WHERE event_id = (SELECT MIN(event_id) FROM event)");
        expect(b, "操作记录被改动，已无法读取", "a text for an instant");
    }
    bench_drop(b);
}

#define TESTS(X)                            \
    X(every_column)                         \
    X(new_keys)                             \
    X(opening_seals_no_rows)                \
    X(removed_and_added)                    \
    X(cut_tail_without_the_folder)          \
    X(forged_event_is_sealed_as_what_it_is) \
    X(removed_before_its_seal)              \
    X(clock_that_jumps_back)                \
    X(every_write_leaves_its_events)        \
    X(two_that_seal)                        \
    X(full_disk_while_sealing)              \
    X(rows_that_cannot_be_read_now)         \
    X(value_of_another_type)

#define X(test) APP_SKIPS(test)
TESTS(X)
#undef X

int main(void)
{
    const struct CMUnitTest tests[] = {
#define X(test) APP_ON_SQLITE(test), APP_ON_PGSQL(test),
        TESTS(X)
#undef X
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
