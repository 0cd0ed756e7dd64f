/* feature/evidence/test/rights.c: what happened is the audit administrator's to read, and nobody else's. */
#include "harness/rights.h"

/* clang-format off */
const struct right evidence_rights[] = {
    { GET, "/events",         .may = "A" },
    { GET, "/evidence/seals", .may = "A" },
    RIGHTS_END,
};
/* clang-format on */
