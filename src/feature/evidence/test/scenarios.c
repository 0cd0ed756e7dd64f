/* feature/evidence/test/scenarios.c: the audit page and the daily seals, as one who may and as those who may not. */
#include "harness/scenario.h"

/* clang-format off */
const struct scenario evidence_scenarios[] = {
    { "a guest is asked to sign in",                          GUEST,           GET, "/events", .status = 303 },
    { "a guest sees no seals",                                GUEST,           GET, "/evidence/seals", .status = 303 },
    { "the organisation department reads no events of others", AS("dept"),     GET, "/events", .status = 404 },
    { "nor seals",                                            AS("dept"),      GET, "/evidence/seals", .status = 404 },
    { "who keeps the accounts does not read them either",     AS("sysadmin"),  GET, "/events", .status = 404 },
    { "nor who gives the roles",                              AS("secadmin"),  GET, "/events", .status = 404 },
    { "nor a member",                                         AS("member"),    GET, "/events", .status = 404 },
    { "a file is corrected",                                  AS("dept"),      POST, "/members/{member:林晓}/disclosures", .body = "item=mobile&reason=evidence-reason-7", .status = 200, .events = 1 },
    { "the audit administrator reads what happened",          AS("auditor"),   GET, "/events", .status = 200, .has = "查看完整信息", .lacks = "林晓" },
    { "and never why, nor what was written",                  AS("auditor"),   GET, "/events", .status = 200, .lacks = "evidence-reason-7" },
    { "what did one account do",                              AS("auditor"),   GET, "/events?q=dept", .status = 200, .has = "查看完整信息", .json_has = "member_disclosed", .json_lacks = "org_founded" },
    { "what did it do this month",                            AS("auditor"),   GET, "/events?q=dept&from=2020-01-01&until=2099-12-31", .status = 200, .has = "查看完整信息" },
    { "what did it do long ago",                              AS("auditor"),   GET, "/events?q=dept&from=2019-05-01&until=2019-05-31", .status = 200, .page_has = "没有符合条件", .json_has = "\"rows\":[]" },
    { "who disclosed, by the word of the operation",          AS("auditor"),   GET, "/events?q=完整信息", .status = 200, .has = "dept", .json_lacks = "org_founded" },
    { "who disclosed, by the kind",                           AS("auditor"),   GET, "/events?kind=member_disclosed", .status = 200, .has = "dept", .json_lacks = "org_founded" },
    { "who changed this member",                              AS("auditor"),   GET, "/events?subject={member:林晓}", .status = 200, .has = "{member:林晓}", .page_has = "查看完整信息" },
    { "who changed this organisation, in the one box",        AS("auditor"),   GET, "/events?q={org:001.001}", .status = 200, .json_has = "org_founded", .json_lacks = "member_added" },
    { "nobody of that name did anything",                     AS("auditor"),   GET, "/events?q=查无此人", .status = 200, .page_has = "没有符合条件", .json_has = "\"rows\":[]" },
    { "SQL is a name like any other",                         AS("auditor"),   GET, "/events?q=%27%20OR%201=1%20--", .status = 200, .page_has = "没有符合条件", .json_has = "\"rows\":[]" },
    { "a day that is none is said",                           AS("auditor"),   GET, "/events?from=2026-13-01", .status = 422 },
    { "a page that begins nowhere is not found",              AS("auditor"),   GET, "/events?after=5", .status = 404 },
    { "the daily seals",                                      AS("auditor"),   GET, "/evidence/seals", .status = 200, .page_has = "校验码", .json_has = "\"link\":\"" },
    { "before the first day there are none",                  AS("auditor"),   GET, "/evidence/seals?after=20200101", .status = 200, .page_has = "还没有封存", .json_has = "\"rows\":[]" },
    SCENARIOS_END
};
/* clang-format on */
