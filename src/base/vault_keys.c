/*
 * base/vault_keys.c: keys/site.key, a text file that a person can copy to a safe and type in again:
 *
 *     zhibu-site-key 2
 *     sign 64 hexadecimal digits
 *     token …
 *     epoch 2
 *     encrypt …
 *     authenticate …
 *     lookup …
 *     epoch 1
 *     …
 *
 * A second epoch stands there while keys are being replaced.  The first form, of a site whose keys never were, has the
 * lines encrypt, authenticate, lookup and sign: epoch 1, whose lookup hashes tokens as well.  Losing the file loses the
 * sealed columns, leaking it opens them: it stays out of the database and out of its backups.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>
#include <openssl/crypto.h>

#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "base/vault_i.h"

enum {
    KEY_FILE_BYTES = 4096, /* four times what it holds */
    HEX_DIGITS = 2 * VAULT_KEY_BYTES,
};

static const char form_one[] = "zhibu-site-key 1\n";
static const char form_two[] = "zhibu-site-key 2\n";
static const char *const use_name[VAULT_EPOCH_USES] = {
    [VAULT_ENCRYPT] = "encrypt",
    [VAULT_AUTHENTICATE] = "authenticate",
    [VAULT_LOOKUP] = "lookup",
};

/* --- the text --------------------------------------------------------------------------------------------------- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Moves past text when *at begins with it. */
static bool skip(const char **at, const char *text)
{
    size_t n = strlen(text);
    if (strncmp(*at, text, n) != 0)
        return false;
    *at += n;
    return true;
}

