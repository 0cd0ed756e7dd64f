/* feature/proposal/proposal_rekey.c: proposals sealed anew (web/rekey.h), and those of a person who is erased. */
#include "feature/proposal/proposal_i.h"
#include "web/event.h"

static enum rc proposal_anew(struct ctx *c, const struct proposal_sealed_row *p)
{
    struct proposal_reseal_in in = { .proposal_id = p->id, .proposed = p->proposed, .reason = p->reason };
    enum rc rc = db_reseal(c->db, "member_proposal.proposed", p->id, p->member_id, &in.proposed);
    if (!rc)
        rc = db_reseal(c->db, "member_proposal.reason", p->id, p->member_id, &in.reason);
    bool same = in.proposed.at == p->proposed.at && in.reason.at == p->reason.at;
    return rc || same ? rc : proposal_reseal(c->db, &in);
}

static enum rc proposals_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct proposal_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc =
        proposal_sealed(c->db, &(struct proposal_sealed_in){ .after_id = after, .limit = REKEY_ROWS }, &rows, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = proposal_anew(c, &rows[i]);
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

const struct rekey_step proposal_rekey[] = {
    { "proposal", "proposal", proposals_anew },
    { 0 },
};

enum rc proposal_on_erase(struct ctx *c, int64_t person_id)
{
    struct proposal_evidence *rows = NULL;
    size_t n = 0;
    const struct proposal_evidence_of_in in = { .from_id = person_id, .until_id = person_id, .row_limit = 1 };
    enum rc rc = proposal_evidence_of(c->db, &in, &rows, &n);
    if (rc || !n)
        return rc;
    rc = proposal_erase(c->db, &(struct proposal_erase_in){ .member_id = person_id, .nothing = { "", 0 } });
    return rc ? rc : event_record(c, &(struct event){ .kind = "proposal_erased", .subject_id = person_id });
}
