/* feature/org/org_tally.c: counts up the tree, as changes by day. */
#include "feature/org/org_tally.h"

#include <stdlib.h>
#include <string.h>

#include "feature/org/org_i.h"

static int change_compare(const void *va, const void *vb)
{
    const struct org_tally_change *a = va, *b = vb;
    if (a->org_id != b->org_id)
        return a->org_id < b->org_id ? -1 : 1;
    int order = a->measure == b->measure ? 0 : strcmp(a->measure, b->measure);
    return order ? order : (a->on > b->on) - (a->on < b->on);
}

/* One change per organisation, measure and day, in the order of the table; what adds up to nothing is left out. */
static size_t changes_fold(struct org_tally_change *changes, size_t n)
{
    size_t kept = 0;
    qsort(changes, n, sizeof(*changes), change_compare);
    for (size_t i = 0; i < n;) {
        struct org_tally_change sum = changes[i];
        for (i++; i < n && change_compare(&sum, &changes[i]) == 0; i++)
            sum.delta += changes[i].delta;
        if (sum.delta)
            changes[kept++] = sum;
    }
    return kept;
}

enum rc org_tally_add(struct ctx *c, struct org_tally_change *changes, size_t n)
{
    n = n ? changes_fold(changes, n) : 0;
    struct org_tally_put_in *rows = arena_array(c->arena, n + 1, sizeof(*rows));
    if (!rows)
        return RC_OOM;
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct org_tally_put_in){ .org_id = changes[i].org_id,
                                             .measure = changes[i].measure,
                                             .on_date = changes[i].on,
                                             .delta = changes[i].delta };
    return n ? org_tally_put(c->db, rows, n) : RC_OK;
}
