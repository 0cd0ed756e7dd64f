/*
 * feature/member/test/unit_register.c: a small university lives through random years, on both engines.
 *
 * After every round the derived list and the counts up the tree are compared with what the intervals say, and what was
 * true of past days is asked again and must not have changed.
 */
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "feature/member/member_i.h"
#include "feature/org/org_i.h"
#include "unit/app_test.h"
#include "web/answer_i.h"

enum { BRANCHES = 6, MEMBERS = 24, MANY = 120, ROUNDS = 120, ARENA_BYTES = 256 << 20 };

struct world {
    struct app_fixture *f;
    struct arena *arena;
    struct answer answer;
    int64_t root, schools[2], branches[BRANCHES], members[MANY];
    size_t alive;
    uint32_t seed;
    int32_t today;
};

static uint32_t next(struct world *w, uint32_t n)
{
    w->seed = w->seed * 1664525u + 1013904223u;
    return (w->seed >> 16) % n;
}

static struct ctx ctx_of(struct world *w, struct db *db)
{
    memset(&w->answer, 0, sizeof(w->answer));
    return (struct ctx){ .arena = w->arena,
                         .db = db,
                         .site = &w->f->app.site,
                         .viewer = viewer_site(),
                         .answer = &w->answer,
                         .today = w->today,
                         .on = w->today };
}

static void show_refusals(const struct world *w)
{
    for (size_t i = 0; i < w->answer.nproblems; i++)
        print_error("refused: %s %s\n", w->answer.problems[i].code, w->answer.problems[i].message);
}

/* --- the beginning -------------------------------------------------------------------------------------------------- */

static enum rc make_root(struct ctx *c, int64_t *id)
{
    *id = id_new();
    enum rc rc = org_insert(c->db, &(struct org_insert_in){ .org_id = *id, .founded_on = 19500101 }, 1);
    if (!rc)
        rc = org_version_add(c->db,
                             &(struct org_version_add_in){ .org_id = *id,
                                                           .from_on = 19500101,
                                                           .until_on = DATE_OPEN,
                                                           .code = "001",
                                                           .name = "中共样本大学委员会",
                                                           .short_name = "样本大学党委",
                                                           .kind = ORG_PARTY_COMMITTEE,
                                                           .pinyin = "yangben",
                                                           .initials = "yb" },
                             1);
    if (!rc)
        rc = org_closure_insert(
            c->db,
            &(struct org_closure_insert_in){
                .descendant_id = *id, .ancestor_id = *id, .from_on = 19500101, .until_on = DATE_OPEN },
            1);
    return rc;
}

static enum rc found(struct ctx *c, int64_t parent, int kind, const char *name, int64_t *id)
{
    return org_found(c,
                     &(struct org_new){ .parent_id = parent,
                                        .name = name,
                                        .short_name = "",
                                        .kind = kind,
                                        .founded_on = 20100101,
                                        .term_years = 3,
                                        .elected_on = 20240101 },
                     id);
}

/* A citizen number of nobody: region 99, born 2000-01-01, counted up, with its check digit. */
static const char *citizen_number(struct world *w, int i)
{
    static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    const char *out = arena_printf(w->arena, "990001200001%02d%03d", 1 + i / 400, (i % 400) * 2 + 1);
    int sum = 0;
    for (int k = 0; k < 17; k++)
        sum += (out[k] - '0') * weights[k];
    return arena_printf(w->arena, "%s%c", out, "10X98765432"[sum % 11]);
}

static enum rc add_member(struct ctx *c, struct world *w, int i)
{
    bool full = i % 3 != 0;
    struct member_new new = { .items = { .name = arena_printf(w->arena, "张喆𣲗%d", i),
                                         .sex = SEX_MALE,
                                         .citizen_number = citizen_number(w, i),
                                         .ethnicity = 1,
                                         .birth_date = 20000101 + i / 400,
                                         .education = 1,
                                         .person_category = full ? CATEGORY_FULL_MEMBER : CATEGORY_PROBATIONARY_MEMBER,
                                         .join_date = 20230101,
                                         .full_date = full ? 20240601 : 0,
                                         .post = "研究生",
                                         .mobile = "19900001234",
                                         .phone = "",
                                         .home_address = "样本大学家属区1栋",
                                         .destination = "" },
                              .org_id = w->branches[i % BRANCHES],
                              .on = 20240101 };
    return member_add(c, &new, &w->members[i]);
}

