/* feature/member/member_commands.c: the command line of this feature. */
#include "feature/member/member_i.h"

const struct command member_commands[] = { { 0 } };
