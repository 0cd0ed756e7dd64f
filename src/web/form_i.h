/* web/form_i.h: what the decoders of form bodies, queries and JSON share; private to web/. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "web/ctx.h"
#include "web/form.h"

/* One value as it came, whatever it came in. */
struct form_given {
    bool sent;
    const char *text; /* NUL-terminated, but may hold NULs before len */
    size_t len;
    const char *filename; /* NULL unless a file was sent */
};

/* Begins a decoding: remembers what was typed; NULL when the arena is full. */
MUST_CHECK const char **form_begin(struct ctx *c, const struct form *f);
/* Checks the value of fields[i], writes it into values and keeps it for drawing the form again. */
MUST_CHECK enum rc form_take(struct ctx *c, const struct form *f, size_t i, const struct form_given *given,
                             void *values);
/* "2026-11-22", with / . or 年月日 between, or eight digits; DATE_NONE when it is no day. */
/* The sentence and code of a field that is not as it should be; label is put in front where the sentence has %s. */
MUST_CHECK enum rc form_refuse(struct ctx *c, const struct field *field, const char *code, const char *fmt);
