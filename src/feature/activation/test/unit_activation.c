/* feature/activation/test/unit_activation.c: codes, and how long a slip opens an account. */
#include <string.h>

#include "base/date.h"
#include "feature/activation/activation_i.h"
#include "unit/app_test.h"
#include "web/answer_i.h"

enum { CODES = 2000, DAY_MS = 24 * 60 * 60 * 1000, TEST_ARENA_BYTES = 8 << 20 };

/* --- codes ---------------------------------------------------------------------------------------------------------- */

static void codes_are_read_as_they_are_written(void **state)
{
    (void)state;
    struct arena *a = arena_new(TEST_ARENA_BYTES);
    char before[CODE_TEXT] = "";
    for (int i = 0; i < CODES; i++) {
        char code[CODE_TEXT];
        slip_code_make(code);
        assert_int_equal(strlen(code), CODE_TEXT - 1);
        assert_null(strpbrk(code, "0O1I"));
        assert_string_not_equal(code, before);
        assert_non_null(slip_code_clean(a, code));
        memcpy(before, code, sizeof(before));
    }
    assert_string_equal(slip_code_clean(a, "aaaaa aaaaa-aaaaa"), "AAAAAAAAAAAAAAA");
    assert_null(slip_code_clean(a, ""));
    assert_null(slip_code_clean(a, "AAAAA-AAAAA-AAAA"));
    assert_null(slip_code_clean(a, "AAAAA-AAAAA-AAAAA-A"));
    assert_null(slip_code_clean(a, "AAAAA-AAAAA-AAAA0"));
    arena_free(a);
}

static void one_wrong_character_is_always_found(void **state)
{
    (void)state;
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    struct arena *a = arena_new(TEST_ARENA_BYTES);
    char code[CODE_TEXT];
    slip_code_make(code);
    for (size_t i = 0; code[i]; i++)
        for (size_t k = 0; code[i] != '-' && k < sizeof(letters) - 1; k++) {
            char typed[CODE_TEXT];
            memcpy(typed, code, sizeof(typed));
            typed[i] = letters[k];
            assert_true(!slip_code_clean(a, typed) == (letters[k] != code[i]));
        }
    arena_free(a);
}

/* --- slips ---------------------------------------------------------------------------------------------------------- */

static enum rc slip_set(struct ctx *c, int64_t account_id, const char *code, int64_t expires_at)
{
    return activation_slip_set(
        c->db,
        &(struct activation_slip_set_in){
            .account_id = account_id, .code = code, .org_id = 1, .printed_on = c->today, .expires_at = expires_at });
}

static void opens(struct ctx *c, const char *code, int64_t at, int64_t wanted)
{
    int64_t id;
    assert_int_equal(slip_account(c, code, at, &id), wanted ? RC_OK : RC_NOTFOUND);
    assert_int_equal(id, wanted);
}

static enum rc live_through(struct ctx *c, void *arg)
{
    (void)arg;
    const int64_t now = instant_now(), end = now + 15LL * DAY_MS;
    int64_t id;
    assert_int_equal(
        account_add(c, &(struct account_new){ .login = "linxiao372", .name = "林晓", .password = "" }, &id), RC_OK);
    assert_int_equal(slip_set(c, id, "AAAAAAAAAAAAAAA", end), RC_OK);
    opens(c, "AAAAAAAAAAAAAAA", now, id);
    opens(c, "AAAAAAAAAAAAAAA", end - 1, id);
    opens(c, "AAAAAAAAAAAAAAA", end, 0);
    opens(c, "BAAAAAAAAAAAAAA", now, 0);
    /* printed again */
    assert_int_equal(slip_set(c, id, "BAAAAAAAAAAAAAB", end), RC_OK);
    opens(c, "AAAAAAAAAAAAAAA", now, 0);
    opens(c, "BAAAAAAAAAAAAAB", now, id);
    /* used */
    assert_int_equal(account_set_password(c, id, "hash"), RC_OK);
    opens(c, "BAAAAAAAAAAAAAB", now, 0);
    /* what was used does not come back with the password gone */
    assert_int_equal(account_reset_password(c, id, "重新设置"), RC_OK);
    opens(c, "BAAAAAAAAAAAAAB", now, 0);
    /* disabled */
    assert_int_equal(slip_set(c, id, "CAAAAAAAAAAAAAC", end), RC_OK);
    opens(c, "CAAAAAAAAAAAAAC", now, id);
    assert_int_equal(account_disable(c, id, "离校"), RC_OK);
    assert_int_equal(account_enable(c, id, "回校"), RC_OK);
    opens(c, "CAAAAAAAAAAAAAC", now, 0);
    return RC_OK;
}

static void a_slip_opens_once_and_for_a_time(void **state)
{
    struct app_fixture *f = *state;
    struct command_call call = { .site = &f->app.site, .arena = arena_new(TEST_ARENA_BYTES) };
    assert_int_equal(command_write(&call, live_through, NULL), RC_OK);
    arena_free(call.arena);
}
APP_SKIPS(a_slip_opens_once_and_for_a_time)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_read_as_they_are_written),
        cmocka_unit_test(one_wrong_character_is_always_found),
        APP_ON_SQLITE(a_slip_opens_once_and_for_a_time),
        APP_ON_PGSQL(a_slip_opens_once_and_for_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
