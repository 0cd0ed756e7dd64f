/* doc/bundle.c: parts in a zip file (libzip), pulled one after the other while it is written. */
#include "doc/bundle.h"

#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/files.h"
#include "base/log.h"
#include "base/random.h"

enum {
    CHUNK_BYTES = 64 << 10,
    PACKING = 1, /* of 9: most of what is written is sealed and packs to half, however long one tries */
    SUM_BYTES = 32,
};

/* --- sums -------------------------------------------------------------------------------------------------------- */

struct sum {
    EVP_MD_CTX *h;
};

static void sum_free(void *arg)
{
    EVP_MD_CTX_free(arg);
}

struct sum *sum_new(struct arena *a)
{
    struct sum *s = arena_alloc(a, sizeof *s);
    if (s)
        s->h = EVP_MD_CTX_new();
    if (!s || !s->h)
        return NULL;
    arena_defer(a, sum_free, s->h);
    return s;
}

enum rc sum_begin(struct sum *s)
{
    return EVP_DigestInit_ex(s->h, EVP_sm3(), NULL) ? RC_OK : RC_IO;
}

enum rc sum_add(struct sum *s, const void *at, size_t len)
{
    return EVP_DigestUpdate(s->h, at, len) ? RC_OK : RC_IO;
}

enum rc sum_end(struct sum *s, char out[static BUNDLE_SUM_TEXT])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (!EVP_DigestFinal_ex(s->h, hash, &n) || n != SUM_BYTES)
        return RC_IO;
    for (int i = 0; i < SUM_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
    return RC_OK;
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

struct writing {
    struct sum *sum;
    enum rc rc; /* what a part said */
};

/* What libzip reads one part through. */
struct feed {
    struct bundle_part *part;
    struct writing *of;
    const char *at;
    size_t left;
    bool over;
    zip_error_t error;
};

static zip_int64_t feed_open(struct feed *f)
{
    f->left = 0;
    f->over = false;
    f->part->bytes = 0;
    enum rc rc = sum_begin(f->of->sum);
    if (!rc && f->part->open)
        rc = f->part->open(f->part->arg);
    f->of->rc = rc;
    return rc ? -1 : 0;
}

/* The next piece, or the end with its sum. */
static enum rc feed_more(struct feed *f)
{
    struct bundle_part *p = f->part;
    enum rc rc = p->more(p->arg, &f->at, &f->left);
    if (rc)
        return rc;
    f->over = !f->left;
    p->bytes += (int64_t)f->left;
    return f->over ? sum_end(f->of->sum, p->sum) : sum_add(f->of->sum, f->at, f->left);
}

static zip_int64_t feed_read(struct feed *f, void *out, size_t room)
{
    if (!f->left && !f->over)
        f->of->rc = feed_more(f);
    if (f->of->rc)
        return -1;
    size_t n = f->left < room ? f->left : room;
    if (n)
        memcpy(out, f->at, n);
    f->at += n;
    f->left -= n;
    return (zip_int64_t)n;
}

static zip_int64_t feed_close(struct feed *f)
{
    if (f->part->close)
        f->part->close(f->part->arg);
    return 0;
}

static zip_int64_t feed_stat(void *out, size_t room)
{
    zip_stat_t *st = out;
    if (room < sizeof *st)
        return -1;
    zip_stat_init(st);
    return (zip_int64_t)sizeof *st;
}

static zip_int64_t feed_call(void *arg, void *data, zip_uint64_t len, zip_source_cmd_t what)
{
    struct feed *f = arg;
    switch (what) {
    case ZIP_SOURCE_OPEN: return feed_open(f);
    case ZIP_SOURCE_READ: return feed_read(f, data, len);
    case ZIP_SOURCE_CLOSE: return feed_close(f);
    case ZIP_SOURCE_STAT: return feed_stat(data, len);
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&f->error, data, len);
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    default: zip_error_set(&f->error, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
}

static enum rc part_add(zip_t *zip, struct feed *f)
{
    zip_error_init(&f->error);
    zip_error_set(&f->error, ZIP_ER_READ, 0); /* whatever fails, the reason is in of->rc */
    zip_source_t *source = zip_source_function(zip, feed_call, f);
    zip_int64_t i = source ? zip_file_add(zip, f->part->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (i < 0) {
        zip_source_free(source);
        return RC_OOM;
    }
    int how = f->part->dense ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    return zip_set_file_compression(zip, (zip_uint64_t)i, how, PACKING) ? RC_IO : RC_OK;
}

static enum rc zip_write(struct arena *a, const char *path, struct bundle_part *parts, size_t n)
{
    int error = 0;
    struct writing of = { .sum = sum_new(a) };
    struct feed *feeds = arena_array(a, n + 1, sizeof *feeds);
    zip_t *zip = of.sum && feeds ? zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    enum rc rc = zip ? RC_OK : error ? RC_IO : RC_OOM;
    for (size_t i = 0; !rc && i < n; i++) {
        feeds[i] = (struct feed){ .part = &parts[i], .of = &of };
        rc = part_add(zip, &feeds[i]);
    }
    if (!rc && zip_close(zip) == 0)
        return RC_OK;
    if (!rc)
        rc = of.rc ? of.rc : RC_IO;
    if (zip)
        zip_discard(zip);
    return rc;
}

/* An empty file first: libzip gives its own the same mode. */
static enum rc file_begin(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd < 0 || close(fd) ? RC_IO : RC_OK;
}

static enum rc file_place(const char *from, const char *to)
{
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd);
    if (fd >= 0)
        close(fd);
    if (failed || rename(from, to) < 0)
        return RC_IO;
    return folder_sync(to);
}

enum rc bundle_write(struct arena *a, const char *path, struct bundle_part *parts, size_t n)
{
    char temp[PATH_MAX], tail[17];
    random_hex(tail, 8);
    if (snprintf(temp, sizeof temp, "%s.%s.part", path, tail) >= (int)sizeof temp)
        return RC_IO;
    enum rc rc = file_begin(temp);
    if (!rc)
        rc = zip_write(a, temp, parts, n);
    if (!rc)
        rc = file_place(temp, path);
    if (rc)
        unlink(temp);
    return rc;
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

struct bundle {
    zip_t *zip;
    zip_file_t *part;
    struct sum *sum;
    struct arena *arena;
    char *chunk;
};

static void bundle_close(void *arg)
{
    struct bundle *b = arg;
    if (b->part)
        zip_fclose(b->part);
    if (b->zip)
        zip_discard(b->zip);
}

enum rc bundle_open(struct arena *a, const char *path, struct bundle **out)
{
    int error = 0;
    struct bundle *b = arena_alloc(a, sizeof *b);
    *out = NULL;
    if (!b)
        return RC_OOM;
    *b = (struct bundle){ .arena = a, .sum = sum_new(a), .chunk = arena_alloc(a, CHUNK_BYTES) };
    if (!b->sum || !b->chunk)
        return RC_OOM;
    b->zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    arena_defer(a, bundle_close, b);
    if (b->zip)
        *out = b;
    if (error == ZIP_ER_NOENT || error == ZIP_ER_OPEN || error == ZIP_ER_READ)
        return RC_NOTFOUND;
    return b->zip ? RC_OK : error == ZIP_ER_MEMORY ? RC_OOM : RC_INVALID;
}

size_t bundle_count(const struct bundle *b)
{
    zip_int64_t n = zip_get_num_entries(b->zip, 0);
    return n > 0 ? (size_t)n : 0;
}

const char *bundle_name(const struct bundle *b, size_t i)
{
    const char *name = zip_get_name(b->zip, i, ZIP_FL_ENC_RAW);
    return name ? name : "";
}

enum rc bundle_part_begin(struct bundle *b, const char *name)
{
    if (b->part)
        zip_fclose(b->part);
    b->part = NULL;
    zip_int64_t i = zip_name_locate(b->zip, name, 0);
    if (i < 0)
        return RC_NOTFOUND;
    b->part = zip_fopen_index(b->zip, (zip_uint64_t)i, 0);
    return b->part ? sum_begin(b->sum) : RC_INVALID;
}

enum rc bundle_part_next(struct bundle *b, const char **at, size_t *len)
{
    zip_int64_t n = zip_fread(b->part, b->chunk, CHUNK_BYTES);
    *at = b->chunk;
    *len = n > 0 ? (size_t)n : 0;
    if (n < 0)
        return RC_INVALID;
    return sum_add(b->sum, b->chunk, *len);
}

enum rc bundle_part_end(struct bundle *b, char sum[static BUNDLE_SUM_TEXT])
{
    int failed = zip_fclose(b->part);
    b->part = NULL;
    return failed ? RC_INVALID : sum_end(b->sum, sum);
}

enum rc bundle_part_read(struct bundle *b, const char *name, size_t max, const char **at, size_t *len)
{
    char sum[BUNDLE_SUM_TEXT];
    zip_stat_t st;
    *len = 0;
    if (zip_stat(b->zip, name, 0, &st) || !(st.valid & ZIP_STAT_SIZE))
        return RC_NOTFOUND;
    char *out = st.size <= max ? arena_alloc(b->arena, st.size + 1) : NULL;
    enum rc rc = out ? bundle_part_begin(b, name) : RC_TOOBIG;
    for (size_t n = 1; !rc && n;) {
        const char *piece;
        rc = bundle_part_next(b, &piece, &n);
        if (!rc && n > st.size - *len)
            rc = RC_INVALID;
        if (!rc)
            memcpy(out + *len, piece, n);
        *len += rc ? 0 : n;
    }
    *at = out;
    return rc ? rc : bundle_part_end(b, sum);
}
