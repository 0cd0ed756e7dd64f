/*
 * feature/upkeep/backup_keys.c: the key folder under a passphrase.
 *
 *     zhibu-keys 1 argon2id OPERATIONS KIB SALT\n     what the key is made with, out of the passphrase
 *     24 bytes                                        the beginning of a libsodium secretstream
 *     then messages, each after its length in 4 bytes (little endian):
 *         F name     a file begins
 *         D bytes    some of it
 *         E          the end, which nothing follows
 *
 * Nobody changes the folder while it is read: its own lock is held (base/vault.h), for as long as it takes to read it.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <dirent.h>

#include "base/files.h"
#include "feature/upkeep/backup_i.h"

enum {
    KDF_OPERATIONS = 8,
    KDF_KIB = 32 << 10,     /* half of what a backup may use */
    KDF_KIB_MOST = 1 << 20, /* of a file from elsewhere */
    KDF_OPERATIONS_MOST = 64,
    TITLE_BYTES = 128,
    LENGTH_BYTES = 4,
    KEY_FILES = 16,
    MESSAGE_BYTES = 1 + BACKUP_CHUNK,
    SEALED_BYTES = MESSAGE_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES,
};

struct stream {
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
};

static enum rc key_make(const char *passphrase, const uint8_t *salt, unsigned long long operations, size_t kib,
                        uint8_t *key)
{
    int failed = sodium_init() < 0 ||
                 crypto_pwhash(key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase, strlen(passphrase),
                               salt, operations, kib << 10, crypto_pwhash_ALG_ARGON2ID13);
    return failed ? RC_OOM : RC_OK;
}

static void stream_wipe(void *arg)
{
    sodium_memzero(arg, sizeof(struct stream));
}

static struct stream *stream_new(struct arena *a)
{
    struct stream *s = arena_alloc(a, sizeof *s);
    if (s)
        arena_defer(a, stream_wipe, s);
    return s;
}

/* --- out ---------------------------------------------------------------------------------------------------------- */

enum stage { STAGE_TITLE, STAGE_FILES, STAGE_OVER };

struct keys_source {
    const char *folder;
    const char *passphrase;
    struct stream *stream;
    const char *names[KEY_FILES];
    size_t n, at;
    enum stage stage;
    int lock, fd; /* -1: none */
    uint8_t *plain, *sealed;
};

enum rc keys_source_new(struct arena *a, const char *dir, const char *passphrase, struct keys_source **out)
{
    struct keys_source *s = arena_alloc(a, sizeof *s);
    *out = s;
    if (!s)
        return RC_OOM;
    *s = (struct keys_source){ .folder = arena_printf(a, "%s/keys", dir),
                               .passphrase = passphrase,
                               .stream = stream_new(a),
                               .plain = arena_alloc(a, MESSAGE_BYTES),
                               .sealed = arena_alloc(a, LENGTH_BYTES + SEALED_BYTES),
                               .lock = -1,
                               .fd = -1 };
    if (!s->stream || !s->plain || !s->sealed)
        return RC_OOM;
    DIR *d = opendir(s->folder);
    for (struct dirent *e; d && s->n < KEY_FILES && (e = readdir(d));)
        if (e->d_name[0] != '.' && strcmp(e->d_name, "lock") != 0)
            s->names[s->n++] = arena_strdup(a, e->d_name);
    if (!d)
        return RC_IO;
    closedir(d);
    return arena_check(a);
}

enum rc keys_source_open(void *arg)
{
    struct keys_source *s = arg;
    char path[PATH_MAX];
    s->at = 0;
    s->stage = STAGE_TITLE;
    snprintf(path, sizeof path, "%s/lock", s->folder);
    s->lock = open(path, O_RDWR | O_CLOEXEC);
    if (s->lock < 0)
        return errno == ENOENT ? RC_OK : RC_IO; /* nobody has ever changed it */
    while (flock(s->lock, LOCK_EX))
        if (errno != EINTR)
            return RC_IO;
    return RC_OK;
}

