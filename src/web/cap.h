/*
 * web/cap.h: what one may do, and which role includes it.  CONTRACT 3, DOMAIN 11.
 *
 * A route names the capability it needs; 0 is none of them.  The table of roles is data: the dispatcher, the look-ups
 * (through the table auth_role_cap, refilled from it at every start) and the page that explains roles read the same.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/vocab.h"

/* clang-format off */
#define CAP_LIST(X)                                             \
    X(PUBLIC,          "public",          "任何人都可以")       \
    X(SIGNED_IN,       "signed_in",       "登录后就可以")       \
    X(ORG_READ,        "org_read",        "查看党组织")         \
    X(ORG_WRITE,       "org_write",       "设立、更名、调整党组织") \
    X(ORG_STAFF,       "org_staff",       "登记党小组和党内职务") \
    X(MEMBER_LIST,     "member_list",     "查看党员名单")       \
    X(MEMBER_READ,     "member_read",     "查看党员信息")       \
    X(MEMBER_WRITE,    "member_write",    "登记和更正党员信息") \
    X(MEMBER_DISCLOSE, "member_disclose", "查看完整的证件号和联系方式") \
    X(MEMBER_IMPORT,   "member_import",   "导入名册")           \
    X(MEMBER_EXPORT,   "member_export",   "导出名册")           \
    X(MEMBER_ERASE,    "member_erase",    "删除已离开党组织的人的个人信息") \
    X(ACCOUNT_WRITE,   "account_write",   "开立和停用账号")     \
    X(GRANT_WRITE,     "grant_write",     "授予和收回职责")     \
    X(EVENT_READ,      "event_read",      "查看操作记录")       \
    X(SITE_KEEP,       "site_keep",       "查看平台运行情况、做恢复演练") \
    X(OWN_FILE,        "own_file",        "查看本人信息、提出更正")

#define ROLE_LIST(X)                                                            \
    X(UNIVERSITY_ORG_ADMIN,      "university_org_admin",      "党委组织部", "") \
    X(UNIVERSITY_COMMITTEE,      "university_committee",      "校党委", "")     \
    X(SECONDARY_COMMITTEE_ADMIN, "secondary_committee_admin", "院系党委", "")   \
    X(ORGANIZER,                 "organizer",                 "组织员", "")     \
    X(GENERAL_BRANCH_ADMIN,      "general_branch_admin",      "党总支", "")     \
    X(BRANCH_SECRETARY,          "branch_secretary",          "支部书记", "")   \
    X(ORG_COMMISSIONER,          "org_commissioner",          "组织委员", "")   \
    X(PUBLICITY_COMMISSIONER,    "publicity_commissioner",    "宣传委员", "")   \
    X(DISCIPLINE_COMMISSIONER,   "discipline_commissioner",   "纪检委员", "")   \
    X(GROUP_LEADER,              "group_leader",              "党小组长", "")   \
    X(PARTY_SCHOOL_ADMIN,        "party_school_admin",        "党校", "")       \
    X(DUES_ACCOUNTANT,           "dues_accountant",           "党费会计", "")   \
    X(DUES_CASHIER,              "dues_cashier",              "党费出纳", "")   \
    X(SYS_ADMIN,                 "sys_admin",                 "系统管理员", "") \
    X(SEC_ADMIN,                 "sec_admin",                 "安全管理员", "") \
    X(AUDIT_ADMIN,               "audit_admin",               "审计管理员", "")
/* clang-format on */

enum cap {
    CAP_NONE,
#define X(name, id, text) CAP_##name,
    CAP_LIST(X)
#undef X
        CAP_COUNT
};

enum role {
    ROLE_NONE,
#define X(name, id, label, aliases) ROLE_##name,
    ROLE_LIST(X)
#undef X
        ROLE_COUNT
};

extern const struct vocab role_vocab;

enum reach {
    REACH_NONE,
    REACH_SUBTREE, /* the organisation of the grant and everything below */
    REACH_BELOW,   /* only what is below */
    REACH_SITE,    /* nothing with an organisation: accounts, grants, events */
};

const char *cap_id(enum cap cap);
enum cap cap_by_id(const char *id, size_t len); /* CAP_NONE for none */
const char *cap_text(enum cap cap); /* in Chinese, for the page that explains roles */
enum reach role_reach(enum role role, enum cap cap);
bool role_needs_factor(enum role role);     /* signs in with a second factor */
uint32_t role_caps(enum role role); /* bit (1 << cap) for each with a reach */

/* Where one who holds giver may give that role; REACH_SITE: at the university's own organisation, and the administrators. */
enum reach role_gives(enum role giver, enum role given);
/* The three administrators: nobody holds two of these roles, or one of them and any other. */
bool role_is_administrator(enum role role);

/* What every member may do about the own file and the own chain, without any grant. */
uint32_t member_caps(void);
