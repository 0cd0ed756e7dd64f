/* feature/org/test/scenarios.c: the organisations, seen and changed by everybody who may, and by some who may not. */
#include "harness/scenario.h"

#define SCHOOL   "/orgs/{org:001.001}"
#define BRANCH   "/orgs/{org:001.001.001}"
#define TEACHERS "/orgs/{org:001.001.002}"
#define LIBRARY  "/orgs/{org:001.003.001}"
#define ROOT     "/orgs/{org:001}"
#define BASIS    "&basis=院党委会议纪要第七号"

/* Who is turned away from an act on the students' branch, and how: without the duty 403, out of scope 404, as a guest
 * to the sign-in page. */
#define ONLY_WRITERS(what, noun, fields)                                                                                  \
    { what ": a guest has to sign in",           GUEST,           GET,  BRANCH "/" noun "/new", .status = 303 },          \
    { what ": nor does a guest's form arrive",   GUEST,           POST, BRANCH "/" noun, .body = fields, .status = 303 }, \
    { what ": the secretary may not",            AS("secretary"), GET,  BRANCH "/" noun "/new", .status = 403 },          \
    { what ": nor by sending the form",          AS("secretary"), POST, BRANCH "/" noun, .body = fields, .status = 403 }, \
    { what ": for another school it is not there", AS("other"),   GET,  BRANCH "/" noun "/new", .status = 404 },          \
    { what ": nor is the address of the form",   AS("other"),     POST, BRANCH "/" noun, .body = fields, .status = 404 }, \
    { what ": not of one's own school",          AS("organizer"), POST, SCHOOL "/" noun, .body = fields, .status = 403 }, \
    { what ": the form",                         AS("organizer"), GET,  BRANCH "/" noun "/new", .status = 200 },          \
    { what ": nothing filled in",                AS("organizer"), POST, BRANCH "/" noun, .status = 422 }

