/* feature/intake/test/scenarios.c: who may come to the import page. */
#include "harness/scenario.h"

/* clang-format off */
const struct scenario intake_scenarios[] = {
    { "a guest is asked to sign in",                     GUEST,          GET,  "/import", .status = 303 },
    { "an administrator of the site imports nothing",    AS("sysadmin"), GET,  "/import", .status = 404 },
    { "the organisation department finds the form",      AS("dept"),     GET,  "/import", .status = 200, .page_has = "上传并核对" },
    { "a guest uploads nothing",                         GUEST,          POST, "/import", .body = "kind=members", .status = 303, .forms = AS_PAGE },
    { "without a file nothing is read",                  AS("dept"),     POST, "/import", .body = "kind=members&effective=2026-11-22", .status = 422, .has = "请选择表格文件", .forms = AS_PAGE },
    { "a run that is none is not found",                 AS("dept"),     GET,  "/import/1", .status = 404 },
    { "a guest sees no run",                             GUEST,          GET,  "/import/1", .status = 303 },
    { "a run that is none cannot be confirmed",          AS("dept"),     POST, "/import/1/confirmations", .status = 404 },
    { "a guest confirms nothing",                        GUEST,          POST, "/import/1/confirmations", .status = 303 },
    { "nor withdrawn",                                   AS("dept"),     POST, "/import/1/withdrawals", .status = 404 },
    { "a guest withdraws nothing",                       GUEST,          POST, "/import/1/withdrawals", .status = 303 },
    { "nor answered",                                    AS("dept"),     POST, "/import/1/answers", .body = "line=1&choice=move", .status = 404 },
    { "a guest answers nothing",                         GUEST,          POST, "/import/1/answers", .body = "line=1&choice=move", .status = 303 },
    SCENARIOS_END
};
/* clang-format on */
