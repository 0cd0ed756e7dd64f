/*
 * test/unit/web_person.c: what was sealed before a person had a key comes under it, goes with it, and stays gone when an
 * older database comes back.
 */
#include <string.h>

#include "unit/app_test.h"
#include "db/db_i.h"
#include "web/answer_i.h"
#include "web/event.h"
#include "web/person.h"
#include "web/rekey.h"

enum { PERSON = 4711, OTHER = 4712 };

struct act {
    struct app *app;
    enum rc (*run)(struct ctx *c);
};

static enum rc act_run(struct db *db, void *arg)
{
    struct act *act = arg;
    struct answer answer = { 0 };
    struct ctx c = {
        .arena = db_arena(db), .db = db, .site = &act->app->site, .viewer = viewer_site(), .answer = &answer
    };
    c.today = c.on = site_today(c.site);
    return act->run(&c);
}

static enum rc in_write(struct app_fixture *f, enum rc (*run)(struct ctx *c))
{
    return db_write(f->app.db, f->app.arena, act_run, &(struct act){ &f->app, run });
}

static enum rc notes_make(struct ctx *c)
{
    const struct event_change change = { "mobile", "手机号码", "19900000001", "19900000002" };
    struct event e = { .kind = "x", .subject_id = PERSON, .note = "核对", .changes = &change, .nchanges = 1 };
    enum rc rc = event_record(c, &e);
    e.subject_id = OTHER;
    return rc ? rc : event_record(c, &e);
}

static enum rc key_give(struct ctx *c)
{
    const int64_t id = PERSON;
    return db_persons_add(c->db, &id, 1);
}

static enum rc erase(struct ctx *c)
{
    return person_erase(c, PERSON, "到期");
}

/* An older database: nobody had a key, and nobody was erased. */
static enum rc before_that(struct ctx *c)
{
    enum rc rc = db_script(c->db, "test", "DELETE FROM person_key");
    return rc ? rc : notes_make(c);
}

struct note {
    const char *note, *after;
};

static struct note newest_note(struct app_fixture *f, int64_t id)
{
    struct event_line *lines = NULL;
    struct db *db;
    size_t n = 0;
    struct note found = { "", "" };
    assert_int_equal(db_read_begin(f->app.db, f->app.arena, &db), RC_OK);
    struct ctx c = { .arena = f->app.arena, .db = db, .site = &f->app.site, .viewer = viewer_site() };
    assert_int_equal(event_timeline(&c, id, &lines, &n), RC_OK);
    for (size_t i = 0; i < n && !*found.note; i++)
        if (lines[i].changes_n)
            found = (struct note){ lines[i].note, lines[i].changes[0].after };
    db_read_end(db);
    return found;
}

static void notes_are(struct app_fixture *f, int64_t id, const char *note, const char *after)
{
    struct note found = newest_note(f, id);
    assert_string_equal(found.note, note);
    assert_string_equal(found.after, after);
}

static void a_person_goes_with_the_key(void **state)
{
    struct app_fixture *f = *state;
    const atomic_bool go_on = false;
    bool pending = false;
    assert_int_equal(in_write(f, notes_make), RC_OK);
    assert_int_equal(in_write(f, key_give), RC_OK);
    assert_int_equal(rekey_pending(&f->app.site, &pending), RC_OK);
    assert_true(pending);
    assert_int_equal(rekey_run(&f->app.site, &go_on), RC_OK);
    assert_int_equal(rekey_pending(&f->app.site, &pending), RC_OK);
    assert_false(pending);
    notes_are(f, PERSON, "核对", "19900000002");
    assert_int_equal(in_write(f, erase), RC_OK);
    assert_int_equal(in_write(f, erase), RC_CONFLICT);
    notes_are(f, PERSON, DB_ERASED, DB_ERASED);
    notes_are(f, OTHER, "核对", "19900000002");
}

static void a_backup_does_not_bring_anybody_back(void **state)
{
    struct app_fixture *f = *state;
    assert_int_equal(in_write(f, notes_make), RC_OK); /* under the site's key */
    assert_int_equal(in_write(f, erase), RC_OK);
    notes_are(f, PERSON, DB_ERASED, DB_ERASED);
    assert_int_equal(in_write(f, before_that), RC_OK);
    notes_are(f, PERSON, "核对", "19900000002");
    assert_int_equal(persons_recover(&f->app.site), RC_OK);
    notes_are(f, PERSON, DB_ERASED, DB_ERASED);
    notes_are(f, OTHER, "核对", "19900000002");
    assert_int_equal(persons_recover(&f->app.site), RC_OK); /* and once is enough */
}

APP_SKIPS(a_person_goes_with_the_key)
APP_SKIPS(a_backup_does_not_bring_anybody_back)

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(a_person_goes_with_the_key),
        APP_ON_PGSQL(a_person_goes_with_the_key),
        APP_ON_SQLITE(a_backup_does_not_bring_anybody_back),
        APP_ON_PGSQL(a_backup_does_not_bring_anybody_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
