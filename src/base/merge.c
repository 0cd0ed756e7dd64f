/* base/merge.c: two lists in the same order become one. */
#include "base/merge.h"

#include <string.h>

size_t merge_rows(const struct merge *m, struct merge_list a, struct merge_list b, void *out)
{
    size_t i = 0, k = 0, n = 0;
    for (; n < m->max && (i < a.n || k < b.n); n++) {
        const char *x = (const char *)a.at + i * m->size, *y = (const char *)b.at + k * m->size;
        int order = i == a.n ? 1 : k == b.n ? -1 : m->compare(x, y);
        memcpy((char *)out + n * m->size, order <= 0 ? x : y, m->size);
        i += order <= 0;
        k += order >= 0;
    }
    return n;
}
