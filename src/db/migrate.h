/*
 * db/migrate.h: the schema, moved forward and never back.
 *
 * A folder's migrations/NNN_name.sql become a const array at build time, ended by {0}.  Each is applied once, in the
 * order of the features' needs and then of numbers, every one in a transaction of its own with a row in
 * schema_migration (owner, number, name, checksum, applied_at).  A migration that was applied and has changed since is
 * refused: RC_CONFLICT.  Column types come from a closed list that both engines understand alike:
 *
 *     $ID      the primary key; made by id_new(), never by the database      INTEGER PRIMARY KEY | BIGINT PRIMARY KEY
 *     $REF     somebody's $ID                                                INTEGER | BIGINT
 *     $INT     64-bit integer, money in fen, instants in ms                  INTEGER | BIGINT
 *     $DATE    civil date yyyymmdd                                           INTEGER | INTEGER
 *     $BOOL    0 or 1                                                        INTEGER | SMALLINT
 *     $TEXT    compared byte by byte on both                                 TEXT | TEXT COLLATE "C"
 *     $SEALED  an encrypted value (base/vault.h)                             BLOB | BYTEA
 *     $LOOKUP  a keyed hash, 32 bytes                                        BLOB | BYTEA
 *     $INTERVAL(x)   from_on $DATE NOT NULL, until_on $DATE NOT NULL DEFAULT 99991231, with from_on < until_on
 *     $KEYED   ends a CREATE TABLE whose rows live in its primary key        WITHOUT ROWID | (nothing)
 *     $VOCAB(a,b,…)  $TEXT with a CHECK that it is one of the words
 * "-- sqlite" and "-- pgsql" before a statement keep it to one engine.
 */
#pragma once

#include "base/rc.h"

struct db_site;

struct migration {
    int number;
    const char *name;
    const char *sql; /* statements ended by ; at the end of a line */
};

struct migration_set {
    const char *owner; /* feature or layer: prefix of its tables */
    const struct migration *list;
};

/* Brings the site up to date. sets in dependency order, ended by {0}. applied counts what was done. */
MUST_CHECK enum rc db_migrate(struct db_site *site, const struct migration_set *sets, int *applied);
