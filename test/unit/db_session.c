/* test/unit/db_session.c: typed statements, values, units and migrations, the same on both engines. */
#include "unit/db_test.h"

/* --- values ----------------------------------------------------------------------------------- */

static const struct thing_insert_in full = {
    .id = 4611686018427387905,
    .account = 7,
    .name = "长孙·𠮷",
    .owner_id = 9,
    .owner_name = "甲",
    .colour = COLOUR_GREEN,
    .price_fen = 1234567890123,
    .amount = -5,
    .good = true,
    .made_on = 20260721,
    .made_at = 1790000000123,
    .mobile = "13900000001",
    .mobile_hash = "13900000001",
    .seal = { "\0\1\xff", 3 },
};

static enum rc insert_full(struct db *db, void *arg)
{
    return thing_insert(db, arg);
}

static void check_full(const struct thing_row *row)
{
    assert_int_equal(row->id, full.id);
    assert_string_equal(row->name, full.name);
    assert_int_equal(row->owner_id, 9);
    assert_string_equal(row->owner_name, "甲");
    assert_int_equal(row->colour, COLOUR_GREEN);
    assert_int_equal(row->price_fen, full.price_fen);
    assert_int_equal(row->amount, -5);
    assert_true(row->good);
    assert_int_equal(row->made_on, 20260721);
    assert_int_equal(row->made_at, full.made_at);
    assert_string_equal(row->mobile, "13900000001");
    assert_int_equal(row->seal.len, 3);
    assert_memory_equal(row->seal.at, "\0\1\xff", 3);
}

static void values_survive(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    struct thing_row row;
    struct thing_find_in in = { .id = full.id, .scope = { .account = 7 } };
    assert_int_equal(db_write(f->site, f->arena, insert_full, (void *)&full), RC_OK);
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_find(db, &in, &row), RC_OK);
    check_full(&row);
    in.scope.account = 8; /* out of scope is not found */
    assert_int_equal(thing_find(db, &in, &row), RC_NOTFOUND);
    in.scope.site = 1;
    assert_int_equal(thing_find(db, &in, &row), RC_OK);
    assert_int_equal(thing_by_mobile(db, &(struct thing_by_mobile_in){ "13900000001" }, &row), RC_OK);
    assert_int_equal(thing_by_mobile(db, &(struct thing_by_mobile_in){ "13900000002" }, &row), RC_NOTFOUND);
    db_read_end(db);
}

static void nothing_is_null(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    struct thing_row row;
    memset(&row, 0x55, sizeof row);
    struct thing_insert_in in = { .id = 1, .account = 7, .name = "空", .owner_name = "" };
    assert_int_equal(db_write(f->site, f->arena, insert_full, &in), RC_OK);
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_find(db, &(struct thing_find_in){ .id = 1, .scope.site = 1 }, &row), RC_OK);
    db_read_end(db);
    assert_int_equal(row.owner_id, 0);
    assert_string_equal(row.owner_name, "");
    assert_int_equal(row.colour, 0);
    assert_int_equal(row.price_fen, 0);
    assert_false(row.good);
    assert_int_equal(row.made_on, 0);
    assert_int_equal(row.made_at, 0);
    assert_string_equal(row.mobile, "");
    assert_null(row.seal.at);
}

/* The ciphertext of one row does not open in another. */
static enum rc move_mobile(struct db *db, void *arg)
{
    (void)arg;
    static const struct db_part parts[] = {
        { "UPDATE thing SET id = id + 1", 0 },
        { 0 },
    };
    static const struct db_stmt stmt = { .name = "move", .owner = "thing", .kind = DB_EXEC, .parts = { parts, parts } };
    return db_exec(db, &stmt, 0, NULL);
}

static void a_moved_secret_does_not_open(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    struct thing_row row;
    assert_int_equal(db_write(f->site, f->arena, insert_full, (void *)&full), RC_OK);
    assert_int_equal(db_write(f->site, f->arena, move_mobile, NULL), RC_OK);
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    struct thing_find_in in = { .id = full.id + 1, .scope.site = 1 };
    assert_int_equal(thing_find(db, &in, &row), RC_IO);
    db_read_end(db);
}

/* --- lists and fragments ---------------------------------------------------------------------- */

static enum rc insert_many(struct db *db, void *arg)
{
    (void)arg;
    enum rc rc = RC_OK;
    for (int i = 0; !rc && i < 60; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%02d", i);
        rc = thing_insert(db, &(struct thing_insert_in){
                                  .id = i + 1, .account = 7, .name = name, .colour = i % 3 + 1, .good = i % 2 == 0 });
    }
    return rc;
}

