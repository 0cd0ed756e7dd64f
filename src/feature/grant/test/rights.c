/* feature/grant/test/rights.c: who gives roles, and who keeps accounts: nobody does both. */
#include "harness/rights.h"

#define GIVE    .may = RIGHTS_GIVERS, .thing = OF_GRANT
#define ACCOUNT .may = "Y", .thing = OF_ACCOUNT

/* clang-format off */
const struct right grant_rights[] = {
    { GET,  "/grants",                      .may = RIGHTS_GIVERS },
    { GET,  "/grants/new",                  .may = RIGHTS_GIVERS },
    { POST, "/grants",                      .may = RIGHTS_GIVERS },
    { GET,  "/grants/reviews",              .may = RIGHTS_GIVERS },
    { GET,  "/grants/:id",                  GIVE },
    { GET,  "/grants/:id/endings/new",      GIVE },
    { POST, "/grants/:id/endings",          GIVE },
    { POST, "/grants/:id/confirmations",    GIVE },
    { GET,  "/accounts",                    .may = "Y" },
    { GET,  "/accounts/new",                .may = "Y" },
    { POST, "/accounts",                    .may = "Y" },
    { GET,  "/accounts/:id",                ACCOUNT },
    { POST, "/accounts/:id/links",          ACCOUNT },
    { GET,  "/accounts/:id/closures/new",   ACCOUNT },
    { POST, "/accounts/:id/closures",       ACCOUNT },
    { GET,  "/accounts/:id/reopenings/new", ACCOUNT },
    { POST, "/accounts/:id/reopenings",     ACCOUNT },
    { GET,  "/accounts/:id/factor-endings/new", ACCOUNT },
    { POST, "/accounts/:id/factor-endings", ACCOUNT },
    RIGHTS_END,
};
/* clang-format on */
