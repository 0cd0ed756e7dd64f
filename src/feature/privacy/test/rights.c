/* feature/privacy/test/rights.c: everybody reads the notice, members their own, keepers answer. */
#include "harness/rights.h"

/* clang-format off */
const struct right privacy_rights[] = {
    { GET,  "/privacy",                  .may = RIGHTS_EVERYONE },
    { POST, "/privacy/acknowledgements", .may = RIGHTS_SIGNED },
    { GET,  "/me/readings",              .may = "m" },
    { GET,  "/me/copy",                  .may = "m" },
    { GET,  "/me/objections/new",        .may = "m" },
    { POST, "/me/objections",            .may = "m" },
    { GET,  "/objections/:id",           .may = RIGHTS_KEEPERS "o", .thing = OF_OTHER },
    { POST, "/objections/:id/answers",   .may = RIGHTS_KEEPERS "o", .thing = OF_OTHER },
    { GET,  "/exports/new",              .may = RIGHTS_KEEPERS "Co", .flags = PART_MISSING },
    { POST, "/exports",                  .may = RIGHTS_KEEPERS "Co" },
    { GET,  "/retentions",               .may = "U" },
    RIGHTS_END,
};
/* clang-format on */
