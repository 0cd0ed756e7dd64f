/* feature/intake/test/rights.c: who imports; a run is there for whoever began it. */
#include "harness/rights.h"

#define RUN .may = RIGHTS_KEEPERS, .thing = OF_OTHER

/* clang-format off */
const struct right intake_rights[] = {
    { GET,  "/import",                   .may = RIGHTS_KEEPERS },
    { POST, "/import",                   .may = RIGHTS_KEEPERS },
    { GET,  "/import/:id",               RUN },
    { POST, "/import/:id/answers",       RUN },
    { POST, "/import/:id/confirmations", RUN },
    { POST, "/import/:id/withdrawals",   RUN },
    RIGHTS_END,
};
/* clang-format on */
