/* web/proof_i.h: what the two pages of web/proof.c show; private to it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "web/proof.h"

struct proof_view {
    const char *next, *kept; /* "" for none */
    bool code;               /* there is a second factor to ask for */
};

struct proof_field {
    const char *name, *value;
};

struct proof_kept_view {
    const char *action;
    const struct proof_field *fields;
    size_t fields_n;
};
