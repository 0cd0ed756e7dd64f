/* base/files.c: reading and durable writing of small files (keys, settings, markers). */
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"

/* Reads up to n bytes; fewer only at the end of the file, -1 on an error. */
static ssize_t read_full(int fd, char *at, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t r = read(fd, at + got, n - got);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return -1;
        if (r == 0)
            break;
        got += (size_t)r;
    }
    return (ssize_t)got;
}

/* One byte more than the file's size is asked for, so that a file that grows meanwhile is noticed. */
static enum rc read_open(int fd, size_t max_bytes, char **out, size_t *len)
{
    struct stat st;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        return RC_IO;
    size_t size = (size_t)st.st_size;
    if (size > max_bytes || size >= SSIZE_MAX)
        return RC_TOOBIG;
    char *text = malloc(size + 1);
    if (!text)
        return RC_OOM;
    ssize_t got = read_full(fd, text, size + 1);
    if (got < 0 || (size_t)got > size) {
        free(text);
        return got < 0 ? RC_IO : RC_TOOBIG;
    }
    text[got] = '\0';
    *out = text;
    if (len)
        *len = (size_t)got;
    return RC_OK;
}

enum rc file_read(const char *path, size_t max_bytes, char **out, size_t *len)
{
    *out = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? RC_NOTFOUND : RC_IO;
    enum rc rc = read_open(fd, max_bytes, out, len);
    close(fd);
    return rc;
}

void file_forget(char *text)
{
    free(text);
}

static bool write_full(int fd, const char *at, size_t n)
{
    while (n) {
        ssize_t w = write(fd, at, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return false;
        at += w;
        n -= (size_t)w;
    }
    return true;
}

static bool write_new(const char *path, const void *data, size_t n, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok = write_full(fd, data, n) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    return close(fd) == 0 && ok;
}

/* A new name is durable only when the folder that holds it is. */
enum rc folder_sync(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int n = slash ? (int)(slash - path) : 0;
    if (slash && n == 0)
        n = 1; /* the root */
    int len = slash ? snprintf(folder, sizeof folder, "%.*s", n, path) : snprintf(folder, sizeof folder, ".");
    if (len < 0 || (size_t)len >= sizeof folder)
        return RC_IO;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return RC_IO;
    int failed = fsync(fd);
    close(fd);
    return failed ? RC_IO : RC_OK;
}

static enum rc write_beside(const char *path, const void *data, size_t n, mode_t mode,
                            enum rc (*place)(const char *from, const char *to))
{
    char temp[PATH_MAX];
    char tail[17];
    random_hex(tail, 8);
    int len = snprintf(temp, sizeof temp, "%s.%s", path, tail);
    if (len < 0 || (size_t)len >= sizeof temp)
        return RC_IO;
    enum rc rc = write_new(temp, data, n, mode) ? place(temp, path) : RC_IO;
    if (rc) {
        unlink(temp);
        return rc;
    }
    return folder_sync(path);
}

static enum rc place_over(const char *from, const char *to)
{
    return rename(from, to) < 0 ? RC_IO : RC_OK;
}

/* link(2) refuses a name that exists, and rename(2) does not. */
static enum rc place_new(const char *from, const char *to)
{
    if (link(from, to) < 0)
        return errno == EEXIST ? RC_CONFLICT : RC_IO;
    unlink(from);
    return RC_OK;
}

enum rc file_write(const char *path, const void *data, size_t n, mode_t mode)
{
    return write_beside(path, data, n, mode, place_over);
}

enum rc file_create(const char *path, const void *data, size_t n, mode_t mode)
{
    return write_beside(path, data, n, mode, place_new);
}

static enum rc dir_make_one(const char *path, mode_t mode)
{
    struct stat st;
    if (mkdir(path, mode) == 0)
        return folder_sync(path);
    return errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? RC_OK : RC_IO;
}

enum rc dir_make(const char *path, mode_t mode)
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    if (n == 0 || n >= sizeof part)
        return RC_IO;
    memcpy(part, path, n);
    part[n] = '\0';
    for (size_t i = 1; i < n; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        enum rc rc = dir_make_one(part, mode);
        part[i] = '/';
        if (rc)
            return rc;
    }
    return dir_make_one(part, mode);
}
