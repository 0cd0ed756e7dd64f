/* test/harness/routes.c: every route has to be visited once as allowed and once as denied. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "harness/run.h"

enum { ROUTES_MAX = 512 };

static struct seen {
    const struct route *route;
    bool allowed, denied;
} seen[ROUTES_MAX];

static bool is_id(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)s[i]))
            return false;
    return n > 0;
}

static bool path_matches(const char *pattern, const char *path)
{
    while (*pattern && *path && *path != '?') {
        const size_t n = strcspn(pattern + 1, "/") + 1, m = strcspn(path + 1, "/?") + 1;
        if (pattern[1] == ':' ? !is_id(path + 1, m - 1) : n != m || strncmp(pattern, path, n) != 0)
            return false;
        pattern += n;
        path += m;
    }
    return !*pattern && (!*path || *path == '?');
}

const struct route *route_find(enum route_method method, const char *path)
{
    for (const struct feature *const *f = features; *f; f++)
        for (const struct route *r = (*f)->routes; r && r->path; r++)
            if (r->method == method && path_matches(r->path, path))
                return r;
    return NULL;
}

void route_seen(const struct route *route, bool allowed, bool denied)
{
    size_t i = 0;
    while (i < ROUTES_MAX - 1 && seen[i].route && seen[i].route != route)
        i++;
    if (!route)
        return;
    seen[i].route = route;
    seen[i].allowed |= allowed;
    seen[i].denied |= denied;
}

void routes_report(void)
{
    for (const struct feature *const *f = features; *f; f++)
        for (const struct route *r = (*f)->routes; r && r->path; r++) {
            const struct seen *s = seen;
            while (s->route && s->route != r)
                s++;
            const bool denied = s->denied || r->cap == CAP_PUBLIC;
            const char *why = s->allowed ? "no scenario is denied it"
                              : denied   ? "no scenario is allowed it"
                                         : "no scenario visits it";
            result(s->allowed && denied, why, "%s %s is tried as allowed and as denied",
                   r->method == GET ? "GET" : "POST", r->path);
        }
}

const char *path_as(struct arena *a, const char *path, const char *ending)
{
    const size_t n = strcspn(path, "?");
    return arena_printf(a, "%.*s%s%s", (int)n, path, ending, path + n);
}

bool is_to_sign_in(struct arena *a, const struct reply *r)
{
    return r->status == 401 || (r->status == 303 && !strncmp(client_header(a, r, "Location"), "/login", 6));
}
