/*
 * feature/upkeep/restore_place.c: where a site is restored: an empty folder, or one that holds its keys.
 *
 * Everything is built in a folder below it and moved when it is whole, what makes it a site last: the database, then the
 * site's key.  A restore that is killed leaves that folder, which the next one removes.
 */
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

enum { FOLDERS_DEEP = 16 };

/* --- removing ---------------------------------------------------------------------------------------------------- */

static enum rc entry_remove(int folder, const char *name, int deep)
{
    if (!unlinkat(folder, name, 0) || errno == ENOENT)
        return RC_OK;
    int fd = deep < FOLDERS_DEEP ? openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    enum rc rc = d ? RC_OK : RC_IO;
    for (struct dirent *e; d && !rc && (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            rc = entry_remove(fd, e->d_name, deep + 1);
    if (d)
        closedir(d);
    if (rc)
        return rc;
    return unlinkat(folder, name, AT_REMOVEDIR) ? RC_IO : RC_OK;
}

enum rc tree_remove(const char *path)
{
    return entry_remove(AT_FDCWD, path, 0);
}

/* --- looking ------------------------------------------------------------------------------------------------------ */

static bool may_be_there(const char *name)
{
    static const char *const names[] = { ".", "..", "keys", "lock", "lost+found", RESTORE_FOLDER, BACKUP_FOLDER };
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

const char *place_fault(struct arena *a, const char *dir, bool *keys)
{
    *keys = access(arena_printf(a, "%s/keys/site.key", dir), F_OK) == 0;
    DIR *d = opendir(dir);
    const char *fault = d ? NULL : "打不开这个文件夹，请检查 --data。";
    for (struct dirent *e; d && !fault && (e = readdir(d));)
        if (!may_be_there(e->d_name))
            fault = arena_printf(a, "%s 不是空的，里面有 %s。备份只恢复到空的文件夹。", dir, e->d_name);
    if (d)
        closedir(d);
    return fault;
}

/* --- moving ------------------------------------------------------------------------------------------------------- */

static enum rc entry_move(struct arena *a, const char *from, const char *to, const char *name)
{
    const char *at = arena_printf(a, "%s/%s", from, name);
    return rename(at, arena_printf(a, "%s/%s", to, name)) && errno != ENOENT ? RC_IO : RC_OK;
}

/* All but one entry, which is moved when the others are on disk. */
static enum rc folder_move(struct arena *a, const char *from, const char *to, const char *last)
{
    DIR *d = opendir(from);
    enum rc rc = d ? RC_OK : errno == ENOENT ? RC_OK : RC_IO;
    for (struct dirent *e; d && !rc && (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && strcmp(e->d_name, "keys") != 0 &&
            strcmp(e->d_name, last) != 0)
            rc = entry_move(a, from, to, e->d_name);
    if (d)
        closedir(d);
    if (!rc)
        rc = folder_sync(arena_printf(a, "%s/x", to));
    if (!rc)
        rc = entry_move(a, from, to, last);
    return rc ? rc : folder_sync(arena_printf(a, "%s/x", to));
}

enum rc place_move(struct arena *a, const char *dir)
{
    const char *from = arena_printf(a, "%s/" RESTORE_FOLDER, dir);
    const char *from_keys = arena_printf(a, "%s/keys", from), *keys = arena_printf(a, "%s/keys", dir);
    enum rc rc = folder_move(a, from, dir, "zhibu.db");
    if (!rc && !access(from_keys, F_OK)) {
        rc = dir_make(keys, 0700);
        if (!rc)
            rc = folder_move(a, from_keys, keys, "site.key");
    }
    return rc ? rc : tree_remove(from);
}
