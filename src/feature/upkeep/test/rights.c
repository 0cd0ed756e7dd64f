/* feature/upkeep/test/rights.c: whether the site is well is everybody's to ask. */
#include "harness/rights.h"

/* clang-format off */
const struct right upkeep_rights[] = {
    { GET, "/healthz", .may = RIGHTS_EVERYONE },
    RIGHTS_END,
};
/* clang-format on */
