/*
 * base/row.h: what a row struct looks like, so that one description serves the database, JSON, CSV and workbook.
 *
 * tools/sqlgen writes these from the "-- row" blocks of .sql files.  A column named "branch.id" is the struct field
 * branch_id and appears in JSON as {"branch":{"id":…}}; columns of one group stand together.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/vocab.h"

enum col_type {
    COL_ID,      /* int64_t; a decimal string in JSON and workbooks; 0 is null */
    COL_INT,     /* int64_t */
    COL_FEN,     /* int64_t, money; the name ends in _fen */
    COL_BOOL,    /* bool; 是 or 否 */
    COL_DATE,    /* int32_t yyyymmdd (base/date.h); 0 is null */
    COL_INSTANT, /* int64_t, milliseconds UTC; 0 is null */
    COL_TEXT,    /* const char *, never NULL; "" is null */
    COL_VOCAB,   /* int, index + 1 into .vocab; 0 is null */
    COL_SEALED,  /* const char * in clear in C, encrypted in the database (base/vault.h); "" is null */
    COL_LOOKUP,  /* parameter only: const char * in clear in C, its keyed hash in the database */
    COL_BLOB,    /* struct blob */
};

enum {
    COL_HIDDEN = 1,    /* not shown in any form: keys for paging, hashes, what only C needs */
    COL_MASKED = 2,    /* holds a masked value already (CONTRACT 4) */
    COL_AS_IS = 4,     /* parameter: "" is bound as itself and not as NULL (text0) */
    COL_OF_PERSON = 8, /* parameter: sealed under the key of the statement's person, where that one has a key */
    COL_RENEWED = 16,  /* COL_LOOKUP: of what could be guessed, so another hash when keys are replaced */
    COL_EARLIER = 32,  /* with COL_RENEWED: the hash under the keys that are being replaced; NULL where none are */
};

struct blob {
    const void *at;
    size_t len;
};

struct col {
    const char *name;  /* "branch.name" */
    const char *label; /* heading in pages, CSV and workbooks; "" keeps it to JSON */
    enum col_type type;
    unsigned flags;
    size_t offset; /* in the row struct */
    const struct vocab *vocab;
    const char *seal; /* COL_SEALED, COL_LOOKUP: "table.column", part of what is authenticated */
    size_t seal_id;   /* COL_SEALED: offset of the int64_t row id the ciphertext is bound to */
};

struct row_desc {
    const char *name;  /* "member_row" */
    const char *title; /* sheet name and document title */
    size_t size;       /* of the struct */
    const struct col *cols;
    size_t n;
};
