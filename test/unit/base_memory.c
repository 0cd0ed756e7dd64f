/* test/unit/base_memory.c: arena, buf, rc and vocab. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vocab.h"

static void arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    for (size_t n = 0; n < 3000; n++) {
        char *p = arena_alloc(a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, n); /* so that memory used again after a block's end would show */
        if (n % 100 == 0)
            arena_reset(a);
    }
    arena_free(a);
    arena_free(NULL);
}

static void arena_remembers_that_the_limit_was_reached(void **state)
{
    (void)state;
    struct arena *a = arena_new(100000);
    assert_non_null(arena_alloc(a, 60000));
    assert_int_equal(arena_check(a), RC_OK);
    assert_null(arena_alloc(a, 60000));
    assert_string_equal(arena_printf(a, "%060000d", 1), "");
    assert_int_equal(arena_check(a), RC_TOOBIG);
    assert_string_equal(arena_strdup(a, "small"), "small");
    assert_int_equal(arena_check(a), RC_TOOBIG);
    arena_reset(a);
    assert_int_equal(arena_check(a), RC_OK);
    assert_int_equal(arena_used(a), 0);
    assert_null(arena_array(a, SIZE_MAX / 2, 4));
    assert_int_equal(arena_check(a), RC_TOOBIG);
    arena_reset(a);
    assert_null(arena_alloc(a, SIZE_MAX));
    assert_string_equal(arena_strndup(a, "x", SIZE_MAX), "");
    arena_free(a);
}

static void arena_makes_strings(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    assert_string_equal(arena_strdup(a, NULL), "");
    assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
    assert_string_equal(arena_printf(a, "%s-%d", "a", 7), "a-7");
    for (int n = 250; n < 260; n++) /* around the size of the scratch copy */
        assert_int_equal(strlen(arena_printf(a, "%0*d", n, 1)), n);
    assert_int_equal(strlen(arena_printf(a, "%050000d", 1)), 50000);
    assert_int_equal(arena_check(a), RC_OK);
    arena_free(a);
}

struct note {
    char *list;
    char letter;
};

static void note_down(void *arg)
{
    struct note *n = arg;
    size_t len = strlen(n->list);
    n->list[len] = n->letter;
    n->list[len + 1] = '\0';
}

static void arena_runs_what_was_deferred_last_first(void **state)
{
    (void)state;
    char list[8] = "";
    struct note one = { list, '1' };
    struct note two = { list, '2' };
    struct note three = { list, '3' };
    struct arena *a = arena_new(10);
    arena_defer(a, note_down, &one);
    arena_defer(a, note_down, &two); /* past the limit, which must not lose it */
    arena_reset(a);
    assert_string_equal(list, "21");
    arena_defer(a, note_down, &three);
    arena_free(a);
    assert_string_equal(list, "213");
}

static void buf_grows_and_prints(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(100000);
    size_t len;
    buf_puts(&b, NULL);
    assert_null(b.at);
    buf_printf(&b, "%s=%d;", "a", 5);
    buf_int(&b, INT64_MIN);
    buf_putc(&b, ' ');
    buf_int(&b, 0);
    buf_putc(&b, ' ');
    buf_int(&b, INT64_MAX);
    assert_string_equal(b.at, "a=5;-9223372036854775808 0 9223372036854775807");
    for (int i = 0; i < 900; i++)
        buf_printf(&b, "%0100d", i);
    assert_int_equal(b.len, 90000 + 46);
    assert_int_equal(buf_check(&b), RC_OK);
    char *text = buf_steal(&b, &len);
    assert_int_equal(strlen(text), len);
    assert_null(b.at);
    free(text);
}

static void buf_stops_at_its_maximum(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(10);
    buf_puts(&b, "0123456789");
    assert_int_equal(buf_check(&b), RC_OK);
    assert_int_equal(b.len, 10);
    assert_int_equal(buf_reserve(&b, 0), 0);
    buf_putc(&b, 'x');
    assert_int_equal(buf_check(&b), RC_TOOBIG);
    buf_printf(&b, "y");
    assert_string_equal(b.at, "0123456789");
    assert_null(buf_steal(&b, NULL));
    assert_int_equal(buf_check(&b), RC_OK);
    buf_printf(&b, "%s", "0123456789a");
    assert_int_equal(buf_check(&b), RC_TOOBIG);
    buf_free(&b);
    char *empty = buf_steal(&b, NULL);
    assert_string_equal(empty, "");
    free(empty);
}

static void rc_has_a_row_for_each_value(void **state)
{
    (void)state;
    assert_int_equal(rc_status(RC_OK), 200);
    assert_int_equal(rc_status(RC_NOTFOUND), 404);
    assert_string_equal(rc_code(RC_TOOBIG), "too_big");
    assert_true(strlen(rc_text(RC_INVALID)) > 0);
    assert_int_equal(rc_status((enum rc)1000), 500);
}

#define SEX_LIST(X) X(MALE, "male", "男", "M 1") X(FEMALE, "female", "女", "F 2")
extern const struct vocab sex_vocab;
VOCAB_TABLE(sex, SEX_LIST)

static void vocab_finds_every_spelling(void **state)
{
    (void)state;
    assert_string_equal(vocab_id(&sex_vocab, 2), "female");
    assert_string_equal(vocab_label(&sex_vocab, 1), "男");
    assert_string_equal(vocab_label(&sex_vocab, 0), "");
    assert_string_equal(vocab_id(&sex_vocab, 3), "");
    assert_int_equal(vocab_by_id(&sex_vocab, "male"), 1);
    assert_int_equal(vocab_by_id(&sex_vocab, "男"), 0);
    assert_int_equal(vocab_by_word(&sex_vocab, "女"), 2);
    assert_int_equal(vocab_by_word(&sex_vocab, "1"), 1);
    assert_int_equal(vocab_by_word(&sex_vocab, "F"), 2);
    assert_int_equal(vocab_by_word(&sex_vocab, "female"), 2);
    assert_int_equal(vocab_by_word(&sex_vocab, "M 1"), 0);
    assert_int_equal(vocab_by_word(&sex_vocab, ""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(arena_remembers_that_the_limit_was_reached),
        cmocka_unit_test(arena_makes_strings),
        cmocka_unit_test(arena_runs_what_was_deferred_last_first),
        cmocka_unit_test(buf_grows_and_prints),
        cmocka_unit_test(buf_stops_at_its_maximum),
        cmocka_unit_test(rc_has_a_row_for_each_value),
        cmocka_unit_test(vocab_finds_every_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