static enum rc begin(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    enum rc rc = make_root(&c, &w->root);
    for (int i = 0; !rc && i < 2; i++)
        rc = found(&c, w->root, ORG_PARTY_COMMITTEE, arena_printf(w->arena, "第%d学院党委", i), &w->schools[i]);
    for (int i = 0; !rc && i < BRANCHES; i++)
        rc = found(&c, w->schools[i % 2], ORG_BRANCH, arena_printf(w->arena, "第%d党支部", i), &w->branches[i]);
    for (int i = 0; !rc && i < MEMBERS; i++)
        rc = add_member(&c, w, i);
    if (rc)
        show_refusals(w);
    return rc;
}

/* --- a day's work --------------------------------------------------------------------------------------------------- */

/* Refusals are part of life; anything else is not. */
static enum rc round_run(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    int64_t member = w->members[next(w, MEMBERS)], branch = w->branches[next(w, BRANCHES)];
    struct org_change change = { .on = w->today,
                                 .basis = "测试",
                                 .other_id = w->schools[next(w, 2)],
                                 .name = arena_printf(w->arena, "第%u次更名支部", w->seed),
                                 .short_name = "" };
    enum rc rc = RC_OK;
    switch (next(w, 8)) {
    case 0:
    case 1:
    case 2: rc = member_move(&c, member, branch, w->today, "测试"); break;
    case 3: rc = member_set_kind(&c, member, CATEGORY_FULL_MEMBER, w->today, "测试"); break;
    case 4: rc = member_set_standing(&c, member, 1 + (int)next(w, 4), w->today, "测试"); break;
    case 5: rc = org_move(&c, branch, &change); break;
    case 6: rc = org_rename(&c, branch, &change); break;
    default: rc = member_move(&c, member, branch, date_add_days(w->today, -(int)next(w, 200)), "测试"); break;
    }
    return rc == RC_INVALID || rc == RC_CONFLICT ? RC_INVALID : rc;
}

/* --- what must be so ------------------------------------------------------------------------------------------------ */

struct count {
    int64_t members, full;
};

static struct count listed(struct ctx *c, int64_t org)
{
    struct count n = { 0, 0 };
    struct member_cursor *cursor = NULL;
    const void *rows = NULL;
    size_t got = 0;
    struct member_query q = { .org = org, .q = "", .after = "", .columns = "" };
    assert_int_equal(member_list_begin(c, &q, MEMBER_ITEMS_LISTED, &cursor), RC_OK);
    do {
        assert_int_equal(member_list_next(c, cursor, &rows, &got), RC_OK);
        const struct member_row *r = rows;
        for (size_t i = 0; i < got; i++) {
            bool counted = r[i].membership_status != STATUS_SUSPENDED;
            n.members += counted;
            n.full += counted && r[i].person_category == CATEGORY_FULL_MEMBER;
        }
    } while (got);
    return n;
}

/* The same from the intervals themselves: each member's own page, and where the branch stood that day. */
static struct count counted_one_by_one(struct ctx *c, struct world *w, int64_t org)
{
    struct count n = { 0, 0 };
    for (int i = 0; i < MEMBERS; i++) {
        struct member_row m;
        struct org_name *chain = NULL;
        size_t links = 0;
        assert_int_equal(member_get(c, w->members[i], &m), RC_OK);
        if (!m.branch_id || m.membership_status == STATUS_SUSPENDED)
            continue;
        assert_int_equal(org_chain_of(c, m.branch_id, &chain, &links), RC_OK);
        for (size_t k = 0; k < links; k++)
            if (chain[k].id == org) {
                n.members++;
                n.full += m.person_category == CATEGORY_FULL_MEMBER;
            }
    }
    return n;
}

static void compare(struct ctx *c, struct world *w, int64_t org)
{
    struct org_row row;
    struct count list = listed(c, org), truth = counted_one_by_one(c, w, org);
    assert_int_equal(org_get(c, org, &row), RC_OK);
    assert_int_equal(list.members, truth.members);
    assert_int_equal(list.full, truth.full);
    assert_int_equal(row.members, truth.members);
    assert_int_equal(row.full_members, truth.full);
}

