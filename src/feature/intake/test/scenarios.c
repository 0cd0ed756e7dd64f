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
    { "a workbook is read and shown before it is written", AS("dept"),   POST, "/import", .body = "kind=members&effective=2026-11-22", .file = "one-new.xlsx", .status = 303, .forms = AS_PAGE, .keep = "run", .after = "/import/", .events = 1 },
    { "the preview says what would be new",              AS("dept"),     GET,  "/import/{kept:run}", .status = 200, .has = "one-new.xlsx", .forms = AS_PAGE },
    { "another's run is not found",                      AS("secretary"), GET, "/import/{kept:run}", .status = 404, .forms = AS_PAGE },
    { "nothing is written before the yes",               AS("dept"),     GET,  "/members?q=oy", .status = 200, .lacks = "欧阳𬱖", .forms = AS_PAGE },
    { "after the yes it is written",                     AS("dept"),     POST, "/import/{kept:run}/confirmations", .body = "accept_good=0", .status = 303, .forms = AS_PAGE, .events = 2 },
    { "and found",                                       AS("dept"),     GET,  "/members?q=oy", .status = 200, .has = "欧阳𬱖", .forms = AS_PAGE },
    { "a run is confirmed once",                         AS("dept"),     POST, "/import/{kept:run}/confirmations", .body = "accept_good=0", .status = 409, .forms = AS_PAGE },
    { "a known person in another branch is a question",  AS("dept"),     POST, "/import", .body = "kind=members&effective=2026-11-22", .file = "other-branch.xlsx", .status = 303, .forms = AS_PAGE, .keep = "ask", .after = "/import/", .events = 1 },
    { "which is asked on the page",                      AS("dept"),     GET,  "/import/{kept:ask}", .status = 200, .has = "林晓", .forms = AS_PAGE, .keep = "line", .after = "name=\"line\" value=\"" },
    { "and answered",                                    AS("dept"),     POST, "/import/{kept:ask}/answers", .body = "line={kept:line}&choice=move", .status = 303, .forms = AS_PAGE, .events = 1 },
    { "a run that is not wanted is withdrawn",           AS("dept"),     POST, "/import/{kept:ask}/withdrawals", .status = 303, .forms = AS_PAGE, .events = 1 },
    SCENARIOS_END
};
/* clang-format on */
