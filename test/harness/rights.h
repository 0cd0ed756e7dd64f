/*
 * test/harness/rights.h: who may visit which address, written down a second time, out of CONTRACT 3 and not out of
 * web/cap.c or the routes: a wrong capability in a row of either shows as a difference (test/hostile/matrix.c).
 *
 * A feature brings <feature>_rights[] in src/feature/<feature>/test/rights.c, a row for every route it has, ended by
 * {0}. A role is a letter:
 *
 *     U university_org_admin        C university_committee       S secondary_committee_admin  O organizer
 *     G general_branch_admin        B branch_secretary           o org_commissioner           p publicity_commissioner
 *     d discipline_commissioner     l group_leader               s party_school_admin         a dues_accountant
 *     c dues_cashier                Y sys_admin                  E sec_admin                  A audit_admin
 *     m a member, nothing more      - a guest
 */
#pragma once

#include "web/route.h"

#define RIGHTS_STAFF    "UCSOGBopdlsac" /* whoever has a duty in an organisation */
#define RIGHTS_KEEPERS  "USOGB"
#define RIGHTS_GIVERS   "USGBE"
#define RIGHTS_SIGNED   RIGHTS_STAFF "YEAm"
#define RIGHTS_EVERYONE RIGHTS_SIGNED "-"

/* What the first id of an address stands for: how own, foreign and missing ones are found. */
enum right_thing {
    OF_NOTHING,
    OF_ORG,
    OF_MEMBER,
    OF_GRANT,
    OF_ACCOUNT, /* there is no foreign one */
    OF_OTHER,   /* the test knows how to find none that is there: only a missing one is asked for */
};

enum {
    /* Some further id of the address is of nothing: whoever may gets as far as that, which is 404. */
    PART_MISSING = 1,
    /* What it answers leads to the page to sign in on. */
    TO_SIGN_IN = 2,
};

struct right {
    enum route_method method;
    const char *path;
    const char *may;   /* get their answer, or a refusal of what they typed */
    const char *see;   /* see the object but may not: 403 */
    const char *below; /* of those who may: only below the own organisation, where the own is 403 */
    const char *page;  /* besides those who may: who gets the page, and no other form */
    const char *files; /* of those who may: who gets CSV and workbook, where that is not everybody; others 403 */
    enum right_thing thing;
    unsigned flags;
};

#define RIGHTS_END   \
    {                \
        .path = NULL \
    }

extern const struct right *const right_lists[]; /* made by the build, ended by NULL */
