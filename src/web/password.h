/*
 * web/password.h: argon2id, and which passwords are too easily guessed (DOMAIN 10.2).
 *
 * 19 MiB and 2 passes a password (STACK, Security).  Slow on purpose: for commands and for prepare functions of routes
 * that say .hashes, which run on few threads of their own, never inside a transaction.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/rc.h"

struct site;

struct password_person {
    const char *login;
    const char *name; /* "" where it is not known */
};

/* A sentence where the password is too simple to be set on a page, else NULL. */
const char *password_fault(struct arena *a, const char *password, const struct password_person *of);
MUST_CHECK enum rc password_hash(const struct site *site, struct arena *a, const char *password, const char **hash);
/* hash "" takes the same time as any other and never matches. */
bool password_matches(const struct site *site, const char *hash, const char *password);
