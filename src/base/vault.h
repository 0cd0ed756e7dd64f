/*
 * base/vault.h: encrypted columns and look-up hashes (STACK, Security; DOMAIN 10.3).
 *
 * A sealed value is  version(1) key(1) nonce(16) ciphertext tag(16):  SM4-CTR, then HMAC-SM3 (cut to 16 bytes) over
 * "table.column", the row's id and all before the tag, so a value moved to another row or column does not open.
 * A look-up hash is HMAC-SM3 under another key over "table.column" and the normalised value, 32 bytes.
 * Keys live in a file outside the database, readable by its owner only.  struct vault_keys is shared and immutable;
 * a struct vault holds the reusable cipher contexts of one thread of work and is owned by a database session.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/row.h"

struct vault_keys;
struct vault;

/* Reads DIR/keys/site.key; with create set, makes it (32 random bytes a key, mode 0600, synced) where absent. */
MUST_CHECK enum rc vault_keys_load(const char *dir, int create, struct vault_keys **out);
void vault_keys_free(struct vault_keys *k);

struct vault *vault_new(const struct vault_keys *k); /* NULL when out of memory */
void vault_free(struct vault *v);

MUST_CHECK enum rc vault_seal(struct vault *v, struct arena *a, const char *column, int64_t id,
                              const char *plain, struct blob *out);
/* RC_IO when the value was altered, moved, or sealed under a key we do not have. */
MUST_CHECK enum rc vault_open(struct vault *v, struct arena *a, const char *column, int64_t id,
                              struct blob sealed, const char **out);
/* The same for bytes that are no text: a file that waits. */
MUST_CHECK enum rc vault_seal_bytes(struct vault *v, struct arena *a, const char *column,
                                    int64_t id, struct blob plain, struct blob *out);
MUST_CHECK enum rc vault_open_bytes(struct vault *v, struct arena *a, const char *column,
                                    int64_t id, struct blob sealed, struct blob *out);
MUST_CHECK enum rc vault_lookup(struct vault *v, const char *column, const char *plain,
                                uint8_t out[static 32]);

/* HMAC-SM3 under the key for web tokens (session, form and one-time tokens), 32 bytes. */
MUST_CHECK enum rc vault_sign(struct vault *v, const char *purpose, const void *data, size_t n,
                              uint8_t out[static 32]);
