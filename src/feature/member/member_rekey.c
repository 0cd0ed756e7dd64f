/* feature/member/member_rekey.c: entries sealed anew (web/rekey.h). */
#include <string.h>

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
    bool same = in.citizen_number.at == m->citizen_number.at && in.mobile.at == m->mobile.at &&
                in.phone.at == m->phone.at && in.home_address.at == m->home_address.at &&
                !memcmp(in.citizen_lookup.at, m->citizen_lookup.at, m->citizen_lookup.len);
    return rc || same ? rc : member_reseal(c->db, &in);
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

/* People have their keys before what others wrote about them is sealed under these. */
const struct rekey_step member_rekey[] = {
    { "member", "member", entries_anew },
    { 0 },
};
