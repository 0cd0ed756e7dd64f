/* feature/openapi/test/rights.c: what programs may ask is no secret. */
#include "harness/rights.h"

/* clang-format off */
const struct right openapi_rights[] = {
    { GET, "/openapi", .may = RIGHTS_EVERYONE },
    RIGHTS_END,
};
/* clang-format on */