/* "name digits" and the end of the line. */
static bool take_key(const char **at, const char *name, uint8_t out[static VAULT_KEY_BYTES])
{
    if (!skip(at, name) || !skip(at, " "))
        return false;
    for (int i = 0; i < VAULT_KEY_BYTES; i++) {
        int high = hex_value((*at)[2 * i]);
        int low = high < 0 ? -1 : hex_value((*at)[2 * i + 1]);
        if (low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    *at += HEX_DIGITS;
    return skip(at, "\n");
}

static bool take_uses(const char **at, struct vault_epoch *e)
{
    for (int use = 0; use < VAULT_EPOCH_USES; use++)
        if (!take_key(at, use_name[use], e->key[use]))
            return false;
    return true;
}

static bool take_epoch(const char **at, struct vault_epoch *e)
{
    char *end = NULL;
    long number = skip(at, "epoch ") ? strtol(*at, &end, 10) : 0;
    if (number < 1 || number > VAULT_EPOCH_LAST)
        return false;
    *at = end;
    e->number = (uint8_t)number;
    return skip(at, "\n") && take_uses(at, e);
}

static bool ring_parse_first(const char *at, struct vault_ring *r)
{
    r->epochs = 1;
    r->epoch[0].number = 1;
    bool ok = take_uses(&at, &r->epoch[0]) && take_key(&at, "sign", r->sign) && *at == '\0';
    memcpy(r->token, r->epoch[0].key[VAULT_LOOKUP], VAULT_KEY_BYTES);
    return ok;
}

static bool ring_parse(const char *at, struct vault_ring *r)
{
    if (skip(&at, form_one))
        return ring_parse_first(at, r);
    bool ok = skip(&at, form_two) && take_key(&at, "sign", r->sign) && take_key(&at, "token", r->token);
    while (ok && *at && r->epochs < VAULT_EPOCHS)
        ok = take_epoch(&at, &r->epoch[r->epochs++]);
    return ok && r->epochs && *at == '\0';
}

struct text {
    char at[KEY_FILE_BYTES];
    size_t len;
};

static void put_line(struct text *t, const char *name, const char *value)
{
    int n = snprintf(t->at + t->len, sizeof(t->at) - t->len, "%s %s\n", name, value);
    t->len += n > 0 ? (size_t)n : 0;
}

static void put_key(struct text *t, const char *name, const uint8_t *key)
{
    static const char digits[] = "0123456789abcdef";
    char hex[HEX_DIGITS + 1] = { 0 };
    for (int i = 0; i < VAULT_KEY_BYTES; i++) {
        hex[2 * i] = digits[key[i] >> 4];
        hex[2 * i + 1] = digits[key[i] & 15];
    }
    put_line(t, name, hex);
    OPENSSL_cleanse(hex, sizeof hex);
}

static void ring_print(const struct vault_ring *r, struct text *t)
{
    memcpy(t->at, form_two, sizeof form_two);
    t->len = sizeof form_two - 1;
    put_key(t, "sign", r->sign);
    put_key(t, "token", r->token);
    for (int i = 0; i < r->epochs; i++) {
        char number[8];
        snprintf(number, sizeof number, "%d", r->epoch[i].number);
        put_line(t, "epoch", number);
        for (int use = 0; use < VAULT_EPOCH_USES; use++)
            put_key(t, use_name[use], r->epoch[i].key[use]);
    }
}

/* --- the file --------------------------------------------------------------------------------------------------- */

static void path_of(const struct vault_store *s, char path[static PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/site.key", s->folder);
}

static enum rc ring_write(const struct vault_store *s, const struct vault_ring *r, bool anew)
{
    struct text t;
    char path[PATH_MAX];
    path_of(s, path);
    ring_print(r, &t);
    enum rc rc = anew ? file_create(path, t.at, t.len, 0600) : file_write(path, t.at, t.len, 0600);
    OPENSSL_cleanse(&t, sizeof t);
    return rc == RC_CONFLICT ? RC_OK : rc; /* another process made it at the same time: its keys hold */
}

static enum rc ring_read(struct vault_store *s, struct vault_ring *r)
{
    char path[PATH_MAX];
    char *text;
    size_t len;
    path_of(s, path);
    if (stat(path, &s->read) == 0 && s->read.st_mode & (S_IRWXG | S_IRWXO)) {
        log_error("key file readable by others: its mode must be 0600");
        return RC_DENIED;
    }
    enum rc rc = file_read(path, KEY_FILE_BYTES, &text, &len);
    if (rc)
        return rc;
    if (!ring_parse(text, r)) {
        log_error("key file is not of a form this version reads");
        rc = RC_IO;
    }
    OPENSSL_cleanse(text, len);
    free(text);
    return rc;
}

/* Reads the file and makes it what everybody uses from now on; the caller holds the lock. */
static enum rc ring_publish(struct vault_store *s)
{
    struct vault_ring *r = calloc(1, sizeof *r);
    enum rc rc = r ? ring_read(s, r) : RC_OOM;
    if (rc) {
        free(r);
        return rc;
    }
    r->before = atomic_load(&s->ring);
    atomic_store(&s->ring, r);
    return RC_OK;
}

static long long second_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec;
}

/* Where it cannot be read just now, the keys we have go on. */
const struct vault_ring *vault_ring_look_locked(struct vault_store *s)
{
    char path[PATH_MAX];
    struct stat now;
    path_of(s, path);
    if (stat(path, &now) == 0 &&
        (now.st_ino != s->read.st_ino || now.st_mtim.tv_sec != s->read.st_mtim.tv_sec ||
         now.st_mtim.tv_nsec != s->read.st_mtim.tv_nsec) &&
        ring_publish(s))
        log_error("the key file has changed and cannot be read");
    return atomic_load(&s->ring);
}

const struct vault_ring *vault_ring_look(struct vault_store *s)
{
    pthread_mutex_lock(&s->lock);
    const struct vault_ring *r = vault_ring_look_locked(s);
    pthread_mutex_unlock(&s->lock);
    return r;
}

const struct vault_ring *vault_ring_now(struct vault_store *s)
{
    long long now = second_now();
    if (atomic_load_explicit(&s->looked_at, memory_order_relaxed) != now && atomic_exchange(&s->looked_at, now) != now)
        return vault_ring_look(s);
    return atomic_load_explicit(&s->ring, memory_order_acquire);
}

int vault_folder_lock(const struct vault_store *s)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/lock", s->folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    while (fd >= 0 && flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) {
            close(fd);
            fd = -1;
        }
    if (fd < 0)
        log_error("the key folder cannot be locked, errno=%d", errno);
    return fd;
}

void vault_folder_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

/* --- opening ---------------------------------------------------------------------------------------------------- */

