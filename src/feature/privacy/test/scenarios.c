/*
 * feature/privacy/test/scenarios.c: the notice, the own copy, objections, the reason before a long list, and what stays
 * masked.  What is written in the background is tried in test/hostile/openings.c.
 */
#include "harness/scenario.h"

#define LIN  "/members/{member:林晓}"
#define LIST "address=/members.xlsx"

/* Neither the number, the phone nor the street, whoever looks and in whatever form. */
#define MASKED(who, login)                                                                                             \
    { "masked: no number for " who,  AS(login), GET, LIN, .status = 200, .has = "****************", .lacks = "9901012004" }, \
    { "masked: no phone for " who,   AS(login), GET, LIN, .status = 200, .has = "*******0001", .lacks = "19900000001" },     \
    { "masked: no street for " who,  AS(login), GET, LIN, .status = 200, .has = "******", .lacks = "海棠路" }

/* clang-format off */
const struct scenario privacy_scenarios[] = {
    /* --- the notice */
    { "the notice is for everybody",                GUEST,           GET,  "/privacy", .status = 200, .has = "公民身份号码", .page_has = "第 1 版" },
    { "it says who sees what",                      GUEST,           GET,  "/privacy", .status = 200, .has = "支部书记" },
    { "a guest has nothing to confirm",             GUEST,           GET,  "/privacy", .status = 200, .lacks = "我读过了" },
    { "nor does a guest's confirmation arrive",     GUEST,           POST, "/privacy/acknowledgements", .status = 303 },
    { "one is asked to read it",                    AS("member"),    GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "看一看隐私说明" },
    { "one has read it",                            AS("member"),    POST, "/privacy/acknowledgements", .status = 303, .events = 1 },
    { "reading it twice is nothing new",            AS("member"),    POST, "/privacy/acknowledgements", .status = 303, .events = 0 },
    { "it says when",                               AS("member"),    GET,  "/privacy", .status = 200, .has = "读过这一版", .lacks = "我读过了" },
    { "one is asked no more",                       AS("member"),    GET,  "/me", .status = 200, .forms = AS_PAGE, .lacks = "看一看隐私说明" },
    { "an administrator reads it as well",          AS("sysadmin"),  POST, "/privacy/acknowledgements", .status = 303, .events = 1 },

    /* --- who looked */
    { "readings: a guest has to sign in",           GUEST,           GET,  "/me/readings", .status = 303 },
    { "readings: who is no member has none",        AS("dept"),      GET,  "/me/readings", .status = 404 },
    { "readings: nobody yet",                       AS("member"),    GET,  "/me/readings", .status = 200, .page_has = "还没有别人看过", .json_has = "\"rows\":[]" },
    { "readings: disclosed",                        AS("secretary"), POST, LIN "/disclosures", .body = "item=mobile&reason=通知开会", .status = 200, .events = 1 },
    { "readings: by whom and why",                  AS("member"),    GET,  "/me/readings", .status = 200, .has = "通知开会", .page_has = "查看了您的完整信息", .json_has = "member_disclosed" },

    /* --- a copy */
    { "copy: a guest has to sign in",               GUEST,           GET,  "/me/copy", .status = 303 },
    { "copy: who is no member has none",            AS("dept"),      GET,  "/me/copy", .status = 404 },
    { "copy: a document",                           AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_PAGE, .has = "%PDF-" },
    { "copy: whole values",                         AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_JSON, .has = "9901012004" },
    { "copy: the phone, the address",               AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_JSON, .has = "19900000001" },
    { "copy: intervals",                            AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_JSON, .has = "\"belongings\":[{\"from_on\":\"2024-01-01\"" },
    { "copy: the account",                          AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_JSON, .has = "\"login\":\"member\"" },
    { "copy: who looked",                           AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_JSON, .has = "通知开会" },
    { "copy: something to correct",                 AS("member"),    POST, "/me/proposals", .body = "field=post&proposed=研究生&reason=已入学", .status = 303, .events = 1 },
    { "copy: what other features keep",             AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_JSON, .has = "\"proposals\":[{" },
    { "copy: nobody else's",                        AS("member"),    GET,  "/me/copy", .status = 200, .forms = AS_JSON, .lacks = "周明远" },

    /* --- objections */
    { "objecting: a guest has to sign in",          GUEST,           GET,  "/me/objections/new", .status = 303 },
    { "objecting: nor does a guest's form arrive",  GUEST,           POST, "/me/objections", .body = "words=不同意", .status = 303 },
    { "objecting: the form",                        AS("member"),    GET,  "/me/objections/new", .status = 200 },
    { "objecting: nothing said",                    AS("member"),    POST, "/me/objections", .body = "words=", .status = 422 },
    { "objecting",                                  AS("member"),    POST, "/me/objections", .body = "words=不明白为什么要登记家庭住址", .status = 303, .forms = AS_PAGE, .events = 1 },
    { "objecting: it waits on the own page",        AS("member"),    GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "不明白为什么要登记家庭住址" },
    { "objecting: with a day for the answer",       AS("member"),    GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "2026-12-11 前答复" },
    { "objecting: the secretary is told",           AS("secretary"), GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "/objections/", .keep = "objection", .after = "/objections/" },
    { "objections: a guest has to sign in",         GUEST,           GET,  "/objections/{kept:objection}", .forms = AS_PAGE, .status = 303 },
    { "objections: another branch's are not there", AS("other"),     GET,  "/objections/{kept:objection}", .forms = AS_PAGE, .status = 404, .lacks = "家庭住址" },
    { "objections: nor to be answered",             AS("other"),     POST, "/objections/{kept:objection}/answers", .body = "answer=不行", .forms = AS_PAGE, .status = 404 },
    { "objections: one does not answer one's own",  AS("member"),    POST, "/objections/{kept:objection}/answers", .body = "answer=好", .forms = AS_PAGE, .status = 404 },
    { "objections: one of them",                    AS("secretary"), GET,  "/objections/{kept:objection}", .forms = AS_PAGE, .status = 200, .has = "不明白为什么" },
    { "objections: no answer",                      AS("secretary"), POST, "/objections/{kept:objection}/answers", .body = "answer=", .forms = AS_PAGE, .status = 422 },
    { "objections: on the file",                    AS("organizer"), GET,  LIN, .status = 200, .forms = AS_PAGE, .has = "不明白为什么" },
    { "objections: who only looks sees none",       AS("committee"), GET,  LIN, .status = 200, .forms = AS_PAGE, .lacks = "不明白为什么" },
    { "objections: answered",                       AS("secretary"), POST, "/objections/{kept:objection}/answers", .body = "answer=按规定登记，只有党组织可以查看", .status = 303, .forms = AS_PAGE, .events = 1 },
    { "objections: not twice",                      AS("secretary"), POST, "/objections/{kept:objection}/answers", .body = "answer=再答一次", .forms = AS_PAGE, .status = 409 },
    { "objections: whose it is sees the answer",    AS("member"),    GET,  "/me", .status = 200, .forms = AS_PAGE, .has = "只有党组织可以查看" },
    { "objections: nothing waits any more",         AS("secretary"), GET,  "/me", .status = 200, .forms = AS_PAGE, .lacks = "待答复" },

    /* --- the reason before a long list */
    { "exporting: a guest has to sign in",          GUEST,           GET,  "/exports/new?of=/members.xlsx", .status = 303 },
    { "exporting: nor does a guest's form arrive",  GUEST,           POST, "/exports", .body = LIST "&reason=报送统计", .status = 303 },
    { "exporting: who may not export",              AS("publicity"), GET,  "/exports/new?of=/members.xlsx", .status = 404 },
    { "exporting: nor by sending the form",         AS("publicity"), POST, "/exports", .body = LIST "&reason=报送统计", .status = 404 },
    { "exporting: the form",                        AS("dept"),      GET,  "/exports/new?of=/members.xlsx%3Fsex%3Dmale", .status = 200, .has = "为什么要导出" },
    { "exporting: of somewhere else",               AS("dept"),      GET,  "/exports/new?of=//example.org/x.csv", .status = 404 },
    { "exporting: of what is no list",              AS("dept"),      POST, "/exports", .body = "address=/me&reason=报送统计", .status = 422 },
    { "exporting: somewhere else",                  AS("dept"),      POST, "/exports", .body = "address=https://example.org/x.csv&reason=报送统计", .status = 422 },
    { "exporting: not without a reason",            AS("dept"),      POST, "/exports?of=/members.xlsx", .body = "reason=", .status = 422, .has = "为什么要导出" },
    { "exporting: with a reason",                   AS("dept"),      POST, "/exports", .body = LIST "&reason=报送统计", .status = 303, .json_has = "/members.xlsx?export=", .events = 1 },
    { "exporting: whoever gave the right is told",  AS("secadmin"),  GET,  "/notices", .status = 200, .has = "导出了超过 200 人的名册" },
    { "exporting: the file",                        AS("dept"),      POST, "/exports", .body = "address=/members.csv&reason=报送统计", .status = 303, .events = 1, .keep = "export", .after = "export=" },

    /* --- masked */
    MASKED("the department", "dept"),
    MASKED("the committee", "committee"),
    MASKED("the organiser", "organizer"),
    MASKED("the secretary", "secretary"),
    { "masked: who may not see it has no button",   AS("committee"), GET,  LIN, .status = 200, .forms = AS_PAGE, .lacks = "/disclosures" },
    { "masked: who may has one",                    AS("secretary"), GET,  LIN, .status = 200, .forms = AS_PAGE, .has = "/disclosures" },
    { "masked: no address that shows it",           AS("secretary"), GET,  LIN "?item=mobile&reason=通知", .status = 200, .lacks = "19900000001" },
    { "masked: nor does the list with every column", AS("dept"),     GET,  "/members?columns=mobile&columns=home_address&columns=citizen_number", .status = 200, .lacks = "19900000001" },
    { "masked: nor the form of a correction",       AS("secretary"), GET,  LIN "/items", .status = 200, .lacks = "19900000001" },

    /* --- whose time is over */
    { "retention: a guest has to sign in",          GUEST,           GET,  "/retentions", .status = 303 },
    { "retention: nobody yet",                      AS("dept"),      GET,  "/retentions", .status = 200, .page_has = "现在没有", .json_has = "\"rows\":[]" },
    { "retention: somebody from long ago",          AS("dept"),      POST, "/members", .body = "name=邵远&sex=male&ethnicity=01&birth_date=1990-02-03&education=21&join_date=2012-06-01&full_date=2013-06-01&person_category=full_member&citizen_number=990101199002030150&branch=001.001.002&on=2015-01-05&basis=档案", .status = 303, .events = 1, .keep = "gone", .after = "/members/" },
    { "retention: who left more than three years ago", AS("dept"),   POST, "/members/{kept:gone}/standings", .body = "membership_status=left&on=2020-01-05&basis=支部党员大会决议", .status = 303, .events = 1 },
    { "retention: is in the list",                  AS("dept"),      GET,  "/retentions", .status = 200, .has = "邵远" },
    { "retention: one who left this year",           AS("organizer"), POST, LIN "/standings", .body = "membership_status=left&on=2026-01-05&basis=支部党员大会决议", .status = 303, .events = 1 },
    { "retention: three years are not over",        AS("dept"),      GET,  "/retentions", .status = 200, .lacks = "林晓" },
    { "retention: only the department has the list", AS("organizer"), GET,  "/retentions", .status = 404 },
    SCENARIOS_END,
};
/* clang-format on */
