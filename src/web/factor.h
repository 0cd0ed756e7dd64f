/*
 * web/factor.h: the second factor: an authenticator's six digits (TOTP, RFC 6238), or a recovery code.
 *
 * The key lies sealed in the database.  A code is good once: its time step must be later than the last one that was
 * accepted.  Ten recovery codes are shown once and kept as keyed hashes; each is good once as well.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "web/ctx.h"

enum {
    FACTOR_CODES = 10,      /* recovery codes at a time */
    FACTOR_CODE_BYTES = 12, /* "ABCDE-FGHJK" */
    FACTOR_KEY_BYTES = 20,  /* of the shared key: what SHA-1 has */
    FACTOR_STEP_SECONDS = 30,
    FACTOR_WINDOW = 1, /* steps before and after that are accepted: a clock that is half a minute wrong */
};

struct factor_state {
    bool set;
    int64_t made_at;
    int64_t codes; /* recovery codes that are left */
};
MUST_CHECK enum rc factor_state(struct ctx *c, int64_t account_id, struct factor_state *out);

/*
 * The key that the viewer may set up now, in base32: the same each time this session asks, until one is set up; so
 * nothing is written before a code shows that the authenticator has it.
 */
MUST_CHECK enum rc factor_key_offered(struct ctx *c, const char **key);
/* Sets up the offered key where code is one of it (RC_INVALID where not); new recovery codes; sessions elsewhere end. */
MUST_CHECK enum rc factor_set(struct ctx *c, const char *code, const char **codes);
/* New recovery codes in place of all others; codes has FACTOR_CODES. */
MUST_CHECK enum rc factor_codes_renew(struct ctx *c, int64_t account_id, const char **codes);
/* RC_INVALID where it is neither a code of now nor a recovery code, or was used before. */
MUST_CHECK enum rc factor_check(struct ctx *c, int64_t account_id, const char *code);
/* Ends it, with every session and token of the account but the viewer's own. */
MUST_CHECK enum rc factor_end(struct ctx *c, int64_t account_id);

/* For tests and for showing: the six digits of an instant. */
MUST_CHECK enum rc factor_code_at(const char *key, int64_t instant_ms, char out[static 7]);
