/* test/unit/web2_cap.c: the table of roles, as the contract has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attr.h"
#include "web/cap.h"
#include "web/ctx.h"

static void organisations_are_written_below_oneself_by_schools(void **state)
{
    (void)state;
    assert_int_equal(role_reach(ROLE_UNIVERSITY_ORG_ADMIN, CAP_ORG_WRITE), REACH_SUBTREE);
    assert_int_equal(role_reach(ROLE_SECONDARY_COMMITTEE_ADMIN, CAP_ORG_WRITE), REACH_BELOW);
    assert_int_equal(role_reach(ROLE_ORGANIZER, CAP_ORG_WRITE), REACH_BELOW);
    assert_int_equal(role_reach(ROLE_BRANCH_SECRETARY, CAP_ORG_WRITE), REACH_NONE);
    assert_int_equal(role_reach(ROLE_BRANCH_SECRETARY, CAP_ORG_STAFF), REACH_SUBTREE);
    assert_int_equal(role_reach(ROLE_ORGANIZER, CAP_GRANT_WRITE), REACH_NONE);
}

static void the_three_administrators_see_no_members(void **state)
{
    (void)state;
    static const enum role three[] = { ROLE_SYS_ADMIN, ROLE_SEC_ADMIN, ROLE_AUDIT_ADMIN };
    static const enum cap of_each[][2] = { { CAP_ACCOUNT_WRITE, CAP_SITE_KEEP },
                                           { CAP_GRANT_WRITE },
                                           { CAP_EVENT_READ } };
    for (size_t i = 0; i < COUNT(three); i++) {
        uint32_t caps = 0;
        for (int k = 0; k < 2 && of_each[i][k]; k++) {
            caps |= 1u << of_each[i][k];
            assert_int_equal(role_reach(three[i], of_each[i][k]), REACH_SITE);
        }
        assert_int_equal(role_caps(three[i]), caps);
    }
}

static void only_keepers_disclose(void **state)
{
    (void)state;
    for (int role = 1; role < ROLE_COUNT; role++) {
        bool keeper = role == ROLE_UNIVERSITY_ORG_ADMIN || role == ROLE_SECONDARY_COMMITTEE_ADMIN ||
                      role == ROLE_ORGANIZER || role == ROLE_GENERAL_BRANCH_ADMIN || role == ROLE_BRANCH_SECRETARY;
        assert_int_equal(role_reach((enum role)role, CAP_MEMBER_DISCLOSE) != REACH_NONE, keeper);
        assert_int_equal(role_reach((enum role)role, CAP_MEMBER_IMPORT) != REACH_NONE, keeper);
    }
    assert_int_equal(role_reach(ROLE_GROUP_LEADER, CAP_MEMBER_READ), REACH_NONE);
    assert_int_equal(role_reach(ROLE_GROUP_LEADER, CAP_MEMBER_LIST), REACH_SUBTREE);
    assert_int_equal(role_reach(ROLE_NONE, CAP_ORG_READ), REACH_NONE);
}

/* CONTRACT 3, the column of grants. */
static void roles_are_given_level_by_level(void **state)
{
    (void)state;
    static const enum role organs[] = { ROLE_ORGANIZER,        ROLE_UNIVERSITY_COMMITTEE,
                                        ROLE_ORG_COMMISSIONER, ROLE_GROUP_LEADER,
                                        ROLE_SYS_ADMIN,        ROLE_AUDIT_ADMIN };
    for (size_t i = 0; i < COUNT(organs); i++)
        for (int given = 1; given < ROLE_COUNT; given++)
            assert_int_equal(role_gives(organs[i], (enum role)given), REACH_NONE);
    for (int given = 1; given < ROLE_COUNT; given++) {
        bool commissioner = given == ROLE_ORG_COMMISSIONER || given == ROLE_PUBLICITY_COMMISSIONER ||
                            given == ROLE_DISCIPLINE_COMMISSIONER || given == ROLE_GROUP_LEADER;
        assert_int_equal(role_gives(ROLE_BRANCH_SECRETARY, (enum role)given) != REACH_NONE, commissioner);
        assert_int_equal(role_gives(ROLE_GENERAL_BRANCH_ADMIN, (enum role)given) != REACH_NONE, commissioner);
        bool top = given == ROLE_UNIVERSITY_ORG_ADMIN || given == ROLE_UNIVERSITY_COMMITTEE ||
                   role_is_administrator((enum role)given);
        assert_int_equal(role_gives(ROLE_UNIVERSITY_ORG_ADMIN, (enum role)given), top ? REACH_NONE : REACH_BELOW);
        assert_int_equal(role_gives(ROLE_SECONDARY_COMMITTEE_ADMIN, (enum role)given),
                         top ? REACH_NONE : REACH_SUBTREE);
        enum reach sec = role_gives(ROLE_SEC_ADMIN, (enum role)given);
        assert_true(sec == REACH_SITE || (sec == REACH_NONE && !top));
    }
    assert_int_equal(role_gives(ROLE_SEC_ADMIN, ROLE_ORGANIZER), REACH_NONE);
}

static void a_scope_reaches_the_own_file_only_where_membership_does(void **state)
{
    (void)state;
    const struct viewer v = {
        .kind = VIEWER_SESSION, .account_id = 1, .member_id = 2, .home_id = 3, .caps = UINT32_MAX
    };
    const struct ctx c = { .viewer = &v, .today = 20261122 };
    struct scope own = ctx_scope_for(&c, CAP_MEMBER_READ);
    assert_true(own.account == 1 && own.member == 2 && own.home == 3 && own.site == 0);
    struct scope list = ctx_scope_for(&c, CAP_MEMBER_LIST);
    assert_true(list.account == 1 && list.member == 0 && list.home == 0 && list.cap == CAP_MEMBER_LIST);
}

static void roots_are_those_of_the_capability(void **state)
{
    (void)state;
    const struct viewer_grant grants[] = { { ROLE_ORGANIZER, 10, "甲" },
                                           { ROLE_GROUP_LEADER, 20, "乙" },
                                           { ROLE_SYS_ADMIN, 0, "" } };
    const struct viewer v = { .grants = grants, .ngrants = 3, .caps = UINT32_MAX };
    int64_t roots[4];
    assert_int_equal(viewer_roots(&v, CAP_MEMBER_WRITE, roots, 4), 1);
    assert_int_equal(roots[0], 10);
    assert_int_equal(viewer_roots(&v, CAP_MEMBER_LIST, roots, 4), 2);
    assert_int_equal(viewer_roots(&v, CAP_MEMBER_LIST, roots, 1), 1);
    assert_int_equal(viewer_roots(&v, CAP_ACCOUNT_WRITE, roots, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(organisations_are_written_below_oneself_by_schools),
        cmocka_unit_test(the_three_administrators_see_no_members),
        cmocka_unit_test(only_keepers_disclose),
        cmocka_unit_test(roles_are_given_level_by_level),
        cmocka_unit_test(a_scope_reaches_the_own_file_only_where_membership_does),
        cmocka_unit_test(roots_are_those_of_the_capability),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
