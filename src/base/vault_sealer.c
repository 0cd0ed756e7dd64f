/*
 * base/vault_sealer.c: OpenSSL's SM4 and SM3.
 *
 * The costly parts of OpenSSL 3 are fetching an algorithm and setting a key; both happen once per context, and each value
 * only restarts one.  What is authenticated starts with a name and its NUL, which cannot occur in the name, so that two
 * different lists of parts never run together into the same bytes.
 */
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

#include "base/log.h"
#include "base/vault_i.h"

static enum rc library_failed(const char *what)
{
    log_error("openssl call failed: %s", what);
    return RC_IO;
}

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

EVP_MAC_CTX *mac_new(EVP_MAC *hmac, const uint8_t *key, size_t n)
{
    char digest[] = "SM3";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC_CTX *ctx = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
    if (ctx && EVP_MAC_init(ctx, key, n, params) != 1) {
        EVP_MAC_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

enum rc mac_of(EVP_MAC_CTX *mac, const char *name, const struct part *parts, size_t n,
               uint8_t out[static VAULT_HASH_BYTES])
{
    size_t len = 0;
    bool ok = EVP_MAC_init(mac, NULL, 0, NULL) == 1 &&
              EVP_MAC_update(mac, (const unsigned char *)name, strlen(name) + 1) == 1;
    for (size_t i = 0; ok && i < n; i++)
        ok = EVP_MAC_update(mac, parts[i].at, parts[i].len) == 1;
    ok = ok && EVP_MAC_final(mac, out, &len, VAULT_HASH_BYTES) == 1 && len == VAULT_HASH_BYTES;
    return ok ? RC_OK : library_failed("HMAC-SM3");
}

bool sealer_open(struct sealer *s, EVP_MAC *hmac, const uint8_t *encrypt, struct part authenticate)
{
    s->cipher = cipher_new(encrypt);
    s->mac = mac_new(hmac, authenticate.at, authenticate.len);
    return s->cipher && s->mac;
}

void sealer_close(struct sealer *s)
{
    EVP_CIPHER_CTX_free(s->cipher);
    EVP_MAC_CTX_free(s->mac);
    *s = (struct sealer){ 0 };
}

enum rc sealer_rekey(struct sealer *s, const uint8_t *encrypt, struct part authenticate)
{
    if (EVP_EncryptInit_ex2(s->cipher, NULL, encrypt, NULL, NULL) != 1 ||
        EVP_MAC_init(s->mac, authenticate.at, authenticate.len, NULL) != 1)
        return library_failed("key");
    return RC_OK;
}

enum rc sealer_crypt(struct sealer *s, const uint8_t *nonce, struct part from, uint8_t *to)
{
    int len = 0;
    if (EVP_EncryptInit_ex2(s->cipher, NULL, NULL, nonce, NULL) != 1 ||
        EVP_EncryptUpdate(s->cipher, to, &len, from.at, (int)from.len) != 1 || (size_t)len != from.len)
        return library_failed("SM4-CTR");
    return RC_OK;
}
