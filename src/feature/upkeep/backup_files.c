/* feature/upkeep/backup_files.c: the files of the data folder, as parts of a backup and back. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "feature/upkeep/backup_i.h"

enum { FOLDERS_DEEP = 8, FILES_MAX = 1 << 20 };

/* The database and the keys have parts of their own; the rest belongs to this process, this machine or to backups. */
static bool stays_out(const char *name)
{
    static const char *const names[] = { "keys",        "lock",        "running",      "control.sock", "database",
                                         "backup.last", BACKUP_FOLDER, RESTORE_FOLDER, DRILL_FOLDER,   "lost+found" };
    size_t n = strlen(name);
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return !strncmp(name, "zhibu.db", 8) || (n > 5 && !strcmp(name + n - 5, ".part"));
}

struct walk {
    struct arena *arena;
    const char *dir;
    const char *only, *without;
    struct data_files *out;
    size_t room;
};

static enum rc file_add(struct walk *w, const char *name, int64_t bytes)
{
    struct data_files *out = w->out;
    if (out->n == FILES_MAX)
        return RC_TOOBIG;
    if (out->n == w->room) {
        struct data_file *more = arena_array(w->arena, 2 * w->room + 64, sizeof *more);
        if (!more)
            return RC_TOOBIG;
        if (out->n)
            memcpy(more, out->at, out->n * sizeof *more);
        out->at = more;
        w->room = 2 * w->room + 64;
    }
    out->at[out->n++] = (struct data_file){ arena_strdup(w->arena, name), bytes };
    return arena_check(w->arena);
}

static enum rc folder_walk(struct walk *w, const char *name, int deep);

static enum rc entry_take(struct walk *w, const char *folder, const char *entry, int deep)
{
    struct stat st;
    const char *name = *folder ? arena_printf(w->arena, "%s/%s", folder, entry) : entry;
    if (!*folder &&
        (stays_out(entry) || (w->only && strcmp(entry, w->only) != 0) || (w->without && !strcmp(entry, w->without))))
        return RC_OK;
    if (lstat(arena_printf(w->arena, "%s/%s", w->dir, name), &st))
        return errno == ENOENT ? RC_OK : RC_IO; /* it went meanwhile */
    if (S_ISDIR(st.st_mode))
        return deep < FOLDERS_DEEP ? folder_walk(w, name, deep + 1) : RC_TOOBIG;
    return S_ISREG(st.st_mode) ? file_add(w, name, st.st_size) : RC_OK;
}

static enum rc folder_walk(struct walk *w, const char *name, int deep)
{
    DIR *d = opendir(arena_printf(w->arena, "%s/%s", w->dir, name));
    enum rc rc = d ? RC_OK : errno == ENOENT ? RC_OK : RC_IO;
    for (struct dirent *e; d && !rc && (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            rc = entry_take(w, name, e->d_name, deep);
    if (d)
        closedir(d);
    return rc;
}

enum rc data_files_list(struct arena *a, const char *dir, const char *only, const char *without, struct data_files *out)
{
    struct walk w = { .arena = a, .dir = dir, .only = only, .without = without, .out = out };
    *out = (struct data_files){ 0 };
    return folder_walk(&w, "", 0);
}

/* --- as parts ---------------------------------------------------------------------------------------------------- */

enum rc file_source_open(void *arg)
{
    struct file_source *s = arg;
    s->fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return s->fd < 0 ? RC_IO : RC_OK;
}

enum rc file_source_more(void *arg, const char **at, size_t *len)
{
    struct file_source *s = arg;
    size_t want = s->left < BACKUP_CHUNK ? (size_t)s->left : BACKUP_CHUNK;
    ssize_t got = want ? read(s->fd, s->chunk, want) : 0;
    if (got < 0 || (want && !got))
        return RC_IO; /* it was cut while it was read: not the file it was */
    s->left -= got;
    *at = s->chunk;
    *len = (size_t)got;
    return RC_OK;
}

void file_source_close(void *arg)
{
    struct file_source *s = arg;
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

/* Nothing that leads out of the folder, or to what is not a file of ours. */
static bool name_is_ours(const char *name)
{
    if (!*name || *name == '/' || stays_out(name) || !strncmp(name, "keys/", 5))
        return false;
    for (const char *at = name; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (!*at || !strncmp(at, "./", 2) || !strncmp(at, "../", 3) || !strcmp(at, ".") || !strcmp(at, ".."))
            return false;
    }
    return true;
}

static enum rc write_all(int fd, const char *at, size_t len)
{
    while (len) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return RC_IO;
        at += n;
        len -= (size_t)n;
    }
    return RC_OK;
}

static enum rc part_copy(struct bundle *b, int fd)
{
    const char *at;
    size_t len = 0;
    enum rc rc;
    do {
        rc = bundle_part_next(b, &at, &len);
        if (!rc && len)
            rc = write_all(fd, at, len);
    } while (!rc && len);
    return rc ? rc : fsync(fd) ? RC_IO : RC_OK;
}

enum rc file_restore(struct bundle *b, const char *part, const char *dir, const char *name)
{
    char path[PATH_MAX], sum[BUNDLE_SUM_TEXT];
    if (!name_is_ours(name) || snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return RC_INVALID;
    char *slash = strrchr(path, '/');
    *slash = '\0';
    enum rc rc = dir_make(path, 0700);
    *slash = '/';
    if (!rc)
        rc = bundle_part_begin(b, part);
    int fd = rc ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (!rc && fd < 0)
        rc = RC_IO;
    if (!rc)
        rc = part_copy(b, fd);
    if (fd >= 0)
        close(fd);
    if (!rc)
        rc = bundle_part_end(b, sum);
    return rc ? rc : folder_sync(path);
}
