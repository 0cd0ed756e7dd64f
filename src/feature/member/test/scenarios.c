/* feature/member/test/scenarios.c: the register, seen and kept by everybody who may, and by some who may not. */
#include "harness/scenario.h"

#define LIN   "/members/{member:林晓}"
#define ZHOU  "/members/{member:周明远}"
#define GULI  "/members/{member:古丽米热·艾合买提}"
#define BASIS "&basis=支部党员大会决议"
#define ITEMS "&sex=male&ethnicity=01&birth_date=2003-11-05&education=61&join_date=2022-11-20&full_date=2023-11-20&post=大学生"
/* Invented, as every number that starts with 99. */
#define NEW_NUMBER "990101200311059016"
#define GONE_NUMBER "990101198001010014"

/* An act on one entry: who may keep files of another branch, who only looks, who is nobody. */
#define ONLY_KEEPERS(what, form, act, fields)                                                                    \
    { what ": a guest has to sign in",          GUEST,           GET,  ZHOU form, .status = 303 },               \
    { what ": nor does a guest's form arrive",  GUEST,           POST, ZHOU act, .body = fields, .status = 303 }, \
    { what ": for another branch it is not there", AS("other"),  GET,  ZHOU form, .status = 404 },               \
    { what ": nor is the address of the form",  AS("other"),     POST, ZHOU act, .body = fields, .status = 404 }, \
    { what ": who only looks may not",          AS("committee"), POST, ZHOU act, .body = fields, .status = 403 }, \
    { what ": the form",                        AS("organizer"), GET,  ZHOU form, .status = 200 }

/* The same, for what the organisation department alone does. */
#define ONLY_THE_DEPARTMENT(what, form, act, fields)                                                             \
    { what ": a guest has to sign in",          GUEST,           GET,  ZHOU form, .status = 303 },               \
    { what ": nor does a guest's form arrive",  GUEST,           POST, ZHOU act, .body = fields, .status = 303 }, \
    { what ": for another branch it is not there", AS("other"),  GET,  ZHOU form, .status = 404 },               \
    { what ": nor is the address of the form",  AS("other"),     POST, ZHOU act, .body = fields, .status = 404 }, \
    { what ": not even the school may",         AS("organizer"), POST, ZHOU act, .body = fields, .status = 403 }, \
    { what ": the form",                        AS("dept"),      GET,  ZHOU form, .status = 200 }

