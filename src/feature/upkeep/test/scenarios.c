/* feature/upkeep/test/scenarios.c: whether the server is well. */
#include "harness/scenario.h"

/* clang-format off */
const struct scenario upkeep_scenarios[] = {
    { "a guest may ask whether the server is well", GUEST,          GET, "/healthz", .status = 200, .has = "运行正常", .forms = AS_PAGE },
    { "so may whoever is signed in",                AS("sysadmin"), GET, "/healthz", .status = 200, .has = "运行正常", .forms = AS_PAGE },
    { "a program gets one word",                    GUEST,          GET, "/healthz", .status = 200, .has = "\"status\":\"ok\"", .forms = AS_JSON },
    SCENARIOS_END,
};
/* clang-format on */
