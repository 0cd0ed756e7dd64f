/* web/router.c: the routes in one array, by number of segments and first segment. */
#include "web/router.h"

#include <string.h>

struct entry {
    const struct route *route;
    unsigned segments;
    size_t first; /* bytes of "/first" */
};

struct router {
    size_t n;
    struct entry entries[];
};

static unsigned segments_of(const char *path, size_t len)
{
    unsigned n = 0;
    for (size_t i = 0; i < len; i++)
        n += path[i] == '/';
    return n;
}

static size_t first_of(const char *path, size_t len)
{
    const char *end = len ? memchr(path + 1, '/', len - 1) : NULL;
    return end ? (size_t)(end - path) : len;
}

static unsigned ids_of(const char *path)
{
    unsigned n = 0;
    for (const char *p = path; *p; p++)
        n += *p == ':';
    return n;
}

/* Two patterns that some path would match both. */
static bool patterns_equal(const char *a, const char *b)
{
    while (*a && *b) {
        if (*a != *b)
            return false;
        if (*a == ':') {
            a += strcspn(a, "/");
            b += strcspn(b, "/");
            continue;
        }
        a++;
        b++;
    }
    return *a == *b;
}

static const char *route_fault(const struct route *r)
{
    if (r->path[0] != '/' || (r->path[1] && r->path[strlen(r->path) - 1] == '/'))
        return "the path is not one";
    if (r->cap <= CAP_NONE || r->cap >= CAP_COUNT)
        return "no capability";
    if (!r->run || (r->method != GET && r->method != POST))
        return "no handler or no method";
    if (ids_of(r->path) > CALL_IDS)
        return "too many ids";
    if (r->see && r->see != r->cap && (!r->object || !ids_of(r->path)))
        return "what is seen differs from what is needed, but there is no object";
    if (r->method == GET && r->prepare)
        return "only a POST can be prepared";
    return NULL;
}

static const char *router_fault(const struct router *r, size_t i)
{
    const struct route *a = r->entries[i].route;
    for (size_t k = 0; k < i; k++) {
        const struct route *b = r->entries[k].route;
        if (a->method == b->method && patterns_equal(a->path, b->path))
            return "two rows for one address";
    }
    return route_fault(a);
}

static size_t routes_count(const struct feature *const *features)
{
    size_t n = 0;
    for (; *features; features++)
        for (const struct route *r = (*features)->routes; r && r->path; r++)
            n++;
    return n;
}

enum rc router_new(struct arena *a, const struct feature *const *features, struct router **out, const char **why)
{
    struct router *r = arena_alloc(a, sizeof(*r) + routes_count(features) * sizeof(r->entries[0]));
    if (!r)
        return RC_OOM;
    for (; *features; features++)
        for (const struct route *row = (*features)->routes; row && row->path; row++) {
            size_t len = strlen(row->path);
            r->entries[r->n] = (struct entry){ row, segments_of(row->path, len), first_of(row->path, len) };
            const char *fault = router_fault(r, r->n++);
            if (!fault)
                continue;
            *why = arena_printf(a, "%s %s %s: %s", (*features)->name, row->method == POST ? "POST" : "GET", row->path,
                                fault);
            return RC_INVALID;
        }
    *out = r;
    return RC_OK;
}

/* A decimal int64 without sign or leading zeros; returns the bytes read, 0 when it is none. */
static size_t id_read(const char *p, const char *end, int64_t *out)
{
    int64_t v = 0;
    const char *at = p;
    for (; at < end && *at != '/'; at++) {
        if (*at < '0' || *at > '9' || v > (INT64_MAX - (*at - '0')) / 10)
            return 0;
        v = v * 10 + (*at - '0');
    }
    if (at == p || *p == '0')
        return 0;
    *out = v;
    return (size_t)(at - p);
}

static bool path_matches(const char *pattern, const char *path, size_t len, int64_t *ids)
{
    const char *end = path + len;
    while (*pattern) {
        if (*pattern == ':') {
            size_t n = id_read(path, end, ids++);
            if (!n)
                return false;
            path += n;
            pattern += strcspn(pattern, "/");
            continue;
        }
        if (path >= end || *path != *pattern)
            return false;
        path++;
        pattern++;
    }
    return path == end;
}

void router_find(const struct router *r, enum route_method method, const char *path, size_t len, struct router_hit *out)
{
    *out = (struct router_hit){ 0 };
    unsigned segments = segments_of(path, len);
    size_t first = first_of(path, len);
    for (const struct entry *e = r->entries; e < r->entries + r->n; e++) {
        if (e->segments != segments || e->first != first || memcmp(e->route->path, path, first) != 0)
            continue;
        int64_t ids[CALL_IDS] = { 0 };
        if (!path_matches(e->route->path, path, len, ids))
            continue;
        if (e->route->method != method) {
            out->other_method = true;
            continue;
        }
        out->route = e->route;
        memcpy(out->ids, ids, sizeof(ids));
        return;
    }
}

const struct route *router_page(const struct router *r, const struct route *post)
{
    for (const struct entry *e = r->entries; e < r->entries + r->n; e++) {
        const struct route *row = e->route;
        unsigned as = row->as ? row->as : AS_BOTH;
        if (row->method == GET && (as & AS_PAGE) && !(as & AS_CSV) && patterns_equal(row->path, post->path))
            return row;
    }
    return NULL;
}
