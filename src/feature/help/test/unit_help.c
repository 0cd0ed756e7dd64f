/* feature/help/test/unit_help.c: every page of the manual has its route, every route its page; none is empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feature/help/help_i.h"

static bool has_route(const char *name)
{
    for (const struct route *r = help_routes; r->path; r++)
        if (!strncmp(r->path, "/help/", 6) && !strcmp(r->path + 6, name))
            return true;
    return false;
}

static bool has_page(const char *name)
{
    for (const struct manual_page *p = manual_pages; p->name; p++)
        if (!strcmp(p->name, name))
            return true;
    return false;
}

static void every_page_has_its_route(void **state)
{
    (void)state;
    for (const struct manual_page *p = manual_pages; p->name; p++) {
        if (!has_route(p->name))
            fail_msg("/help/%s has no row in help_routes", p->name);
        assert_true(*p->title && *p->lead && p->lines[0]);
    }
}

static void every_route_has_its_page(void **state)
{
    (void)state;
    for (const struct route *r = help_routes; r->path; r++)
        if (strlen(r->path) > 6 && strcmp(r->path, "/help/roles") != 0 && !has_page(r->path + 6))
            fail_msg("%s has no page in docs/manual", r->path);
}

/* Links between pages lead somewhere, and none is left that names a file. */
static void links_lead_somewhere(void **state)
{
    (void)state;
    static const char link[] = "href=\"";
    for (const struct manual_page *p = manual_pages; p->name; p++)
        for (const char *const *line = p->lines; *line; line++)
            for (const char *at = *line; (at = strstr(at, link)); at++) {
                char to[64] = "";
                const char *from = at + strlen(link);
                size_t n = strcspn(from, "\"#");
                memcpy(to, from, n < sizeof(to) ? n : sizeof(to) - 1);
                if (!strncmp(to, "/help/", 6) ? !has_route(to + 6) : *to && *to != '/')
                    fail_msg("%s links to %s", p->name, to);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_has_its_route),
        cmocka_unit_test(every_route_has_its_page),
        cmocka_unit_test(links_lead_somewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
