/*
 * app/sandbox.h: what the serving process gives up once it has started.
 *
 * No new programs, no new processes, no look into other processes, no change of identity, of mounts, of the clock or of
 * the kernel: nothing of that is needed to serve, and all of it is what somebody would do who had taken the process
 * over.  A refused call fails with EPERM, so a library that merely tries goes on.
 */
#pragma once

#include "base/rc.h"

/* For all threads there are and will be.  RC_IO where the kernel does not do it; the server then says so and goes on. */
MUST_CHECK enum rc sandbox_enter(void);
