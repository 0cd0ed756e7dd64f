/*
 * base/vault_persons.c: keys/persons, one key for each person, outside the database and its backups.
 *
 * A file of slots of 64 bytes, the first of them a title:
 *
 *     form(1) epoch(1) nonce(14) secret(32, encrypted) tag(16)
 *
 * The secret is encrypted under the site's key of that epoch; the tag covers the slot's number, so slots cannot change
 * places.  Slots are only ever appended, rewritten under another epoch, or erased: a number means one person for ever.
 * Who that is stands in the database (person_key); the file alone names nobody.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <openssl/crypto.h>

#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "base/vault_i.h"

enum {
    SLOT_LIVE = 1,
    SLOT_ERASED = 2,
    SLOT_NONCE_AT = 2,
    SLOT_NONCE_BYTES = 14, /* the counter of the cipher takes the other two */
    SLOT_SECRET_AT = SLOT_NONCE_AT + SLOT_NONCE_BYTES,
    SLOT_TAG_AT = SLOT_SECRET_AT + PERSON_SECRET_BYTES,
    SLOTS_AT_ONCE = 256,
};

_Static_assert(SLOT_TAG_AT + VAULT_TAG_BYTES == PERSON_SLOT_BYTES, "a slot is full");

struct slot {
    uint8_t at[PERSON_SLOT_BYTES];
};

enum rc persons_open(struct vault_store *s)
{
    char path[PATH_MAX];
    const struct slot title = { "zhibu-persons 1\n" };
    snprintf(path, sizeof path, "%s/persons", s->folder);
    if (access(path, F_OK) != 0) {
        enum rc rc = file_create(path, &title, sizeof title, 0600);
        if (rc && rc != RC_CONFLICT)
            return rc;
    }
    s->persons = open(path, O_RDWR | O_CLOEXEC);
    struct slot found;
    if (s->persons < 0 || pread(s->persons, &found, sizeof found, 0) != (ssize_t)sizeof found ||
        memcmp(&found, &title, sizeof title) != 0) {
        log_error("keys/persons cannot be read");
        return RC_IO;
    }
    return RC_OK;
}

/* --- wrapping --------------------------------------------------------------------------------------------------- */

static enum rc slot_tag(struct sealer *s, uint32_t number, const struct slot *slot,
                        uint8_t out[static VAULT_HASH_BYTES])
{
    const uint8_t n[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number };
    const struct part parts[] = { { n, sizeof n }, { slot->at, SLOT_TAG_AT } };
    return mac_of(s->mac, "p", parts, COUNT(parts), out);
}

static void counter_of(const struct slot *slot, uint8_t out[static VAULT_NONCE_BYTES])
{
    memset(out, 0, VAULT_NONCE_BYTES);
    memcpy(out, slot->at + SLOT_NONCE_AT, SLOT_NONCE_BYTES);
}

/* Under the newest epoch; the nonce is there already. */
static enum rc slot_wrap(struct vault *v, uint32_t number, const uint8_t *secret, struct slot *slot)
{
    uint8_t counter[VAULT_NONCE_BYTES];
    uint8_t hash[VAULT_HASH_BYTES];
    slot->at[0] = SLOT_LIVE;
    slot->at[1] = v->ring->epoch[0].number;
    counter_of(slot, counter);
    enum rc rc =
        sealer_crypt(&v->site[0], counter, (struct part){ secret, PERSON_SECRET_BYTES }, slot->at + SLOT_SECRET_AT);
    if (!rc)
        rc = slot_tag(&v->site[0], number, slot, hash);
    if (!rc)
        memcpy(slot->at + SLOT_TAG_AT, hash, VAULT_TAG_BYTES);
    return rc;
}

/* RC_NOTFOUND: of an epoch that is not ours; RC_CONFLICT: the tag does not fit. */
static enum rc slot_unwrap(struct vault *v, uint32_t number, const struct slot *slot,
                           uint8_t out[static PERSON_SECRET_BYTES])
{
    uint8_t counter[VAULT_NONCE_BYTES];
    uint8_t hash[VAULT_HASH_BYTES];
    struct sealer *s = slot->at[0] == SLOT_LIVE ? vault_site_sealer(v, slot->at[1]) : NULL;
    if (!s)
        return RC_NOTFOUND;
    enum rc rc = slot_tag(s, number, slot, hash);
    if (rc)
        return rc;
    if (CRYPTO_memcmp(hash, slot->at + SLOT_TAG_AT, VAULT_TAG_BYTES) != 0)
        return RC_CONFLICT;
    counter_of(slot, counter);
    return sealer_crypt(s, counter, (struct part){ slot->at + SLOT_SECRET_AT, PERSON_SECRET_BYTES }, out);
}

