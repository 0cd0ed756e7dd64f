/* web/static.c: finds an embedded file by its path.  There are a few dozen, so a straight search will do. */
#include <string.h>

#include "web/static.h"

const struct static_file *static_find(const char *path)
{
    for (const struct static_file *f = static_files; f->path; f++)
        if (!strcmp(f->path, path))
            return f;
    return NULL;
}

const char *static_etag(const char *path)
{
    const struct static_file *f = static_find(path);
    return f ? f->etag : "";
}
