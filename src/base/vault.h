/*
 * base/vault.h: encrypted columns and look-up hashes (STACK, Security; DOMAIN 10.3).
 *
 * A sealed value is
 *     1  epoch(1) nonce(16) ciphertext tag(16)     under the site's key of that epoch
 *     2  slot(4)  nonce(16) ciphertext tag(16)     under the key of one person, which lies in that slot of keys/persons
 * SM4-CTR, then HMAC-SM3 (cut to 16 bytes) over "table.column", the row's id and all before the tag, so a value moved to
 * another row or column does not open.  A look-up hash is HMAC-SM3 under another key over "table.column" and the
 * normalised value, 32 bytes.
 *
 * Keys live in files outside the database, readable by their owner only (docs/decisions/2026-11-22-keys-per-person.md).
 * struct vault_keys is shared by all threads; a struct vault holds the reusable cipher contexts of one thread of work and
 * is owned by a database session.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/row.h"

struct vault_keys;
struct vault;

/* Reads DIR/keys; with create set, makes the site's keys (mode 0600, synced) where absent. */
MUST_CHECK enum rc vault_keys_load(const char *dir, int create, struct vault_keys **out);
void vault_keys_free(struct vault_keys *k);

struct vault *vault_new(const struct vault_keys *k); /* NULL when out of memory */
void vault_free(struct vault *v);

/* --- values --------------------------------------------------------------------------------------------------- */

struct vault_place {    /* what a value is bound to */
    const char *column; /* "table.column" */
    int64_t id;         /* of the row */
    uint32_t slot;      /* of the person whose key seals; 0: the site's */
};

MUST_CHECK enum rc vault_seal(struct vault *v, struct arena *a, const char *column, int64_t id, const char *plain,
                              struct blob *out); /* under the site's key */
MUST_CHECK enum rc vault_seal_at(struct vault *v, struct arena *a, const struct vault_place *place, struct blob plain,
                                 struct blob *out);
/* RC_IO when the value was altered, moved, or sealed under a key we do not have; RC_GONE when its person was erased. */
MUST_CHECK enum rc vault_open(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob sealed,
                              const char **out);
/* The same for bytes that are no text: a file that waits. */
MUST_CHECK enum rc vault_seal_bytes(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob plain,
                                    struct blob *out);
MUST_CHECK enum rc vault_open_bytes(struct vault *v, struct arena *a, const char *column, int64_t id,
                                    struct blob sealed, struct blob *out);
/* Whether it is sealed as vault_seal_at would do it today. */
bool vault_is_current(struct vault *v, uint32_t slot, struct blob sealed);

/* Of a random secret (tokens, links): the same for ever. */
MUST_CHECK enum rc vault_lookup(struct vault *v, const char *column, const char *plain, uint8_t out[static 32]);
/* Of what could be guessed: another one when the keys are replaced.  earlier: under the keys that are being replaced;
   RC_NOTFOUND where none are. */
MUST_CHECK enum rc vault_lookup_renewed(struct vault *v, const char *column, const char *plain, bool earlier,
                                        uint8_t out[static 32]);

/* HMAC-SM3 under the key for web tokens (session, form and one-time tokens), 32 bytes. */
MUST_CHECK enum rc vault_sign(struct vault *v, const char *purpose, const void *data, size_t n, uint8_t out[static 32]);

/* --- one key per person ----------------------------------------------------------------------------------------- */

/* Keys for n persons, on disk when this returns: slots *first to *first + n - 1. */
MUST_CHECK enum rc vault_persons_add(struct vault *v, size_t n, uint32_t *first);
/* The highest slot in keys/persons. */
MUST_CHECK enum rc vault_persons_count(const struct vault_keys *k, uint32_t *out);
/* That key is gone, on disk when this returns, and what it sealed is RC_GONE. */
MUST_CHECK enum rc vault_person_erase(struct vault *v, uint32_t slot);

/* Who was erased stands in keys/erased as well, so that a backup that is restored forgets them again. */
struct vault_erased {
    int64_t person_id;
    uint32_t slot;
};
MUST_CHECK enum rc vault_erased_add(const struct vault_keys *k, struct vault_erased e); /* synced; once for each */
MUST_CHECK enum rc vault_erased_list(const struct vault_keys *k, struct arena *a, struct vault_erased **out, size_t *n);

/* --- replacing the site's keys (web/rekey.h has the order) ------------------------------------------------------ */

struct vault_epochs {
    int newest;
    int earlier; /* still being replaced; 0 for none */
};
struct vault_epochs vault_epochs_of(const struct vault_keys *k);
MUST_CHECK enum rc vault_keys_rotate(const struct vault_keys *k); /* RC_CONFLICT while one is being replaced */
MUST_CHECK enum rc vault_persons_rewrap(struct vault *v);         /* every person's key, under the newest epoch */
MUST_CHECK enum rc vault_keys_retire(const struct vault_keys *k); /* nothing needs the earlier epoch any more */
