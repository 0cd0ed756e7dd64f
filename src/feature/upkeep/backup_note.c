/*
 * feature/upkeep/backup_note.c: DIR/backup.last, when a backup was made last: "MS ROWS KEYS".
 *
 * In a file, since whoever backs up does not write to the database.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include "base/files.h"
#include "feature/upkeep/checkup_i.h"

enum { NOTE_BYTES = 128 };

void backup_note_read(const char *dir, struct backup_note *out)
{
    char path[PATH_MAX], *text;
    int keys = 0;
    *out = (struct backup_note){ 0 };
    snprintf(path, sizeof path, "%s/backup.last", dir);
    if (file_read(path, NOTE_BYTES, &text, NULL))
        return;
    if (sscanf(text, "%" SCNd64 " %" SCNd64 " %d", &out->made_at, &out->rows, &keys) != 3 || out->made_at < 0)
        *out = (struct backup_note){ 0 };
    out->keys = keys != 0;
    file_forget(text);
}

enum rc backup_note_write(const char *dir, const struct backup_note *n)
{
    char path[PATH_MAX], text[NOTE_BYTES];
    snprintf(path, sizeof path, "%s/backup.last", dir);
    int len = snprintf(text, sizeof text, "%" PRId64 " %" PRId64 " %d\n", n->made_at, n->rows, n->keys);
    return file_write(path, text, (size_t)len, 0644); /* whoever made it, the server reads it */
}
