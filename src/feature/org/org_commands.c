/* feature/org/org_commands.c: the command line of this feature. */
#include "feature/org/org_i.h"

const struct command org_commands[] = { { 0 } };
