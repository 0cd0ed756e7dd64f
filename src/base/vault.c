/*
 * base/vault.c: sealing and opening of values, under the site's key or one person's.
 *
 * Every call first sees whether the keys were replaced, which costs a few nanoseconds; so whatever is sealed after that
 * moment is sealed under the new ones, also in the middle of a long transaction.
 */
#include <stdlib.h>
#include <string.h>
#include <openssl/crypto.h>

#include "base/log.h"
#include "base/random.h"
#include "base/vault_i.h"

enum {
    OF_SITE = 1,
    OF_PERSON = 2,
    NONCE_BYTES = VAULT_NONCE_BYTES,
    TAG_BYTES = VAULT_TAG_BYTES,
    HASH_BYTES = VAULT_HASH_BYTES,
    SITE_HEAD = 2,          /* version, epoch */
    PERSON_HEAD = 5,        /* version, slot */
    SEALED_MOST = 64 << 20, /* far above any column; keeps lengths within the int that OpenSSL counts in */
    SECRET_HALF = PERSON_SECRET_BYTES / 2,
};

/* --- contexts --------------------------------------------------------------------------------------------------- */

static void contexts_free(struct vault *v)
{
    for (int i = 0; i < VAULT_EPOCHS; i++) {
        sealer_close(&v->site[i]);
        EVP_MAC_CTX_free(v->lookup[i]);
        v->lookup[i] = NULL;
    }
    EVP_MAC_CTX_free(v->token);
    EVP_MAC_CTX_free(v->sign);
    v->token = v->sign = NULL;
    v->ring = NULL;
}

static bool contexts_make(struct vault *v, const struct vault_ring *r)
{
    bool ok = true;
    for (int i = 0; i < r->epochs; i++) {
        const struct vault_epoch *e = &r->epoch[i];
        ok = sealer_open(&v->site[i], v->hmac, e->key[VAULT_ENCRYPT],
                         (struct part){ e->key[VAULT_AUTHENTICATE], VAULT_KEY_BYTES }) &&
             ok;
        v->lookup[i] = mac_new(v->hmac, e->key[VAULT_LOOKUP], VAULT_KEY_BYTES);
        ok = ok && v->lookup[i];
    }
    v->token = mac_new(v->hmac, r->token, VAULT_KEY_BYTES);
    v->sign = mac_new(v->hmac, r->sign, VAULT_KEY_BYTES);
    v->ring = r;
    return ok && v->token && v->sign;
}

enum rc vault_refresh(struct vault *v)
{
    const struct vault_ring *now = vault_ring_now(v->store);
    if (now == v->ring)
        return RC_OK;
    contexts_free(v);
    if (contexts_make(v, now))
        return RC_OK;
    contexts_free(v);
    return RC_OOM;
}

struct sealer *vault_site_sealer(struct vault *v, uint8_t epoch)
{
    for (int i = 0; i < v->ring->epochs; i++)
        if (v->ring->epoch[i].number == epoch)
            return &v->site[i];
    return NULL;
}

struct vault *vault_new(const struct vault_keys *k)
{
    const uint8_t nobody[PERSON_SECRET_BYTES] = { 0 };
    struct vault *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    v->store = k->store;
    v->hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    if (vault_refresh(v) || !sealer_open(&v->person, v->hmac, nobody, (struct part){ nobody, SECRET_HALF })) {
        vault_free(v);
        return NULL;
    }
    return v;
}

void vault_free(struct vault *v)
{
    if (!v)
        return;
    contexts_free(v);
    fresh_forget(v);
    sealer_close(&v->person);
    EVP_MAC_free(v->hmac);
    OPENSSL_cleanse(v, sizeof *v);
    free(v);
}

/* The key of one person is kept for a second at most, and never past an erasure. */
static enum rc person_sealer(struct vault *v, uint32_t slot, struct sealer **out)
{
    uint8_t secret[PERSON_SECRET_BYTES];
    unsigned erasures = atomic_load(&v->store->erasures);
    long long at = atomic_load_explicit(&v->store->looked_at, memory_order_relaxed);
    *out = &v->person;
    if (v->person_slot == slot && v->person_at == at && v->person_erasures == erasures)
        return RC_OK;
    v->person_slot = 0;
    enum rc rc = person_secret(v, slot, secret);
    if (!rc)
        rc = sealer_rekey(&v->person, secret, (struct part){ secret + SECRET_HALF, SECRET_HALF });
    OPENSSL_cleanse(secret, sizeof secret);
    if (rc)
        return rc;
    v->person_slot = slot;
    v->person_at = at;
    v->person_erasures = erasures;
    return RC_OK;
}

