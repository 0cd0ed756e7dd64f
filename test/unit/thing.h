/* test/unit/thing.h: a vocabulary for test/unit/thing.sql. */
#pragma once

#include "base/vocab.h"

#define COLOUR_LIST(X)                        X(RED, "red", "红", "") X(BLUE, "blue", "蓝", "") X(GREEN, "green", "绿", "")
#define COLOUR_ENUM(name, id, label, aliases) COLOUR_##name,
enum colour { COLOUR_NONE, COLOUR_LIST(COLOUR_ENUM) };
extern const struct vocab colour_vocab;
