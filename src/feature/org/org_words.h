/* feature/org/org_words.h: the closed vocabularies of organisations: DOMAIN 2.2, 16; CONTRACT 4. */
#pragma once

#include "base/vocab.h"

/* clang-format off */
#define ORG_KIND_LIST(X)                                                             \
    X(PARTY_COMMITTEE,  "party_committee",  "党委",       "党的基层委员会 基层党委 二级党委") \
    X(GENERAL_BRANCH,   "general_branch",   "党总支",     "总支部 党的总支部委员会")   \
    X(BRANCH,           "branch",           "党支部",     "支部")                     \
    X(DIRECT_BRANCH,    "direct_branch",    "直属党支部", "直属支部")                 \
    X(JOINT_BRANCH,     "joint_branch",     "联合党支部", "联合支部")                 \
    X(TEMPORARY_BRANCH, "temporary_branch", "临时党支部", "临时支部")                 \
    X(PARTY_GROUP,      "party_group",      "党小组",     "小组")

#define ORG_POST_LIST(X)                                                             \
    X(SECRETARY,               "secretary",               "书记",     "党委书记 总支书记 支部书记") \
    X(DEPUTY_SECRETARY,        "deputy_secretary",        "副书记",   "支部副书记")   \
    X(ORG_COMMISSIONER,        "org_commissioner",        "组织委员", "")             \
    X(PUBLICITY_COMMISSIONER,  "publicity_commissioner",  "宣传委员", "")             \
    X(DISCIPLINE_COMMISSIONER, "discipline_commissioner", "纪检委员", "纪律检查委员") \
    X(COMMISSIONER,            "commissioner",            "委员",     "")             \
    X(GROUP_LEADER,            "group_leader",            "党小组长", "小组长 组长")
/* clang-format on */

enum org_kind {
    ORG_NONE,
#define X(name, id, label, aliases) ORG_##name,
    ORG_KIND_LIST(X)
#undef X
};

enum org_post {
    POST_NONE,
#define X(name, id, label, aliases) POST_##name,
    ORG_POST_LIST(X)
#undef X
};

extern const struct vocab org_kind_vocab;
extern const struct vocab org_post_vocab;
