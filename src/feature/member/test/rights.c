/* feature/member/test/rights.c: who sees the list, who opens a file, who writes in it. */
#include "harness/rights.h"

#define WRITE .may = RIGHTS_KEEPERS "o", .see = "Cm", .thing = OF_MEMBER

/* clang-format off */
const struct right member_rights[] = {
    { GET,  "/members",                   .may = RIGHTS_STAFF, .files = RIGHTS_KEEPERS "Co" },
    { GET,  "/members/new",               .may = RIGHTS_KEEPERS "o" },
    { POST, "/members",                   .may = RIGHTS_KEEPERS "o" },
    { GET,  "/members/:id",               .may = RIGHTS_KEEPERS "Com", .thing = OF_MEMBER },
    { GET,  "/members/:id/items",         WRITE },
    { POST, "/members/:id/items",         WRITE },
    { GET,  "/members/:id/more",          WRITE },
    { POST, "/members/:id/more",          WRITE },
    { POST, "/members/:id/disclosures",   .may = RIGHTS_KEEPERS, .see = "Com", .thing = OF_MEMBER },
    { GET,  "/members/:id/moves/new",     WRITE },
    { POST, "/members/:id/moves",         WRITE },
    { GET,  "/members/:id/kinds/new",     WRITE },
    { POST, "/members/:id/kinds",         WRITE },
    { GET,  "/members/:id/standings/new", WRITE },
    { POST, "/members/:id/standings",     WRITE },
    { GET,  "/members/:id/erasures/new",  .may = "U", .see = "SOGBCom", .thing = OF_MEMBER },
    { POST, "/members/:id/erasures",      .may = "U", .see = "SOGBCom", .thing = OF_MEMBER },
    { GET,  "/orgs/:id/posts/new",        .may = RIGHTS_KEEPERS, .see = "Copdlsacm", .thing = OF_ORG },
    { POST, "/orgs/:id/posts",            .may = RIGHTS_KEEPERS, .see = "Copdlsacm", .thing = OF_ORG },
    { GET,  "/me",                        .may = "m", .page = RIGHTS_STAFF "YEA" },
    { GET,  "/me/contact",                .may = "m" },
    { POST, "/me/contact",                .may = "m" },
    RIGHTS_END,
};
/* clang-format on */