/* Makes the folder and the file where absent. */
static enum rc keys_make(const struct vault_store *s)
{
    struct stat st;
    char path[PATH_MAX];
    struct vault_ring first = { .epoch = { { .number = 1 } }, .epochs = 1 };
    path_of(s, path);
    if (stat(path, &st) == 0)
        return RC_OK;
    if (errno != ENOENT)
        return RC_IO;
    enum rc rc = dir_make(s->folder, 0700);
    random_bytes(first.sign, sizeof first.sign);
    random_bytes(first.token, sizeof first.token);
    random_bytes(first.epoch[0].key, sizeof first.epoch[0].key);
    if (!rc)
        rc = ring_write(s, &first, true);
    OPENSSL_cleanse(&first, sizeof first);
    return rc;
}

static enum rc store_open(struct vault_store *s, const char *dir, int create)
{
    int n = snprintf(s->folder, sizeof s->folder, "%s/keys", dir);
    if (n < 0 || (size_t)n >= sizeof s->folder)
        return RC_IO;
    enum rc rc = create ? keys_make(s) : RC_OK;
    if (!rc)
        rc = ring_publish(s);
    atomic_store(&s->looked_at, second_now());
    return rc ? rc : persons_open(s);
}

enum rc vault_keys_load(const char *dir, int create, struct vault_keys **out)
{
    *out = NULL;
    struct vault_keys *k = calloc(1, sizeof *k);
    if (!k)
        return RC_OOM;
    k->store = calloc(1, sizeof *k->store);
    if (!k->store) {
        free(k);
        return RC_OOM;
    }
    k->store->persons = -1;
    pthread_mutex_init(&k->store->lock, NULL);
    enum rc rc = store_open(k->store, dir, create);
    if (rc)
        vault_keys_free(k);
    else
        *out = k;
    return rc;
}

void vault_keys_free(struct vault_keys *k)
{
    if (!k)
        return;
    struct vault_store *s = k->store;
    for (struct vault_ring *r = atomic_load(&s->ring), *before; r; r = before) {
        before = r->before;
        OPENSSL_cleanse(r, sizeof *r);
        free(r);
    }
    if (s->persons >= 0)
        close(s->persons);
    pthread_mutex_destroy(&s->lock);
    free(s);
    free(k);
}

/* --- replacing -------------------------------------------------------------------------------------------------- */

struct vault_epochs vault_epochs_of(const struct vault_keys *k)
{
    const struct vault_ring *r = vault_ring_look(k->store);
    return (struct vault_epochs){ .newest = r->epoch[0].number, .earlier = r->epochs > 1 ? r->epoch[1].number : 0 };
}

typedef enum rc (*ring_change)(struct vault_ring *r);

static enum rc epoch_add(struct vault_ring *r)
{
    if (r->epochs > 1)
        return RC_CONFLICT;
    if (r->epoch[0].number == VAULT_EPOCH_LAST)
        return RC_LIMIT;
    r->epoch[1] = r->epoch[0];
    r->epoch[0].number++;
    random_bytes(r->epoch[0].key, sizeof r->epoch[0].key);
    r->epochs = 2;
    return RC_OK;
}

static enum rc epoch_drop(struct vault_ring *r)
{
    r->epochs = 1;
    return RC_OK;
}

/* Out of the file into the file, so that of two who do it at once the second finds what the first did. */
static enum rc ring_replace(struct vault_store *s, ring_change change)
{
    struct vault_ring r = { 0 };
    int lock = vault_folder_lock(s);
    if (lock < 0)
        return RC_IO;
    pthread_mutex_lock(&s->lock);
    enum rc rc = ring_read(s, &r);
    if (!rc)
        rc = change(&r);
    if (!rc)
        rc = ring_write(s, &r, false);
    enum rc seen = ring_publish(s);
    pthread_mutex_unlock(&s->lock);
    vault_folder_unlock(lock);
    OPENSSL_cleanse(&r, sizeof r);
    return rc ? rc : seen;
}

enum rc vault_keys_rotate(const struct vault_keys *k)
{
    return ring_replace(k->store, epoch_add);
}

enum rc vault_keys_retire(const struct vault_keys *k)
{
    return ring_replace(k->store, epoch_drop);
}
