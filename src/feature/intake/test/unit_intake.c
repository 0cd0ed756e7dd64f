/*
 * feature/intake/test/unit_intake.c: workbooks into an empty site, on both engines: what is new, changed, unchanged and
 * refused, and that nothing is written that should not be.
 */
#include <string.h>

#include "base/date.h"
#include "doc/xlsx_write.h"
#include "feature/intake/intake_i.h"
#include "unit/app_test.h"
#include "web/answer_i.h"

enum { CELLS = 9, ARENA_BYTES = 256 << 20 };

struct cells {
    const char *at[CELLS];
};

struct world {
    struct app_fixture *f;
    struct arena *arena;
    struct answer answer;
    struct intake in;
    struct xlsx_source src;
    struct member_known known;
    const char *number;
};

#define CELL(i, header)                                                                   \
    {                                                                                     \
        .name = #i, .label = header, .type = COL_TEXT, .offset = i * sizeof(const char *) \
    }
static const struct col member_cols[] = {
    CELL(0, "姓名"),     CELL(1, "身份证号"),   CELL(2, "性别"),     CELL(3, "民族"), CELL(4, "出生日期"),
    CELL(5, "人员类别"), CELL(6, "所在党支部"), CELL(7, "入党日期"), CELL(8, "学历"),
};
static const struct col org_cols[] = {
    CELL(0, "党组织全称"), CELL(1, "党组织简称"), CELL(2, "上级党组织"),   CELL(3, "组织类别"),
    CELL(4, "成立日期"),   CELL(5, "任期（年）"), CELL(6, "本届选举日期"),
};
static const struct row_desc member_desc = { "m", "党员名册", sizeof(struct cells), member_cols, COUNT(member_cols) };
static const struct row_desc org_desc = { "o", "党组织", sizeof(struct cells), org_cols, COUNT(org_cols) };

/* --- the workbooks -------------------------------------------------------------------------------------------------- */

static void workbook(struct world *w, const struct row_desc *desc, const struct cells *rows, size_t n)
{
    struct xlsx_writer *out;
    struct table_head head = { .title = "中共样本大学委员会名册" };
    int fd;
    assert_int_equal(xlsx_writer_new(desc, &head, &out), RC_OK);
    assert_int_equal(xlsx_writer_rows(out, rows, n), RC_OK);
    assert_int_equal(xlsx_writer_end(out, &fd), RC_OK);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    char *at = arena_alloc(w->arena, (size_t)st.st_size + 1);
    assert_int_equal(read(fd, at, (size_t)st.st_size), st.st_size);
    close(fd);
    w->src = (struct xlsx_source){ at, (size_t)st.st_size };
}

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

static enum rc check(struct world *w, enum intake_kind kind)
{
    struct db *db;
    w->in = (struct intake){
        .kind = kind, .effective = 20250101, .file = "名册.xlsx", .asks = true, .differences_wanted = true
    };
    assert_int_equal(db_read_begin(w->f->app.db, w->arena, &db), RC_OK);
    struct ctx c = ctx_of(w, db);
    enum rc rc = intake_check(&c, &w->in, w->src);
    db_read_end(db);
    return rc;
}

static enum rc write_run(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    return intake_write(&c, &w->in);
}

static void import(struct world *w, enum intake_kind kind)
{
    assert_int_equal(check(w, kind), RC_OK);
    assert_int_equal(db_write(w->f->app.db, w->arena, write_run, w), RC_OK);
}

static void counts(const struct world *w, int accepted, int changed, int unchanged, int refused)
{
    const struct intake_fault *f = w->in.faults.at;
    for (size_t i = 0; w->in.refused != refused && i < w->in.faults.n; i++)
        print_error("row %d %s: %s %s\n", f[i].row, f[i].column, f[i].code, f[i].message);
    assert_int_equal(w->in.accepted, accepted);
    assert_int_equal(w->in.changed, changed);
    assert_int_equal(w->in.unchanged, unchanged);
    assert_int_equal(w->in.refused, refused);
}

static const struct intake_fault *fault_of(const struct world *w, int row, const char *code)
{
    const struct intake_fault *f = w->in.faults.at;
    for (size_t i = 0; i < w->in.faults.n; i++)
        if (f[i].row == row && strcmp(f[i].code, code) == 0)
            return &f[i];
    fail_msg("row %d was not refused with %s", row, code);
    return NULL;
}

/* --- organisations -------------------------------------------------------------------------------------------------- */

