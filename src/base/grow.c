/* base/grow.c: see base/grow.h. */
#include "base/grow.h"

#include <string.h>

void *grow_add(struct arena *a, struct grow *g, size_t size)
{
    if (g->n == g->room) {
        size_t room = g->room ? 2 * g->room : 64;
        void *grown = arena_array(a, room, size);
        if (!grown)
            return NULL;
        if (g->n)
            memcpy(grown, g->at, g->n * size);
        g->at = grown;
        g->room = room;
    }
    return (char *)g->at + g->n++ * size;
}
