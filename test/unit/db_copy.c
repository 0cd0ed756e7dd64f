/* test/unit/db_copy.c: rows as text and back, whatever they hold, the same on both engines. */
#include "unit/db_test.h"

#include <pthread.h>

#include "db/copy.h"
#include "db/schema.sql.h"

enum { TEXT_BYTES = 1 << 20 };

static const char *const odd[] = {
    "plain",
    "tab\there",
    "line\nbreak\rand\vmore\f\b",
    "back\\slash",
    "\\N",
    "\\x6869",
    " blanks  ",
    "党支部𠮷",
    "quotes ' \" `",
    "ends in back\\",
    "\\.",
    "0",
    "a,b;c",
    "\x7f\x01",
    "\\",
    "tab at the end\t",
    "-- no",
    "null",
};

static enum rc odd_insert(struct db *db, void *arg)
{
    (void)arg;
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < COUNT(odd); i++)
        rc = insert_named(db, (int64_t)(INT64_MAX - i * 1000003), odd[i]);
    return rc ? rc
              : thing_insert(
                    db, &(struct thing_insert_in){ .id = 5, .account = -9, .name = "least", .amount = INT64_MIN + 1 });
}

struct copied {
    char text[TEXT_BYTES];
    size_t len, given;
    size_t piece; /* bytes at once, when it is read back */
};

static const struct db_table *find(const struct db_table *t, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(t[i].name, name))
            return &t[i];
    fail_msg("there is no %s", name);
    return NULL;
}

