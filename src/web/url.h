/* web/url.h: percent-encoding, and the parameters of a raw query. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

enum { URL_PARAMS = 64 }; /* of one query; our own links have at most 20, what is beyond is dropped */

struct url_param {
    const char *name;
    const char *value;
    size_t len; /* of value */
};

/* As one segment of a path or one value of a query: everything but letters, digits and -._~ is encoded. */
void url_put(struct buf *b, const char *s, size_t n);
/* A path: the same, but / stays. */
void url_put_path(struct buf *b, const char *path);
/* %XX and + decoded; what is no good encoding stays.  Returns the length, for the text may hold a NUL now. */
size_t url_decode(struct arena *a, const char *s, size_t n, const char **out);
/* "a=1&b=%20" decoded, at most URL_PARAMS; + is a blank; what is no good encoding stays as it is. */
size_t url_query(struct arena *a, const char *query, struct url_param *out);
/* Of this page alone: where a list goes on ("after"), which form stands open ("sheet").  No link carries it further. */
bool url_param_passes(const char *name);
/* May a browser be sent there?  An address of this site: begins with one /, holds nothing that changes that. */
bool url_is_local(const char *s);
