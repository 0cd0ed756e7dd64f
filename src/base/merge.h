/* base/merge.h: two lists in the same order become one. */
#pragma once

#include <stddef.h>

struct merge_list {
    const void *at;
    size_t n;
};

/* Into out, at most max rows of that size, in order; what stands in both (compare says 0) comes once. How many. */
struct merge {
    size_t size, max;
    int (*compare)(const void *a, const void *b);
};
size_t merge_rows(const struct merge *m, struct merge_list a, struct merge_list b, void *out);