void keys_source_close(void *arg)
{
    struct keys_source *s = arg;
    if (s->fd >= 0)
        close(s->fd);
    if (s->lock >= 0)
        close(s->lock);
    s->fd = s->lock = -1;
    sodium_memzero(s->plain, MESSAGE_BYTES);
}

static enum rc title_put(struct keys_source *s, size_t *len)
{
    uint8_t salt[crypto_pwhash_SALTBYTES];
    char hex[2 * sizeof salt + 1];
    randombytes_buf(salt, sizeof salt);
    sodium_bin2hex(hex, sizeof hex, salt, sizeof salt);
    enum rc rc = key_make(s->passphrase, salt, KDF_OPERATIONS, KDF_KIB, s->stream->key);
    if (rc)
        return rc;
    int n = snprintf((char *)s->sealed, TITLE_BYTES, "zhibu-keys 1 argon2id %d %d %s\n", KDF_OPERATIONS, KDF_KIB, hex);
    crypto_secretstream_xchacha20poly1305_init_push(&s->stream->state, s->sealed + n, s->stream->key);
    *len = (size_t)n + crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    s->stage = STAGE_FILES;
    return RC_OK;
}

/* What the next message says, and how long it is. */
static enum rc message_next(struct keys_source *s, size_t *len)
{
    char path[PATH_MAX];
    ssize_t n = s->fd >= 0 ? read(s->fd, s->plain + 1, BACKUP_CHUNK) : 0;
    if (n < 0)
        return RC_IO;
    *len = (size_t)n + 1;
    s->plain[0] = 'D';
    if (n)
        return RC_OK;
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    if (s->at == s->n) {
        s->plain[0] = 'E';
        return RC_OK;
    }
    const char *name = s->names[s->at++];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    s->plain[0] = 'F';
    memcpy(s->plain + 1, name, strlen(name));
    *len = strlen(name) + 1;
    return s->fd < 0 ? RC_IO : RC_OK;
}

