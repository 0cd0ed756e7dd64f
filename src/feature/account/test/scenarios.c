/* feature/account/test/scenarios.c: signing in and out, passwords, first passwords, the size of the text. */
#include "harness/scenario.h"

#define NEW_PASSWORD "password=Yinxing-2026-9&again=Yinxing-2026-9"

/* clang-format off */
const struct scenario account_scenarios[] = {
    { "a guest who comes to the start is asked to sign in",   GUEST,          GET,  "/", .status = 303 },
    { "an administrator starts at the own account",           AS("sysadmin"), GET,  "/", .status = 303 },
    { "the sign-in page is there for everybody",              GUEST,          GET,  "/login", .status = 200, .has = "登录" },
    { "where to go next must be of this site",                GUEST,          GET,  "/login?next=https://evil.example/", .status = 200, .lacks = "evil.example" },
    { "where to go next may not look like a path either",     GUEST,          GET,  "/login?next=//evil.example/", .status = 200, .lacks = "evil.example" },
    { "a wrong password is refused without saying what was wrong", GUEST,     POST, "/login", .body = "login=sysadmin&password=Hai-tang-2025", .status = 422, .has = "账号或密码不对", .events = 1 },
    { "an unknown login is refused in the same words",        GUEST,          POST, "/login", .body = "login=nobody&password=Hai-tang-2025", .status = 422, .has = "账号或密码不对", .events = 0 },
    { "SQL is a login like any other",                        GUEST,          POST, "/login", .body = "login=' OR 1=1 --&password=' OR 1=1 --", .status = 422, .has = "账号或密码不对", .events = 0 },
    { "nothing filled in is refused",                         GUEST,          POST, "/login", .status = 422, .events = 0 },
    { "an account without a password cannot sign in",         GUEST,          POST, "/login", .body = "login=auditadmin&password=", .status = 422, .events = 0 },

    { "a guest has no account page",                          GUEST,          GET,  "/account", .status = 303 },
    { "the account page shows one's duties",                  AS("sysadmin"), GET,  "/account", .status = 200, .has = "系统管理员" },
    { "a guest has no password to change",                    GUEST,          GET,  "/password", .status = 303 },
    { "the page for a new password",                          AS("sysadmin"), GET,  "/password", .status = 200 },
    { "a guest cannot set a password",                        GUEST,          POST, "/password", .body = "old=x&" NEW_PASSWORD, .status = 303 },
    { "the old password has to be right",                     AS("sysadmin"), POST, "/password", .body = "old=Wrong-2026-1&" NEW_PASSWORD, .status = 422 },
    { "a weak password is refused",                           AS("sysadmin"), POST, "/password", .body = "old=Hai-tang-2026&password=12345678&again=12345678", .status = 422 },
    { "both have to be the same",                             AS("sysadmin"), POST, "/password", .body = "old=Hai-tang-2026&password=Yinxing-2026-9&again=Yinxing-2026-8", .status = 422, .lacks = "Yinxing" },
    { "a new password",                                       AS("sysadmin"), POST, "/password", .body = "old=Hai-tang-2026&" NEW_PASSWORD, .status = 303, .events = 1 },
    { "the session in which it was changed goes on",          AS("sysadmin"), GET,  "/account", .status = 200 },
    { "the old password opens nothing any more",              GUEST,          POST, "/login", .body = "login=sysadmin&password=Hai-tang-2026", .status = 422, .events = 1 },
    { "the new one does",                                     GUEST,          POST, "/login", .body = "login=sysadmin&password=Yinxing-2026-9", .status = 303, .json_status = 200, .events = 1 },

    { "a link that never was",                                GUEST,          GET,  "/activate/1/2", .status = 404 },
    { "nothing is set with a link that never was",            GUEST,          POST, "/activate/1/2", .body = NEW_PASSWORD, .status = 404 },
    { "the link of an administrator asks for a password",     GUEST,          GET,  "/activate/{activation:audit}", .status = 200 },
    { "a first password may not be weak",                     GUEST,          POST, "/activate/{activation:audit}", .body = "password=abc&again=abc", .status = 422 },
    { "a first password signs in",                            GUEST,          POST, "/activate/{activation:audit}", .body = NEW_PASSWORD, .status = 303, .json_status = 200, .events = 2 },
    { "a link is good once",                                  GUEST,          POST, "/activate/{activation:audit}", .body = NEW_PASSWORD, .status = 404, .has = "已经用过" },
    { "a used link shows no form",                            GUEST,          GET,  "/activate/{activation:audit}", .status = 404, .has = "已经用过" },

    { "a guest has no notices",                               GUEST,          GET,  "/notices", .status = 303 },
    { "nobody has told the administrator anything yet",       AS("secadmin"), GET,  "/notices", .status = 200, .page_has = "还没有通知", .json_has = "\"rows\":[]" },
    { "a guest reads no notices",                             GUEST,          POST, "/notices/readings", .status = 303 },
    { "all notices are read",                                 AS("secadmin"), POST, "/notices/readings", .status = 303 },

    { "a guest has nothing to prove",                         GUEST,          GET,  "/account/proof", .status = 303 },
    { "a guest proves nothing",                               GUEST,          POST, "/account/proof", .body = "password=Hai-tang-2026", .status = 303 },
    { "the page that asks for the password again",            AS("secretary"), GET, "/account/proof?next=/me", .status = 200, .has = "value=\"/me\"" },
    { "it leads nowhere else",                                AS("secretary"), GET, "/account/proof?next=//evil.example", .status = 200, .lacks = "evil.example" },
    { "a wrong password proves nothing",                      AS("secretary"), POST, "/account/proof", .body = "password=Hai-tang-2025&next=/me", .status = 422, .page_has = "value=\"/me\"", .events = 1 },
    { "the right one does",                                   AS("secretary"), POST, "/account/proof", .body = "password=Hai-tang-2026&next=/me", .status = 303, .events = 1 },
    { "what is kept must be ours",                            AS("secretary"), POST, "/account/proof", .body = "password=Hai-tang-2026&kept=aGVsbG8", .status = 303, .events = 1 },

    { "large text for everybody",                             GUEST,          POST, "/large-text", .body = "large=1", .status = 303 },
    { "a guest cannot sign out",                              GUEST,          POST, "/logout", .status = 303 },
    { "signing out",                                          AS("secadmin"), POST, "/logout", .status = 303, .events = 1 },
    { "and then it is over",                                  AS("secadmin"), GET,  "/account", .status = 303, .json_status = 401 },
    SCENARIOS_END,
};
/* clang-format on */
