/* feature/member/member_words.h: the closed vocabularies of a member's items: DOMAIN 3.2, 8.4, 9.2-9.4; CONTRACT 4. */
#pragma once

#include "base/vocab.h"

/* clang-format off */
#define SEX_LIST(X)                          /* GB/T 2261.1 */                            \
    X(MALE,   "male",   "男", "男性 M m 1")                                               \
    X(FEMALE, "female", "女", "女性 F f 2")

#define PERSON_CATEGORY_LIST(X)                                                           \
    X(FULL_MEMBER,         "full_member",         "正式党员", "正式 中共党员")            \
    X(PROBATIONARY_MEMBER, "probationary_member", "预备党员", "预备 中共预备党员")

#define MEMBERSHIP_STATUS_LIST(X)            /* DOMAIN 3.2 */                             \
    X(NORMAL,       "normal",       "正常",     "")                                       \
    X(SUSPENDED,    "suspended",    "停止党籍", "")                                       \
    X(LOST_CONTACT, "lost_contact", "失去联系", "失联")                                   \
    X(RESTORED,     "restored",     "恢复党籍", "")                                       \
    X(REMOVED,      "removed",      "除名",     "自行脱党除名")                           \
    X(EXPELLED,     "expelled",     "开除党籍", "")                                       \
    X(LEFT,         "left",         "退党",     "劝其退党")                               \
    X(DECEASED,     "deceased",     "去世",     "已去世 死亡")
/* clang-format on */

enum sex {
    SEX_NONE,
#define X(name, id, label, aliases) SEX_##name,
    SEX_LIST(X)
#undef X
};

enum person_category {
    CATEGORY_NONE,
#define X(name, id, label, aliases) CATEGORY_##name,
    PERSON_CATEGORY_LIST(X)
#undef X
};

enum membership_status {
    STATUS_NONE,
#define X(name, id, label, aliases) STATUS_##name,
    MEMBERSHIP_STATUS_LIST(X)
#undef X
};

extern const struct vocab sex_vocab, person_category_vocab, membership_status_vocab;
extern const struct vocab ethnicity_vocab; /* GB/T 3304: "01" 汉族 … */
extern const struct vocab education_vocab; /* GB/T 4658: "11" 博士研究生 … */
