/*
 * web/session.h: signing in and out.  DOMAIN 10.2.
 *
 * A session is 32 random bytes in a cookie; the database knows only their keyed hash.  It is made anew at every
 * sign-in and whenever it comes to be worth more, ends after half an hour without a request (administrators: a quarter)
 * and after eight hours in any case, and does not move to another kind of browser.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "web/auth.sql.h"
#include "web/ctx.h"

enum {
    SESSION_IDLE_MS = 30 * 60 * 1000, /* without a request */
    SESSION_ADMINISTRATOR_MS = 15 * 60 * 1000,
    SESSION_HALF_MS = 5 * 60 * 1000,     /* between the password and the second factor */
    SESSION_MAX_MS = 8 * 60 * 60 * 1000, /* in any case */
    SESSION_TOUCH_MS = 60 * 1000,        /* how exactly the last request is known */
    SESSION_AHEAD_MS = 60 * 1000,        /* by how much another server's clock may be ahead; later is the future */
};

/*
 * The cookies are set when the reply goes out; the session of before, if any, ends.  A half one opens nothing until
 * session_start is called once more: the second factor is missing.
 */
enum session_part { SESSION_HALF, SESSION_WHOLE };
MUST_CHECK enum rc session_start(struct ctx *c, int64_t account_id, enum session_part part);
MUST_CHECK enum rc session_end(struct ctx *c);
/* Whose half session this request comes with; RC_NOTFOUND for none. */
MUST_CHECK enum rc session_half_of(struct ctx *c, int64_t *account_id, const char **login);

/* Every session and token of an account but keep (0: none): after a new password, or when a grant ended. */
MUST_CHECK enum rc session_end_all(struct ctx *c, int64_t account_id, int64_t keep);
/* The viewer's own: those that still hold, newest use first; ending one (RC_NOTFOUND), ending all but this. */
MUST_CHECK enum rc session_list(struct ctx *c, struct auth_session_line **rows, size_t *n);
MUST_CHECK enum rc session_end_one(struct ctx *c, int64_t session_id);
MUST_CHECK enum rc session_end_others(struct ctx *c);

/*
 * For what outlives a request, such as a live stream: is that session, or token, of c's viewer still there?  To be asked
 * in a transaction of its own before anything is sent and at least once a second: whatever ends a right (a grant that
 * ended, an account that was disabled) takes the session along.  RC_NOTFOUND: it is over, and so is the stream.
 */
MUST_CHECK enum rc session_holds(struct db *db, const struct viewer *v);
/* The size of the text is remembered in the browser alone. */
void session_large_text(struct ctx *c, bool on);
