/* test/unit/web_html.c: what a value may do in each position of a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "web/html.h"

static void assert_put(enum html_pos pos, const char *value, const char *wanted)
{
    struct buf b = BUF_INIT(4096);
    struct html o = { .b = &b };
    html_text(&o, pos, value);
    assert_string_equal(b.at ? b.at : "", wanted);
    buf_free(&b);
}

static void a_value_stays_a_value(void **state)
{
    (void)state;
    assert_put(HTML_TEXT, "<b>\"&'", "&lt;b&gt;\"&amp;'");
    assert_put(HTML_ATTR, "\" onclick='x' <", "&quot; onclick=&#39;x&#39; &lt;");
    assert_put(HTML_URL, "a&b=/c d", "a%26b%3D%2Fc%20d");
}

static void a_link_stays_on_the_site(void **state)
{
    static const char *const elsewhere[] = { "javascript:alert(1)", "//evil.example/", "https://evil.example/",
                                             "/\\evil.example", "data:text/html,x" };
    (void)state;
    assert_put(HTML_LINK, "/orgs?q=a&on=2026-01-05", "/orgs?q=a&amp;on=2026-01-05");
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        struct buf b = BUF_INIT(4096);
        struct html o = { .b = &b };
        html_text(&o, HTML_LINK, elsewhere[i]);
        assert_null(strchr(b.at, ':')); /* one word of a path of ours */
        assert_null(strchr(b.at, '/'));
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_stays_a_value),
        cmocka_unit_test(a_link_stays_on_the_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
