/* feature/account/test/rights.c: signing in is everybody's, the own account that of whoever signed in. */
#include "harness/rights.h"

#define SECRET .may = RIGHTS_EVERYONE, .thing = OF_OTHER /* whoever holds the link; that of nobody is not there */

/* clang-format off */
const struct right account_rights[] = {
    { GET,  "/",                     .may = RIGHTS_EVERYONE, .flags = TO_SIGN_IN },
    { GET,  "/login",                .may = RIGHTS_EVERYONE },
    { POST, "/login",                .may = RIGHTS_EVERYONE },
    { GET,  "/login/code",           .may = RIGHTS_SIGNED },
    { POST, "/login/code",           .may = RIGHTS_SIGNED },
    { POST, "/logout",               .may = RIGHTS_SIGNED, .flags = TO_SIGN_IN },
    { GET,  "/account",              .may = RIGHTS_SIGNED },
    { GET,  "/password",             .may = RIGHTS_SIGNED },
    { POST, "/password",             .may = RIGHTS_SIGNED },
    { GET,  "/activate/:id/:secret", SECRET },
    { POST, "/activate/:id/:secret", SECRET },
    { GET,  "/account/proof",        .may = RIGHTS_SIGNED },
    { POST, "/account/proof",        .may = RIGHTS_SIGNED },
    { GET,  "/account/factor",       .may = RIGHTS_SIGNED },
    { POST, "/account/factor",       .may = RIGHTS_SIGNED },
    { POST, "/account/factor/codes", .may = RIGHTS_SIGNED },
    { POST, "/account/factor/endings", .may = RIGHTS_SIGNED },
    { GET,  "/account/sessions",     .may = RIGHTS_SIGNED },
    { POST, "/account/sessions/endings", .may = RIGHTS_SIGNED },
    { POST, "/account/sessions/:id/endings", .may = RIGHTS_SIGNED, .thing = OF_OTHER },
    { GET,  "/account/tokens",       .may = RIGHTS_SIGNED },
    { POST, "/account/tokens",       .may = RIGHTS_SIGNED },
    { POST, "/account/tokens/:id/endings", .may = RIGHTS_SIGNED, .thing = OF_OTHER },
    { GET,  "/notices",              .may = RIGHTS_SIGNED },
    { POST, "/notices/readings",     .may = RIGHTS_SIGNED },
    { POST, "/large-text",           .may = RIGHTS_EVERYONE },
    RIGHTS_END,
};
/* clang-format on */