static void columns_of_a_fragment_are_empty_without_it(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    struct thing_row row;
    memset(&row, 0x7f, sizeof row);
    struct thing_brief_in in = { .id = full.id, .with = THING_BRIEF_PRICED };
    assert_int_equal(db_write(f->site, f->arena, insert_full, (void *)&full), RC_OK);
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_brief(db, &in, &row), RC_OK);
    assert_string_equal(row.name, full.name);
    assert_int_equal(row.colour, COLOUR_GREEN);
    assert_int_equal(row.price_fen, full.price_fen);
    assert_int_equal(row.amount, -5);
    assert_int_equal(row.owner_id, 0);
    assert_string_equal(row.owner_name, "");
    assert_string_equal(row.mobile, "");
    assert_false(row.good);
    assert_int_equal(row.made_at, 0);
    assert_int_equal(row.seal.len, 0);
    in.with = THING_BRIEF_PRICED | THING_BRIEF_WHOLE;
    assert_int_equal(thing_brief(db, &in, &row), RC_OK);
    check_full(&row);
    db_read_end(db);
}

static size_t page(struct fixture *f, struct thing_page_in in, struct thing_row **rows)
{
    struct db *db = NULL;
    size_t n = 0;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_page(db, &in, rows, &n), RC_OK);
    db_read_end(db);
    return n;
}

static void fragments_filter(void **state)
{
    struct fixture *f = *state;
    struct thing_row *rows;
    assert_int_equal(db_write(f->site, f->arena, insert_many, NULL), RC_OK);
    struct thing_page_in in = { .after_name = "", .limit = 100, .colour = COLOUR_BLUE };
    assert_int_equal(page(f, in, &rows), 59);
    assert_string_equal(rows[0].name, "n01"); /* n00 only when good is asked for */
    assert_string_equal(rows[58].name, "n59");
    in.with = THING_PAGE_COLOUR;
    assert_int_equal(page(f, in, &rows), 20);
    assert_int_equal(rows[0].colour, COLOUR_BLUE);
    in.with = THING_PAGE_COLOUR | THING_PAGE_GOOD;
    assert_int_equal(page(f, in, &rows), 10);
    in.with = THING_PAGE_GOOD;
    assert_int_equal(page(f, in, &rows), 30);
    assert_string_equal(rows[0].name, "n00");
    in.after_name = "n49";
    in.after_id = 50;
    assert_int_equal(page(f, in, &rows), 5);
    in.limit = 2;
    assert_int_equal(page(f, in, &rows), 2);
}

static void every_statement_prepares(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    const char *why = NULL;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    int n = 0;
    for (const struct db_stmt *const *s = thing_statements; *s; s++, n++)
        for (unsigned with = 0; with <= (*s)->fragments; with++) {
            enum rc rc = db_check(db, *s, with, &why);
            if (rc)
                fail_msg("%s: %s", (*s)->name, why);
        }
    assert_true(n > 12);
    struct db_stmt alien = thing_rename_stmt;
    alien.owner = "thin"; /* thing is not thin_… */
    enum rc rc = db_check(db, &alien, 0, &why);
    assert_int_equal(rc, db_site_engine(f->site) == DB_SQLITE ? RC_INVALID : RC_OK);
    struct db_stmt narrow = thing_number_stmt;
    narrow.row = &thing_row_desc;
    assert_int_equal(db_check(db, &narrow, 0, &why), RC_INVALID);
    assert_non_null(strstr(why, "columns"));
    /* and the session still works */
    struct thing_count count;
    assert_int_equal(thing_engine(db, &count), RC_OK);
    assert_int_equal(count.n, db_site_engine(f->site) == DB_SQLITE ? 1 : 2);
    db_read_end(db);
}

/* --- results of writing ----------------------------------------------------------------------- */

static enum rc write_results(struct db *db, void *arg)
{
    (void)arg;
    struct thing_count left;
    assert_int_equal(insert_named(db, 1, "一"), RC_OK);
    assert_int_equal(thing_rename(db, &(struct thing_rename_in){ 1, "壹" }), RC_OK);
    assert_int_equal(thing_rename(db, &(struct thing_rename_in){ 2, "贰" }), RC_NOTFOUND);
    assert_int_equal(thing_take(db, &(struct thing_take_in){ 1 }, &left), RC_OK);
    assert_int_equal(left.n, 0);
    assert_int_equal(thing_take(db, &(struct thing_take_in){ 2 }, &left), RC_NOTFOUND);
    assert_int_equal(db_lock(db, 1), RC_OK);
    return RC_OK;
}