/* clang-format off */
const struct scenario member_scenarios[] = {
    /* --- the list */
    { "a guest sees no list",                         GUEST,           GET, "/members", .status = 303, .lacks = "林晓" },
    { "the department sees everybody",                AS("dept"),      GET, "/members", .status = 200, .has = "韩立" },
    { "a secretary sees the own branch alone",        AS("secretary"), GET, "/members", .status = 200, .has = "林晓", .lacks = "韩立" },
    { "a commissioner sees names",                    AS("publicity"), GET, "/members", .status = 200, .has = "林晓" },
    { "an administrator of the site sees nobody",     AS("sysadmin"),  GET, "/members", .status = 404, .lacks = "林晓" },
    { "a member has no list",                         AS("member"),    GET, "/members", .status = 404, .lacks = "周明远" },
    { "who keeps two branches sees both",             AS("pair"),      GET, "/members", .status = 200, .has = "林晓", .page_has = "您管理的各组织", .page_lacks = "韩立" },
    { "the other of the two",                         AS("pair"),      GET, "/members", .status = 200, .has = "覃小满", .lacks = "吕一诺" },
    { "each of the two alone",                        AS("pair"),      GET, "/members?org={org:001.002.002}", .status = 200, .has = "覃小满", .lacks = "林晓" },
    { "a third is not there",                         AS("pair"),      GET, "/members?org={org:001.002.001}", .status = 404 },
    { "both are searched",                            AS("pair"),      GET, "/members?q=qin", .status = 200, .has = "覃小满", .json_lacks = "林晓" },
    { "no citizen number stands in a list",           AS("dept"),      GET, "/members", .status = 200, .lacks = "99010120040312" },
    { "rare characters survive",                      AS("secretary"), GET, "/members", .status = 200, .has = "单于𠮷𤤴" },
    { "a name with a dot survives",                   AS("secretary"), GET, "/members?q=古丽米热·艾合买提", .status = 200, .has = "古丽米热·艾合买提" },
    { "search by name",                               AS("dept"),      GET, "/members?q=林晓", .status = 200, .has = "林晓", .json_lacks = "韩立" },
    { "search by pinyin",                             AS("dept"),      GET, "/members?q=linxiao", .status = 200, .has = "林晓", .json_lacks = "韩立" },
    { "search by initials",                           AS("dept"),      GET, "/members?q=lx", .status = 200, .has = "林晓", .json_lacks = "韩立" },
    { "a compound surname reads as one",              AS("dept"),      GET, "/members?q=chanyu", .status = 200, .has = "单于" },
    { "a name that is read otherwise as a surname",   AS("dept"),      GET, "/members?q=piao", .status = 200, .has = "朴正浩" },
    { "an ü is found as v",                           AS("dept"),      GET, "/members?q=lv", .status = 200, .has = "吕一诺" },
    { "and as u",                                     AS("dept"),      GET, "/members?q=lu", .status = 200, .has = "吕一诺" },
    { "by sex",                                       AS("dept"),      GET, "/members?sex=female", .status = 200, .has = "林晓", .json_lacks = "韩立" },
    { "by kind",                                      AS("dept"),      GET, "/members?kind=probationary_member", .status = 200, .has = "古丽米热", .json_lacks = "林晓" },
    { "by ethnicity",                                 AS("dept"),      GET, "/members?ethnicity=08", .status = 200, .has = "覃小满", .json_lacks = "林晓" },
    { "by education",                                 AS("dept"),      GET, "/members?education=11", .status = 200, .has = "沈书言", .json_lacks = "林晓" },
    { "by age",                                       AS("dept"),      GET, "/members?age_from=70&age_to=80", .status = 200, .has = "仇望舒", .json_lacks = "林晓" },
    { "by the day of joining",                        AS("dept"),      GET, "/members?joined_from=1988-01-01&joined_to=1990-01-01", .status = 200, .has = "韩立", .json_lacks = "林晓" },
    { "those out of touch",                           AS("dept"),      GET, "/members?lost=yes", .status = 200, .has = "韩立", .json_lacks = "林晓" },
    { "those away from home",                         AS("dept"),      GET, "/members?mobile_member=yes", .status = 200, .has = "覃小满", .json_lacks = "林晓" },
    { "two filters together",                         AS("dept"),      GET, "/members?sex=female&education=11", .status = 200, .has = "沈书言", .json_lacks = "林晓" },
    { "other columns",                                AS("dept"),      GET, "/members?columns=education,lost", .status = 200, .page_has = "data-label=\"学历\"", .page_lacks = "data-label=\"性别\"" },
    { "columns of the whole entry",                   AS("dept"),      GET, "/members?q=林晓&columns=post,mobile", .status = 200, .page_has = "*******0001" },
    { "the form of the filters is not in the way",    AS("dept"),      GET, "/members?sex=female", .status = 200, .page_has = "/members?sex=female&amp;sheet=filters\"", .page_lacks = "name=\"age_from\"" },
    { "and opens when asked for, as it was filled in", AS("dept"),     GET, "/members?age_from=18&sheet=filters", .status = 200, .page_has = "name=\"age_from\" inputmode=\"numeric\" value=\"18\"", .page_lacks = "type=\"checkbox\"" },
    { "so does that of the columns",                  AS("dept"),      GET, "/members?sheet=columns", .status = 200, .page_has = "name=\"columns\" value=\"education\"", .page_lacks = "name=\"age_from\"" },
    { "no link keeps a form open",                    AS("dept"),      GET, "/members?sex=female&sheet=filters", .status = 200, .page_has = "/members.csv?sex=female\"", .page_lacks = "sheet=filters" },
    { "a subtree",                                    AS("dept"),      GET, "/members?org={org:001.002}", .status = 200, .has = "覃小满", .lacks = "林晓" },
    { "another's subtree is not there",               AS("secretary"), GET, "/members?org={org:001.002}", .status = 404, .lacks = "覃小满" },
    { "a filter that is none",                        AS("dept"),      GET, "/members?sex=other", .status = 422 },
    { "before the platform knew anybody",             AS("dept"),      GET, "/members?on=2023-12-31", .status = 200, .lacks = "林晓" },
    { "since it knows them",                          AS("dept"),      GET, "/members?on=2024-01-01", .status = 200, .has = "林晓", .lacks = "古丽米热" },
    { "a day in the future",                          AS("dept"),      GET, "/members?on=2026-11-23", .status = 422 },

    /* --- one file */
    { "a file",                                       AS("secretary"), GET, LIN, .status = 200, .has = "林晓", .json_has = "\"****************" },
    { "is masked",                                    AS("dept"),      GET, LIN, .status = 200, .lacks = "19900000001", .has = "*******0001" },
    { "shows the address no further than the town",   AS("dept"),      GET, LIN, .status = 200, .lacks = "海棠路" },
    { "a guest has to sign in for one",               GUEST,           GET, LIN, .status = 303 },
    { "another branch's is not there",                AS("other"),     GET, LIN, .status = 404, .lacks = "林晓" },
    { "a commissioner who reads names reads no file", AS("publicity"), GET, LIN, .status = 404 },
    { "nor does a fellow member",                     AS("member"),    GET, ZHOU, .status = 404, .lacks = "周明远" },
    { "the same page as of a past day",               AS("dept"),      GET, GULI "?on=2026-07-01", .status = 200, .has = "古丽米热" },
    { "before joining it says that nothing is known",              AS("dept"),      GET, GULI "?on=2026-06-29", .status = 200, .json_has = "\"person_category\":null" },

    /* --- disclosing */
    { "disclosing: a guest has to sign in",           GUEST,           POST, LIN "/disclosures", .body = "item=citizen_number&reason=核对身份", .status = 303 },
    { "disclosing: another's is not there",           AS("other"),     POST, LIN "/disclosures", .body = "item=citizen_number&reason=核对身份", .status = 404, .lacks = "9901012004" },
    { "disclosing: who only looks may not",           AS("committee"), POST, LIN "/disclosures", .body = "item=citizen_number&reason=核对身份", .status = 403, .lacks = "9901012004" },
    { "disclosing: not without a reason",             AS("secretary"), POST, LIN "/disclosures", .body = "item=citizen_number", .status = 422, .lacks = "9901012004" },
    { "disclosing: not what there is not",            AS("secretary"), POST, LIN "/disclosures", .body = "item=password&reason=核对身份", .status = 422 },
    { "disclosing once, with a reason, remembered",   AS("secretary"), POST, LIN "/disclosures", .body = "item=citizen_number&reason=核对身份", .status = 200, .has = "9901012004", .events = 1 },
    { "disclosing: afterwards it is masked again",    AS("secretary"), GET,  LIN, .status = 200, .lacks = "9901012004" },

    /* --- a new entry */
    { "a new entry: a guest has to sign in",          GUEST,           GET,  "/members/new", .status = 303 },
    { "a new entry: nor does a guest's form arrive",  GUEST,           POST, "/members", .status = 303 },
    { "a new entry: who only looks may not",          AS("committee"), GET,  "/members/new", .status = 404 },
    { "a new entry: nor by sending the form",         AS("committee"), POST, "/members", .body = "name=程朗", .status = 404 },
    { "a new entry: the form",                        AS("secretary"), GET,  "/members/new", .status = 200 },
    { "a new entry: a guest is not told what is missing", GUEST,      POST, "/members", .status = 303, .json_has = "\"code\":\"sign_in\"", .lacks = "姓名" },
    { "a new entry: nothing filled in",               AS("secretary"), POST, "/members", .status = 422, .has = "姓名" },
    { "a new entry: a number with a wrong digit",     AS("secretary"), POST, "/members", .body = "name=程朗" ITEMS "&person_category=full_member&citizen_number=990101200308080011&branch=001.001.001&on=2026-01-05" BASIS, .status = 422, .has = "公民身份号码" },
    { "a new entry: not into another's branch",       AS("secretary"), POST, "/members", .body = "name=程朗" ITEMS "&person_category=full_member&citizen_number=" NEW_NUMBER "&branch=001.002.001&on=2026-01-05" BASIS, .status = 422 },

    { "a new entry",                                  AS("secretary"), POST, "/members", .body = "name=程朗" ITEMS "&person_category=full_member&citizen_number=" NEW_NUMBER "&branch=001.001.001&on=2026-01-05" BASIS, .status = 303, .events = 1 },
    { "a new entry: not the same person twice",       AS("secretary"), POST, "/members", .body = "name=程朗" ITEMS "&person_category=full_member&citizen_number=" NEW_NUMBER "&branch=001.001.001&on=2026-01-05" BASIS, .status = 409, .has = "公民身份号码" },
    { "a new entry: it is in the list",               AS("secretary"), GET,  "/members?q=chenglang", .status = 200, .has = "程朗" },

    /* --- changes */
    ONLY_KEEPERS("correcting", "/items", "/items", "name=周明远" ITEMS BASIS),
    { "correcting: a birth date that the number denies", AS("secretary"), POST, ZHOU "/items", .body = "name=周明远&sex=male&ethnicity=01&birth_date=2003-11-06&join_date=2022-11-20" BASIS, .status = 422 },
    { "correcting",                                   AS("secretary"), POST, ZHOU "/items", .body = "name=周明远&sex=male&ethnicity=01&birth_date=2003-11-05&education=21&join_date=2022-11-20&full_date=2023-11-20&post=大学生" BASIS, .status = 303, .events = 1 },
    { "correcting: it shows",                         AS("secretary"), GET,  ZHOU, .status = 200, .page_has = "大学本科", .json_has = "\"education\":\"21\"" },
    ONLY_KEEPERS("the further items", "/more", "/more", "native_place=青岚市"),
    { "the further items",                            AS("secretary"), POST, ZHOU "/more", .body = "native_place=青岚市&degree=学士", .status = 303, .events = 1 },
    ONLY_KEEPERS("moving", "/moves/new", "/moves", "branch=001.001.002&on=2026-02-01" BASIS),
    { "moving: a secretary not out of the branch",    AS("secretary"), POST, ZHOU "/moves", .body = "branch=001.001.002&on=2026-02-01" BASIS, .status = 422 },
    { "moving: not to what there is not",             AS("organizer"), POST, ZHOU "/moves", .body = "branch=天文台党支部&on=2026-02-01" BASIS, .status = 422 },
    { "moving within the school",                     AS("organizer"), POST, ZHOU "/moves", .body = "branch=001.001.002&on=2026-02-01" BASIS, .status = 303, .events = 1 },
    { "moving: the branch of today",                  AS("dept"),      GET,  ZHOU, .status = 200, .has = "教工党支部" },
    { "moving: the branch of then",                   AS("dept"),      GET,  ZHOU "?on=2026-01-31", .status = 200, .json_has = "本科生", .json_lacks = "教工" },
    ONLY_KEEPERS("a change of kind", "/kinds/new", "/kinds", "person_category=full_member&on=2026-08-01" BASIS),
    { "a change of kind",                             AS("secretary"), POST, GULI "/kinds", .body = "person_category=full_member&on=2026-08-01" BASIS, .status = 303, .events = 1 },
    { "a change of kind: it shows from that day on",  AS("dept"),      GET,  GULI, .status = 200, .json_has = "full_member" },
    { "a change of kind: and not before",             AS("dept"),      GET,  GULI "?on=2026-07-31", .status = 200, .json_has = "probationary_member" },
    ONLY_KEEPERS("a change of standing", "/standings/new", "/standings", "membership_status=suspended&on=2026-08-01" BASIS),
    { "a change of standing",                         AS("secretary"), POST, LIN "/standings", .body = "membership_status=suspended&on=2026-08-01" BASIS, .status = 303, .events = 1 },
    { "a change of standing: it shows",               AS("dept"),      GET,  LIN, .status = 200, .page_has = "停止党籍", .json_has = "suspended" },

    /* --- erasing */
    ONLY_THE_DEPARTMENT("erasing", "/erasures/new", "/erasures", "reason=到期"),
    { "erasing: not one who is a member",             AS("dept"),      POST, ZHOU "/erasures", .body = "reason=到期", .status = 409, .has = "离开党组织满三年" },
    { "erasing: a reason is asked",                   AS("dept"),      POST, ZHOU "/erasures", .body = "reason=", .status = 422 },
    { "erasing: somebody who left",                   AS("secretary"), POST, "/members", .body = "name=章远舟&sex=male&ethnicity=01&birth_date=1980-01-01&join_date=2006-01-01&full_date=2007-01-01&post=教师&mobile=19900000077&person_category=full_member&citizen_number=" GONE_NUMBER "&branch=001.001.001&on=2020-01-05" BASIS, .status = 303, .events = 1 },
    { "erasing: the file",                            AS("dept"),      GET,  "/members?q=zhangyuanzhou", .status = 200, .has = "章远舟", .forms = AS_PAGE, .keep = "gone", .after = "href=\"/members/" },
    { "erasing: the file",                            AS("dept"),      GET,  "/members?q=zhangyuanzhou", .status = 200, .has = "章远舟", .forms = AS_JSON, .keep = "gone" },
    { "erasing: left years ago",                      AS("secretary"), POST, "/members/{kept:gone}/standings", .body = "membership_status=left&on=2021-06-01" BASIS, .status = 303, .events = 1 },
    { "erasing: the number is known",                 AS("secretary"), POST, "/members", .body = "name=章远舟&sex=male&ethnicity=01&birth_date=1980-01-01&join_date=2006-01-01&full_date=2007-01-01&person_category=full_member&citizen_number=" GONE_NUMBER "&branch=001.001.001&on=2020-01-05" BASIS, .status = 409 },
    { "erasing",                                      AS("dept"),      POST, "/members/{kept:gone}/erasures", .body = "reason=保存期限届满", .status = 303, .events = 2 },
    { "erasing: not twice",                           AS("dept"),      POST, "/members/{kept:gone}/erasures", .body = "reason=保存期限届满", .status = 409 },
    { "erasing: the file is empty",                   AS("dept"),      GET,  "/members/{kept:gone}", .status = 200, .has = "已删除的党员", .lacks = "章远舟" },
    { "erasing: nor was the name ever",               AS("dept"),      GET,  "/members/{kept:gone}?on=2020-06-01", .status = 200, .has = "已删除的党员", .lacks = "章远舟" },
    { "erasing: nothing is written there again",      AS("dept"),      POST, "/members/{kept:gone}/more", .body = "native_place=青岚市", .status = 410 },
    { "erasing: the value is gone",                   AS("dept"),      POST, "/members/{kept:gone}/disclosures", .body = "item=citizen_number&reason=核对", .status = 200, .has = "已删除", .lacks = GONE_NUMBER, .events = 1 },
    { "erasing: the count of then stays",             AS("dept"),      GET,  "/members?org={org:001.001.001}&on=2020-06-01&joined_to=2006-12-31", .status = 200, .has = "已删除的党员" },
    { "erasing: the number is free again",            AS("secretary"), POST, "/members", .body = "name=章远舟&sex=male&ethnicity=01&birth_date=1980-01-01&join_date=2006-01-01&full_date=2007-01-01&person_category=full_member&citizen_number=" GONE_NUMBER "&branch=001.001.001&on=2020-01-05" BASIS, .status = 303, .events = 1 },

    /* --- posts */
    { "a post: a guest has to sign in",               GUEST,           GET,  "/orgs/{org:001.001.001}/posts/new", .status = 303 },
    { "a post: nor does a guest's form arrive",       GUEST,           POST, "/orgs/{org:001.001.001}/posts", .status = 303 },
    { "a post: another's branch is not there",        AS("other"),     POST, "/orgs/{org:001.001.001}/posts", .body = "person=林晓&org_post=secretary&on=2025-05-10" BASIS, .status = 404 },
    { "a post: the form",                             AS("secretary"), GET,  "/orgs/{org:001.001.001}/posts/new", .status = 200 },
    { "a post: for nobody there is",                  AS("secretary"), POST, "/orgs/{org:001.001.001}/posts", .body = "person=韩立&org_post=secretary&on=2025-05-10" BASIS, .status = 422 },
    { "a post",                                       AS("secretary"), POST, "/orgs/{org:001.001.001}/posts", .body = "person=林晓&org_post=secretary&on=2025-05-10" BASIS, .status = 303, .events = 1 },

    /* --- one's own */
    { "a guest has no file",                          GUEST,           GET,  "/me", .status = 303 },
    { "a member sees the own file",                   AS("member"),    GET,  "/me", .status = 200, .has = "林晓" },
    { "an administrator has none but is not turned away", AS("dept"),  GET,  "/me", .forms = AS_PAGE, .status = 200 },
    { "own contact data: a guest has to sign in",     GUEST,           GET,  "/me/contact", .status = 303 },
    { "own contact data: nor does a guest's form arrive", GUEST,       POST, "/me/contact", .body = "mobile=19900000066", .status = 303 },
    { "own contact data stand there in clear",        AS("member"),    GET,  "/me/contact", .status = 200, .has = "19900000001" },
    { "own contact data: a number far too long",       AS("member"),    POST, "/me/contact", .body = "mobile=1990000000119900000001199&home_address=青岚市", .status = 422 },
    { "own contact data",                             AS("member"),    POST, "/me/contact", .body = "mobile=19900000066&home_address=青岚市学府区海棠路9号", .status = 303, .events = 1 },
    { "own contact data: it shows",                   AS("member"),    GET,  "/me/contact", .status = 200, .has = "19900000066" },
    SCENARIOS_END,
};
/* clang-format on */
