/* test/unit/web_flash.c: the sentence for the next page cannot be forged and does not last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/vault.h"
#include "web_ctx.h"

/* As the platform signed it at another time. */
static const char *signed_at(const struct world *w, struct db *db, int64_t seconds)
{
    uint8_t mac[32];
    char hex[2 * sizeof mac + 1];
    const char *data = arena_printf(w->ctx.arena, "%lld.x%%0A%%2Fmembers", (long long)seconds);
    assert_int_equal(vault_sign(db_vault(db), "flash", data, strlen(data), mac), RC_OK);
    for (size_t i = 0; i < sizeof mac; i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    return arena_printf(w->ctx.arena, "%lld.%.32s.x%%0A%%2Fmembers", (long long)seconds, hex);
}

static void a_sentence_survives_and_a_forged_one_does_not(void **state)
{
    struct world *w = *state;
    char dir[] = "/tmp/web_flash.XXXXXX";
    struct vault_keys *keys;
    struct db_site *site;
    struct db *db;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(vault_keys_load(dir, 1, &keys), RC_OK);
    assert_int_equal(db_site_open(&(struct db_config){ .dir = dir, .keys = keys }, &site), RC_OK);
    assert_int_equal(db_read_begin(site, w->ctx.arena, &db), RC_OK);
    w->ctx.db = db;

    const char *cookie = answer_flash_sign(&w->ctx, "已登记 1 人; <好>。");
    assert_non_null(cookie);
    assert_int_equal(strcspn(cookie, " ;,\"\\"), strlen(cookie));
    assert_string_equal(answer_flash_read(&w->ctx, cookie), "已登记 1 人; <好>。");
    assert_string_equal(w->answer.flash_from, "/members");
    for (size_t i = 0; i < strlen(cookie); i++) {
        char *forged = arena_copy(w->ctx.arena, cookie, strlen(cookie));
        assert_non_null(forged);
        forged[i] ^= 1;
        assert_null(answer_flash_read(&w->ctx, forged));
    }
    assert_null(answer_flash_read(&w->ctx, ""));
    assert_null(answer_flash_read(&w->ctx, "1.2.3"));
    assert_non_null(answer_flash_read(&w->ctx, signed_at(w, db, instant_now() / 1000 - ANSWER_FLASH_SECONDS + 5)));
    assert_null(answer_flash_read(&w->ctx, signed_at(w, db, instant_now() / 1000 - ANSWER_FLASH_SECONDS - 1)));
    assert_null(answer_flash_read(&w->ctx, signed_at(w, db, instant_now() / 1000 + 60))); /* the clock was set back */

    db_read_end(db);
    db_site_close(site);
    vault_keys_free(keys);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sentence_survives_and_a_forged_one_does_not, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
