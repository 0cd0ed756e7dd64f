/* feature/grant/grant_words.h: the words of this feature that programs may rely on. */
#pragma once

#include "base/vocab.h"

/* clang-format off */
#define GRANT_STATE_LIST(X)                  \
    X(HOLDING, "holding", "有效",   "")      \
    X(ENDED,   "ended",   "已结束", "")      \
    X(COMING,  "coming",  "未开始", "")

#define ACCOUNT_STATE_LIST(X)                \
    X(IN_USE,   "in_use",   "在用",     "")  \
    X(INVITED,  "invited",  "待设密码", "")  \
    X(DISABLED, "disabled", "已停用",   "")
/* clang-format on */

enum grant_state {
    GRANT_STATE_NONE,
#define X(name, id, label, aliases) GRANT_##name,
    GRANT_STATE_LIST(X)
#undef X
};

enum account_state {
    ACCOUNT_STATE_NONE,
#define X(name, id, label, aliases) ACCOUNT_##name,
    ACCOUNT_STATE_LIST(X)
#undef X
};

extern const struct vocab grant_state_vocab;
extern const struct vocab account_state_vocab;
