/* feature/evidence/evidence_store.c: look-ups of the pages; whoever may read events reads them all. */
#include "feature/evidence/evidence_pages.h"

enum rc evidence_get_lines(struct ctx *c, const struct evidence_search_in *in, struct evidence_line **rows, size_t *n)
{
    return evidence_search(c->db, in, rows, n);
}

enum rc evidence_get_moment(struct ctx *c, int64_t event_id, int64_t *at)
{
    struct evidence_moment row = { 0 };
    enum rc rc = evidence_moment_of(c->db, &(struct evidence_moment_of_in){ .event_id = event_id }, &row);
    *at = row.at;
    return rc;
}

enum rc evidence_get_days(struct ctx *c, int64_t before, int64_t limit, struct evidence_day_row **rows, size_t *n)
{
    return evidence_days(c->db, &(struct evidence_days_in){ .before_on = before, .row_limit = limit }, rows, n);
}
