/*
 * web/device.h: browsers in which somebody signed in before.
 *
 * Such a browser carries a signed cookie for a year that says whose it is and opens nothing.  It is good for two things:
 * what strangers try elsewhere does not slow its owner down (web/throttle.h), and a sign-in without it is told to the
 * owner.
 */
#pragma once

#include "web/ctx.h"

enum { DEVICE_DAYS = 365 };

/* What tells this browser from others, where the account signed in here before; "" where not. */
MUST_CHECK enum rc device_find(struct ctx *c, int64_t account_id, const char **device);
/* Sets the cookie; a browser that has it for this account keeps its own. */
MUST_CHECK enum rc device_remember(struct ctx *c, int64_t account_id);
