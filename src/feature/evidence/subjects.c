/* feature/evidence/subjects.c: what was last sealed of each subject: a table with open addressing, 32 bytes a subject. */
#include <stdlib.h>
#include <string.h>

#include "feature/evidence/evidence_i.h"

enum { SUBJECTS_FIRST = 4096 };
static const size_t subjects_bytes = (size_t)4 << 30; /* fifty million subjects while it grows: no university */

struct subjects {
    struct arena *arena; /* of the table as it is; replaced when it grows */
    struct subject *at;
    size_t room, n;
};

static enum rc table_make(struct subjects *s, size_t room)
{
    s->arena = arena_new(subjects_bytes);
    s->at = s->arena ? arena_array(s->arena, room, sizeof(*s->at)) : NULL;
    s->room = room;
    return s->at ? RC_OK : RC_OOM;
}

enum rc subjects_new(struct arena *a, struct subjects **out)
{
    *out = arena_alloc(a, sizeof(**out));
    return *out ? table_make(*out, SUBJECTS_FIRST) : RC_OOM;
}

void subjects_free(struct subjects *s)
{
    if (s)
        arena_free(s->arena);
}

static struct subject *slot_of(const struct subjects *s, int class_of, int64_t id)
{
    size_t i = ((uint64_t)id * 0x9e3779b97f4a7c15u + (uint64_t)class_of) >> 20 & (s->room - 1);
    while (s->at[i].id && (s->at[i].id != id || s->at[i].class_of != class_of))
        i = (i + 1) & (s->room - 1);
    return &s->at[i];
}

static enum rc table_grow(struct subjects *s)
{
    struct subjects old = *s;
    enum rc rc = table_make(s, old.room * 2);
    for (size_t i = 0; i < old.room && !rc; i++)
        if (old.at[i].id)
            *slot_of(s, old.at[i].class_of, old.at[i].id) = old.at[i];
    arena_free(old.arena);
    return rc;
}

enum rc subjects_put(struct subjects *s, int class_of, int64_t id, struct subject **out)
{
    enum rc rc = s->n * 4 >= s->room * 3 ? table_grow(s) : RC_OK;
    if (rc)
        return rc;
    *out = slot_of(s, class_of, id);
    if (!(*out)->id) {
        **out = (struct subject){ .id = id, .class_of = class_of };
        s->n++;
    }
    return RC_OK;
}

static int subject_compare(const void *a, const void *b)
{
    const struct subject *x = a, *y = b;
    if (!x->id != !y->id)
        return x->id ? -1 : 1;
    if (x->class_of != y->class_of)
        return x->class_of < y->class_of ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Sorts the table in place: from the first call on nothing can be put any more. */
const struct subject *subjects_sorted(struct subjects *s, int class_of, size_t *n)
{
    if (class_of == 0)
        qsort(s->at, s->room, sizeof(*s->at), subject_compare);
    size_t first = 0;
    while (first < s->n && s->at[first].class_of < class_of)
        first++;
    *n = 0;
    while (first + *n < s->n && s->at[first + *n].class_of == class_of)
        ++*n;
    return s->at + first;
}