static int64_t copy_out(struct fixture *f, const char *name, struct copied *out)
{
    struct db *db = NULL;
    struct db_table *tables;
    struct db_copy *copy;
    const char *at;
    size_t n, len;
    out->len = 0;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(db_tables(db, &tables, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(db_copy_begin(db, find(tables, n, name), &copy), RC_OK);
    do {
        assert_int_equal(db_copy_next(copy, &at, &len), RC_OK);
        assert_true(out->len + len < TEXT_BYTES);
        memcpy(out->text + out->len, at, len);
        out->len += len;
    } while (len);
    int64_t rows = db_copy_rows(copy);
    db_copy_end(copy);
    db_read_end(db);
    out->text[out->len] = '\0';
    return rows;
}

static enum rc text_more(void *arg, const char **at, size_t *len)
{
    struct copied *c = arg;
    size_t left = c->len - c->given;
    *at = c->text + c->given;
    *len = left < c->piece ? left : c->piece;
    c->given += *len;
    return RC_OK;
}

struct loading {
    struct copied *from;
    int64_t rows;
};

static enum rc load_run(struct db *db, void *arg)
{
    struct loading *l = arg;
    struct schema_applied *applied;
    struct db_table *tables;
    size_t n;
    l->from->given = 0;
    enum rc rc = db_schema_list(db, &applied, &n);
    assert_int_equal(n, 2);
    if (!rc)
        rc = db_tables(db, &tables, &n);
    return rc ? rc : db_copy_in(db, find(tables, n, "thing"), text_more, l->from, &l->rows);
}

static enum rc things_remove(struct db *db, void *arg)
{
    (void)arg;
    return thing_clear(db);
}

static enum rc copy_in(struct fixture *f, struct copied *from, int64_t *rows)
{
    struct loading l = { from, 0 };
    enum rc rc = db_write(f->site, f->arena, load_run, &l);
    *rows = l.rows;
    return rc;
}

static struct copied *copied_new(struct fixture *f)
{
    struct copied *c = arena_alloc(f->arena, sizeof *c);
    assert_non_null(c);
    c->piece = 7;
    return c;
}

static void odd_rows_come_back(void **state)
{
    struct fixture *f = *state;
    struct copied *before = copied_new(f), *after = copied_new(f);
    int64_t rows;
    assert_int_equal(db_write(f->site, f->arena, odd_insert, NULL), RC_OK);
    assert_int_equal(copy_out(f, "thing", before), COUNT(odd) + 1);
    assert_int_equal(db_write(f->site, f->arena, things_remove, NULL), RC_OK);
    assert_int_equal(thing_total(f), 0);
    assert_int_equal(copy_in(f, before, &rows), RC_OK);
    assert_int_equal(rows, COUNT(odd) + 1);
    assert_int_equal(copy_out(f, "thing", after), COUNT(odd) + 1);
    assert_string_equal(before->text, after->text);
}

/* The text of a fixed row, written down: both engines write and read exactly this. */
static const char written[] =
    "id\taccount\tname\towner_id\towner_name\tcolour\tprice_fen\tamount\tgood\tmade_on\tmade_at\tmobile\tmobile_"
    "hash\tseal\n"
    "-3\t7\ta\\tb\\nc\\\\d\\r\\b\\f\\v党\t\\N\t\\N\tgreen\t0\t-1\t1\t20260105\t\\N\t\\\\x00ff10\t\\N\t\\\\x\n";

static void the_text_is_the_same_on_both(void **state)
{
    struct fixture *f = *state;
    struct copied *given = copied_new(f), *back = copied_new(f);
    int64_t rows;
    given->len = sizeof written - 1;
    memcpy(given->text, written, sizeof written);
    assert_int_equal(copy_in(f, given, &rows), RC_OK);
    assert_int_equal(rows, 1);
    copy_out(f, "thing", back);
    assert_string_equal(back->text, written);
}

static void what_is_no_row_is_refused(void **state)
{
    struct fixture *f = *state;
    struct copied *c = copied_new(f);
    const char *line = strchr(written, '\n') + 1;
    const int head = (int)(line - written);
    struct bad {
        const char *what, *text;
    } bad[] = {
        { "no header", line },
        { "a column that is none", "id\tpassword\n" },
        { "a column too few", "id\taccount\n" },
        { "a row too short", arena_printf(f->arena, "%.*s-3\t7\n", head, written) },
        { "a row too long", arena_printf(f->arena, "%.*s\tx\n", (int)sizeof written - 2, written) },
        { "a number that is none", arena_printf(f->arena, "%.*sx%s", head, written, line) },
        { "an end without a line", arena_printf(f->arena, "%.*s", (int)sizeof written - 2, written) },
        { "nothing", "" },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t rows;
        c->len = strlen(bad[i].text);
        memcpy(c->text, bad[i].text, c->len);
        if (!copy_in(f, c, &rows))
            fail_msg("%s was taken", bad[i].what);
        assert_int_equal(thing_total(f), 0);
    }
}

static void a_newer_program_is_told_apart(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    struct schema_applied *applied;
    size_t n;
    int missing;
    bool newer;
    const struct migration_set fewer[] = { { "thing", (const struct migration[]){ thing_list[0], { 0 } } }, { 0 } };
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(db_schema_list(db, &applied, &n), RC_OK);
    db_schema_compare(thing_sets, applied, n, &missing, &newer);
    assert_true(missing == 0 && !newer);
    db_schema_compare(fewer, applied, n, &missing, &newer);
    assert_true(missing == 0 && newer);
    db_schema_compare(thing_sets, applied, 1, &missing, &newer);
    assert_true(missing == 1 && !newer);
    db_read_end(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(odd_rows_come_back),
        ON_SQLITE(the_text_is_the_same_on_both),
        ON_SQLITE(what_is_no_row_is_refused),
        ON_SQLITE(a_newer_program_is_told_apart),
    };
    const struct CMUnitTest pgsql[] = {
        ON_PGSQL(odd_rows_come_back),
        ON_PGSQL(the_text_is_the_same_on_both),
        ON_PGSQL(what_is_no_row_is_refused),
        ON_PGSQL(a_newer_program_is_told_apart),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + (test_url() ? cmocka_run_group_tests(pgsql, NULL, NULL) : 0);
}
