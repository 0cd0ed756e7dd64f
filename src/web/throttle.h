/*
 * web/throttle.h: guessing is slow, and nobody can lock anybody else out.
 *
 * A failure counts for who was tried and for where it came from: a browser that the account has signed in with before
 * (web/device.h), else the address.
 *   who and where together   five failures, then ten minutes nothing: the lock of DOMAIN 10.2
 *   who, from everywhere     many failures, then one try after ever longer pauses, a minute at most
 *   where, for everybody     the same: many logins tried from one address
 * The pauses do not hold for a known browser, so a stranger who tries a login all day costs its owner nothing; and where
 * there is none yet, another address is locked by nothing.  What is refused here is not counted.
 */
#pragma once

#include <stdbool.h>

#include "web/ctx.h"

enum {
    THROTTLE_PAIR = 5,                   /* failures of one login from one place */
    THROTTLE_LOGIN = 20,                 /* of one login from everywhere: four addresses' worth */
    THROTTLE_SOURCE = 30,                /* from one address: a lecture room on a Monday behind one address */
    THROTTLE_LOCK_MS = 10 * 60 * 1000,   /* after the last failure of a pair */
    THROTTLE_WINDOW_MS = 20 * 60 * 1000, /* what was longer ago is forgotten */
    THROTTLE_PAUSE_MS = 60 * 1000,       /* the longest pause */
};

struct throttle {
    const char *who;    /* the login, or "code " and the login for second factors */
    const char *source; /* device or address */
    bool known;         /* it is a device */
};

/* Of a request of now, to try `who`, which is account_id (0: nobody's). */
MUST_CHECK enum rc throttle_of(struct ctx *c, const char *who, int64_t account_id, struct throttle *out);
/* RC_LIMIT, refused with a sentence, where the next try has to wait. */
MUST_CHECK enum rc throttle_check(struct ctx *c, const struct throttle *t);
MUST_CHECK enum rc throttle_failed(struct ctx *c, const struct throttle *t);
/* Its failures from here are forgotten; those from elsewhere stay. */
MUST_CHECK enum rc throttle_passed(struct ctx *c, const struct throttle *t);

/* --- for tests: the rule alone ------------------------------------------------------------------------------------- */
struct throttle_seen {
    int64_t of_pair, last_of_pair, of_login, last_of_login, of_source, last_of_source; /* counts and instants */
};
int64_t throttle_wait(const struct throttle_seen *seen, bool known, int64_t now); /* ms, 0: now */
/* An IPv6 address stands for its network, since one subscriber has all of it. */
const char *throttle_network(struct arena *a, const char *remote);