/* --- made a moment ago ------------------------------------------------------------------------------------------ */

void fresh_forget(struct vault *v)
{
    if (v->fresh.secrets)
        OPENSSL_cleanse(v->fresh.secrets, v->fresh.n * sizeof *v->fresh.secrets);
    free(v->fresh.secrets);
    v->fresh = (struct fresh){ 0 };
}

static bool fresh_find(struct vault *v, uint32_t slot, uint8_t out[static PERSON_SECRET_BYTES])
{
    struct fresh *f = &v->fresh;
    if (!f->n)
        return false;
    if (f->erasures != atomic_load(&v->store->erasures) ||
        atomic_load(&v->store->looked_at) > f->made_at + FRESH_SECONDS)
        fresh_forget(v);
    if (slot < f->first || slot - f->first >= f->n)
        return false;
    memcpy(out, f->secrets[slot - f->first], PERSON_SECRET_BYTES);
    return true;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

static enum rc slot_read(struct vault *v, uint32_t number, uint8_t out[static PERSON_SECRET_BYTES])
{
    struct slot slot;
    if (pread(v->store->persons, &slot, sizeof slot, (off_t)number * PERSON_SLOT_BYTES) != (ssize_t)sizeof slot)
        return RC_IO;
    return slot.at[0] == SLOT_ERASED ? RC_GONE : slot_unwrap(v, number, &slot, out);
}

/* A slot that does not fit may be one that is being rewrapped: once more, when nobody writes. */
enum rc person_secret(struct vault *v, uint32_t slot, uint8_t out[static PERSON_SECRET_BYTES])
{
    enum rc rc = fresh_find(v, slot, out) ? RC_OK : slot_read(v, slot, out);
    if (rc == RC_NOTFOUND || rc == RC_CONFLICT) {
        int lock = vault_folder_lock(v->store);
        vault_ring_look(v->store);
        rc = lock < 0 ? RC_IO : vault_refresh(v);
        if (!rc)
            rc = slot_read(v, slot, out);
        vault_folder_unlock(lock);
    }
    if (rc && rc != RC_GONE) {
        log_error("the key of a person cannot be read: slot=%u", slot);
        rc = RC_IO;
    }
    return rc;
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

/* Nobody else writes keys, and ours are the newest; RC_CONFLICT where they were not, and nothing is locked. */
static enum rc writing_begin(struct vault *v, int *lock)
{
    struct vault_store *s = v->store;
    *lock = vault_folder_lock(s);
    if (*lock < 0)
        return RC_IO;
    pthread_mutex_lock(&s->lock);
    if (vault_ring_look_locked(s) == v->ring)
        return RC_OK;
    pthread_mutex_unlock(&s->lock);
    vault_folder_unlock(*lock);
    return RC_CONFLICT;
}

static void writing_end(struct vault *v, int lock)
{
    pthread_mutex_unlock(&v->store->lock);
    vault_folder_unlock(lock);
}

static enum rc writing_begin_newest(struct vault *v, int *lock)
{
    enum rc rc = RC_CONFLICT;
    while (rc == RC_CONFLICT) {
        rc = vault_refresh(v);
        if (!rc)
            rc = writing_begin(v, lock);
    }
    return rc;
}

static enum rc slots_write(struct vault_store *s, uint32_t first, const struct slot *slots, size_t n)
{
    size_t len = n * sizeof *slots;
    if (pwrite(s->persons, slots, len, (off_t)first * PERSON_SLOT_BYTES) == (ssize_t)len)
        return RC_OK;
    log_error("keys/persons cannot be written");
    return RC_IO;
}

static enum rc slots_sync(struct vault_store *s)
{
    if (fdatasync(s->persons) == 0)
        return RC_OK;
    log_error("keys/persons cannot be written");
    return RC_IO;
}

static enum rc slots_count(struct vault_store *s, uint32_t *out)
{
    struct stat st;
    if (fstat(s->persons, &st) != 0)
        return RC_IO;
    uint64_t n = ((uint64_t)st.st_size + PERSON_SLOT_BYTES - 1) / PERSON_SLOT_BYTES;
    *out = (uint32_t)n;
    return n && n < UINT32_MAX / 2 ? RC_OK : RC_IO;
}

static enum rc slots_make(struct vault *v, uint32_t first, uint8_t (*secrets)[PERSON_SECRET_BYTES], size_t n)
{
    struct slot slots[SLOTS_AT_ONCE];
    enum rc rc = RC_OK;
    random_bytes(slots, n * sizeof *slots);
    random_bytes(secrets, n * sizeof *secrets);
    for (size_t i = 0; !rc && i < n; i++)
        rc = slot_wrap(v, first + (uint32_t)i, secrets[i], &slots[i]);
    return rc ? rc : slots_write(v->store, first, slots, n);
}

static enum rc slots_append(struct vault *v, uint32_t n, uint32_t *first)
{
    enum rc rc = slots_count(v->store, first);
    fresh_forget(v);
    v->fresh = (struct fresh){ .secrets = calloc(n, sizeof *v->fresh.secrets),
                               .first = *first,
                               .n = n,
                               .made_at = atomic_load(&v->store->looked_at),
                               .erasures = atomic_load(&v->store->erasures) };
    if (!rc && !v->fresh.secrets)
        rc = RC_OOM;
    for (uint32_t done = 0; !rc && done < n; done += SLOTS_AT_ONCE)
        rc = slots_make(v, *first + done, v->fresh.secrets + done, n - done < SLOTS_AT_ONCE ? n - done : SLOTS_AT_ONCE);
    if (!rc)
        rc = slots_sync(v->store);
    if (rc)
        fresh_forget(v);
    return rc;
}

enum rc vault_persons_add(struct vault *v, size_t n, uint32_t *first)
{
    struct vault_store *s = v->store;
    int lock;
    *first = 0;
    pthread_mutex_lock(&s->lock);
    if (s->spare_ends - s->spare >= n) {
        *first = s->spare;
        s->spare += (uint32_t)n;
    }
    pthread_mutex_unlock(&s->lock);
    if (*first || !n)
        return RC_OK;
    enum rc rc = writing_begin_newest(v, &lock);
    if (rc)
        return rc;
    uint32_t more = n < PERSON_SLOTS_SPARE ? PERSON_SLOTS_SPARE : (uint32_t)n;
    rc = slots_append(v, more, first);
    if (!rc && more > n) {
        s->spare = *first + (uint32_t)n;
        s->spare_ends = *first + more;
    }
    writing_end(v, lock);
    return rc;
}

enum rc vault_persons_count(const struct vault_keys *k, uint32_t *out)
{
    enum rc rc = slots_count(k->store, out);
    if (!rc)
        (*out)--;
    return rc;
}

enum rc vault_person_erase(struct vault *v, uint32_t slot)
{
    const struct slot erased = { { SLOT_ERASED } };
    int lock;
    if (!slot)
        return RC_OK;
    enum rc rc = writing_begin_newest(v, &lock);
    if (rc)
        return rc;
    rc = slots_write(v->store, slot, &erased, 1);
    if (!rc)
        rc = slots_sync(v->store);
    atomic_fetch_add(&v->store->erasures, 1);
    writing_end(v, lock);
    return rc;
}

/* --- another epoch ---------------------------------------------------------------------------------------------- */

static enum rc slot_rewrap(struct vault *v, uint32_t number, struct slot slot)
{
    uint8_t secret[PERSON_SECRET_BYTES];
    if (slot.at[0] != SLOT_LIVE || slot.at[1] == v->ring->epoch[0].number)
        return RC_OK;
    enum rc rc = slot_unwrap(v, number, &slot, secret);
    if (rc == RC_NOTFOUND || rc == RC_CONFLICT) {
        log_error("the key of a person cannot be read: slot=%u", number);
        return RC_OK; /* it could not be before, either */
    }
    random_bytes(slot.at + SLOT_NONCE_AT, SLOT_NONCE_BYTES);
    if (!rc)
        rc = slot_wrap(v, number, secret, &slot);
    OPENSSL_cleanse(secret, sizeof secret);
    return rc ? rc : slots_write(v->store, number, &slot, 1);
}

static enum rc slots_rewrap(struct vault *v, uint32_t first, bool *more)
{
    struct slot slots[SLOTS_AT_ONCE];
    int lock;
    enum rc rc = writing_begin_newest(v, &lock);
    if (rc)
        return rc;
    ssize_t got = pread(v->store->persons, slots, sizeof slots, (off_t)first * PERSON_SLOT_BYTES);
    size_t n = got > 0 ? (size_t)got / sizeof *slots : 0;
    for (size_t i = 0; !rc && i < n; i++)
        rc = slot_rewrap(v, first + (uint32_t)i, slots[i]);
    *more = n == SLOTS_AT_ONCE;
    writing_end(v, lock);
    return got < 0 ? RC_IO : rc;
}

/* Each slot says its epoch, so this may stop anywhere and begin again. */
enum rc vault_persons_rewrap(struct vault *v)
{
    bool more = true;
    enum rc rc = RC_OK;
    for (uint32_t first = 1; !rc && more; first += SLOTS_AT_ONCE)
        rc = slots_rewrap(v, first, &more);
    return rc ? rc : slots_sync(v->store);
}
