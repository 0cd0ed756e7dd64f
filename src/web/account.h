/*
 * web/account.h: accounts, grants and tokens, as the pages and commands for them write them.
 *
 * Passwords arrive hashed (web/password.h), because hashing is slow and must not happen inside a transaction.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/cap.h"
#include "web/ctx.h"

enum {
    ACCOUNT_FAILURES = 5,                /* for one account … */
    ACCOUNT_REMOTE_FAILURES = 20,        /* … and from one address */
    ACCOUNT_FAILURE_MS = 10 * 60 * 1000, /* … within this time, then no more tries */
    ACCOUNT_INVITATION_DAYS = 14,        /* a link to set the first password */
};

struct account_new {
    const char *login;
    const char *name;     /* of the person; "" shows the login */
    const char *password; /* hash; "" until a link is used */
    int64_t member_id;    /* 0: nobody in the register */
    int64_t home_id;      /* the organisation that member belongs to */
};
/* RC_CONFLICT (refused with a sentence) where the login or the member has an account. */
MUST_CHECK enum rc account_add(struct ctx *c, const struct account_new *in, int64_t *id);
MUST_CHECK enum rc account_by_login(struct ctx *c, const char *login, int64_t *id);
/* Whose account it is, by exactly one of id, login and member; the caller decides what its viewer may be told. */
struct account_key {
    int64_t id;
    const char *login;
    int64_t member_id;
};
struct account_found {
    int64_t id, member_id;
    const char *login, *name;
    bool disabled, activated; /* activated: there is a password */
};
MUST_CHECK enum rc account_find(struct ctx *c, const struct account_key *by, struct account_found *out);
/* Nobody signs in with it any more; its sessions, tokens and links end with the transaction. RC_NOTFOUND where it is so
 * already. */
MUST_CHECK enum rc account_disable(struct ctx *c, int64_t account_id, const char *reason);
MUST_CHECK enum rc account_enable(struct ctx *c, int64_t account_id, const char *reason);
/* Ends every other session of the account. */
MUST_CHECK enum rc account_set_password(struct ctx *c, int64_t account_id, const char *hash);
/* The stored hash, "" where there is no such account or it may not sign in. */
MUST_CHECK enum rc account_password(struct db *db, const char *login, int64_t *id, const char **hash);

MUST_CHECK enum rc account_failed(struct ctx *c, const char *login, const char *remote);
/* Forgets the failures of the login and leaves an event. */
MUST_CHECK enum rc account_signed_in(struct ctx *c, const char *login, int64_t account_id);
/* RC_LIMIT after too many failures. */
MUST_CHECK enum rc account_throttle(struct db *db, const char *login, const char *remote);

/* A link that sets the first password: the path of its page. */
MUST_CHECK enum rc invitation_make(struct ctx *c, int64_t account_id, const char **path);
/* RC_NOTFOUND where it is over, used or never was. */
MUST_CHECK enum rc invitation_find(struct ctx *c, int64_t id, int64_t secret, int64_t *account_id, const char **login);
MUST_CHECK enum rc invitation_use(struct ctx *c, int64_t id);
/* Every link of the account, before another is made. */
MUST_CHECK enum rc invitation_end_all(struct ctx *c, int64_t account_id);

struct grant_new {
    int64_t account_id;
    enum role role;
    int64_t org_id; /* 0 for the three administrators */
    const char *org_code;
    const char *org_name;
    int32_t from_on;  /* 0: today */
    int32_t until_on; /* 0: open */
    const char *basis;
};
/* Writes it down; the rules are the caller's (feature/grant). */
MUST_CHECK enum rc grant_add(struct ctx *c, const struct grant_new *in, int64_t *id);

struct grant_ending {
    int64_t grant_id, account_id, org_id;
    enum role role;
    int32_t on; /* the first day on which it no longer holds; today: at once */
    const char *reason;
};
/* RC_NOTFOUND where it is over by then anyhow. What ends at once takes the sessions and tokens of the account along. */
MUST_CHECK enum rc grant_end(struct ctx *c, const struct grant_ending *in);
/* Looked at again, and it stands: whoever confirms answers for it from now on. */
MUST_CHECK enum rc grant_confirm(struct ctx *c, const struct grant_ending *in);

MUST_CHECK enum rc token_add(struct ctx *c, int64_t account_id, int64_t days, bool read_only, const char **token);