static void writing_tells(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_write(f->site, f->arena, write_results, NULL), RC_OK);
    assert_int_equal(thing_total(f), 1);
    struct db *db = NULL;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(insert_named(db, 5, "x"), RC_DB); /* a reading session cannot write */
    db_read_end(db);
    assert_int_equal(thing_total(f), 1);
}

static enum rc nested(struct db *db, void *arg)
{
    (void)arg;
    enum rc rc = db_begin(db);
    assert_int_equal(rc, RC_OK);
    assert_int_equal(insert_named(db, 1, "一"), RC_OK);
    rc = db_begin(db);
    assert_int_equal(rc, RC_OK);
    assert_int_equal(insert_named(db, 2, "二"), RC_OK);
    assert_int_equal(insert_named(db, 3, "一"), RC_CONFLICT);
    assert_int_equal(insert_named(db, 4, "四"), RC_CONFLICT); /* the unit is spoilt */
    rc = db_begin(db);
    assert_int_equal(rc, RC_CONFLICT);
    assert_int_equal(db_end(db, RC_OK), RC_CONFLICT);
    assert_int_equal(db_end(db, RC_OK), RC_CONFLICT); /* and ends so */
    assert_int_equal(insert_named(db, 5, "五"), RC_OK);
    return db_end(db, RC_OK);
}

static void units_nest(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_write(f->site, f->arena, nested, NULL), RC_OK);
    assert_int_equal(thing_total(f), 2);
}

static enum rc refuse_price(struct db *db, void *arg)
{
    (void)arg;
    assert_int_equal(insert_named(db, 1, "一"), RC_OK);
    return thing_insert(db, &(struct thing_insert_in){ .id = 2, .account = 1, .name = "b", .price_fen = -1 });
}

static enum rc refuse_self(struct db *db, void *arg)
{
    (void)arg;
    assert_int_equal(insert_named(db, 1, "一"), RC_OK);
    return RC_INVALID;
}

static void refused_work_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_write(f->site, f->arena, refuse_price, NULL), RC_CONFLICT);
    assert_int_equal(db_write(f->site, f->arena, refuse_self, NULL), RC_INVALID);
    assert_int_equal(thing_total(f), 0);
}

struct bulk {
    struct thing_bulk_in *in;
    size_t n;
};

static enum rc bulk_run(struct db *db, void *arg)
{
    struct bulk *b = arg;
    enum rc rc = db_begin(db);
    if (!rc)
        rc = thing_bulk(db, b->in, b->n);
    rc = db_end(db, rc);
    if (rc == RC_CONFLICT) /* the session is usable after it */
        assert_int_equal(insert_named(db, 900000, "后来"), RC_OK);
    return RC_OK;
}

static void bulks(void **state)
{
    struct fixture *f = *state;
    enum { N = 2500 };
    struct bulk b = { calloc(N, sizeof *b.in), N };
    static char names[N][16];
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "b%d", i);
        b.in[i] = (struct thing_bulk_in){ .id = i + 1, .account = 7, .name = names[i], .mobile = "13900000003" };
    }
    assert_int_equal(db_write(f->site, f->arena, bulk_run, &b), RC_OK);
    assert_int_equal(thing_total(f), N);
    b.in += 1300; /* somewhere in the middle is one that exists: none is taken */
    b.n = 1200;
    for (size_t i = 0; i < b.n; i++)
        b.in[i].id += i == 700 ? 0 : 10000, b.in[i].name = i == 700 ? b.in[i].name : "";
    for (size_t i = 0; i < b.n; i++)
        if (i != 700)
            names[1300 + i][0] = 'c', b.in[i].name = names[1300 + i];
    assert_int_equal(db_write(f->site, f->arena, bulk_run, &b), RC_OK);
    assert_int_equal(thing_total(f), N + 1);
    free(b.in - 1300);
}

/* More statements than a connection keeps. */
static void the_cache_overflows(void **state)
{
    struct fixture *f = *state;
    enum { N = 900 };
    struct db_stmt *copies = calloc(N, sizeof *copies);
    struct db *db = NULL;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < N; i++) {
            struct thing_count count = { -1 };
            copies[i] = thing_sum_stmt;
            assert_int_equal(db_one(db, &copies[i], 0, NULL, &count), RC_OK);
            assert_int_equal(count.n, 0);
        }
    db_read_end(db);
    free(copies);
}

