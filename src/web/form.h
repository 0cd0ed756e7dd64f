/*
 * web/form.h: input is declared, typed and bounded before a handler sees it.
 *
 * One declaration decodes form bodies, JSON bodies and query strings (unknown names in a JSON body are refused), draws
 * the input with its label, attributes, kept value and sentence, and documents the API.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/row.h"
#include "base/vocab.h"

enum field_type {
    FIELD_TEXT,   /* const char *, one line, cleaned (base/utf8.h); max is characters */
    FIELD_NAME,   /* const char *, cleaned; a person's or organisation's name: inner blanks of Han names dropped */
    FIELD_LINES,  /* const char *, several lines */
    FIELD_SECRET, /* const char *, a password: bytes as they are, never given back, never kept */
    FIELD_CODE,   /* const char *, full-width folded, blanks dropped, upper case: citizen numbers, phones */
    FIELD_ID,     /* int64_t */
    FIELD_INT,    /* int64_t, between min and max */
    FIELD_DATE,   /* int32_t; accepts 2026-11-22, 2026/11/22, 2026.11.22, 20261122, 2026年11月22日 */
    FIELD_BOOL,   /* bool */
    FIELD_VOCAB,  /* int, from .vocab */
    FIELD_FILE,   /* struct form_file */
};

enum {
    REQUIRED = 1,
    NOT_FUTURE = 2, /* a date no later than today */
    SENSITIVE = 4,  /* never kept on the client; input type without autofill */
};

struct form_file {
    const char *name;
    const void *at;
    size_t len;
};

struct field {
    const char *name;
    const char *label; /* in Chinese */
    enum field_type type;
    unsigned flags;
    size_t offset;
    int64_t min, max; /* of the value, of the characters, or of the bytes of a file */
    const struct vocab *vocab;
    const char *hint;    /* one sentence below the label; NULL for none */
    const char *example; /* for programmers, of what is checked beyond type and length; NULL: any value will do */
};

struct form {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t n;
    size_t body_max; /* 0: FORM_BODY_BYTES */
    size_t given;    /* offset of a uint64_t: bit i set where fields[i] was sent at all; SIZE_MAX: not wanted */
};

enum { FORM_BODY_BYTES = 64 * 1024 }; /* a page of text fields; forms with files name their own */

#define FORM(form_name, struct_name, field_array)                                       \
    {                                                                                   \
        .name = form_name, .size = sizeof(struct struct_name), .fields = (field_array), \
        .n = sizeof(field_array) / sizeof((field_array)[0]), .given = SIZE_MAX          \
    }

const struct field *form_field(const struct form *f, const char *name);
/* A date in any of the spellings of FIELD_DATE, cleaned; DATE_NONE otherwise. */
int32_t form_date(const char *text);
