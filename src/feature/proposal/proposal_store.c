/* feature/proposal/proposal_store.c: look-ups, each in the viewer's scope. */
#include "feature/proposal/proposal_i.h"

enum rc proposal_get(struct ctx *c, int64_t id, struct proposal_row *out)
{
    return proposal_find(c->db, &(struct proposal_find_in){ .proposal_id = id, .on = c->on, .scope = ctx_scope(c) },
                         out);
}

enum rc proposal_get_of(struct ctx *c, int64_t member_id, struct proposal_row **rows, size_t *n)
{
    return proposal_of_member(
        c->db, &(struct proposal_of_member_in){ .member_id = member_id, .on = c->on, .scope = ctx_scope(c) }, rows, n);
}

enum rc proposal_get_waiting(struct ctx *c, int64_t org_id, struct proposal_row **rows, size_t *n)
{
    struct scope scope = ctx_scope_for(c, CAP_MEMBER_WRITE);
    return proposal_waiting(c->db, &(struct proposal_waiting_in){ .org_id = org_id, .on = c->today, .scope = scope },
                            rows, n);
}
