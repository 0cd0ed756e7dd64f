/*
 * http/path.c: from the request target to a path that means one thing.
 *
 * What two programs could read differently is refused rather than repaired: dot segments, empty segments, an encoded
 * slash (nobody of ours writes them, so they are "not found"), malformed escapes, control characters, text that is not
 * UTF-8 ("bad request").
 */
#include <string.h>

#include "base/utf8.h"
#include "http/http_i.h"

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool path_segment_fits(const char *at, size_t n, bool last)
{
    if (n == 0)
        return last; /* a trailing slash is the router's matter */
    return !(at[0] == '.' && (n == 1 || (n == 2 && at[1] == '.')));
}

static enum rc path_segments(const char *path)
{
    for (const char *at = path + 1;;) {
        const size_t n = strcspn(at, "/");
        if (!path_segment_fits(at, n, !at[n]))
            return RC_NOTFOUND;
        if (!at[n])
            return RC_OK;
        at += n + 1;
    }
}

enum rc path_decode(char *path)
{
    char *out = path;
    bool slash = false;
    if (path[0] != '/')
        return RC_BADREQ;
    for (const char *in = path; *in; in++) {
        int c = (unsigned char)*in;
        if (c == '%') {
            const int high = hex_digit(in[1]);
            const int low = high < 0 ? -1 : hex_digit(in[2]);
            if (low < 0)
                return RC_BADREQ;
            c = high * 16 + low;
            slash = slash || c == '/';
            in += 2;
        }
        if (c < 0x20 || c == 0x7f)
            return RC_BADREQ;
        *out++ = (char)c;
    }
    *out = '\0';
    if (!utf8_valid(path, (size_t)(out - path)))
        return RC_BADREQ;
    return slash ? RC_NOTFOUND : path_segments(path);
}
