/* feature/upkeep/test/scenarios.c: whether the server is well, and who may ask for a drill. */
#include "harness/scenario.h"

/* clang-format off */
const struct scenario upkeep_scenarios[] = {
    { "a guest may ask whether the server is well", GUEST,          GET, "/healthz", .status = 200, .has = "运行正常", .forms = AS_PAGE },
    { "so may whoever is signed in",                AS("sysadmin"), GET, "/healthz", .status = 200, .has = "运行正常", .forms = AS_PAGE },
    { "a program gets one word",                    GUEST,          GET, "/healthz", .status = 200, .has = "\"status\":\"ok\"", .forms = AS_JSON },

    { "a guest is asked to sign in first",          GUEST,           GET,  "/upkeep", .status = 303, .json_status = 401 },
    { "how the site runs is not the register's",    AS("dept"),      GET,  "/upkeep", .status = 404 },
    { "nor the security administrator's",           AS("secadmin"),  GET,  "/upkeep", .status = 404 },
    { "the system administrator sees how it is",    AS("sysadmin"),  GET,  "/upkeep", .status = 200, .has = "记录封存" },
    { "a member has no drills",                     AS("member"),    GET,  "/upkeep/drills", .status = 404 },
    { "a guest has none",                           GUEST,           GET,  "/upkeep/drills", .status = 303, .json_status = 401 },
    { "the system administrator sees those made",   AS("sysadmin"),  GET,  "/upkeep/drills", .status = 200, .page_has = "开始演练", .json_has = "\"rows\":[]" },
    { "a guest begins none",                        GUEST,           POST, "/upkeep/drills", .body = "", .status = 303, .json_status = 401 },
    { "a secretary begins none",                    AS("secretary"), POST, "/upkeep/drills", .body = "", .status = 404 },
    { "a drill is asked for",                       AS("sysadmin"),  POST, "/upkeep/drills", .body = "", .status = 303, .events = 1, .forms = AS_PAGE },
    SCENARIOS_END,
};
/* clang-format on */
