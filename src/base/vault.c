/*
 * base/vault.c: sealing and opening of values, by OpenSSL's SM4 and SM3.
 *
 * The costly parts of OpenSSL 3 are fetching an algorithm and setting a key; both happen once per vault, and each value
 * only restarts a context.  What is authenticated starts with the column's name and its NUL, which cannot occur in the
 * name, so that two different lists of parts never run together into the same bytes.
 */
#include "base/vault.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/log.h"
#include "base/random.h"
#include "base/vault_keys.h"

enum {
    SEAL_VERSION = 1,
    NONCE_BYTES = 16,
    TAG_BYTES = 16,
    HASH_BYTES = 32,
    HEAD_BYTES = 2 + NONCE_BYTES,
    SEALED_LEAST = HEAD_BYTES + TAG_BYTES,
    SEALED_MOST = 64 << 20, /* far above any column; keeps lengths within the int that OpenSSL counts in */
    NONCES_AT_ONCE = 32,    /* a system call costs half as much as sealing a value */
};

struct vault {
    EVP_CIPHER_CTX *cipher;       /* key set; CTR is its own inverse, so this one serves both ways */
    EVP_MAC_CTX *mac[VAULT_USES]; /* keys set; none for VAULT_ENCRYPT */
    uint8_t nonces[NONCES_AT_ONCE][NONCE_BYTES];
    int nonces_left;
};

/* One piece of what is hashed. */
struct part {
    const void *at;
    size_t len;
};

static EVP_CIPHER_CTX *cipher_new(const uint8_t *key)
{
    EVP_CIPHER *sm4 = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
    EVP_CIPHER_CTX *ctx = sm4 ? EVP_CIPHER_CTX_new() : NULL;
    if (ctx && EVP_EncryptInit_ex2(ctx, sm4, key, NULL, NULL) != 1) {
        EVP_CIPHER_CTX_free(ctx);
        ctx = NULL;
    }
    EVP_CIPHER_free(sm4); /* the context holds a reference of its own */
    return ctx;
}