/* One session sees one state, whatever is written meanwhile. */
static void a_session_sees_one_state(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    struct thing_count count;
    assert_int_equal(db_read_begin(f->site, f->arena, &db), RC_OK);
    assert_int_equal(thing_number(db, &count), RC_OK);
    assert_int_equal(count.n, 0);
    assert_int_equal(db_write(f->site, f->arena, insert_many, NULL), RC_OK);
    assert_int_equal(thing_number(db, &count), RC_OK);
    assert_int_equal(count.n, 0);
    db_read_end(db);
    assert_int_equal(thing_total(f), 60);
}

static void the_arena_bounds_a_list(void **state)
{
    struct fixture *f = *state;
    struct arena *small = arena_new(4096);
    struct db *db = NULL;
    struct thing_row *rows;
    size_t n;
    assert_int_equal(db_write(f->site, f->arena, insert_many, NULL), RC_OK);
    assert_int_equal(db_read_begin(f->site, small, &db), RC_OK);
    assert_int_equal(thing_page(db, &(struct thing_page_in){ .after_name = "", .limit = 100 }, &rows, &n), RC_TOOBIG);
    assert_int_equal(n, 0);
    db_read_end(db);
    arena_free(small);
}

/* --- migrations ------------------------------------------------------------------------------- */

static enum rc migrate_with(struct fixture *f, const struct migration *list, int *applied)
{
    const struct migration_set sets[] = { { "thing", list }, { 0 } };
    return db_migrate(f->site, sets, applied);
}

static void migrations_apply_once(void **state)
{
    struct fixture *f = *state;
    int applied = -1;
    assert_int_equal(db_migrate(f->site, thing_sets, &applied), RC_OK);
    assert_int_equal(applied, 0);

    struct migration list[5] = { thing_list[0],
                                 thing_list[1],
                                 { 4, "004", "ALTER TABLE thing ADD COLUMN mood $VOCAB(glad) DEFAULT 'glad';\n" } };
    assert_int_equal(migrate_with(f, list, &applied), RC_OK);
    assert_int_equal(applied, 1);
    assert_int_equal(db_migrate(f->site, thing_sets, &applied), RC_CONFLICT); /* an older program */

    list[0].sql = "SELECT 1;\n"; /* changed since */
    assert_int_equal(migrate_with(f, list, &applied), RC_CONFLICT);
    list[0] = thing_list[0];
    list[3] = list[2];
    list[2] = (struct migration){ 3, "003", "SELECT 1;\n" }; /* slipped in before */
    assert_int_equal(migrate_with(f, list, &applied), RC_CONFLICT);
    assert_int_equal(applied, 0);
}

static void a_failing_migration_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    int applied = -1;
    struct migration list[5] = { thing_list[0],
                                 thing_list[1],
                                 { 3, "003", "CREATE TABLE thing_a (id $ID);\n" },
                                 { 4, "004", "CREATE TABLE thing_b (id $ID);\nCREATE TABLE thing_a (id $ID);\n" } };
    assert_int_equal(migrate_with(f, list, &applied), RC_DB);
    assert_int_equal(applied, 1);
    list[3].sql = "CREATE TABLE thing_b (id $ID);\n";
    assert_int_equal(migrate_with(f, list, &applied), RC_OK);
    assert_int_equal(applied, 1);
    list[3].sql = "CREATE TABLE thing_c (id $NUMBER);\n";
    list[3].number = 5;
    list[2] = (struct migration){ 4, "004", "CREATE TABLE thing_b (id $ID);\n" };
    assert_int_not_equal(migrate_with(f, list + 1, &applied), RC_OK);
}

#define ALL(ON)                                                                                          \
    ON(values_survive), ON(nothing_is_null), ON(a_moved_secret_does_not_open), ON(fragments_filter),     \
        ON(columns_of_a_fragment_are_empty_without_it), ON(every_statement_prepares), ON(writing_tells), \
        ON(units_nest), ON(refused_work_leaves_nothing), ON(bulks), ON(the_cache_overflows),             \
        ON(a_session_sees_one_state), ON(the_arena_bounds_a_list), ON(migrations_apply_once),            \
        ON(a_failing_migration_leaves_nothing)

int main(void)
{
    const struct CMUnitTest sqlite[] = { ALL(ON_SQLITE) };
    const struct CMUnitTest pgsql[] = { ALL(ON_PGSQL) };
    int failed = cmocka_run_group_tests_name("sqlite", sqlite, NULL, NULL);
    if (test_url())
        failed += cmocka_run_group_tests_name("pgsql", pgsql, NULL, NULL);
    return failed;
}
