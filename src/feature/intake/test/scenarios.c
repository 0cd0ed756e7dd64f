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

    { "a file that changes nothing is read",             AS("dept"),     POST, "/import", .body = "kind=members&effective=2026-01-05", .file = "members.xlsx", .status = 303, .events = 1, .keep = "same", .after = "/import/" },
    { "what it would do stands there before anything is written", AS("dept"), GET, "/import/{kept:same}", .status = 200, .page_has = "10" },
    { "another's run is not there",                      AS("other"),    GET,  "/import/{kept:same}", .status = 404 },
    { "nor to be confirmed",                             AS("other"),    POST, "/import/{kept:same}/confirmations", .status = 404 },
    { "nor to be withdrawn",                             AS("other"),    POST, "/import/{kept:same}/withdrawals", .status = 404 },
    { "nor to be answered",                              AS("other"),    POST, "/import/{kept:same}/answers", .body = "line=4&choice=move", .status = 404 },
    { "withdrawing it",                                  AS("dept"),     POST, "/import/{kept:same}/withdrawals", .status = 303, .events = 1 },
    { "what was withdrawn cannot be confirmed",          AS("dept"),     POST, "/import/{kept:same}/confirmations", .status = 409 },

    { "a file with faults is read",                      AS("dept"),     POST, "/import", .body = "kind=members&effective=2026-01-05", .file = "more.xlsx", .status = 303, .events = 1, .keep = "more", .after = "/import/" },
    { "every fault stands there",                        AS("dept"),     GET,  "/import/{kept:more}", .status = 200, .page_has = "天文台党支部", .json_has = "branch_differs" },
    { "a page asks about who changed the branch",        AS("dept"),     GET,  "/import/{kept:more}", .status = 200, .has = "支部不同，请您说明", .forms = AS_PAGE, .keep = "line", .after = "name=\"line\" value=\"" },
    { "a program is asked as well",                      AS("dept"),     GET,  "/import/{kept:more}", .status = 200, .has = "\"after\":\"文学院研究生党支部\",\"choice\":null", .forms = AS_JSON, .keep = "line", .after = "\"line\":\"" },
    { "nothing is written before yes",                   AS("dept"),     GET,  "/members?q=chengsiyuan", .status = 200, .lacks = "程思远" },
    { "with refused rows yes has to say so",             AS("dept"),     POST, "/import/{kept:more}/confirmations", .status = 422 },
    { "who changed the branch is asked about: a move",   AS("dept"),     POST, "/import/{kept:more}/answers", .body = "line={kept:line}&choice=move", .status = 303, .events = 1 },
    { "an answer that is none",                          AS("dept"),     POST, "/import/{kept:more}/answers", .body = "line={kept:line}&choice=perhaps", .status = 422 },
    { "an answer to what was not asked",                 AS("dept"),     POST, "/import/{kept:more}/answers", .body = "line=4&choice=move", .status = 404 },
    { "the answer is remembered",                        AS("dept"),     GET,  "/import/{kept:more}", .status = 200, .page_has = "value=\"move\" checked", .json_has = "\"choice\":\"move\"" },
    { "the good rows are written, and the one who moved", AS("dept"),    POST, "/import/{kept:more}/confirmations", .body = "accept_good=1", .status = 303, .events = 3 },
    { "the new one is in the list",                      AS("dept"),     GET,  "/members?q=chengsiyuan", .status = 200, .has = "程思远" },
    { "the moved one is in the new branch",              AS("dept"),     GET,  "/members/{member:沈书言}", .status = 200, .has = "研究生党支部" },
    { "and was in the old one before",                   AS("dept"),     GET,  "/members/{member:沈书言}?on=2026-01-04", .status = 200, .has = "教工党支部" },
    { "what was written cannot be written again",        AS("dept"),     POST, "/import/{kept:more}/confirmations", .body = "accept_good=1", .status = 409 },
    SCENARIOS_END
};
/* clang-format on */