static enum rc compare_all(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    for (int back = 0; back < 4; back++) {
        c.on = date_add_days(w->today, -90 * back);
        compare(&c, w, w->root);
        compare(&c, w, w->schools[0]);
        compare(&c, w, w->schools[1]);
        for (int i = 0; i < BRANCHES; i++)
            compare(&c, w, w->branches[i]);
    }
    return RC_OK;
}

/* Asserts run in the thread of the test, in a reader's view of what is durable. */
static void look(struct world *w, db_run_fn fn)
{
    struct db *db;
    assert_int_equal(db_read_begin(w->f->app.db, w->arena, &db), RC_OK);
    enum rc rc = fn(db, w);
    db_read_end(db);
    assert_int_equal(rc, RC_OK);
}

static void lists_and_counts_follow_the_intervals(void **state)
{
    struct world w = { .f = *state, .arena = arena_new(ARENA_BYTES), .seed = 20261122, .today = 20250101 };
    struct db_site *db = w.f->app.db;
    assert_int_equal(db_write(db, w.arena, begin, &w), RC_OK);
    for (int i = 0; i < ROUNDS; i++) {
        w.today = date_add_days(w.today, 1 + (int)next(&w, 8));
        enum rc rc = db_write(db, w.arena, round_run, &w);
        if (rc != RC_OK && rc != RC_INVALID)
            show_refusals(&w);
        assert_true(rc == RC_OK || rc == RC_INVALID);
        if (i % 10 == 9)
            look(&w, compare_all);
    }
    arena_free(w.arena);
}

/* --- what was stays ------------------------------------------------------------------------------------------------- */

static enum rc merge_two(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    enum rc rc = org_merge(&c, w->branches[0],
                           &(struct org_change){ .other_id = w->branches[2], .on = w->today, .basis = "合并的决定" });
    show_refusals(w);
    return rc;
}

static enum rc after_merger(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    struct org_row row;
    assert_int_equal(org_get(&c, w->branches[0], &row), RC_NOTFOUND);
    assert_int_equal(org_get(&c, w->branches[2], &row), RC_OK);
    assert_int_equal(row.members, 2 * MEMBERS / BRANCHES);
    c.on = date_add_days(w->today, -1);
    assert_int_equal(org_get(&c, w->branches[0], &row), RC_OK);
    assert_int_equal(row.members, MEMBERS / BRANCHES);
    compare(&c, w, w->branches[0]);
    compare(&c, w, w->branches[2]);
    c.on = w->today;
    compare(&c, w, w->branches[2]);
    compare(&c, w, w->root);
    return RC_OK;
}

static void a_merger_rewrites_nothing(void **state)
{
    struct world w = { .f = *state, .arena = arena_new(ARENA_BYTES), .seed = 7, .today = 20250301 };
    struct db_site *db = w.f->app.db;
    assert_int_equal(db_write(db, w.arena, begin, &w), RC_OK);
    assert_int_equal(db_write(db, w.arena, merge_two, &w), RC_OK);
    look(&w, after_merger);
    arena_free(w.arena);
}

/* --- a founding that was written down wrongly ----------------------------------------------------------------------- */

static enum rc correct_foundings(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    enum rc rc = org_correct_founding(&c, w->schools[0], 20050101, "成立的批复");
    if (!rc)
        rc = org_correct_founding(&c, w->branches[0], 20080101, "成立的批复");
    if (!rc)
        rc = org_correct_founding(&c, w->branches[2], 20230601, "成立的批复");
    show_refusals(w);
    return rc;
}

static enum rc correct_past_members(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    enum rc rc = org_correct_founding(&c, w->branches[2], 20240102, "成立的批复");
    assert_string_equal(w->answer.nproblems ? w->answer.problems[0].code : "", "after_election");
    return rc;
}

static enum rc after_correction(struct db *db, void *arg)
{
    static const int32_t days[] = { 20080101, 20230601, 20240101, 20250301 };
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    struct org_row row;
    for (size_t i = 0; i < COUNT(days); i++) {
        c.on = days[i];
        compare(&c, w, w->root);
        compare(&c, w, w->schools[0]);
        compare(&c, w, w->branches[0]);
    }
    compare(&c, w, w->branches[2]);
    c.on = 20080101;
    assert_int_equal(org_get(&c, w->branches[0], &row), RC_OK);
    assert_int_equal(row.parent_id, w->schools[0]);
    c.on = 20230531;
    assert_int_equal(org_get(&c, w->branches[2], &row), RC_NOTFOUND);
    return RC_OK;
}

