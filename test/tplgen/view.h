/* test/tplgen/view.h: the view of the pages that test the template compiler. */
#pragma once

#include "web/html.h"

extern const struct vocab colour_vocab;

struct thing {
    int64_t id;
    const char *name;
    int colour;
    struct {
        const char *name;
    } home;
    const char *const *words;
    size_t words_n;
};

struct sample_view {
    const char *title;
    const char *link;
    const char *empty;
    int32_t day;
    int64_t fen;
    bool yes, no;
    const struct thing *things;
    size_t things_n;
    const struct thing *none;
    size_t none_n;
    struct thing one;
    const struct thing *first;
};