static EVP_MAC_CTX *mac_new(EVP_MAC *hmac, const uint8_t *key)
{
    char digest[] = "SM3";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC_CTX *ctx = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
    if (ctx && EVP_MAC_init(ctx, key, VAULT_KEY_BYTES, params) != 1) {
        EVP_MAC_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

struct vault *vault_new(const struct vault_keys *k)
{
    struct vault *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    bool ok = (v->cipher = cipher_new(k->key[VAULT_ENCRYPT])) != NULL;
    for (int use = VAULT_AUTHENTICATE; use < VAULT_USES; use++)
        ok = (v->mac[use] = mac_new(hmac, k->key[use])) != NULL && ok;
    EVP_MAC_free(hmac);
    if (!ok) {
        vault_free(v);
        return NULL;
    }
    return v;
}

void vault_free(struct vault *v)
{
    if (!v)
        return;
    EVP_CIPHER_CTX_free(v->cipher);
    for (int use = 0; use < VAULT_USES; use++)
        EVP_MAC_CTX_free(v->mac[use]);
    OPENSSL_cleanse(v, sizeof *v);
    free(v);
}

static enum rc library_failed(const char *what)
{
    log_error("openssl call failed: %s", what);
    return RC_IO;
}

/* HMAC-SM3 under the key of that use over "name", a NUL and the parts. */
static enum rc mac_of(EVP_MAC_CTX *mac, const char *name, const struct part *parts, size_t n,
                      uint8_t out[static HASH_BYTES])
{
    size_t len = 0;
    bool ok = EVP_MAC_init(mac, NULL, 0, NULL) == 1 &&
              EVP_MAC_update(mac, (const unsigned char *)name, strlen(name) + 1) == 1;
    for (size_t i = 0; ok && i < n; i++)
        ok = EVP_MAC_update(mac, parts[i].at, parts[i].len) == 1;
    ok = ok && EVP_MAC_final(mac, out, &len, HASH_BYTES) == 1 && len == HASH_BYTES;
    return ok ? RC_OK : library_failed("HMAC-SM3");
}

/* The tag of a sealed value: of where it stands and of the bytes before the tag. */
static enum rc tag_of(struct vault *v, const char *column, int64_t id, struct part sealed,
                      uint8_t out[static HASH_BYTES])
{
    uint8_t row[8];
    for (int i = 0; i < 8; i++)
        row[i] = (uint8_t)((uint64_t)id >> (56 - 8 * i));
    const struct part parts[] = { { row, sizeof row }, sealed };
    return mac_of(v->mac[VAULT_AUTHENTICATE], column, parts, COUNT(parts), out);
}

static enum rc sm4_ctr(struct vault *v, const uint8_t *nonce, struct part from, uint8_t *to)
{
    int len = 0;
    if (EVP_EncryptInit_ex2(v->cipher, NULL, NULL, nonce, NULL) != 1 ||
        EVP_EncryptUpdate(v->cipher, to, &len, from.at, (int)from.len) != 1 || (size_t)len != from.len)
        return library_failed("SM4-CTR");
    return RC_OK;
}

/* Every nonce is used once and wiped. */
static void nonce_take(struct vault *v, uint8_t out[static NONCE_BYTES])
{
    if (v->nonces_left == 0) {
        random_bytes(v->nonces, sizeof v->nonces);
        v->nonces_left = NONCES_AT_ONCE;
    }
    uint8_t *nonce = v->nonces[--v->nonces_left];
    memcpy(out, nonce, NONCE_BYTES);
    memset(nonce, 0, NONCE_BYTES);
}

enum rc vault_seal(struct vault *v, struct arena *a, const char *column, int64_t id, const char *plain,
                   struct blob *out)
{
    return vault_seal_bytes(v, a, column, id, (struct blob){ plain, strlen(plain) }, out);
}

enum rc vault_seal_bytes(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob plain,
                         struct blob *out)
{
    size_t len = plain.len;
    uint8_t hash[HASH_BYTES];
    *out = (struct blob){ 0 };
    if (len > SEALED_MOST - SEALED_LEAST)
        return RC_TOOBIG;
    uint8_t *sealed = arena_alloc(a, len + SEALED_LEAST);
    if (!sealed)
        return RC_TOOBIG;
    sealed[0] = SEAL_VERSION;
    sealed[1] = VAULT_GENERATION;
    nonce_take(v, sealed + 2);
    enum rc rc = sm4_ctr(v, sealed + 2, (struct part){ plain.at, len }, sealed + HEAD_BYTES);
    if (!rc)
        rc = tag_of(v, column, id, (struct part){ sealed, HEAD_BYTES + len }, hash);
    if (rc)
        return rc;
    memcpy(sealed + HEAD_BYTES + len, hash, TAG_BYTES);
    *out = (struct blob){ sealed, len + SEALED_LEAST };
    return RC_OK;
}

static enum rc verify(struct vault *v, const char *column, int64_t id, struct blob sealed)
{
    const uint8_t *bytes = sealed.at;
    size_t before_tag = sealed.len - TAG_BYTES;
    uint8_t hash[HASH_BYTES];
    enum rc rc = tag_of(v, column, id, (struct part){ bytes, before_tag }, hash);
    if (rc)
        return rc;
    if (CRYPTO_memcmp(hash, bytes + before_tag, TAG_BYTES) != 0) {
        log_error("sealed value altered or moved: %s", column);
        return RC_IO;
    }
    return RC_OK;
}

/* Version 1: of a value that was verified, the text. */
static enum rc decrypt(struct vault *v, struct arena *a, struct blob sealed, const char **out)
{
    const uint8_t *bytes = sealed.at;
    size_t len = sealed.len - SEALED_LEAST;
    char *plain = arena_alloc(a, len + 1);
    if (!plain)
        return RC_TOOBIG;
    enum rc rc = sm4_ctr(v, bytes + 2, (struct part){ bytes + HEAD_BYTES, len }, (uint8_t *)plain);
    if (!rc)
        *out = plain;
    return rc;
}

/* Which keys a value needs: its version says how it is laid out, its key byte which generation sealed it. */
static bool sealed_by_us(struct blob sealed)
{
    const uint8_t *bytes = sealed.at;
    if (sealed.len < SEALED_LEAST || sealed.len > SEALED_MOST || bytes[0] != SEAL_VERSION)
        return false;
    switch (bytes[1]) {
    case VAULT_GENERATION: return true;
    default: return false;
    }
}

enum rc vault_open(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob sealed,
                   const char **out)
{
    *out = "";
    if (!sealed_by_us(sealed)) {
        log_error("sealed value of an unknown form or key: %s", column);
        return RC_IO;
    }
    enum rc rc = verify(v, column, id, sealed);
    return rc ? rc : decrypt(v, a, sealed, out);
}

enum rc vault_open_bytes(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob sealed,
                         struct blob *out)
{
    const char *plain;
    enum rc rc = vault_open(v, a, column, id, sealed, &plain);
    *out = rc ? (struct blob){ 0 } : (struct blob){ plain, sealed.len - SEALED_LEAST };
    return rc;
}

enum rc vault_lookup(struct vault *v, const char *column, const char *plain, uint8_t out[static HASH_BYTES])
{
    const struct part value = { plain, strlen(plain) };
    return mac_of(v->mac[VAULT_LOOKUP], column, &value, 1, out);
}

enum rc vault_sign(struct vault *v, const char *purpose, const void *data, size_t n, uint8_t out[static HASH_BYTES])
{
    const struct part value = { data, n };
    return mac_of(v->mac[VAULT_SIGN], purpose, &value, n ? 1 : 0, out);
}
