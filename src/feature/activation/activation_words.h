/* feature/activation/activation_words.h: how far a member's account is, and why one is helped back to it. */
#pragma once

#include "base/vocab.h"

/* clang-format off */
#define ACTIVATION_STATE_LIST(X)                \
    X(NONE,     "none",     "还没有账号",   "") \
    X(WAITING,  "waiting",  "还没有启用单", "") \
    X(PRINTED,  "printed",  "已打印",       "") \
    X(ACTIVE,   "active",   "已启用",       "") \
    X(DISABLED, "disabled", "已停用",       "")

#define HELP_CAUSE_LIST(X)                          \
    X(PHONE,    "phone",    "手机丢了",         "") \
    X(PASSWORD, "password", "忘记密码",         "") \
    X(BOTH,     "both",     "手机丢了，也忘记密码", "")

#define HELP_STATE_LIST(X)                      \
    X(OPEN,      "open",      "等另一位确认", "") \
    X(CONFIRMED, "confirmed", "已确认",       "") \
    X(DECLINED,  "declined",  "没有同意",     "") \
    X(EXPIRED,   "expired",   "已过期",       "")
/* clang-format on */

enum activation_state {
    ACTIVATION_STATELESS,
#define X(name, id, label, aliases) ACTIVATION_##name,
    ACTIVATION_STATE_LIST(X)
#undef X
};

enum help_cause {
    HELP_CAUSELESS,
#define X(name, id, label, aliases) HELP_CAUSE_##name,
    HELP_CAUSE_LIST(X)
#undef X
};

enum help_state {
    HELP_STATELESS,
#define X(name, id, label, aliases) HELP_##name,
    HELP_STATE_LIST(X)
#undef X
};

extern const struct vocab activation_state_vocab;
extern const struct vocab help_cause_vocab;
extern const struct vocab help_state_vocab;