enum rc keys_source_more(void *arg, const char **at, size_t *len)
{
    struct keys_source *s = arg;
    size_t n;
    *at = (const char *)s->sealed;
    *len = 0;
    if (s->stage == STAGE_OVER)
        return RC_OK;
    if (s->stage == STAGE_TITLE)
        return title_put(s, len);
    enum rc rc = message_next(s, &n);
    if (rc)
        return rc;
    bool last = s->plain[0] == 'E';
    unsigned long long sealed;
    crypto_secretstream_xchacha20poly1305_push(
        &s->stream->state, s->sealed + LENGTH_BYTES, &sealed, s->plain, n, NULL, 0,
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    uint32_t wire = htole32((uint32_t)sealed);
    memcpy(s->sealed, &wire, LENGTH_BYTES);
    *len = LENGTH_BYTES + (size_t)sealed;
    if (last)
        s->stage = STAGE_OVER;
    return RC_OK;
}

/* --- in ----------------------------------------------------------------------------------------------------------- */

struct unseal {
    struct bundle *bundle;
    const char *at; /* of the piece that was read last */
    size_t left;
    struct stream *stream;
    uint8_t *sealed, *plain;
    const char *folder;
    int fd;
    bool over;
};

static enum rc bytes_take(struct unseal *u, void *out, size_t n)
{
    uint8_t *to = out;
    while (n) {
        enum rc rc = u->left ? RC_OK : bundle_part_next(u->bundle, &u->at, &u->left);
        if (rc || !u->left)
            return rc ? rc : RC_INVALID;
        size_t take = u->left < n ? u->left : n;
        memcpy(to, u->at, take);
        to += take;
        n -= take;
        u->at += take;
        u->left -= take;
    }
    return RC_OK;
}

static enum rc title_take(struct unseal *u, const char *passphrase)
{
    char line[TITLE_BYTES], hex[TITLE_BYTES];
    uint8_t salt[crypto_pwhash_SALTBYTES], head[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    unsigned operations, kib;
    size_t n = 0, len;
    enum rc rc = RC_OK;
    do
        rc = bytes_take(u, &line[n], 1);
    while (!rc && line[n++] != '\n' && n < sizeof line - 1);
    line[n] = '\0';
    if (rc || sscanf(line, "zhibu-keys 1 argon2id %9u %9u %127s", &operations, &kib, hex) != 3 ||
        sodium_hex2bin(salt, sizeof salt, hex, strlen(hex), NULL, &len, NULL) || len != sizeof salt ||
        operations > KDF_OPERATIONS_MOST || kib > KDF_KIB_MOST)
        return rc ? rc : RC_INVALID;
    rc = key_make(passphrase, salt, operations, kib, u->stream->key);
    if (!rc)
        rc = bytes_take(u, head, sizeof head);
    if (!rc && crypto_secretstream_xchacha20poly1305_init_pull(&u->stream->state, head, u->stream->key))
        rc = RC_INVALID;
    return rc;
}

static enum rc key_file_end(struct unseal *u)
{
    bool ok = u->fd < 0 || fsync(u->fd) == 0;
    if (u->fd >= 0)
        close(u->fd);
    u->fd = -1;
    return ok ? RC_OK : RC_IO;
}

static enum rc key_file_begin(struct unseal *u, const char *name, size_t len)
{
    char path[PATH_MAX];
    enum rc rc = key_file_end(u);
    if (rc || !len || memchr(name, '/', len) || memchr(name, '\0', len) || name[0] == '.')
        return rc ? rc : RC_INVALID;
    snprintf(path, sizeof path, "%s/%.*s", u->folder, (int)len, name);
    u->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return u->fd < 0 ? RC_IO : RC_OK;
}

static enum rc message_do(struct unseal *u, size_t n)
{
    const char *text = (const char *)u->plain + 1;
    switch (n ? u->plain[0] : 0) {
    case 'F': return key_file_begin(u, text, n - 1);
    case 'D': return u->fd >= 0 && write(u->fd, text, n - 1) == (ssize_t)(n - 1) ? RC_OK : RC_IO;
    case 'E': u->over = true; return key_file_end(u);
    default: return RC_INVALID;
    }
}

static enum rc message_take(struct unseal *u)
{
    uint32_t wire;
    unsigned long long n = 0;
    enum rc rc = bytes_take(u, &wire, sizeof wire);
    size_t len = le32toh(wire);
    if (!rc && (len > SEALED_BYTES || len < crypto_secretstream_xchacha20poly1305_ABYTES))
        rc = RC_INVALID;
    if (!rc)
        rc = bytes_take(u, u->sealed, len);
    if (rc)
        return rc;
    uint8_t tag;
    if (crypto_secretstream_xchacha20poly1305_pull(&u->stream->state, u->plain, &n, &tag, u->sealed, len, NULL, 0))
        return RC_DENIED; /* the part is whole, its sum says so: the passphrase is another */
    return message_do(u, (size_t)n);
}

enum rc keys_restore(struct arena *a, struct bundle *b, const char *passphrase, const char *dir)
{
    struct unseal u = { .bundle = b,
                        .stream = stream_new(a),
                        .sealed = arena_alloc(a, SEALED_BYTES),
                        .plain = arena_alloc(a, MESSAGE_BYTES),
                        .folder = arena_printf(a, "%s/keys", dir),
                        .fd = -1 };
    enum rc rc = u.stream && u.sealed && u.plain ? dir_make(u.folder, 0700) : RC_OOM;
    if (!rc)
        rc = bundle_part_begin(b, BACKUP_KEYS);
    if (!rc)
        rc = title_take(&u, passphrase);
    while (!rc && !u.over)
        rc = message_take(&u);
    if (key_file_end(&u) && !rc)
        rc = RC_IO;
    if (u.plain)
        sodium_memzero(u.plain, MESSAGE_BYTES);
    return rc ? rc : folder_sync(arena_printf(a, "%s/x", u.folder));
}
