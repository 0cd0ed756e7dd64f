/*
 * feature/upkeep/test/unit_backup.c: a small site, backed up and put into another database; and every byte of the file
 * altered in turn.
 */
#include "unit/app_test.h"

#include <string.h>

#include "base/files.h"
#include "feature/upkeep/backup_i.h"
#include "feature/upkeep/drill_i.h"
#include "web/roles.h"
#include "web/answer_i.h"

enum { FILE_BYTES = 16 << 20, STEP = 101 };

static const char passphrase[] = "twelve or more";

struct made {
    struct app_fixture *f;
    struct arena *arena;
    const char *path, *folder;
    struct manifest manifest;
};

static void make(struct made *m, struct app_fixture *f)
{
    *m = (struct made){ .f = f, .arena = arena_new(BACKUP_ARENA_BYTES) };
    m->path = arena_printf(m->arena, "%s/backup.zip", f->dir);
    m->folder = arena_printf(m->arena, "%s/" RESTORE_FOLDER, f->dir);
    assert_int_equal(setting_set(f->app.db, "odd", "a\tb\nc\\d"), RC_OK);
    const struct backup_order o = { .site = &f->app.site, .db = f->app.db, .path = m->path, .passphrase = passphrase };
    assert_int_equal(backup_write(m->arena, &o, &m->manifest), RC_OK);
}

/* What the command does with a file, up to the keys and the manifest's sum. */
static enum rc look(struct made *m, const char *path, const char *words)
{
    struct vault_keys *keys = NULL;
    struct arena *a = arena_new(BACKUP_ARENA_BYTES);
    struct restore r = { .arena = a, .site = &m->f->app.site };
    enum rc rc = restore_open(&r, path);
    if (!rc)
        rc = keys_restore(a, r.bundle, words, m->folder);
    if (!rc)
        rc = vault_keys_load(m->folder, 0, &keys);
    if (!rc)
        rc = restore_check_mac(&r, keys);
    vault_keys_free(keys);
    arena_free(a);
    assert_int_equal(tree_remove(m->folder), RC_OK);
    return rc;
}

static void it_comes_back_in_another_database(void **state)
{
    struct made m;
    struct db_site *db = NULL;
    make(&m, *state);
    struct restore r = { .arena = m.arena, .site = &m.f->app.site };
    assert_int_equal(restore_open(&r, m.path), RC_OK);
    assert_int_equal(dir_make(m.folder, 0700), RC_OK);
    const struct db_config config = { .dir = m.folder, .keys = m.f->app.keys, .connections = 1 };
    assert_int_equal(db_site_open(&config, &db), RC_OK);
    assert_int_equal(restore_rows(&r, db), RC_OK);
    assert_int_equal(restore_compare(&r, db), RC_OK);
    assert_int_equal(restore_rows(&r, db), RC_DENIED); /* now there is something */
    r.why = NULL;
    assert_int_equal(setting_set(db, "odd", "another"), RC_OK);
    assert_int_equal(restore_compare(&r, db), RC_CONFLICT);
    assert_non_null(strstr(r.why, "web_setting"));
    db_site_close(db);
    arena_free(m.arena);
}

static void only_the_passphrase_opens_the_keys(void **state)
{
    struct made m;
    make(&m, *state);
    assert_int_equal(look(&m, m.path, passphrase), RC_OK);
    assert_int_equal(look(&m, m.path, "twelve or mora"), RC_DENIED);
    assert_int_equal(look(&m, m.path, ""), RC_DENIED);
    arena_free(m.arena);
}

/* A bit of the zip file's own that says nothing of the content (a time, an attribute) may differ. */
static void hardly_a_byte_can_be_altered(void **state)
{
    struct made m;
    char *bytes;
    size_t len, tried = 0, taken = 0;
    make(&m, *state);
    const char *other = arena_printf(m.arena, "%s/altered.zip", m.f->dir);
    assert_int_equal(file_read(m.path, FILE_BYTES, &bytes, &len), RC_OK);
    for (size_t at = 0; at < len; at += STEP, tried++) {
        struct arena *a = arena_new(BACKUP_ARENA_BYTES);
        struct restore r = { .arena = a, .site = &m.f->app.site };
        bytes[at] ^= 1;
        assert_int_equal(file_write(other, bytes, len, 0600), RC_OK);
        bytes[at] ^= 1;
        taken += restore_open(&r, other) == RC_OK;
        arena_free(a);
    }
    if (tried <= 100 || taken * 10 >= tried)
        fail_msg("%zu of %zu were taken", taken, tried);
    free(bytes);
    arena_free(m.arena);
}

static enum rc ask(struct db *db, void *arg)
{
    const struct site *site = arg;
    struct answer answer = { 0 };
    struct ctx c = {
        .arena = db_arena(db), .db = db, .site = site, .viewer = viewer_site(), .answer = &answer, .today = 20260105
    };
    return drill_ask(&c);
}

static void one_drill_at_a_time(void **state)
{
    struct app_fixture *f = *state;
    struct arena *a = arena_new(1 << 20);
    struct site site = f->app.site;
    assert_int_equal(db_write(site.db, a, ask, &site), RC_OK);
    assert_int_equal(db_write(site.db, a, ask, &site), RC_CONFLICT);
    arena_free(a);
}

APP_SKIPS(it_comes_back_in_another_database)
APP_SKIPS(one_drill_at_a_time)

int main(void)
{
    const struct CMUnitTest tests[] = {
        APP_ON_SQLITE(it_comes_back_in_another_database), APP_ON_SQLITE(only_the_passphrase_opens_the_keys),
        APP_ON_SQLITE(hardly_a_byte_can_be_altered),      APP_ON_SQLITE(one_drill_at_a_time),
        APP_ON_PGSQL(it_comes_back_in_another_database),  APP_ON_PGSQL(one_drill_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
