/*
 * web/password.h: argon2id, off the I/O threads.
 *
 * 19 MiB and 2 passes a password (STACK, Security), at most as many at once as there are cores: for prepare functions
 * and commands, never inside a transaction.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/rc.h"

struct site;

/* A sentence where the password is too simple to be set on a page, else NULL. */
const char *password_fault(const char *password, const char *login);
MUST_CHECK enum rc password_hash(const struct site *site, struct arena *a, const char *password, const char **hash);
/* hash "" takes the same time as any other and never matches. */
bool password_matches(const struct site *site, const char *hash, const char *password);
