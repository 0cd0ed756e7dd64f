/* base/grow.h: an array that grows in an arena. */
#pragma once

#include "base/arena.h"

struct grow {
    void *at;
    size_t n, room;
};
/* One more element, zeroed; NULL when the arena is full. Those before may have moved. */
void *grow_add(struct arena *a, struct grow *g, size_t size);
