/*
 * feature/evidence/seal_log.c: the links once more outside the database, a line each in DIR/seals/YYYY-MM.log:
 *
 *     SEQ LINK 2026-11-22T08:00:00.000Z EVENTS
 *
 * Whoever cuts the end off the chain in the database has it ending before what stands here.  The folder is worth keeping
 * where the database's administrator cannot write.  A line may be missing after a crash: that proves nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/files.h"
#include "feature/evidence/evidence_i.h"

enum { LINE_BYTES = 256, MONTHS = 12 * 100 };

enum rc seal_log_add(const char *dir, const struct evidence_seal_row *s)
{
    char path[PATH_MAX], line[LINE_BYTES], at[25];
    int32_t day = instant_date(s->sealed_at);
    snprintf(path, sizeof(path), "%s/seals", dir);
    enum rc rc = dir_make(path, 0700);
    if (rc)
        return rc;
    snprintf(path, sizeof(path), "%s/seals/%04d-%02d.log", dir, date_year(day), date_month(day));
    int n = snprintf(line, sizeof(line), "%lld %s %s %lld\n", (long long)s->seq, s->link,
                     instant_text(s->sealed_at, at), (long long)s->n);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return RC_IO;
    ssize_t put = write(fd, line, (size_t)n); /* one write, so that lines of two servers do not mix */
    return close(fd) || put != n ? RC_IO : RC_OK;
}

/* --- reading ---------------------------------------------------------------------------------------------------------------- */

struct seal_log {
    struct arena *arena;
    const char *dir;
    const char *months[MONTHS];
    size_t n, next;
    FILE *file;
};

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void log_close(void *arg)
{
    struct seal_log *log = arg;
    if (log->file)
        fclose(log->file);
}

enum rc seal_log_open(struct arena *a, const char *dir, struct seal_log **out)
{
    struct seal_log *log = arena_alloc(a, sizeof(*log));
    if (!log)
        return RC_TOOBIG;
    log->arena = a;
    log->dir = arena_printf(a, "%s/seals", dir);
    arena_defer(a, log_close, log);
    DIR *d = opendir(log->dir);
    for (struct dirent *e; d && log->n < MONTHS && (e = readdir(d));)
        if (strlen(e->d_name) == 11 && !strcmp(e->d_name + 7, ".log"))
            log->months[log->n++] = arena_strdup(a, e->d_name);
    if (d)
        closedir(d);
    if (log->n)
        qsort(log->months, log->n, sizeof(*log->months), name_compare);
    *out = log;
    return arena_check(a);
}

static bool line_parse(const char *line, struct seal_line *out)
{
    char *end;
    out->seq = strtoll(line, &end, 10);
    if (out->seq <= 0 || *end != ' ' || strspn(end + 1, "0123456789abcdef") != LINK_TEXT_BYTES - 1)
        return false;
    memcpy(out->link, end + 1, LINK_TEXT_BYTES - 1);
    out->link[LINK_TEXT_BYTES - 1] = '\0';
    return true;
}

bool seal_log_next(struct seal_log *log, struct seal_line *out)
{
    char line[LINE_BYTES];
    for (;;) {
        if (log->file && fgets(line, sizeof(line), log->file)) {
            if (line_parse(line, out))
                return true;
            continue;
        }
        if (log->file)
            fclose(log->file);
        log->file = NULL;
        if (log->next == log->n)
            return false;
        log->file = fopen(arena_printf(log->arena, "%s/%s", log->dir, log->months[log->next++]), "re");
    }
}