static void a_founding_is_put_right(void **state)
{
    struct world w = { .f = *state, .arena = arena_new(ARENA_BYTES), .seed = 7, .today = 20250301 };
    struct db_site *db = w.f->app.db;
    assert_int_equal(db_write(db, w.arena, begin, &w), RC_OK);
    assert_int_equal(db_write(db, w.arena, correct_foundings, &w), RC_OK);
    assert_int_equal(db_write(db, w.arena, correct_past_members, &w), RC_INVALID);
    look(&w, after_correction);
    arena_free(w.arena);
}

/* --- several organisations, one list -------------------------------------------------------------------------------- */

static enum rc add_many(struct db *db, void *arg)
{
    struct world *w = arg;
    struct ctx c = ctx_of(w, db);
    enum rc rc = RC_OK;
    for (int i = MEMBERS; !rc && i < MANY; i++)
        rc = add_member(&c, w, i);
    return rc;
}

/* Every page from the first to the last, each asked for anew by its ?after=. */
static size_t pages(struct ctx *c, const char *q, int64_t *ids)
{
    size_t n = 0, got = 0;
    const char *after = "";
    while (after) {
        struct member_cursor *cursor = NULL;
        const void *rows = NULL;
        struct member_query query = { .q = q, .after = after, .columns = "" };
        assert_int_equal(member_list_begin(c, &query, false, &cursor), RC_OK);
        assert_int_equal(member_list_next(c, cursor, &rows, &got), RC_OK);
        for (size_t i = 0; i < got; i++)
            ids[n++] = ((const struct member_row *)rows)[i].id;
        after = member_list_after(c, cursor);
    }
    return n;
}

static enum rc several_as_one(struct db *db, void *arg)
{
    static const char *const words[] = { "", "zhang", "z", "张", "𣲗" };
    struct world *w = arg;
    const struct viewer_grant grants[] = { { ROLE_BRANCH_SECRETARY, w->schools[1], "" },
                                           { ROLE_BRANCH_SECRETARY, w->schools[0], "" },
                                           { ROLE_BRANCH_SECRETARY, w->branches[0], "" } };
    const struct viewer several = {
        .kind = VIEWER_SITE, .caps = UINT32_MAX, .grants = grants, .ngrants = COUNT(grants)
    };
    struct ctx one = ctx_of(w, db), all = one;
    all.viewer = &several;
    for (size_t i = 0; i < COUNT(words); i++) {
        int64_t want[MANY + 1] = { 0 }, have[2 * MANY] = { 0 };
        assert_int_equal(pages(&one, words[i], want), MANY);
        assert_int_equal(pages(&all, words[i], have), MANY);
        assert_memory_equal(have, want, MANY * sizeof(int64_t));
    }
    return RC_OK;
}

static void several_organisations_are_one_list(void **state)
{
    struct world w = { .f = *state, .arena = arena_new(ARENA_BYTES), .seed = 7, .today = 20250301 };
    struct db_site *db = w.f->app.db;
    assert_int_equal(db_write(db, w.arena, begin, &w), RC_OK);
    assert_int_equal(db_write(db, w.arena, add_many, &w), RC_OK);
    look(&w, several_as_one);
    arena_free(w.arena);
}

APP_SKIPS(lists_and_counts_follow_the_intervals)
APP_SKIPS(a_merger_rewrites_nothing)
APP_SKIPS(a_founding_is_put_right)
APP_SKIPS(several_organisations_are_one_list)

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(lists_and_counts_follow_the_intervals),
        APP_ON_PGSQL(lists_and_counts_follow_the_intervals),
        APP_ON_SQLITE(a_merger_rewrites_nothing),
        APP_ON_PGSQL(a_merger_rewrites_nothing),
        APP_ON_SQLITE(a_founding_is_put_right),
        APP_ON_PGSQL(a_founding_is_put_right),
        APP_ON_SQLITE(several_organisations_are_one_list),
        APP_ON_PGSQL(several_organisations_are_one_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
