/* test/unit/base_persons.c: one key per person, erasing it, and replacing the keys of the site. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/vault.h"

enum { SLOT_BYTES = 64, PERSONS = 600 };

struct fixture {
    char dir[64], persons[96], site[96];
    struct arena *arena;
    struct vault_keys *keys;
    struct vault *vault;
};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void fixture_load(struct fixture *f)
{
    assert_int_equal(vault_keys_load(f->dir, 1, &f->keys), RC_OK);
    f->vault = vault_new(f->keys);
    assert_non_null(f->vault);
}

static void fixture_unload(struct fixture *f)
{
    vault_free(f->vault);
    vault_keys_free(f->keys);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    snprintf(f->dir, sizeof f->dir, "/tmp/zhibu-unit-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->persons, sizeof f->persons, "%s/keys/persons", f->dir);
    snprintf(f->site, sizeof f->site, "%s/keys/site.key", f->dir);
    f->arena = arena_new(8 << 20);
    fixture_load(f);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    fixture_unload(f);
    arena_free(f->arena);
    nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

static struct blob sealed_for(struct fixture *f, uint32_t slot, const char *text)
{
    struct blob out;
    const struct vault_place place = { .column = "a.b", .id = 7, .slot = slot };
    assert_int_equal(vault_seal_at(f->vault, f->arena, &place, (struct blob){ text, strlen(text) }, &out), RC_OK);
    return out;
}

static void opens_as(struct fixture *f, struct blob sealed, const char *text)
{
    const char *out;
    assert_int_equal(vault_open(f->vault, f->arena, "a.b", 7, sealed, &out), RC_OK);
    assert_string_equal(out, text);
}

static enum rc opens(struct fixture *f, struct blob sealed)
{
    const char *out;
    return vault_open(f->vault, f->arena, "a.b", 7, sealed, &out);
}

static uint32_t slots_new(struct fixture *f, size_t n)
{
    uint32_t first = 0;
    assert_int_equal(vault_persons_add(f->vault, n, &first), RC_OK);
    assert_true(first > 0);
    return first;
}

/* The bytes of the file, changed by whoever has the folder. */
static void slot_copy(struct fixture *f, uint32_t from, uint32_t to)
{
    uint8_t slot[SLOT_BYTES];
    int fd = open(f->persons, O_RDWR);
    assert_int_equal(pread(fd, slot, sizeof slot, (off_t)from * SLOT_BYTES), SLOT_BYTES);
    assert_int_equal(pwrite(fd, slot, sizeof slot, (off_t)to * SLOT_BYTES), SLOT_BYTES);
    close(fd);
}

static void each_person_has_a_key(void **state)
{
    struct fixture *f = *state;
    uint32_t one = slots_new(f, 1), two = slots_new(f, 1), many = slots_new(f, PERSONS);
    assert_true(one != two && many > two);
    struct blob a = sealed_for(f, one, "甲"), b = sealed_for(f, many + PERSONS - 1, "乙"), s = sealed_for(f, 0, "丙");
    assert_true(vault_is_current(f->vault, one, a) && !vault_is_current(f->vault, two, a));
    assert_true(vault_is_current(f->vault, 0, s) && !vault_is_current(f->vault, one, s));
    fixture_unload(f);
    fixture_load(f); /* read from the file, not from what was just made */
    opens_as(f, a, "甲");
    opens_as(f, b, "乙");
    opens_as(f, s, "丙");
    uint32_t count;
    assert_int_equal(vault_persons_count(f->keys, &count), RC_OK);
    assert_true(count >= many + PERSONS - 1);
    assert_true(slots_new(f, 1) > count); /* what another process kept in hand is nobody's */
}

static void altered_and_moved_are_refused(void **state)
{
    struct fixture *f = *state;
    uint32_t one = slots_new(f, 2), two = one + 1;
    struct blob a = sealed_for(f, one, "甲");
    uint8_t copy[128];
    for (size_t bit = 0; bit < a.len * 8; bit++) {
        memcpy(copy, a.at, a.len);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(opens(f, (struct blob){ copy, a.len }), RC_IO); /* another slot among them */
    }
    const char *out;
    assert_int_equal(vault_open(f->vault, f->arena, "a.b", 8, a, &out), RC_IO);
    assert_int_equal(vault_open(f->vault, f->arena, "a.c", 7, a, &out), RC_IO);
    fixture_unload(f);
    slot_copy(f, two, one); /* another person's key in the place of the first */
    fixture_load(f);
    assert_int_equal(opens(f, a), RC_IO);
}

static void an_erased_person_is_gone(void **state)
{
    struct fixture *f = *state;
    uint32_t one = slots_new(f, 2);
    struct blob a = sealed_for(f, one, "甲"), b = sealed_for(f, one + 1, "乙"), more;
    struct vault *other = vault_new(f->keys);
    const char *out;
    assert_int_equal(vault_open(other, f->arena, "a.b", 7, a, &out), RC_OK); /* keeps the key at hand */
    assert_int_equal(vault_person_erase(f->vault, one), RC_OK);
    assert_int_equal(opens(f, a), RC_GONE);
    assert_int_equal(vault_open(other, f->arena, "a.b", 7, a, &out), RC_GONE);
    vault_free(other);
    const struct vault_place place = { .column = "a.b", .id = 7, .slot = one };
    assert_int_equal(vault_seal_at(f->vault, f->arena, &place, (struct blob){ "x", 1 }, &more), RC_GONE);
    opens_as(f, b, "乙");
    fixture_unload(f);
    fixture_load(f);
    assert_int_equal(opens(f, a), RC_GONE);
}

