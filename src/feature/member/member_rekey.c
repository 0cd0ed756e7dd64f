/* feature/member/member_rekey.c: entries and proposals sealed anew (web/rekey.h), and a person's entry erased. */
#include "base/date.h"
#include "base/pinyin.h"
#include "base/random.h"
#include "feature/member/member_i.h"

/* --- sealed anew ---------------------------------------------------------------------------------------------------- */

/* Whoever was registered before there was one key per person gets one. */
static enum rc keys_give(struct ctx *c, const struct member_sealed_row *rows, size_t n)
{
    int64_t *ids = arena_array(c->arena, n, sizeof(*ids));
    size_t without = 0;
    for (size_t i = 0; ids && i < n; i++)
        if (!rows[i].slot)
            ids[without++] = rows[i].id;
    if (!ids)
        return RC_TOOBIG;
    return without ? db_persons_add(c->db, ids, without) : RC_OK;
}

static enum rc entry_anew(struct ctx *c, const struct member_sealed_row *m)
{
    struct member_reseal_in in = { .member_id = m->id,
                                   .citizen_number = m->citizen_number,
                                   .citizen_lookup = m->citizen_lookup,
                                   .mobile = m->mobile,
                                   .phone = m->phone,
                                   .home_address = m->home_address,
                                   .was = m->citizen_number };
    enum rc rc = db_relookup(c->db, "member.citizen_number", m->id, m->citizen_number, &in.citizen_lookup);
    if (!rc)
        rc = db_reseal(c->db, "member.citizen_number", m->id, m->id, &in.citizen_number);
    if (!rc)
        rc = db_reseal(c->db, "member.mobile", m->id, m->id, &in.mobile);
    if (!rc)
        rc = db_reseal(c->db, "member.phone", m->id, m->id, &in.phone);
    if (!rc)
        rc = db_reseal(c->db, "member.home_address", m->id, m->id, &in.home_address);
    return rc ? rc : member_reseal(c->db, &in, 1);
}

static enum rc entries_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct member_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc = member_sealed(c->db, &(struct member_sealed_in){ .after_id = after, .limit = REKEY_ROWS }, &rows, &n);
    if (!rc)
        rc = keys_give(c, rows, n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = entry_anew(c, &rows[i]);
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

static enum rc proposal_anew(struct ctx *c, const struct member_proposal_sealed_row *p)
{
    struct member_proposal_reseal_in in = {
        .member_proposal_id = p->id, .proposed = p->proposed, .reason = p->reason
    };
    enum rc rc = db_reseal(c->db, "member_proposal.proposed", p->id, p->member_id, &in.proposed);
    if (!rc)
        rc = db_reseal(c->db, "member_proposal.reason", p->id, p->member_id, &in.reason);
    bool same = in.proposed.at == p->proposed.at && in.reason.at == p->reason.at;
    return rc || same ? rc : member_proposal_reseal(c->db, &in, 1);
}

static enum rc proposals_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct member_proposal_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc = member_proposal_sealed(
        c->db, &(struct member_proposal_sealed_in){ .after_id = after, .limit = REKEY_ROWS }, &rows, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = proposal_anew(c, &rows[i]);
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

/* People have their keys before what others wrote about them is sealed under these. */
const struct rekey_step member_rekey[] = {
    { "member", "member", entries_anew },
    { "member_proposal", "member_proposal", proposals_anew },
    { 0 },
};

/* --- erased --------------------------------------------------------------------------------------------------------- */

static const char erased_name[] = "已删除的党员";

static enum rc entry_blank(struct ctx *c, int64_t id, int32_t birth_date)
{
    uint8_t *nobody = arena_alloc(c->arena, 32); /* no hash: the number may be registered again */
    struct pinyin p = pinyin_of_person(c->arena, erased_name);
    const struct blob nothing = { "", 0 };
    if (!nobody)
        return RC_TOOBIG;
    random_bytes(nobody, 32);
    enum rc rc = member_erase_items(c->db, &(struct member_erase_items_in){ .member_id = id,
                                                                            .name = erased_name,
                                                                            .pinyin = p.full,
                                                                            .initials = p.initials,
                                                                            .birth_date = birth_date / 10000 * 10000 + 101,
                                                                            .nothing = nothing,
                                                                            .citizen_lookup = { nobody, 32 } });
    if (!rc)
        rc = member_erase_proposals(c->db, &(struct member_erase_proposals_in){ .member_id = id, .nothing = nothing });
    return rc;
}

enum rc member_on_erase(struct ctx *c, int64_t id)
{
    struct ctx site = *c;
    struct member_row m;
    site.viewer = viewer_site();
    enum rc rc = member_get(&site, id, &m);
    if (rc == RC_NOTFOUND)
        return RC_OK; /* somebody else's person */
    if (!rc)
        rc = member_unlist(&site, id);
    if (!rc)
        rc = entry_blank(&site, id, m.birth_date);
    if (!rc)
        rc = member_relist(&site, id, id);
    if (!rc)
        rc = org_posts_rename(&site, id, erased_name);
    return rc ? rc : account_set_home(&site, id, m.branch_id, erased_name);
}
