/*
 * web/account.h: accounts, grants and tokens, as the pages and commands for them write them.
 *
 * Passwords arrive hashed (web/password.h), because hashing is slow and must not happen inside a transaction.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/auth.sql.h"
#include "web/cap.h"
#include "web/ctx.h"

enum {
    ACCOUNT_INVITATION_DAYS = 14, /* a link to set the first password */
    ACCOUNT_GRACE_DAYS = 7,       /* to set up a second factor, where the account was opened on the command line */
    ACCOUNT_PASSWORDS = 5,        /* a new one is none of the last five */
    ACCOUNT_TOKEN_DAYS = 365,     /* of a token that is made on the page */
};

struct account_new {
    const char *login;
    const char *name;     /* of the person; "" shows the login */
    const char *password; /* hash; "" until a link is used */
    int64_t member_id;    /* 0: nobody in the register */
    int64_t home_id;      /* the organisation that member belongs to */
    int32_t factor_from;  /* until when a role that needs a second factor waits for it; 0: not at all */
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
/* Ends every other session of the account, and its tokens. */
MUST_CHECK enum rc account_set_password(struct ctx *c, int64_t account_id, const char *hash);

struct account_secret {
    int64_t account_id; /* 0: there is none, or it may not sign in; then hash is "" */
    const char *login, *name;
    const char *hash;
    bool factor; /* asks for a second factor */
};
MUST_CHECK enum rc account_secret_of(struct ctx *c, const char *login, struct account_secret *out);
/* The hashes of its last passwords, the present one among them. */
MUST_CHECK enum rc account_passwords(struct ctx *c, int64_t account_id, const char *const **hashes, size_t *n);

/* Leaves the event, remembers the browser, and tells the owner where it is a new one. */
MUST_CHECK enum rc account_signed_in(struct ctx *c, int64_t account_id);

/*
 * For whoever looks after accounts.  Both end every session, token and link; the sentence tells the owner at the next
 * sign-in.  Without a password an account waits for a link.  A second factor that was lost is set up anew.
 */
MUST_CHECK enum rc account_reset_password(struct ctx *c, int64_t account_id, const char *sentence);
MUST_CHECK enum rc account_reset_factor(struct ctx *c, int64_t account_id, const char *sentence);

/* A link that sets the first password: the path of its page. */
MUST_CHECK enum rc invitation_make(struct ctx *c, int64_t account_id, const char **path);
MUST_CHECK enum rc invitation_make_until(struct ctx *c, int64_t account_id, int64_t expires_at, const char **path);
/* RC_NOTFOUND where it is over, used or never was. */
MUST_CHECK enum rc invitation_find(struct ctx *c, int64_t id, int64_t secret, struct account_secret *out);
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

struct token_new {
    int64_t account_id;
    const char *name;
    const char *scope; /* capabilities with blanks between; "": all that the account has */
    int64_t days;
    bool read_only;
};
MUST_CHECK enum rc token_add(struct ctx *c, const struct token_new *in, const char **token);
/* The viewer's own. */
MUST_CHECK enum rc token_list(struct ctx *c, struct auth_token_line **rows, size_t *n);
MUST_CHECK enum rc token_end(struct ctx *c, int64_t token_id);