/* --- the form of a value ---------------------------------------------------------------------------------------- */

struct form {
    size_t head; /* bytes before the nonce */
    uint8_t epoch;
    uint32_t slot;
};

static bool form_of(struct blob sealed, struct form *f)
{
    const uint8_t *b = sealed.at;
    *f = (struct form){ 0 };
    if (sealed.len < SITE_HEAD + NONCE_BYTES + TAG_BYTES || sealed.len > SEALED_MOST)
        return false;
    if (b[0] == OF_SITE) {
        f->head = SITE_HEAD;
        f->epoch = b[1];
        return true;
    }
    if (b[0] != OF_PERSON || sealed.len < PERSON_HEAD + NONCE_BYTES + TAG_BYTES)
        return false;
    f->head = PERSON_HEAD;
    f->slot = (uint32_t)b[1] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 8 | b[4];
    return f->slot != 0;
}

static size_t head_put(uint8_t *at, uint32_t slot, uint8_t epoch)
{
    const uint8_t site[SITE_HEAD] = { OF_SITE, epoch };
    const uint8_t person[PERSON_HEAD] = { OF_PERSON, (uint8_t)(slot >> 24), (uint8_t)(slot >> 16), (uint8_t)(slot >> 8),
                                          (uint8_t)slot };
    memcpy(at, slot ? person : site, slot ? sizeof person : sizeof site);
    return slot ? sizeof person : sizeof site;
}

/* The tag of a sealed value: of where it stands and of the bytes before the tag. */
static enum rc tag_of(EVP_MAC_CTX *mac, const char *column, int64_t id, struct part sealed,
                      uint8_t out[static HASH_BYTES])
{
    uint8_t row[8];
    for (int i = 0; i < 8; i++)
        row[i] = (uint8_t)((uint64_t)id >> (56 - 8 * i));
    const struct part parts[] = { { row, sizeof row }, sealed };
    return mac_of(mac, column, parts, COUNT(parts), out);
}

/* --- sealing ---------------------------------------------------------------------------------------------------- */

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

enum rc vault_seal_at(struct vault *v, struct arena *a, const struct vault_place *place, struct blob plain,
                      struct blob *out)
{
    uint8_t hash[HASH_BYTES];
    struct sealer *s;
    *out = (struct blob){ 0 };
    if (plain.len > SEALED_MOST - (PERSON_HEAD + NONCE_BYTES + TAG_BYTES))
        return RC_TOOBIG;
    uint8_t *sealed = arena_alloc(a, plain.len + PERSON_HEAD + NONCE_BYTES + TAG_BYTES);
    if (!sealed)
        return RC_TOOBIG;
    enum rc rc = vault_refresh(v);
    if (rc)
        return rc;
    s = &v->site[0];
    if (place->slot)
        rc = person_sealer(v, place->slot, &s);
    size_t head = head_put(sealed, place->slot, v->ring->epoch[0].number);
    size_t len = head + NONCE_BYTES + plain.len;
    nonce_take(v, sealed + head);
    if (!rc)
        rc = sealer_crypt(s, sealed + head, (struct part){ plain.at, plain.len }, sealed + head + NONCE_BYTES);
    if (!rc)
        rc = tag_of(s->mac, place->column, place->id, (struct part){ sealed, len }, hash);
    if (rc)
        return rc;
    memcpy(sealed + len, hash, TAG_BYTES);
    *out = (struct blob){ sealed, len + TAG_BYTES };
    return RC_OK;
}

enum rc vault_seal_bytes(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob plain,
                         struct blob *out)
{
    return vault_seal_at(v, a, &(struct vault_place){ .column = column, .id = id }, plain, out);
}

