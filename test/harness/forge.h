/* test/harness/forge.h: what the hostile tests share: paths and bodies made out of routes and forms. */
#pragma once

#include "harness/run.h"

typedef void (*route_fn)(struct run *r, const struct route *route, void *arg);
void routes_each(struct run *r, route_fn fn, void *arg);

/* "/orgs/:id/names" with the first id put in and 1 for the others. */
const char *route_path(struct arena *a, const struct route *route, const char *id);
/* The id that a route's first id stands for: of an organisation or a member by name; "1" for anything else. */
const char *route_id(struct run *r, const struct route *route, const char *org, const char *member);

/* Fields of a form with harmless values, but nasty (NULL: none) in the field at `at`. Encoded, without the token. */
const char *forge_body(struct run *r, const struct form *form, size_t at, const char *nasty);
struct upload {
    const char *field, *name;
    const void *bytes;
    size_t len;
};
/* multipart/form-data: "name=value&name=value" as they are, then the file. */
struct ask ask_upload(struct arena *a, const char *path, const char *pairs, const struct upload *file);
/* An answer without what differs from one to the next in any case, and without what was asked for (dashes instead). */
const char *answer_comparable(struct arena *a, const struct reply *got, const char *asked);
/* With harmless values in the other fields; finds the field of the file itself. */
struct ask forge_upload(struct run *r, const char *path, const struct form *form, const char *token,
                        struct upload file);
