/* feature/evidence/test/rights.c: events are the audit administrator's, and nobody else's. */
#include "harness/rights.h"

/* clang-format off */
const struct right evidence_rights[] = {
    { GET, "/events",         .may = "A" },
    { GET, "/evidence/seals", .may = "A" },
    RIGHTS_END,
};
/* clang-format on */
