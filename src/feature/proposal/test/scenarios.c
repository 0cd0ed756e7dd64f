/* feature/proposal/test/scenarios.c: a member asks for a correction; the branch answers, and nobody else. */
#include "harness/scenario.h"

#define LIN  "/members/{member:林晓}"
#define ZHOU "/members/{member:周明远}"

/* clang-format off */
const struct scenario proposal_scenarios[] = {
    { "proposing: a guest has to sign in",            GUEST,           GET,  "/me/proposals/new", .status = 303 },
    { "proposing: nor does a guest's form arrive",    GUEST,           POST, "/me/proposals", .body = "field=post&proposed=研究生&reason=已入学", .status = 303 },
    { "proposing: the form",                          AS("member"),    GET,  "/me/proposals/new", .status = 200 },
    { "proposing: nothing filled in",                 AS("member"),    POST, "/me/proposals", .status = 422 },
    { "proposing",                                    AS("member"),    POST, "/me/proposals", .body = "field=post&proposed=研究生&reason=已入学", .status = 303, .events = 1 },
    { "proposing: nothing is changed yet",            AS("dept"),      GET,  LIN, .status = 200, .json_lacks = "研究生" },
    { "proposals: the secretary is told",             AS("secretary"), GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "/proposals/", .keep = "proposal", .after = "/proposals/" },
    { "proposals: a guest has to sign in",            GUEST,           GET,  "/proposals/{kept:proposal}", .forms = AS_PAGE, .status = 303 },
    { "proposals: another branch's are not there",    AS("other"),     GET,  "/proposals/{kept:proposal}", .forms = AS_PAGE, .status = 404, .lacks = "研究生" },
    { "proposals: nor are they to be decided",        AS("other"),     POST, "/proposals/{kept:proposal}/decisions", .forms = AS_PAGE, .body = "decision=accepted", .status = 404 },
    { "proposals: one does not decide one's own",     AS("member"),    POST, "/proposals/{kept:proposal}/decisions", .forms = AS_PAGE, .body = "decision=accepted", .status = 404 },
    { "proposals: one of them",                       AS("secretary"), GET,  "/proposals/{kept:proposal}", .forms = AS_PAGE, .status = 200, .has = "研究生" },
    { "proposals: no decision",                       AS("secretary"), POST, "/proposals/{kept:proposal}/decisions", .forms = AS_PAGE, .status = 422 },
    { "proposals: decided",                           AS("secretary"), POST, "/proposals/{kept:proposal}/decisions", .forms = AS_PAGE, .body = "decision=accepted&answer=已核对", .status = 303, .events = 2 },
    { "proposals: it shows",                          AS("dept"),      GET,  LIN, .status = 200, .forms = AS_PAGE, .has = "研究生" },
    { "proposals: not twice",                         AS("secretary"), POST, "/proposals/{kept:proposal}/decisions", .forms = AS_PAGE, .body = "decision=accepted", .status = 409 },
    { "the file: what was answered",                  AS("member"),    GET,  LIN, .status = 200, .forms = AS_PAGE, .has = "答复：已核对" },
    { "the file: whose it is may ask again",          AS("member"),    GET,  LIN, .status = 200, .forms = AS_PAGE, .has = "/me/proposals/new" },
    { "the file: the secretary does not ask for it",  AS("secretary"), GET,  LIN, .status = 200, .forms = AS_PAGE, .has = "已采纳", .lacks = "/me/proposals/new" },
    { "the file: who only looks sees no value",       AS("committee"), GET,  LIN, .status = 200, .forms = AS_PAGE, .has = "已采纳", .lacks = "申请改为" },
    { "a file without proposals has no such part",    AS("secretary"), GET,  ZHOU, .status = 200, .forms = AS_PAGE, .lacks = "更正申请" },
    { "the first screen: nothing waits any more",     AS("secretary"), GET,  "/me", .status = 200, .forms = AS_PAGE, .lacks = "/proposals/" },

    { "declining: a number nobody has",               AS("member"),    POST, "/me/proposals", .body = "field=citizen_number&proposed=12&reason=抄错了", .status = 303, .events = 1 },
    { "declining: it waits",                          AS("secretary"), GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "林晓申请更正信息", .keep = "number", .after = "/proposals/" },
    { "declining: the number of now is masked",       AS("secretary"), GET,  "/proposals/{kept:number}", .forms = AS_PAGE, .status = 200, .has = "****************", .lacks = "9901012004" },
    { "declining: such a number cannot be confirmed", AS("secretary"), POST, "/proposals/{kept:number}/decisions", .forms = AS_PAGE, .body = "decision=accepted", .status = 422, .has = "公民身份号码" },
    { "declining: so it is declined",                 AS("organizer"), POST, "/proposals/{kept:number}/decisions", .forms = AS_PAGE, .body = "decision=declined&answer=请写完整的号码", .status = 303, .events = 1 },
    { "declining: whose it is sees why",              AS("member"),    GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "请写完整的号码" },
    { "a date that is none",                          AS("member"),    POST, "/me/proposals", .body = "field=join_date&proposed=去年五月&reason=志愿书", .status = 422 },
    { "an item that is kept elsewhere",               AS("member"),    POST, "/me/proposals", .body = "field=membership_status&proposed=正常&reason=志愿书", .status = 422 },
    SCENARIOS_END,
};
/* clang-format on */
