/* test/unit/base_text.c: decoding, cleaning, and how names sound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/pinyin.h"
#include "base/utf8.h"

static int make_arena(void **state)
{
    *state = arena_new(8 << 20);
    return *state ? 0 : -1;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static void utf8_refuses_what_is_malformed(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",         "\xC0\x80",     "\xC1\xBF",         "\xC3",         "\xE0\x80\x80",
        "\xE4\xB8",     "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xFF",         "\xF4\x90\x80\x80",
        "\xF5\x80\x80", "\xED\xBF\xBF", "a\xE4\xB8z",       "\xE4\x41\x80",
    };
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
    assert_false(utf8_valid("a\0b", 3));
    const char good[] = "aé张\U00023C97\U0010FFFF";
    assert_true(utf8_valid(good, strlen(good)));
    assert_true(utf8_valid("", 0));
    assert_int_equal(utf8_chars(good), 5);
}

static void utf8_decodes_and_encodes_all(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        char out[5] = "";
        if (c == 0xD800)
            c = 0xE000;
        size_t n = utf8_put(c, out);
        const char *at = out;
        assert_int_equal(strlen(out), n);
        assert_int_equal(utf8_next(&at), c);
        assert_ptr_equal(at, out + n);
        assert_int_equal(utf8_next(&at), 0);
    }
    const char *cut = "\xE4\xB8";
    assert_int_equal(utf8_next(&cut), 0xFFFD);
    assert_true(utf8_is_han(0x4E00) && utf8_is_han(0x23C97) && utf8_is_han(0x3007));
    assert_true(utf8_is_han(0xF900) && utf8_is_han(0x3400) && utf8_is_han(0x31350));
    assert_false(utf8_is_han('a') || utf8_is_han(0xB7) || utf8_is_han(0x3042));
}

static const struct {
    const char *from;
    unsigned how;
    const char *to; /* NULL: refused */
} cleaned[] = {
    { "", 0, "" },
    { " \t\r\n ", 0, "" },
    { "  张 \t 三  ", 0, "张 三" },
    { " 张\u3000三 ", TEXT_NO_SPACES, "张三" },
    { "１２３ＡＢｃ", 0, "123ABc" },
    { "１２Ｘ　ｘ", TEXT_NO_SPACES | TEXT_UPPER, "12XX" },
    { "好，（一）：２", 0, "好，（一）：2" },
    { "２０２６－０１", TEXT_NO_SPACES, "2026-01" },
    { "阿•买‧买・买･买·买", 0, "阿·买·买·买·买·买" },
    { "a\r\n b \n\nc\n", TEXT_LINES, "a\nb\n\nc" },
    { "a\r\n b", 0, "a b" },
    { "a\u00A0\u2003b\u200B\uFEFFc", 0, "a bc" },
    { "\u202Eabc", 0, "abc" },
    { "e\u0301", 0, "\u00E9" },
    { "\uFF45\u0301", 0, "\u00E9" },
    { "q\u0307\u0323", 0, "q\u0323\u0307" },
    { "\uF900", 0, "\u8C48" },
    { "\U0002F800", 0, "\u4E3D" },
    { "\u1100\u1161", 0, "\uAC00" },
    { "\u0958", 0, "\u0915\u093C" },
    { "张喆\U00023C97\U0002CC56", TEXT_NO_SPACES, "张喆\U00023C97\U0002CC56" },
    { "a\x01", 0, NULL },
    { "a\x7F", 0, NULL },
    { "\xC2\x85", 0, NULL },
    { "\uFFFE", 0, NULL },
    { "\xED\xA0\x80", 0, NULL },
    { "\x1B[31m", TEXT_LINES, NULL },
};

static void text_is_cleaned(void **state)
{
    for (size_t i = 0; i < COUNT(cleaned); i++) {
        const char *out;
        enum rc rc = text_clean(*state, cleaned[i].from, strlen(cleaned[i].from), cleaned[i].how, &out);
        if (rc != (cleaned[i].to ? RC_OK : RC_INVALID) || strcmp(out, cleaned[i].to ? cleaned[i].to : "") != 0)
            fail_msg("row %zu gave \"%s\"", i, out);
        if (cleaned[i].to) { /* what is clean stays as it is */
            const char *again;
            assert_int_equal(text_clean(*state, out, strlen(out), cleaned[i].how, &again), RC_OK);
            assert_string_equal(again, out);
        }
    }
    const char *out;
    assert_int_equal(text_clean(*state, "a\0b", 3, 0, &out), RC_INVALID);
}

