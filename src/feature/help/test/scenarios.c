/* feature/help/test/scenarios.c: the manual is there for everybody, page by page. */
#include "harness/scenario.h"

#define PAGE(name, title) { "the manual for a guest: " name, GUEST, GET, "/help/" name, .status = 200, .has = title }

/* clang-format off */
const struct scenario help_scenarios[] = {
    { "the contents for a guest",             GUEST,          GET, "/help",         .status = 200, .has = "/help/import" },
    { "the contents for a member",            AS("member"),   GET, "/help",         .status = 200, .has = "使用帮助" },
    { "a page that is not there",             GUEST,          GET, "/help/nothing", .status = 404 },
    PAGE("sign-in",       "登录与安全"),
    PAGE("branch",        "找到自己的支部"),
    PAGE("members",       "看名册"),
    PAGE("file",          "看一个人的档案"),
    PAGE("changes",       "更正信息"),
    PAGE("posts",         "登记任职"),
    PAGE("moves",         "调整组织关系"),
    PAGE("past",          "看过去某一天"),
    PAGE("import",        "导入名册"),
    PAGE("export",        "导出和打印"),
    PAGE("large-text",    "大字"),
    PAGE("me",            "党员本人"),
    PAGE("organisations", "党组织的变动"),
    PAGE("grants",        "授权"),
    PAGE("questions",     "常见问题"),
    PAGE("events",        "操作记录和封存"),
    PAGE("privacy",       "个人信息"),
    PAGE("upkeep",        "运行与备份"),
    { "who may do what, as the table has it", GUEST,          GET, "/help/roles",   .status = 200, .has = "支部书记" },
    { "who gives a role stands there as well", GUEST,         GET, "/help/roles",   .status = 200, .has = "由谁授予" },
    { "an organiser founds only below",       AS("secretary"), GET, "/help/roles",  .status = 200, .has = "只在下级" },
    SCENARIOS_END,
};
/* clang-format on */
