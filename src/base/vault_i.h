/*
 * base/vault_i.h: what the parts of the vault share; private to base/vault*.c.
 *
 * vault_keys.c reads the site's keys, vault_persons.c keeps one key per person, vault_sealer.c is OpenSSL's SM4 and SM3,
 * vault.c seals and opens values with all three.
 *
 * Keys of the site come in epochs (a byte), newest first, of which the newest seals; while one is being replaced the one
 * before it still opens.  What a random secret is hashed with (tokens, links) and what signs are not of an epoch: there
 * is nothing behind them to be guessed, and nothing their hashes could be made anew from.
 */
#pragma once

#include <limits.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/vault.h"

enum {
    VAULT_KEY_BYTES = 32, /* of each; SM4 uses the first 16 */
    VAULT_EPOCHS = 2,     /* at once */
    VAULT_EPOCH_LAST = 255,
    VAULT_NONCE_BYTES = 16,
    VAULT_TAG_BYTES = 16,
    VAULT_HASH_BYTES = 32,
    PERSON_SLOT_BYTES = 64,   /* divides the sector of a disk: a slot is written whole or not at all */
    PERSON_SECRET_BYTES = 32, /* 16 to encrypt, 16 to authenticate */
    PERSON_SLOTS_SPARE = 64,  /* made at once, so that not every new member waits for the disk */
};

/* --- keys of the site (vault_keys.c) ---------------------------------------------------------------------------- */

enum vault_key_use { VAULT_ENCRYPT, VAULT_AUTHENTICATE, VAULT_LOOKUP, VAULT_EPOCH_USES };

struct vault_epoch {
    uint8_t number;
    uint8_t key[VAULT_EPOCH_USES][VAULT_KEY_BYTES];
};

struct vault_ring { /* immutable once it is published */
    uint8_t sign[VAULT_KEY_BYTES];
    uint8_t token[VAULT_KEY_BYTES];
    struct vault_epoch epoch[VAULT_EPOCHS]; /* newest first */
    int epochs;
    struct vault_ring *before; /* somebody may still be using it */
};

struct vault_store {
    char folder[PATH_MAX - 32];
    pthread_mutex_t lock; /* of everything below that is not atomic, and of this process's writing to the files */
    _Atomic(struct vault_ring *) ring;
    atomic_llong looked_at; /* the second in which the files were last looked at */
    atomic_uint erasures;
    struct stat read;           /* of site.key, as it was read */
    int persons;                /* keys/persons */
    uint32_t spare, spare_ends; /* slots that are on disk and nobody's yet */
};

struct vault_keys { /* a handle: shared, and const to everybody else */
    struct vault_store *store;
};

/* The keys as the file has them, at most a second old: another process may replace them. */
const struct vault_ring *vault_ring_now(struct vault_store *s);
/* The same, looking at the file now. */
const struct vault_ring *vault_ring_look(struct vault_store *s);
const struct vault_ring *vault_ring_look_locked(struct vault_store *s); /* the caller holds s->lock */

/* Against other processes, while a file of the folder is changed: a descriptor, or -1. */
int vault_folder_lock(const struct vault_store *s);
void vault_folder_unlock(int lock);

/* --- one key's ciphers (vault_sealer.c) --------------------------------------------------------------------------- */

struct sealer {
    EVP_CIPHER_CTX *cipher; /* key set; CTR is its own inverse, so this one serves both ways */
    EVP_MAC_CTX *mac;
};

struct part { /* one piece of what is hashed */
    const void *at;
    size_t len;
};

EVP_MAC_CTX *mac_new(EVP_MAC *hmac, const uint8_t *key, size_t n);
/* HMAC-SM3 over "name", a NUL and the parts. */
MUST_CHECK enum rc mac_of(EVP_MAC_CTX *mac, const char *name, const struct part *parts, size_t n,
                          uint8_t out[static VAULT_HASH_BYTES]);
bool sealer_open(struct sealer *s, EVP_MAC *hmac, const uint8_t *encrypt, struct part authenticate);
void sealer_close(struct sealer *s);
/* Another key for the same contexts: a third of what new ones cost. */
MUST_CHECK enum rc sealer_rekey(struct sealer *s, const uint8_t *encrypt, struct part authenticate);
MUST_CHECK enum rc sealer_crypt(struct sealer *s, const uint8_t *nonce, struct part from, uint8_t *to);

/* --- keys of persons (vault_persons.c) ----------------------------------------------------------------------------- */

MUST_CHECK enum rc persons_open(struct vault_store *s);
void fresh_forget(struct vault *v);
/* The secret in clear; RC_GONE where it was erased, RC_IO where there is none or it was altered. */
MUST_CHECK enum rc person_secret(struct vault *v, uint32_t slot, uint8_t out[static PERSON_SECRET_BYTES]);

/* --- a session's vault (vault.c) ------------------------------------------------------------------------------------ */

enum { NONCES_AT_ONCE = 32 }; /* a system call costs half as much as sealing a value */

/* Secrets that were made a moment ago: an import seals thousands of people right after their keys were made. */
enum { FRESH_SECONDS = 10 };
struct fresh {
    uint8_t (*secrets)[PERSON_SECRET_BYTES];
    uint32_t first, n;
    long long made_at;
    unsigned erasures;
};

struct vault {
    struct vault_store *store;
    const struct vault_ring *ring; /* what the contexts below were made of */
    EVP_MAC *hmac;
    struct sealer site[VAULT_EPOCHS];
    EVP_MAC_CTX *lookup[VAULT_EPOCHS];
    EVP_MAC_CTX *token, *sign;
    struct sealer person; /* of the slot used last: most work is about one person at a time */
    uint32_t person_slot; /* 0: none */
    long long person_at;  /* when, as looked_at says, and before which erasure */
    unsigned person_erasures;
    struct fresh fresh;
    uint8_t nonces[NONCES_AT_ONCE][VAULT_NONCE_BYTES];
    int nonces_left;
};

/* The site's keys of that epoch; NULL where we do not have them. */
struct sealer *vault_site_sealer(struct vault *v, uint8_t epoch);
/* Brings the contexts up to the keys of now. */
MUST_CHECK enum rc vault_refresh(struct vault *v);
