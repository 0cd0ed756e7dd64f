/* web/url.c: percent-encoding, and the parameters of a raw query. */
#include "web/url.h"

#include <stdint.h>
#include <string.h>

static const char hex[] = "0123456789ABCDEF";

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

static void put_encoded(struct buf *b, const char *s, size_t n, char also)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (is_plain(c) || (also && c == (unsigned char)also))
            continue;
        buf_put(b, s + from, i - from);
        buf_put(b, (char[]){ '%', hex[c >> 4], hex[c & 15] }, 3);
        from = i + 1;
    }
    buf_put(b, s + from, n - from);
}

void url_put(struct buf *b, const char *s, size_t n)
{
    put_encoded(b, s, n, '\0');
}

void url_put_path(struct buf *b, const char *path)
{
    put_encoded(b, path, strlen(path), '/');
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t url_decode(struct arena *a, const char *s, size_t n, const char **out)
{
    char *to = arena_copy(a, s, n);
    size_t len = 0;
    *out = to ? to : "";
    if (!to)
        return 0;
    for (size_t i = 0; i < n; i++) {
        int high = s[i] == '%' && i + 2 < n ? hex_value(s[i + 1]) : -1;
        int low = high >= 0 ? hex_value(s[i + 2]) : -1;
        if (low >= 0) {
            to[len++] = (char)(high * 16 + low);
            i += 2;
        } else {
            to[len++] = s[i] == '+' ? ' ' : s[i];
        }
    }
    to[len] = '\0';
    return len;
}

size_t url_query(struct arena *a, const char *query, struct url_param *out)
{
    size_t n = 0;
    for (const char *p = query; *p && n < URL_PARAMS;) {
        size_t len = strcspn(p, "&");
        const char *equals = memchr(p, '=', len);
        size_t name_len = equals ? (size_t)(equals - p) : len;
        if (name_len > 0) {
            const char *value = equals ? equals + 1 : p + len;
            url_decode(a, p, name_len, &out[n].name);
            out[n].len = url_decode(a, value, (size_t)(p + len - value), &out[n].value);
            n++;
        }
        p += len;
        p += *p == '&';
    }
    return n;
}

bool url_param_passes(const char *name)
{
    return strcmp(name, "after") == 0 || strcmp(name, "sheet") == 0;
}

bool url_is_local(const char *s)
{
    if (s[0] != '/' || s[1] == '/' || s[1] == '\\')
        return false;
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == '\\' || *s == 0x7f)
            return false;
    return true;
}