static void the_list_of_the_erased_survives(void **state)
{
    struct fixture *f = *state;
    struct vault_erased *list;
    size_t n;
    char path[96];
    assert_int_equal(vault_erased_list(f->keys, f->arena, &list, &n), RC_OK);
    assert_int_equal(n, 0);
    for (int i = 0; i < 2; i++) /* twice the same is once */
        assert_int_equal(vault_erased_add(f->keys, (struct vault_erased){ 123456789012345, 4 }), RC_OK);
    snprintf(path, sizeof path, "%s/keys/erased", f->dir);
    int fd = open(path, O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, "99 7", 4), 4); /* a crash in the middle of a line */
    close(fd);
    assert_int_equal(vault_erased_add(f->keys, (struct vault_erased){ 5, 6 }), RC_OK);
    assert_int_equal(vault_erased_list(f->keys, f->arena, &list, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(list[0].person_id, 123456789012345);
    assert_int_equal(list[0].slot, 4);
    assert_int_equal(list[1].person_id, 5);
    assert_int_equal(list[1].slot, 6);
}

static void keys_are_replaced(void **state)
{
    struct fixture *f = *state;
    uint32_t slot = slots_new(f, PERSONS) + PERSONS - 1;
    struct blob person = sealed_for(f, slot, "甲"), site = sealed_for(f, 0, "乙");
    uint8_t before[32], now[32], earlier[32], token[32], token_now[32];
    assert_int_equal(vault_lookup_renewed(f->vault, "a.b", "99", false, before), RC_OK);
    assert_int_equal(vault_lookup(f->vault, "a.t", "secret", token), RC_OK);

    assert_int_equal(vault_keys_rotate(f->keys), RC_OK);
    assert_int_equal(vault_keys_rotate(f->keys), RC_CONFLICT); /* one at a time */
    assert_int_equal(vault_epochs_of(f->keys).newest, 2);
    assert_int_equal(vault_epochs_of(f->keys).earlier, 1);
    opens_as(f, person, "甲");
    opens_as(f, site, "乙");
    assert_false(vault_is_current(f->vault, 0, site));
    assert_true(vault_is_current(f->vault, slot, person));
    assert_int_equal(vault_lookup_renewed(f->vault, "a.b", "99", false, now), RC_OK);
    assert_int_equal(vault_lookup_renewed(f->vault, "a.b", "99", true, earlier), RC_OK);
    assert_memory_equal(earlier, before, 32);
    assert_memory_not_equal(now, before, 32);
    assert_int_equal(vault_lookup(f->vault, "a.t", "secret", token_now), RC_OK);
    assert_memory_equal(token, token_now, 32); /* nobody is signed out */

    struct blob site_now = sealed_for(f, 0, "丙");
    assert_int_equal(vault_persons_rewrap(f->vault), RC_OK);
    assert_int_equal(vault_keys_retire(f->keys), RC_OK);
    fixture_unload(f);
    fixture_load(f);
    opens_as(f, person, "甲");
    opens_as(f, site_now, "丙");
    assert_int_equal(opens(f, site), RC_IO); /* was to be sealed anew before */
    assert_int_equal(vault_keys_rotate(f->keys), RC_OK);
    assert_int_equal(vault_epochs_of(f->keys).newest, 3);
}

static void another_process_learns_of_it(void **state)
{
    struct fixture *f = *state;
    struct fixture other = *f;
    fixture_load(&other);
    assert_int_equal(vault_keys_rotate(f->keys), RC_OK);
    struct blob site = sealed_for(f, 0, "甲");
    struct blob person = sealed_for(f, slots_new(f, 1), "乙");
    opens_as(&other, site, "甲"); /* an epoch that it has not heard of yet */
    opens_as(&other, person, "乙");
    fixture_unload(&other);
}

/* A site from before: epoch 1, whose key for look-ups hashes tokens too. */
static void the_first_form_is_read(void **state)
{
    struct fixture *f = *state;
    const char hex[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    char text[1024];
    uint8_t a[32], b[32];
    fixture_unload(f);
    int n = snprintf(text, sizeof text, "zhibu-site-key 1\nencrypt %s\nauthenticate %s\nlookup %s\nsign %s\n", hex, hex,
                     hex, hex);
    assert_int_equal(file_write(f->site, text, (size_t)n, 0600), RC_OK);
    fixture_load(f);
    assert_int_equal(vault_lookup(f->vault, "a.b", "x", a), RC_OK);
    assert_int_equal(vault_lookup_renewed(f->vault, "a.b", "x", false, b), RC_OK);
    assert_memory_equal(a, b, 32);
    struct blob site = sealed_for(f, 0, "甲");
    assert_int_equal(vault_keys_rotate(f->keys), RC_OK);
    opens_as(f, site, "甲");
    assert_int_equal(vault_lookup(f->vault, "a.b", "x", b), RC_OK);
    assert_memory_equal(a, b, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_person_has_a_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(altered_and_moved_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_erased_person_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_list_of_the_erased_survives, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_are_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_process_learns_of_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_form_is_read, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
