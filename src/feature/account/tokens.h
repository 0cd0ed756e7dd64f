/* feature/account/tokens.h: the command of tokens.c, for the descriptor; private to this folder. */
#pragma once

#include "web/command.h"

extern const struct option token_options[];
int token_run(struct command_call *call);