/* clang-format off */
const struct scenario org_scenarios[] = {
    /* --- who sees what */
    { "a guest sees no list",                          GUEST,           GET, "/orgs", .status = 303 },
    { "the department sees the whole tree",            AS("dept"),      GET, "/orgs", .status = 200, .has = "文学院党委", .json_has = "001.002.001" },
    { "the committee may look",                        AS("committee"), GET, "/orgs", .status = 200, .has = "文学院党委" },
    { "a school sees itself alone",                    AS("organizer"), GET, "/orgs", .status = 200, .has = "数学学院", .lacks = "文学院" },
    { "a branch sees itself alone",                    AS("secretary"), GET, "/orgs", .status = 200, .has = "数学学院本科生党支部", .lacks = "数学学院教工党支部" },
    { "who keeps two branches sees both",              AS("pair"),      GET, "/orgs", .status = 200, .has = "数学学院本科生党支部", .lacks = "数学学院教工党支部" },
    { "the other of the two",                          AS("pair"),      GET, "/orgs", .status = 200, .has = "文学院研究生党支部", .lacks = "文学院教工党支部" },
    { "both are in the tree at the side",              AS("pair"),      GET, "/orgs/tree?at={org:001.002.002}", .status = 200, .forms = AS_PAGE, .has = "数学学院本科生党支部" },
    { "both are searched",                             AS("pair"),      GET, "/orgs?q=yjs", .status = 200, .forms = AS_JSON, .lacks = "本科生" },
    { "one branch as a list",                          AS("pair"),      GET, "/orgs?org={org:001.002.002}", .status = 200, .forms = AS_JSON, .has = "文学院研究生", .lacks = "数学学院" },
    { "of two that lie in each other the higher one",  AS("nested"),    GET, "/orgs?q=001.001.001", .status = 200, .forms = AS_JSON, .has = "{\"rows\":[{\"id\":\"{org:001.001.001}\"" },
    { "search by name",                                AS("dept"),      GET, "/orgs?q=图书馆", .status = 200, .has = "图书馆党总支", .json_lacks = "文学院" },
    { "search by initials",                            AS("dept"),      GET, "/orgs?q=tsg", .status = 200, .has = "图书馆党总支", .json_lacks = "文学院" },
    { "search by pinyin",                              AS("dept"),      GET, "/orgs?q=tushuguan", .status = 200, .has = "图书馆党总支" },
    { "search by code",                                AS("dept"),      GET, "/orgs?q=001.003", .status = 200, .has = "图书馆党总支" },
    { "search finds nothing outside one's own",        AS("organizer"), GET, "/orgs?q=图书馆", .status = 200, .lacks = "图书馆党总支" },
    { "a search for nothing there is",                 AS("dept"),      GET, "/orgs?q=天文台", .status = 200, .json_has = "\"rows\":[]" },
    { "by kind",                                       AS("dept"),      GET, "/orgs?kind=general_branch", .status = 200, .has = "图书馆党总支", .json_lacks = "文学院党委" },
    { "a kind that is none",                           AS("dept"),      GET, "/orgs?kind=club", .status = 422 },
    { "a list from another's organisation is not there", AS("other"),   GET, "/orgs?org={org:001.001}", .status = 404 },
    { "as of a day before there was a branch",         AS("dept"),      GET, "/orgs?on=2000-01-01", .status = 200, .json_lacks = "本科生" },
    { "as of a day in the future",                     AS("dept"),      GET, "/orgs?on=2027-01-01", .status = 422 },
    { "the tree",                                      AS("dept"),      GET, "/orgs/tree", .status = 200, .has = "青岚大学" },
    { "no tree for a guest",                           GUEST,           GET, "/orgs/tree", .status = 303 },
    { "the next level",                                AS("dept"),      GET, ROOT "/children", .status = 200, .has = "文学院" },
    { "not of another's organisation",                 AS("other"),     GET, SCHOOL "/children", .status = 404 },
    { "one organisation",                              AS("dept"),      GET, BRANCH, .status = 200, .has = "中共青岚大学数学学院本科生支部委员会", .json_has = "\"code\":\"001.001.001\"" },
    { "ids are strings in JSON",                       AS("dept"),      GET, BRANCH, .status = 200, .forms = AS_JSON, .has = "\"id\":\"{org:001.001.001}\"" },
    { "what is out of order stands there with its clause", AS("dept"),  GET, TEACHERS, .status = 200, .forms = AS_PAGE, .has = "条例" },
    { "posts never entered are not out of order",      AS("dept"),      GET, BRANCH, .status = 200, .forms = AS_PAGE, .has = "尚未登记" },
    { "another's organisation is not there",           AS("other"),     GET, BRANCH, .status = 404, .lacks = "数学学院" },
    { "a guest has to sign in for one",                GUEST,           GET, BRANCH, .status = 303 },
    { "a member sees the names of the own chain",      AS("member"),    GET, SCHOOL, .status = 200, .has = "数学学院党委", .json_lacks = "\"members\"" },
    { "but not of others",                             AS("member"),    GET, "/orgs/{org:001.002}", .status = 404 },
    { "an administrator of the site sees no organisation", AS("sysadmin"), GET, BRANCH, .status = 404 },
    { "the day before it was founded it is not there", AS("dept"),      GET, BRANCH "?on=2005-09-09", .status = 404 },

    /* --- founding */
    { "founding: a guest has to sign in",              GUEST,           GET,  SCHOOL "/children/new", .status = 303 },
    { "founding: nor does a guest's form arrive",      GUEST,           POST, SCHOOL "/children", .status = 303 },
    { "founding: for another school it is not there",  AS("other"),     GET,  SCHOOL "/children/new", .status = 404 },
    { "founding: the one who only looks may not",      AS("committee"), GET,  SCHOOL "/children/new", .status = 403 },
    { "founding: nor by sending the form",             AS("committee"), POST, SCHOOL "/children", .body = "name=中共青岚大学数学学院博士生支部委员会&kind=branch&on=2026-03-01" BASIS, .status = 403 },
    { "founding: the form",                            AS("dept"),      GET,  SCHOOL "/children/new", .status = 200 },
    { "founding: nothing filled in",                   AS("dept"),      POST, SCHOOL "/children", .status = 422, .has = "党组织全称" },
    { "founding: not in the future",                   AS("dept"),      POST, SCHOOL "/children", .body = "name=中共青岚大学数学学院博士生支部委员会&kind=branch&on=2027-03-01" BASIS, .status = 422 },
    { "founding: not before what is above it",         AS("dept"),      POST, SCHOOL "/children", .body = "name=中共青岚大学数学学院博士生支部委员会&kind=branch&on=1970-03-01" BASIS, .status = 422 },
    { "founding: what was typed is kept",              AS("dept"),      POST, SCHOOL "/children", .body = "name=中共青岚大学数学学院博士生支部委员会&kind=branch&on=someday" BASIS, .status = 422, .page_has = "博士生" },
    { "founding a branch",                             AS("dept"),      POST, SCHOOL "/children", .body = "name=中共青岚大学数学学院博士生支部委员会&short_name=数学学院博士生党支部&kind=branch&on=2026-03-01" BASIS, .status = 303, .events = 1 },
    { "founding: it has the next code",                AS("dept"),      GET,  "/orgs?q=博士生", .status = 200, .has = "001.001.003" },
    { "founding: no two of one name",                  AS("dept"),      POST, SCHOOL "/children", .body = "name=中共青岚大学数学学院博士生支部委员会&kind=branch&on=2026-03-01" BASIS, .status = 409 },
    { "founding: a secretary founds groups",           AS("secretary"), POST, BRANCH "/children", .body = "name=第一党小组&kind=party_group&on=2026-03-01" BASIS, .status = 303, .events = 1 },
    { "founding: and nothing but groups",              AS("secretary"), POST, BRANCH "/children", .body = "name=第二党支部&kind=branch&on=2026-03-01" BASIS, .status = 403 },

    /* --- names */
    ONLY_WRITERS("renaming", "names", "name=中共青岚大学数学学院本科生第一支部委员会&on=2026-05-01" BASIS),
    { "renaming a branch",                             AS("organizer"), POST, BRANCH "/names", .body = "name=中共青岚大学数学学院本科生第一支部委员会&short_name=数学学院本科生第一党支部&on=2026-05-01" BASIS, .status = 303, .events = 1 },
    { "renaming: the new name today",                  AS("dept"),      GET,  BRANCH, .status = 200, .has = "数学学院本科生第一党支部" },
    { "renaming: the old name the day before",         AS("dept"),      GET,  BRANCH "?on=2026-04-30", .status = 200, .forms = AS_JSON, .has = "数学学院本科生党支部" },

    /* --- places */
    ONLY_WRITERS("moving", "places", "other=图书馆党总支&on=2026-05-01" BASIS),
    { "moving: not below itself",                      AS("dept"),      POST, SCHOOL "/places", .body = "other=数学学院教工党支部&on=2026-05-01" BASIS, .status = 422 },
    { "moving: not to what there is not",              AS("dept"),      POST, TEACHERS "/places", .body = "other=天文台党委&on=2026-05-01" BASIS, .status = 422 },
    { "moving: an organiser not out of the school",    AS("organizer"), POST, TEACHERS "/places", .body = "other=文学院党委&on=2026-05-01" BASIS, .status = 422 },
    { "moving a branch to another school",             AS("dept"),      POST, TEACHERS "/places", .body = "other=文学院党委&on=2026-05-01" BASIS, .status = 303, .events = 1 },
    { "moving: it has a code of the new place",        AS("dept"),      GET,  TEACHERS, .status = 200, .json_has = "\"code\":\"001.002." },
    { "moving: it was in the old place before",        AS("dept"),      GET,  TEACHERS "?on=2026-04-30", .status = 200, .json_has = "\"code\":\"001.001.002\"" },
    { "moving: the old school sees it no more",        AS("organizer"), GET,  "/orgs", .status = 200, .lacks = "数学学院教工党支部" },

    /* --- elections and items */
    ONLY_WRITERS("an election", "elections", "on=2026-05-10&years=3" BASIS),
    { "an election",                                   AS("organizer"), POST, BRANCH "/elections", .body = "on=2026-05-10&years=3" BASIS, .status = 303, .events = 1 },
    { "an election: the term starts anew",             AS("dept"),      GET,  BRANCH, .status = 200, .has = "2026-05-10" },
    { "items: a guest has to sign in",                 GUEST,           GET,  BRANCH "/items/new", .status = 303 },
    { "items: another's are not there",                AS("other"),     POST, BRANCH "/items", .body = "contact_person=周明远", .status = 404 },
    { "items: who only looks may not",                 AS("publicity"), POST, BRANCH "/items", .body = "contact_person=周明远", .status = 403 },
    { "items: the form",                               AS("secretary"), GET,  BRANCH "/items/new", .status = 200 },
    { "items",                                         AS("secretary"), POST, BRANCH "/items", .body = "contact_person=周明远&contact_phone=19900000002", .status = 303, .events = 1 },
    { "items: the same again changes nothing",         AS("secretary"), POST, BRANCH "/items", .body = "contact_person=周明远&contact_phone=19900000002", .status = 303, .events = 0 },

    /* --- days that were written down wrongly */
    ONLY_WRITERS("correcting the election", "election-corrections", "on=2026-05-08&years=3" BASIS),
    { "correcting the election: not before the last",  AS("organizer"), POST, BRANCH "/election-corrections", .body = "on=2025-05-10&years=3" BASIS, .status = 422, .has = "2025-05-10" },
    { "correcting the election: not in the future",    AS("organizer"), POST, BRANCH "/election-corrections", .body = "on=2026-12-08&years=3" BASIS, .status = 422 },
    { "correcting the election",                       AS("organizer"), POST, BRANCH "/election-corrections", .body = "on=2026-05-08&years=3" BASIS, .status = 303, .events = 1 },
    { "correcting the election: it was so all along",  AS("dept"),      GET,  BRANCH "?on=2026-05-09", .status = 200, .forms = AS_JSON, .has = "\"elected_on\":\"2026-05-08\"" },
    { "correcting the election: the one before stays", AS("dept"),      GET,  BRANCH "?on=2026-05-07", .status = 200, .forms = AS_JSON, .has = "\"elected_on\":\"2025-05-10\"" },
    { "correcting the election: the same again",       AS("organizer"), POST, BRANCH "/election-corrections", .body = "on=2026-05-08&years=3" BASIS, .status = 303, .events = 0 },
    { "correcting the election: of one without any",   AS("organizer"), GET,  "/orgs?q=博士生", .status = 200, .forms = AS_JSON, .has = "博士生", .keep = "doctors", .after = "\"id\":\"" },
    { "correcting the election: none was ever",        AS("organizer"), POST, "/orgs/{kept:doctors}/election-corrections", .forms = AS_JSON, .body = "on=2026-05-08&years=3" BASIS, .status = 422, .has = "登记换届选举" },
    ONLY_WRITERS("correcting the founding", "founding-corrections", "on=2004-09-10" BASIS),
    { "correcting the founding: the form knows it",    AS("organizer"), GET,  BRANCH "/founding-corrections/new", .status = 200, .forms = AS_PAGE, .has = "2005-09-10" },
    { "correcting the founding: not in the future",    AS("organizer"), POST, BRANCH "/founding-corrections", .body = "on=2026-12-01" BASIS, .status = 422 },
    { "correcting the founding: not before the school", AS("organizer"), POST, BRANCH "/founding-corrections", .body = "on=1978-02-28" BASIS, .status = 422, .has = "1978-03-01" },
    { "correcting the founding: not after its people", AS("organizer"), POST, BRANCH "/founding-corrections", .body = "on=2024-01-02" BASIS, .status = 422, .has = "2024-01-01" },
    { "correcting the founding: not after an election", AS("organizer"), POST, BRANCH "/founding-corrections", .body = "on=2025-05-11" BASIS, .status = 422, .has = "2025-05-10" },
    { "correcting the founding: not after a renaming", AS("organizer"), POST, BRANCH "/founding-corrections", .body = "on=2026-05-01" BASIS, .status = 422, .has = "2026-05-01" },
    { "correcting the founding: not after its branches", AS("dept"),    POST, SCHOOL "/founding-corrections", .body = "on=1979-09-11" BASIS, .status = 422, .has = "1979-09-10" },
    { "correcting the founding: earlier",              AS("organizer"), POST, BRANCH "/founding-corrections", .body = "on=2004-09-10" BASIS, .status = 303, .events = 1 },
    { "correcting the founding: it was so all along",  AS("dept"),      GET,  BRANCH "?on=2004-09-10", .status = 200, .json_has = "\"founded_on\":\"2004-09-10\"" },
    { "correcting the founding: and in its place",     AS("dept"),      GET,  "/orgs?on=2004-09-10", .status = 200, .json_has = "数学学院本科生党支部" },
    { "correcting the founding: not the day before",   AS("dept"),      GET,  BRANCH "?on=2004-09-09", .status = 404 },
    { "correcting the founding: later",                AS("dept"),      POST, BRANCH "/founding-corrections", .body = "on=2006-01-01" BASIS, .status = 303, .events = 1 },
    { "correcting the founding: the days before are gone", AS("dept"),  GET,  BRANCH "?on=2005-12-31", .status = 404 },
    { "correcting the founding: nor in the school",    AS("dept"),      GET,  "/orgs?on=2005-12-31", .status = 200, .json_lacks = "本科生" },
    { "correcting the founding: its page says from what", AS("dept"),   GET,  BRANCH, .status = 200, .forms = AS_PAGE, .has = "由“2004-09-10”改为“2006-01-01”" },
    { "correcting the founding: the same again",       AS("dept"),      POST, BRANCH "/founding-corrections", .body = "on=2006-01-01" BASIS, .status = 303, .events = 0 },

    /* --- mergers and dissolutions */
    ONLY_WRITERS("merging", "mergers", "other=数学学院教工党支部&on=2026-06-01" BASIS),
    { "merging: not with itself",                      AS("dept"),      POST, TEACHERS "/mergers", .body = "other=数学学院教工党支部&on=2026-06-01" BASIS, .status = 422 },
    { "merging the teachers into the school's own",    AS("dept"),      POST, TEACHERS "/mergers", .body = "other=文学院教工党支部&on=2026-06-01" BASIS, .status = 303, .events = 3 },
    { "merging: what was merged shows its last day",   AS("dept"),      GET,  TEACHERS, .status = 200, .has = "数学学院教工党支部" },
    { "merging: its people are with the other",        AS("dept"),      GET,  "/members?org={org:001.002.001}", .status = 200, .has = "朴正浩" },
    { "merging: nothing can be done with it any more", AS("dept"),      POST, TEACHERS "/names", .body = "name=中共青岚大学教工联合支部委员会&on=2026-07-01" BASIS, .status = 404 },
    ONLY_WRITERS("dissolving", "dissolutions", "on=2026-06-01" BASIS),
    { "dissolving: not while people belong to it",     AS("dept"),      POST, LIBRARY "/dissolutions", .body = "on=2026-06-01" BASIS, .status = 422 },
    { "dissolving: not while there is something below", AS("dept"),     POST, "/orgs/{org:001.003}/dissolutions", .body = "on=2026-06-01" BASIS, .status = 422 },
    { "dissolving: the last one leaves",               AS("dept"),      POST, "/members/{member:仇望舒}/moves", .body = "branch=001.002.001&on=2026-05-20" BASIS, .status = 303, .events = 1 },
    { "dissolving",                                    AS("dept"),      POST, LIBRARY "/dissolutions", .body = "on=2026-06-01" BASIS, .status = 303, .events = 1 },
    { "dissolving: it is in the list no more",         AS("dept"),      GET,  "/orgs", .status = 200, .json_lacks = "图书馆第一党支部" },
    { "dissolving: it was in it the day before",       AS("dept"),      GET,  "/orgs?on=2026-05-31", .status = 200, .json_has = "图书馆第一党支部" },

    /* --- posts: begun by the members' feature, ended here */
    { "a post for somebody of the branch",             AS("secretary"), POST, BRANCH "/posts", .body = "person=周明远&org_post=secretary&on=2025-05-10" BASIS, .status = 303, .events = 1 },
    { "a post: it stands on the page",                 AS("secretary"), GET,  BRANCH, .status = 200, .forms = AS_PAGE, .has = "周明远", .keep = "post", .after = "/posts/" },
    { "ending a post: a guest has to sign in",         GUEST,           GET,  BRANCH "/posts/{kept:post}/endings/new", .forms = AS_PAGE, .status = 303 },
    { "ending a post: for others it is not there",     AS("other"),     POST, BRANCH "/posts/{kept:post}/endings", .forms = AS_PAGE, .body = "on=2026-05-10" BASIS, .status = 404 },
    { "ending a post: not under another branch",       AS("dept"),      POST, "/orgs/{org:001.002.001}/posts/{kept:post}/endings", .forms = AS_PAGE, .body = "on=2026-05-10" BASIS, .status = 404 },
    { "ending a post: who only looks may not",         AS("publicity"), POST, BRANCH "/posts/{kept:post}/endings", .forms = AS_PAGE, .body = "on=2026-05-10" BASIS, .status = 403 },
    { "ending a post: the form",                       AS("secretary"), GET,  BRANCH "/posts/{kept:post}/endings/new", .forms = AS_PAGE, .status = 200 },
    { "ending a post: not before it began",            AS("secretary"), POST, BRANCH "/posts/{kept:post}/endings", .forms = AS_PAGE, .body = "on=2024-05-10" BASIS, .status = 422 },
    { "ending a post",                                 AS("secretary"), POST, BRANCH "/posts/{kept:post}/endings", .forms = AS_PAGE, .body = "on=2026-05-10" BASIS, .status = 303, .events = 1 },
    SCENARIOS_END,
};
/* clang-format on */
