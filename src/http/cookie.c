/* http/cookie.c: one cookie of the Cookie header, as the browser sent it. */
#include <string.h>
#include <strings.h>

#include "http/http_i.h"

static const char *cookie_in(struct arena *a, const char *header, const char *name)
{
    const size_t len = strlen(name);
    for (const char *at = header;; at++) {
        at += strspn(at, " \t");
        size_t n = strcspn(at, ";");
        if (n > len && at[len] == '=' && !memcmp(at, name, len)) {
            const char *value = at + len + 1;
            n -= len + 1;
            if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
                value++;
                n -= 2;
            }
            return arena_strndup(a, value, n);
        }
        at += n;
        if (!*at)
            return NULL;
    }
}

const char *http_cookie(const struct http_exchange *x, const char *name)
{
    for (size_t i = 0; i < x->nlines; i++) {
        const char *found = NULL;
        if (!strcasecmp(x->lines[i].name, "Cookie"))
            found = cookie_in(x->arena, x->lines[i].value, name);
        if (found)
            return found;
    }
    return "";
}
