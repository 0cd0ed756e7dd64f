/*
 * base/vault_erased.c: keys/erased, who was erased: a line "person slot." for each, only ever appended.  A line without
 * its full stop was cut off by a crash, and says nothing.
 *
 * It goes into every copy of the key folder and is never replaced by an older one (docs/operating.md): a backup that is
 * restored has the person again until the next start reads this.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/log.h"
#include "base/vault_i.h"

enum {
    ERASED_FILE_BYTES = 64 << 20, /* two million lines */
    LINE_BYTES = 48,
};

static void path_of(const struct vault_store *s, char path[static PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/erased", s->folder);
}

/* The next line; person_id is 0 where a crash cut it off. */
static const char *line_take(const char *at, struct vault_erased *out)
{
    char *end = NULL;
    const char *ends = strchr(at, '\n');
    *out = (struct vault_erased){ 0 };
    if (!ends)
        return NULL;
    int64_t person = strtoll(at, &end, 10);
    uint32_t slot = *end == ' ' ? (uint32_t)strtoul(end, &end, 10) : 0;
    if (end[0] == '.' && end[1] == '\n')
        *out = (struct vault_erased){ .person_id = person, .slot = slot };
    return ends + 1;
}

static size_t lines_read(const char *text, struct vault_erased *out, size_t room)
{
    size_t n = 0;
    struct vault_erased e;
    for (const char *at = text; n < room && (at = line_take(at, &e));)
        if (e.person_id)
            out[n++] = e;
    return n;
}

enum rc vault_erased_list(const struct vault_keys *k, struct arena *a, struct vault_erased **out, size_t *n)
{
    char path[PATH_MAX];
    char *text;
    *out = NULL;
    *n = 0;
    path_of(k->store, path);
    enum rc rc = file_read(path, ERASED_FILE_BYTES, &text, NULL);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    size_t room = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        room++;
    *out = arena_array(a, room + 1, sizeof **out);
    if (*out)
        *n = lines_read(text, *out, room);
    free(text);
    return *out ? RC_OK : RC_TOOBIG;
}

static enum rc erased_there(const struct vault_store *s, struct vault_erased e, bool *there, bool *cut)
{
    char path[PATH_MAX];
    char *text;
    size_t len;
    struct vault_erased line;
    *there = *cut = false;
    path_of(s, path);
    enum rc rc = file_read(path, ERASED_FILE_BYTES, &text, &len);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    for (const char *at = text; !*there && (at = line_take(at, &line));)
        *there = line.person_id == e.person_id && line.slot == e.slot;
    *cut = len && text[len - 1] != '\n';
    free(text);
    return RC_OK;
}

static enum rc line_append(const struct vault_store *s, struct vault_erased e, bool cut)
{
    char path[PATH_MAX];
    char line[LINE_BYTES];
    path_of(s, path);
    int n = snprintf(line, sizeof line, "%s%" PRId64 " %u.\n", cut ? "\n" : "", e.person_id, e.slot);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int folder = open(s->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && folder >= 0 && write(fd, line, (size_t)n) == n && fsync(fd) == 0 && fsync(folder) == 0;
    if (fd >= 0)
        close(fd);
    if (folder >= 0)
        close(folder);
    if (!ok)
        log_error("keys/erased cannot be written");
    return ok ? RC_OK : RC_IO;
}

enum rc vault_erased_add(const struct vault_keys *k, struct vault_erased e)
{
    bool there, cut;
    int lock = vault_folder_lock(k->store);
    if (lock < 0)
        return RC_IO;
    enum rc rc = erased_there(k->store, e, &there, &cut);
    if (!rc && !there)
        rc = line_append(k->store, e, cut);
    vault_folder_unlock(lock);
    return rc;
}
