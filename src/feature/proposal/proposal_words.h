/* feature/proposal/proposal_words.h: what may be proposed: the items that stand on paper elsewhere. */
#pragma once

#include "base/vocab.h"

/* clang-format off */
#define PROPOSAL_FIELD_LIST(X)                      \
    X(NAME,      "name",           "姓名",         "") \
    X(CITIZEN,   "citizen_number", "公民身份号码", "") \
    X(SEX,       "sex",            "性别",         "") \
    X(ETHNICITY, "ethnicity",      "民族",         "") \
    X(BIRTH,     "birth_date",     "出生日期",     "") \
    X(EDUCATION, "education",      "学历",         "") \
    X(JOIN,      "join_date",      "入党日期",     "") \
    X(FULL,      "full_date",      "转正日期",     "") \
    X(POST,      "post",           "工作岗位",     "")
/* clang-format on */

enum proposal_field {
    PROPOSAL_NONE,
#define X(name, id, label, aliases) PROPOSAL_##name,
    PROPOSAL_FIELD_LIST(X)
#undef X
};

extern const struct vocab proposal_field_vocab;
