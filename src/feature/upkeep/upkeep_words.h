/* feature/upkeep/upkeep_words.h: how well something is, and where a drill is. */
#pragma once

#include "base/vocab.h"

/* clang-format off */
#define UPKEEP_LEVEL_LIST(X)              \
    X(OK,        "ok",        "正常", "") \
    X(ATTENTION, "attention", "注意", "") \
    X(WRONG,     "wrong",     "有问题", "")

#define DRILL_STATE_LIST(X)           \
    X(WAITING, "waiting", "等待开始", "") \
    X(RUNNING, "running", "正在进行", "") \
    X(PASSED,  "passed",  "通过", "")     \
    X(FAILED,  "failed",  "没有通过", "")
/* clang-format on */

enum upkeep_level {
    UPKEEP_LEVEL_NONE,
#define X(name, id, label, aliases) LEVEL_##name,
    UPKEEP_LEVEL_LIST(X)
#undef X
};

enum drill_state {
    DRILL_NONE,
#define X(name, id, label, aliases) DRILL_##name,
    DRILL_STATE_LIST(X)
#undef X
};

extern const struct vocab upkeep_level_vocab, drill_state_vocab;