/* The branch is older than its school, and stands in the file before it. */
static const struct cells tree[] = {
    { { "中共样本大学委员会", "样本大学党委", "", "党委", "1958-09-01", "5", "2022-06-18" } },
    { { "中共样本大学数学学院第一支部委员会", "数学一支部", "中共样本大学数学学院委员会", "党支部", "1990-03-01", "3",
        "1985-01-01" } },
    { { "中共样本大学数学学院委员会", "数学学院党委", "中共样本大学委员会", "党委", "2005-07-22", "", "" } },
    { { "中共样本大学数学学院第二支部委员会", "数学二支部", "中共样本大学数学学院委员会", "党支部", "2012.5.1", "",
        "2024年3月1日" } },
};

static struct world world_of(void **state)
{
    return (struct world){ .f = *state, .arena = arena_new(ARENA_BYTES) };
}

static void import_tree(struct world *w)
{
    workbook(w, &org_desc, tree, COUNT(tree));
    import(w, INTAKE_ORGS);
    counts(w, 4, 0, 0, 0);
}

static void parent_on(struct world *w, int32_t on, const char *expected, size_t depth)
{
    struct db *db;
    struct org_name *chain = NULL;
    int64_t id = 0;
    size_t n = 0;
    assert_int_equal(db_read_begin(w->f->app.db, w->arena, &db), RC_OK);
    struct ctx c = ctx_of(w, db);
    assert_int_equal(org_by_code(&c, "001.001.001", &id), RC_OK);
    c.on = on;
    assert_int_equal(org_chain_of(&c, id, &chain, &n), RC_OK);
    assert_int_equal(n, depth);
    assert_string_equal(chain[n - 2].short_name, expected);
    db_read_end(db);
}

static void a_tree_comes_in_and_again_changes_nothing(void **state)
{
    struct world w = world_of(state);
    import_tree(&w);
    parent_on(&w, 20261122, "数学学院党委", 3);
    parent_on(&w, 20000101, "样本大学党委", 2); /* before the school was founded */
    import(&w, INTAKE_ORGS);
    counts(&w, 0, 0, 4, 0);
    struct cells next = tree[3];
    next.at[1] = "数学第二党支部";
    workbook(&w, &org_desc, &next, 1);
    import(&w, INTAKE_ORGS);
    counts(&w, 0, 1, 0, 0);
    import(&w, INTAKE_ORGS);
    counts(&w, 0, 0, 1, 0);
    arena_free(w.arena);
}

static void what_is_wrong_in_a_tree_is_named(void **state)
{
    static const struct cells rows[] = {
        { { "甲党委", "", "", "党委", "1958-09-01" } },
        { { "乙党委", "", "丙党委", "党委", "1990-01-01" } }, /* row 4 */
        { { "丙党委", "", "乙党委", "党委", "1990-01-01" } },
        { { "丁支部", "", "没有的党委", "党支部", "1990-01-01" } },
        { { "甲党委", "", "", "党委", "1958-09-01" } },
        { { "戊支部", "", "甲党委", "党支部", "2999-01-01" } },
        { { "己支部", "", "甲党委", "社团", "昨天" } },
        { { "庚小组", "", "丁支部", "党小组", "1990-01-01" } },
        { { "辛支部", "", "甲党委", "", "" } },
    };
    struct world w = world_of(state);
    workbook(&w, &org_desc, rows, COUNT(rows));
    assert_int_equal(check(&w, INTAKE_ORGS), RC_OK);
    counts(&w, 1, 0, 0, 8);
    fault_of(&w, 4, "parent_cycle");
    fault_of(&w, 5, "parent_cycle");
    fault_of(&w, 6, "unknown_parent");
    assert_int_equal(fault_of(&w, 7, "organisation_duplicate")->first_row, 3);
    fault_of(&w, 8, "date_in_future");
    fault_of(&w, 9, "unknown_value");
    fault_of(&w, 9, "date_unreadable");
    fault_of(&w, 10, "unknown_parent");
    fault_of(&w, 11, "missing");
    arena_free(w.arena);
}

/* --- members -------------------------------------------------------------------------------------------------------- */

static const char long_name[] = "阿不都热依木·买买提明·阿不都热依木·买买提明·阿不都热依木·买买提明·"
                                "阿不都热依木·买买提明·阿不都热依木";

