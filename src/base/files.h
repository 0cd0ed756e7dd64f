/* base/files.h: whole files, read within a limit and written so that a crash leaves the old one or the new one. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "base/rc.h"

/*
 * The file in malloc'd memory with a NUL behind it; the caller frees.  RC_NOTFOUND, RC_TOOBIG past max_bytes, RC_OOM,
 * RC_IO.  len may be NULL.
 */
MUST_CHECK enum rc file_read(const char *path, size_t max_bytes, char **out, size_t *len);

void file_forget(char *text); /* what file_read gave, for those who free nothing themselves */

/* Replaces or makes the file: written beside it, synced, renamed into place, and the folder synced. */
MUST_CHECK enum rc file_write(const char *path, const void *data, size_t n, mode_t mode);
/* The same, but RC_CONFLICT where the file exists: of several that try at once, one succeeds. */
MUST_CHECK enum rc file_create(const char *path, const void *data, size_t n, mode_t mode);

/* Makes the folder and those above it that are missing; one that exists is left as it is. */
MUST_CHECK enum rc dir_make(const char *path, mode_t mode);

/* Makes the name of path durable: syncs the folder that holds it. */
MUST_CHECK enum rc folder_sync(const char *path);
