/* test/unit/web2_router.c: which address reaches which row, and which rows do not start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "web/router.h"

static enum rc nothing(struct ctx *c, const void *form)
{
    (void)c;
    (void)form;
    return RC_OK;
}

static const struct route good[] = {
    { .method = GET, .path = "/", .cap = CAP_PUBLIC, .run = nothing },
    { .method = GET, .path = "/members", .cap = CAP_MEMBER_LIST, .run = nothing, .as = AS_LIST },
    { .method = GET, .path = "/members/new", .cap = CAP_MEMBER_WRITE, .run = nothing },
    { .method = GET, .path = "/members/:id", .cap = CAP_MEMBER_READ, .run = nothing },
    { .method = POST, .path = "/members/:id", .cap = CAP_MEMBER_WRITE, .run = nothing },
    { .method = GET, .path = "/orgs/:org/groups/:group", .cap = CAP_ORG_READ, .run = nothing },
    ROUTES_END,
};

static enum rc router_of(struct arena *a, const struct route *rows, struct router **out, const char **why)
{
    struct feature *f = arena_alloc(a, sizeof(*f));
    const struct feature **list = arena_alloc(a, 2 * sizeof(*list));
    *f = (struct feature){ .name = "sample", .routes = rows };
    list[0] = f;
    return router_new(a, list, out, why);
}

static struct router_hit find(const struct router *r, enum route_method method, const char *path)
{
    struct router_hit hit;
    router_find(r, method, path, strlen(path), &hit);
    return hit;
}

static void a_path_reaches_its_row(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 16);
    struct router *r;
    const char *why = "";
    assert_int_equal(router_of(a, good, &r, &why), RC_OK);
    assert_ptr_equal(find(r, GET, "/").route, &good[0]);
    assert_ptr_equal(find(r, GET, "/members").route, &good[1]);
    assert_ptr_equal(find(r, GET, "/members/new").route, &good[2]);
    struct router_hit hit = find(r, GET, "/members/9223372036854775807");
    assert_ptr_equal(hit.route, &good[3]);
    assert_true(hit.ids[0] == INT64_MAX);
    assert_ptr_equal(find(r, POST, "/members/7").route, &good[4]);
    hit = find(r, GET, "/orgs/12/groups/34");
    assert_ptr_equal(hit.route, &good[5]);
    assert_true(hit.ids[0] == 12 && hit.ids[1] == 34);
    assert_ptr_equal(router_page(r, &good[4]), &good[3]);
    arena_free(a);
}

static void what_is_no_id_reaches_nothing(void **state)
{
    (void)state;
    static const char *const paths[] = { "/members/",
                                         "/members/0",
                                         "/members/007",
                                         "/members/-1",
                                         "/members/9223372036854775808",
                                         "/members/1x",
                                         "/members/1/2",
                                         "/member",
                                         "/orgs/1/groups",
                                         "/members/%31",
                                         "" };
    struct arena *a = arena_new(1 << 16);
    struct router *r;
    const char *why = "";
    assert_int_equal(router_of(a, good, &r, &why), RC_OK);
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct router_hit hit = find(r, GET, paths[i]);
        assert_null(hit.route);
        assert_false(hit.other_method);
    }
    assert_true(find(r, POST, "/members").other_method);
    arena_free(a);
}

static void assert_refused(const struct route *row, size_t n)
{
    struct route rows[3] = { 0 };
    memcpy(rows, row, n * sizeof(*row));
    struct arena *a = arena_new(1 << 16);
    struct router *r;
    const char *why = "";
    assert_int_equal(router_of(a, rows, &r, &why), RC_INVALID);
    assert_true(strlen(why) > 0);
    arena_free(a);
}

static void a_wrong_row_does_not_start(void **state)
{
    (void)state;
    const struct route no_cap = { .method = GET, .path = "/a", .run = nothing };
    const struct route no_run = { .method = GET, .path = "/a", .cap = CAP_PUBLIC };
    const struct route no_object = {
        .method = GET, .path = "/a/:id", .cap = CAP_MEMBER_WRITE, .run = nothing, .see = CAP_MEMBER_READ
    };
    const struct route no_slash = { .method = GET, .path = "a", .cap = CAP_PUBLIC, .run = nothing };
    const struct route twice[] = {
        { .method = GET, .path = "/a/:id", .cap = CAP_PUBLIC, .run = nothing },
        { .method = GET, .path = "/a/:other", .cap = CAP_PUBLIC, .run = nothing },
    };
    assert_refused(&no_cap, 1);
    assert_refused(&no_run, 1);
    assert_refused(&no_object, 1);
    assert_refused(&no_slash, 1);
    assert_refused(twice, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_reaches_its_row),
        cmocka_unit_test(what_is_no_id_reaches_nothing),
        cmocka_unit_test(a_wrong_row_does_not_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