static const struct cells roster[] = {
    { { "龙卫", "998790197203156218", "男", "汉族", "1972-03-15", "正式党员", "数学一支部", "1998-01-05",
        "大学本科" } },
    { { "𠮷㛃喆", "990942198505242848", "女", "汉", "1985-05-24", "预备", "001.001.002", "2026-10-29", "" } },
    { { long_name, "991415194301043675", "男", "维吾尔", "1943-01-04", "正式党员", "中共样本大学数学学院第一支部委员会",
        "1975-02-24", "" } },
};

static enum rc known_run(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    return member_known(&c, w->number, &w->known);
}

static const struct member_known *known(struct world *w, const char *number)
{
    w->number = number;
    assert_int_equal(db_write(w->f->app.db, w->arena, known_run, w), RC_OK);
    return &w->known;
}

static void import_roster(struct world *w)
{
    import_tree(w);
    workbook(w, &member_desc, roster, COUNT(roster));
    import(w, INTAKE_MEMBERS);
    counts(w, 3, 0, 0, 0);
}

static void names_survive_and_again_changes_nothing(void **state)
{
    struct world w = world_of(state);
    import_roster(&w);
    assert_string_equal(known(&w, "990942198505242848")->items.name, "𠮷㛃喆");
    assert_int_equal(w.known.known_from, 20261029); /* not before she joined */
    assert_string_equal(known(&w, "991415194301043675")->items.name, long_name);
    assert_int_equal(w.known.known_from, 20250101);
    import(&w, INTAKE_MEMBERS);
    counts(&w, 0, 0, 3, 0);
    arena_free(w.arena);
}

static void a_blank_keeps_and_a_value_changes(void **state)
{
    struct world w = world_of(state);
    import_roster(&w);
    struct cells next = { { "龙卫", "998790197203156218", "", "", "", "", "", "", "硕士研究生" } };
    workbook(&w, &member_desc, &next, 1);
    import(&w, INTAKE_MEMBERS);
    counts(&w, 0, 1, 0, 0);
    const struct intake_difference *d = w.in.differences.at;
    assert_int_equal(w.in.differences.n, 1);
    assert_string_equal(d->before, "大学本科");
    assert_string_equal(d->after, "硕士研究生");
    known(&w, "998790197203156218");
    assert_string_equal(vocab_id(&education_vocab, w.known.items.education), "14");
    assert_int_equal(w.known.items.join_date, 19980105);
    arena_free(w.arena);
}

static void another_branch_is_asked_about(void **state)
{
    struct world w = world_of(state);
    import_roster(&w);
    struct cells next = roster[0];
    next.at[6] = "数学二支部";
    workbook(&w, &member_desc, &next, 1);
    assert_int_equal(check(&w, INTAKE_MEMBERS), RC_OK);
    counts(&w, 0, 0, 0, 1);
    fault_of(&w, 3, "branch_differs");
    assert_int_equal(w.in.questions.n, 1);
    arena_free(w.arena);
}

static void what_is_wrong_in_a_roster_is_named(void **state)
{
    struct world w = world_of(state);
    struct cells rows[10];
    import_tree(&w);
    for (size_t i = 0; i < COUNT(rows); i++)
        rows[i] = roster[0];
    rows[1].at[1] = "998790197203156219"; /* row 4 */
    rows[2].at[1] = "99879019720315621";
    rows[4].at[1] = "****************18";
    rows[5] = roster[1], rows[5].at[2] = "男";
    rows[6] = roster[2], rows[6].at[6] = "没有的支部", rows[6].at[7] = "1960-01-01";
    rows[7].at[1] = "990942198505242848", rows[7].at[7] = "2999-01-01";
    rows[8].at[0] = "=1+1", rows[8].at[1] = "";
    rows[9] = (struct cells){ { "合计：8 人" } };
    workbook(&w, &member_desc, rows, COUNT(rows));
    assert_int_equal(check(&w, INTAKE_MEMBERS), RC_OK);
    counts(&w, 1, 0, 0, 8);
    fault_of(&w, 4, "citizen_number_check_digit");
    fault_of(&w, 5, "citizen_number_length");
    assert_int_equal(fault_of(&w, 6, "citizen_number_duplicate")->first_row, 3);
    assert_string_equal(fault_of(&w, 7, "masked")->column, "身份证号");
    fault_of(&w, 8, "sex_differs");
    fault_of(&w, 9, "unknown_branch");
    fault_of(&w, 9, "joined_before_eighteen");
    assert_int_equal(fault_of(&w, 10, "citizen_number_duplicate")->first_row, 8);
    fault_of(&w, 11, "formula");
    fault_of(&w, 11, "missing");
    arena_free(w.arena);
}

