/*
 * web/session.h: signing in and out.  DOMAIN 10.2.
 *
 * A session is 32 random bytes in a cookie; the database knows only their keyed hash.  It is made anew at every
 * sign-in, ends after half an hour without a request and after eight hours in any case.
 */
#pragma once

#include <stdbool.h>

#include "web/ctx.h"

enum {
    SESSION_IDLE_MS = 30 * 60 * 1000,    /* without a request */
    SESSION_MAX_MS = 8 * 60 * 60 * 1000, /* in any case */
    SESSION_TOUCH_MS = 60 * 1000,        /* how exactly the last request is known */
};

/* The cookies are set when the reply goes out; the session of before, if any, ends. */
MUST_CHECK enum rc session_start(struct ctx *c, int64_t account_id);
MUST_CHECK enum rc session_end(struct ctx *c);
/* Every session and token of an account but keep (0: none): after a new password, or when a grant ended. */
MUST_CHECK enum rc session_end_all(struct ctx *c, int64_t account_id, int64_t keep);
/*
 * For what outlives a request, such as a live stream: is that session, or token, of c's viewer still there?  To be asked
 * in a transaction of its own before anything is sent and at least once a second: whatever ends a right (a grant that
 * ended, an account that was disabled) takes the session along.  RC_NOTFOUND: it is over, and so is the stream.
 */
MUST_CHECK enum rc session_holds(struct db *db, const struct viewer *v);
/* The size of the text is remembered in the browser alone. */
void session_large_text(struct ctx *c, bool on);
