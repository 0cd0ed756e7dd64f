/* web/site.h: one university's platform in this process: what main opened and everybody else reads. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/vault.h"
#include "base/workers.h"
#include "db/db.h"
#include "web/feature.h"

struct site {
    const char *dir;
    const char *database; /* the address of PostgreSQL; NULL: SQLite */
    struct db_site *db;
    const struct vault_keys *keys;
    struct workers *workers;               /* slow work; NULL in commands */
    struct rekey *rekey;                   /* seals anew while keys are replaced; NULL in commands */
    const struct feature *const *features; /* in boot order, NULL-terminated */
    const char *university;                /* what init was told */
    struct openings *openings;             /* web/opening.h; NULL in commands */
    struct workers *hashing;               /* passwords: few threads that give way to all others; NULL in commands */
    atomic_ullong *hashed;                 /* how many passwords were hashed or compared; NULL: nobody counts */
    int32_t fixed_today; /* DATE_NONE: the clock's; else the day of ZHIBU_TODAY (test builds and demo) */
};

int32_t site_today(const struct site *site);
