/*
 * test/unit/sql_plan.c: how SQLite goes about the statements that every page needs.
 *
 * No look-up of one row reads a whole table, and the way of a scope is from the object to the viewer's grants: entered
 * from the other end it reads everybody below a grant, which is a hundred times the work for the organisation department.
 */
#include <sqlite3.h>
#include <string.h>

#include "unit/app_test.h"

enum { SQL_BYTES = 64 * 1024, NO_BLOOM = 0x80000 }; /* as src/db/sqlite.c opens its connections */

static void text_of(const struct db_stmt *s, unsigned with, char *out, size_t room)
{
    size_t n = (size_t)snprintf(out, room, "EXPLAIN QUERY PLAN ");
    for (const struct db_part *p = s->parts[DB_SQLITE]; p->sql && n < room; p++) {
        bool given = (p->with & ~DB_WITHOUT & with) != 0;
        if (!p->with || (p->with & DB_WITHOUT ? !given : given))
            n += (size_t)snprintf(out + n, room - n, "%s", p->sql);
    }
}

/* Does a line of the plan hold the words? */
static bool plan_has(sqlite3 *h, const struct db_stmt *s, unsigned with, const char *word)
{
    static char sql[SQL_BYTES];
    sqlite3_stmt *st = NULL;
    bool found = false;
    text_of(s, with, sql, sizeof sql);
    assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW)
        found |= strstr((const char *)sqlite3_column_text(st, 3), word) != NULL;
    sqlite3_finalize(st);
    return found;
}

static sqlite3 *open_beside(const struct app_fixture *f)
{
    char path[128];
    sqlite3 *h = NULL;
    snprintf(path, sizeof path, "%s/zhibu.db", f->dir);
    assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, h, NO_BLOOM);
    return h;
}

static const struct db_stmt *statement(const char *name)
{
    for (const struct feature *const *f = features; *f; f++)
        for (const struct db_stmt *const *s = (*f)->statements; s && *s; s++)
            if (!strcmp((*s)->name, name))
                return *s;
    fail_msg("no statement %s", name);
    return NULL;
}

static bool listed(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(name, list[i]))
            return true;
    return false;
}

static void no_look_up_reads_a_whole_table(void **state)
{
    sqlite3 *h = open_beside(*state);
    /* Asked of a whole table and answered by its first row, or by the ends of its key. */
    static const char *const ends[] = { "member_any", "upkeep_marks", "upkeep_sealed" };
    for (const struct feature *const *f = features; *f; f++)
        for (const struct db_stmt *const *s = (*f)->statements; s && *s; s++)
            if ((*s)->kind == DB_ONE && !listed((*s)->name, ends, COUNT(ends)) && plan_has(h, *s, 0, "SCAN "))
                fail_msg("%s reads a whole table", (*s)->name);
    sqlite3_close(h);
}

static void scopes_go_from_the_object_to_the_grants(void **state)
{
    sqlite3 *h = open_beside(*state);
    static const char *const names[] = { "member_find", "member_in_clear", "member_seen", "org_find",
                                         "org_seen",    "member_page",     "org_page",    "org_children" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct db_stmt *s = statement(names[i]);
        if (plan_has(h, s, 0, "SEARCH oc USING INDEX org_closure_below"))
            fail_msg("%s reads all that lies below a grant", names[i]);
        assert_true(plan_has(h, s, 0, "SEARCH oc USING PRIMARY KEY (descendant_id=? AND ancestor_id=?)"));
    }
    assert_true(plan_has(h, statement("member_find"), 0, "SEARCH sb USING PRIMARY KEY (member_id=?)"));
    sqlite3_close(h);
}

/* Pages by key: the list is entered at the key and never sorted. */
static void a_page_is_a_range_of_the_list(void **state)
{
    sqlite3 *h = open_beside(*state);
    const struct db_stmt *s = statement("member_page");
    for (unsigned with = 0; with < 1u << 7; with++) {
        assert_true(plan_has(h, s, with & s->fragments, "SEARCH l USING"));
        if (plan_has(h, s, with & s->fragments, "TEMP B-TREE"))
            fail_msg("member_page with %#x is sorted", with & s->fragments);
    }
    sqlite3_close(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(no_look_up_reads_a_whole_table),
        APP_ON_SQLITE(scopes_go_from_the_object_to_the_grants),
        APP_ON_SQLITE(a_page_is_a_range_of_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
