/* feature/proposal/test/rights.c: who proposes about the own file, and who decides. */
#include "harness/rights.h"

/* clang-format off */
const struct right proposal_rights[] = {
    { GET,  "/me/proposals/new",          .may = "m" },
    { POST, "/me/proposals",              .may = "m" },
    { GET,  "/proposals/:id",             .may = RIGHTS_KEEPERS "o", .thing = OF_OTHER },
    { POST, "/proposals/:id/decisions",   .may = RIGHTS_KEEPERS "o", .thing = OF_OTHER },
    RIGHTS_END,
};
/* clang-format on */
