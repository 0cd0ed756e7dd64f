/*
 * web/rekey.h: every sealed value under the keys of today, while the site is used.
 *
 * vault_keys_rotate makes a new epoch of the site's keys; from that moment everything is sealed under it and look-ups try
 * both hashes.  What was sealed before is sealed anew here, batch by batch, each a transaction between those of the
 * users; then the keys of persons are wrapped anew; then the epoch before is forgotten.  How far it got stands in the
 * database, so a process that is killed goes on at the next start.  The same gives people their keys who were registered
 * before there was one key per person.
 *
 * A feature with sealed columns lists steps.  A step writes nothing that was saved meanwhile.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "web/ctx.h"

enum { REKEY_ROWS = 200 }; /* of one batch: a few milliseconds of the writer */

struct rekey_step {
    const char *name;   /* of its progress: "member" */
    const char *tables; /* what it writes: "member, member_proposal" */
    /* Seals anew what stands after that id; *last is how far it came, 0 when nothing is left. */
    enum rc (*run)(struct ctx *c, int64_t after, int64_t *last);
};

/* Before a person's key goes: what the site's key sealed of the person's events is brought under it. */
MUST_CHECK enum rc event_rekey_person(struct ctx *c, int64_t person_id);
extern const struct rekey_step web_rekey_steps[]; /* {0} */

/* Seals everything anew that is not so yet; RC_BUSY where another process does. *stop ends it between two batches. */
MUST_CHECK enum rc rekey_run(const struct site *site, const atomic_bool *stop);
/* Whether there is anything to do. */
MUST_CHECK enum rc rekey_pending(const struct site *site, bool *pending);

/* --- a thread of the server ---------------------------------------------------------------------------------------- */
struct rekey {
    const struct site *site;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool asked;
    atomic_bool stop;
};
MUST_CHECK enum rc rekey_start(struct rekey *r, const struct site *site); /* looks at once, then whenever woken */
void rekey_wake(struct rekey *r);
void rekey_stop(struct rekey *r); /* also one that was never started */
