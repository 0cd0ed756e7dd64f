/* feature/openapi/test/scenarios.c: who may read what programs may ask; what it says is tried by test/openapi. */
#include "harness/scenario.h"

/* clang-format off */
const struct scenario openapi_scenarios[] = {
    { "a guest may read what programs may ask", GUEST,        GET, "/openapi", .status = 200, .has = "\"openapi\":\"3.1.0\"", .forms = AS_JSON },
    { "so may whoever is signed in",            AS("member"), GET, "/openapi", .status = 200, .has = "get_members_id", .forms = AS_JSON },
    { "as a page there is none",                GUEST,        GET, "/openapi", .status = 404, .forms = AS_PAGE },
    SCENARIOS_END,
};
/* clang-format on */