static void a_workbook_without_its_columns_says_which(void **state)
{
    struct world w = world_of(state);
    workbook(&w, &org_desc, tree, COUNT(tree));
    assert_int_equal(check(&w, INTAKE_MEMBERS), RC_INVALID);
    assert_non_null(strstr(w.in.why, "“姓名”"));
    w.src = (struct xlsx_source){ "not a workbook", 14 };
    assert_int_equal(check(&w, INTAKE_MEMBERS), RC_INVALID);
    assert_non_null(w.in.why);
    arena_free(w.arena);
}

/* --- all or nothing ------------------------------------------------------------------------------------------------- */

static enum rc write_and_fail(struct db *db, void *arg)
{
    enum rc rc = write_run(db, arg);
    return rc ? rc : RC_IO;
}

static void what_fails_in_the_middle_leaves_nothing(void **state)
{
    struct world w = world_of(state);
    import_tree(&w);
    workbook(&w, &member_desc, roster, COUNT(roster));
    assert_int_equal(check(&w, INTAKE_MEMBERS), RC_OK);
    assert_int_equal(db_write(w.f->app.db, w.arena, write_and_fail, &w), RC_IO);
    import(&w, INTAKE_MEMBERS);
    counts(&w, 3, 0, 0, 0);
    arena_free(w.arena);
}

/* --- checked while it is written ------------------------------------------------------------------------------------ */

static enum rc both_run(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    return intake_check_and_write(&c, &w->in, w->src);
}

static enum rc only_adds_run(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    bool yes = false;
    enum rc rc = intake_only_adds(&c, &w->in, &yes);
    return rc ? rc : yes ? RC_OK : RC_NOTFOUND;
}

enum { MANY = 1500 }; /* more than are written at once */

static const char *number_of(struct arena *a, int i)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    const char *digits = arena_printf(a, "990000199001%02d%03d", 1 + i / 500, 2 * (i % 500) + 1);
    int sum = 0;
    for (int k = 0; k < 17; k++)
        sum += weights[k] * (digits[k] - '0');
    return arena_printf(a, "%s%c", digits, "10X98765432"[sum % 11]);
}

/* The last one belongs to no branch. */
static void many(struct world *w)
{
    struct cells *rows = arena_array(w->arena, MANY, sizeof(*rows));
    assert_non_null(rows);
    for (int i = 0; i < MANY; i++) {
        rows[i] = roster[0];
        rows[i].at[1] = number_of(w->arena, i);
        rows[i].at[4] = arena_printf(w->arena, "1990-01-%02d", 1 + i / 500);
        rows[i].at[7] = "2010-01-05";
    }
    rows[MANY - 1].at[6] = "没有的支部";
    workbook(w, &member_desc, rows, MANY);
}

static void one_refused_row_undoes_what_was_written(void **state)
{
    struct world w = world_of(state);
    import_tree(&w);
    many(&w);
    struct intake asked = { .kind = INTAKE_MEMBERS, .effective = 20250101, .file = "名册.xlsx" };
    w.in = asked;
    assert_int_equal(db_write(w.f->app.db, w.arena, only_adds_run, &w), RC_OK);
    assert_int_equal(db_write(w.f->app.db, w.arena, both_run, &w), RC_CONFLICT);
    counts(&w, MANY - 1, 0, 0, 1);
    assert_int_equal(db_write(w.f->app.db, w.arena, only_adds_run, &w), RC_OK); /* the register is still empty */
    w.in = asked;
    w.in.accept_good = true;
    assert_int_equal(db_write(w.f->app.db, w.arena, both_run, &w), RC_OK);
    counts(&w, MANY - 1, 0, 0, 1);
    assert_int_equal(db_write(w.f->app.db, w.arena, only_adds_run, &w), RC_NOTFOUND);
    assert_int_equal(check(&w, INTAKE_MEMBERS), RC_OK);
    counts(&w, 0, 0, MANY - 1, 1);
    arena_free(w.arena);
}

#define TESTS(X)                                 \
    X(a_tree_comes_in_and_again_changes_nothing) \
    X(what_is_wrong_in_a_tree_is_named)          \
    X(names_survive_and_again_changes_nothing)   \
    X(a_blank_keeps_and_a_value_changes)         \
    X(another_branch_is_asked_about)             \
    X(what_is_wrong_in_a_roster_is_named)        \
    X(a_workbook_without_its_columns_says_which) \
    X(what_fails_in_the_middle_leaves_nothing)   \
    X(one_refused_row_undoes_what_was_written)

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