/* Ordering marks takes quadratic time without the check: this would run for minutes. */
static void piled_up_marks_are_refused(void **state)
{
    struct buf b = BUF_INIT(2 << 20);
    const char *out;
    buf_putc(&b, 'a');
    for (int i = 0; i < 200000; i++)
        buf_puts(&b, i % 2 ? "\u0301" : "\u0323");
    assert_int_equal(text_clean(*state, b.at, b.len, 0, &out), RC_INVALID);
    buf_free(&b);
}

static void text_past_the_arena_is_too_big(void **state)
{
    (void)state;
    struct arena *small = arena_new(100);
    char text[200];
    const char *out;
    memset(text, 'a', sizeof text);
    assert_int_equal(text_clean(small, text, sizeof text, 0, &out), RC_TOOBIG);
    arena_free(small);
}

static const struct {
    const char *name, *full, *initials;
} persons[] = {
    { "张三", "zhangsan", "zs" },
    { "单雄信", "shanxiongxin", "sxx" },
    { "王单", "wangdan", "wd" },
    { "朴英", "piaoying", "py" },
    { "吕文", "lvwen", "lw" },
    { "覃丽", "qinli", "ql" },
    { "单于伟", "chanyuwei", "cyw" },
    { "长孙无忌", "zhangsunwuji", "zswj" },
    { "尉迟恭", "yuchigong", "ycg" },
    { "万俟卨", "moqixie", "mqx" },
    { "曾国藩", "zengguofan", "zgf" },
    { "李长春", "lichangchun", "lcc" },
    { "王重庆", "wangchongqing", "wcq" },
    { "张喆\U00023C97", "zhangzhewei", "zzw" },
    { "李\U0002CC56", "lidi", "ld" },
    { "马㛃", "majie", "mj" },
    { "Anna 李2", "annali2", "annal2" },
    { "", "", "" },
    { "乐·单于", "ledanyu", "ldy" },
    { "阿不都热依木·买买提", "abudoureyimumaimaiti", "abdrymmmt" },
    { "缪云", "miaoyun", "my" },
    { "冼星", "xianxing", "xx" },
    { "乜红", "niehong", "nh" },
    { "牟宗", "mouzong", "mz" },
    { "祭明", "zhaiming", "zm" },
    { "都军", "dujun", "dj" },
    { "库强", "sheqiang", "sq" },
    { "句芳", "goufang", "gf" },
    { "\U00031FFF李\u0E01é", "li", "l" },
};

static void persons_are_read_as_persons(void **state)
{
    for (size_t i = 0; i < COUNT(persons); i++) {
        struct pinyin p = pinyin_of_person(*state, persons[i].name);
        assert_string_equal(p.full, persons[i].full);
        assert_string_equal(p.initials, persons[i].initials);
    }
}

static void organisations_are_read_as_text(void **state)
{
    struct pinyin p = pinyin_of_text(*state, "会计2301班党支部（MBA）");
    assert_string_equal(p.full, "kuaiji2301bandangzhibumba");
    assert_string_equal(p.initials, "kj2301bdzbmba");
    assert_string_equal(pinyin_of_text(*state, "重庆音乐学院").full, "chongqingyinyuexueyuan");
    assert_string_equal(pinyin_of_text(*state, "单位行政").full, "danweixingzheng");
    assert_string_equal(pinyin_of_text(*state, "地质学院").full, "dizhixueyuan");
    assert_string_equal(pinyin_of_text(*state, "校长办公室").initials, "xzbgs");
    assert_string_equal(pinyin_of_text(*state, "绿色女生").full, "lvsenvsheng");
}

static void lu_is_also_looked_for_as_lv(void **state)
{
    assert_string_equal(pinyin_with_v(*state, "luwei"), "lvwei");
    assert_string_equal(pinyin_with_v(*state, "nu"), "nv");
    assert_null(pinyin_with_v(*state, "lvwei"));
    assert_null(pinyin_with_v(*state, "l"));
    assert_null(pinyin_with_v(*state, ""));
    assert_null(pinyin_with_v(*state, "zhu"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_refuses_what_is_malformed),
        cmocka_unit_test(utf8_decodes_and_encodes_all),
        cmocka_unit_test(text_is_cleaned),
        cmocka_unit_test(piled_up_marks_are_refused),
        cmocka_unit_test(text_past_the_arena_is_too_big),
        cmocka_unit_test(persons_are_read_as_persons),
        cmocka_unit_test(organisations_are_read_as_text),
        cmocka_unit_test(lu_is_also_looked_for_as_lv),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
