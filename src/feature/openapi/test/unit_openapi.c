/* feature/openapi/test/unit_openapi.c: every route that answers programs says with what, once, under a name of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/app.h"
#include "web/feature.h"

static const struct route *route_nth(size_t nth)
{
    for (const struct feature *const *f = features; *f; f++)
        for (const struct route *r = (*f)->routes; r && r->path; r++)
            if (nth-- == 0)
                return r;
    return NULL;
}

static void a_program_is_told_what_it_gets(void **state)
{
    (void)state;
    const struct route *r;
    for (size_t i = 0; (r = route_nth(i)); i++) {
        const bool json = !r->as || (r->as & AS_JSON);
        const int said = (r->answers != NULL) + (r->lists != NULL) + (r->shape != NULL);
        if (json && r->method == GET && !said)
            fail_msg("GET %s answers JSON and does not say with what (.answers, .lists, .shape; else .as = AS_PAGE)",
                     r->path);
        if (said > 1 || (r->less && !r->answers) || ((r->as & AS_CSV) && !r->lists))
            fail_msg("%s says more than one thing of its answer, or less than one", r->path);
    }
}

static const struct row_desc *row_nth(const struct route *r, size_t nth)
{
    return nth == 0 ? r->answers : nth == 1 ? r->less : r->lists;
}

static void two_rows_have_two_names(void **state)
{
    (void)state;
    enum { EACH = 3 };
    for (size_t i = 0; route_nth(i / EACH); i++)
        for (size_t k = 0; k < i; k++) {
            const struct row_desc *a = row_nth(route_nth(i / EACH), i % EACH);
            const struct row_desc *b = row_nth(route_nth(k / EACH), k % EACH);
            if (a && b && a != b && !strcmp(a->name, b->name))
                fail_msg("two rows are called %s", a->name);
            if (a && (!strcmp(a->name, "error") || !strcmp(a->name, "done")))
                fail_msg("%s is taken", a->name);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_is_told_what_it_gets),
        cmocka_unit_test(two_rows_have_two_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
