/*
 * web/static.h: the files of the front end, compressed and embedded at build time by tools/embed.
 *
 * An address carries ?v=ETAG (static_etag gives it), so that browsers may keep a file for good.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct static_file {
    const char *path; /* "app.css", "fonts/icons.woff2" */
    const char *content_type;
    const char *etag; /* 16 hexadecimal digits of the SHA-256 of the file as it was */
    bool gzip;        /* at holds it gzip-compressed; otherwise as it was */
    const unsigned char *at;
    size_t len;
};

extern const struct static_file static_files[]; /* sorted by path, ended by a row of zeros */

const struct static_file *static_find(const char *path); /* NULL when there is none */
const char *static_etag(const char *path);               /* "" when there is none */
