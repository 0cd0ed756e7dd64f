/* feature/activation/test/rights.c: who hands out slips, and who helps whom back. */
#include "harness/rights.h"

#define SLIPS .may = RIGHTS_KEEPERS, .see = "Copdlsacm", .thing = OF_ORG
#define ASK   .may = RIGHTS_KEEPERS "o", .see = "Cm", .thing = OF_MEMBER
#define HELP  .may = RIGHTS_KEEPERS "o", .thing = OF_OTHER

/* clang-format off */
const struct right activation_rights[] = {
    { GET,  "/orgs/:id/slips",          SLIPS },
    { POST, "/orgs/:id/slips",          SLIPS },
    { GET,  "/activate",                .may = RIGHTS_EVERYONE },
    { POST, "/activate",                .may = RIGHTS_EVERYONE },
    { GET,  "/members/:id/helps/new",   ASK },
    { POST, "/members/:id/helps",       ASK },
    { GET,  "/helps/:id",               HELP },
    { POST, "/helps/:id/confirmations", HELP },
    { POST, "/helps/:id/refusals",      HELP },
    RIGHTS_END,
};
/* clang-format on */