enum rc vault_seal(struct vault *v, struct arena *a, const char *column, int64_t id, const char *plain,
                   struct blob *out)
{
    return vault_seal_bytes(v, a, column, id, (struct blob){ plain, strlen(plain) }, out);
}

/* --- opening ---------------------------------------------------------------------------------------------------- */

static enum rc sealer_of(struct vault *v, const struct form *f, struct sealer **out)
{
    enum rc rc = vault_refresh(v);
    if (rc)
        return rc;
    if (f->slot)
        return person_sealer(v, f->slot, out);
    *out = vault_site_sealer(v, f->epoch);
    if (!*out && vault_ring_look(v->store) != v->ring) { /* sealed by another process, under keys we have not seen */
        rc = vault_refresh(v);
        *out = rc ? NULL : vault_site_sealer(v, f->epoch);
    }
    return *out ? RC_OK : RC_NOTFOUND;
}

/* Of a value that was verified, the text; a NUL stands behind it. */
static enum rc decrypt(struct sealer *s, struct arena *a, const struct form *f, struct blob sealed, struct blob *out)
{
    const uint8_t *bytes = sealed.at;
    size_t at = f->head + NONCE_BYTES;
    size_t len = sealed.len - at - TAG_BYTES;
    uint8_t *plain = arena_alloc(a, len + 1);
    if (!plain)
        return RC_TOOBIG;
    enum rc rc = sealer_crypt(s, bytes + f->head, (struct part){ bytes + at, len }, plain);
    if (!rc)
        *out = (struct blob){ plain, len };
    return rc;
}

enum rc vault_open_bytes(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob sealed,
                         struct blob *out)
{
    struct form f;
    struct sealer *s = NULL;
    uint8_t hash[HASH_BYTES];
    *out = (struct blob){ 0 };
    enum rc rc = form_of(sealed, &f) ? sealer_of(v, &f, &s) : RC_NOTFOUND;
    if (rc == RC_NOTFOUND) {
        log_error("sealed value of an unknown form or key: %s", column);
        return RC_IO;
    }
    size_t before_tag = sealed.len - TAG_BYTES;
    if (!rc)
        rc = tag_of(s->mac, column, id, (struct part){ sealed.at, before_tag }, hash);
    if (rc)
        return rc;
    if (CRYPTO_memcmp(hash, (const uint8_t *)sealed.at + before_tag, TAG_BYTES) != 0) {
        log_error("sealed value altered or moved: %s", column);
        return RC_IO;
    }
    return decrypt(s, a, &f, sealed, out);
}

enum rc vault_open(struct vault *v, struct arena *a, const char *column, int64_t id, struct blob sealed,
                   const char **out)
{
    struct blob plain;
    enum rc rc = vault_open_bytes(v, a, column, id, sealed, &plain);
    *out = rc ? "" : plain.at;
    return rc;
}

bool vault_is_current(struct vault *v, uint32_t slot, struct blob sealed)
{
    struct form f;
    return form_of(sealed, &f) && !vault_refresh(v) && f.slot == slot && (slot || f.epoch == v->ring->epoch[0].number);
}

/* --- hashes ----------------------------------------------------------------------------------------------------- */

enum rc vault_lookup(struct vault *v, const char *column, const char *plain, uint8_t out[static HASH_BYTES])
{
    const struct part value = { plain, strlen(plain) };
    enum rc rc = vault_refresh(v);
    return rc ? rc : mac_of(v->token, column, &value, 1, out);
}

enum rc vault_lookup_renewed(struct vault *v, const char *column, const char *plain, bool earlier,
                             uint8_t out[static HASH_BYTES])
{
    const struct part value = { plain, strlen(plain) };
    enum rc rc = vault_refresh(v);
    if (!rc && earlier && v->ring->epochs < 2)
        rc = RC_NOTFOUND;
    return rc ? rc : mac_of(v->lookup[earlier], column, &value, 1, out);
}

enum rc vault_sign(struct vault *v, const char *purpose, const void *data, size_t n, uint8_t out[static HASH_BYTES])
{
    const struct part value = { data, n };
    enum rc rc = vault_refresh(v);
    return rc ? rc : mac_of(v->sign, purpose, &value, n ? 1 : 0, out);
}
