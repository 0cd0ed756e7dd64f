/* feature/upkeep/test/rights.c: whether it answers is everybody's to ask, how it is the system administrator's. */
#include "harness/rights.h"

/* clang-format off */
const struct right upkeep_rights[] = {
    { GET, "/healthz", .may = RIGHTS_EVERYONE },
    { GET, "/upkeep", .may = "Y" },
    { GET, "/upkeep/drills", .may = "Y" },
    { POST, "/upkeep/drills", .may = "Y" },
    RIGHTS_END,
};
/* clang-format on */
