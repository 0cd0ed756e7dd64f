/* feature/member/member_import.c: what an import asks about a known member, and what it changes. */
#include <string.h>

#include "base/date.h"
#include "feature/member/member_i.h"

enum rc member_register_empty(struct ctx *c, bool *empty)
{
    struct member_number any;
    enum rc rc = member_any(c->db, &any);
    *empty = !rc && !any.number;
    return rc;
}

/* Whoever asks: the import tells its viewer nothing of members outside of the own scope. */
enum rc member_known(struct ctx *c, const char *number, struct member_known *out)
{
    struct scope site = { .site = 1, .today = c->today };
    struct member_link link;
    struct member_clear clear;
    struct member_more more;
    enum rc rc =
        member_by_lookup(c->db,
                         &(struct member_by_lookup_in){
                             .citizen_number = number, .citizen_earlier = number, .on = c->today, .scope = site },
                         &link);
    if (!rc)
        rc = member_in_clear(c->db, &(struct member_in_clear_in){ .member_id = link.id, .on = c->today, .scope = site },
                             &clear);
    if (!rc)
        rc = member_more_of(c->db, &(struct member_more_of_in){ .member_id = link.id, .on = c->today, .scope = site },
                            &more);
    if (!rc)
        *out = (struct member_known){ .items = member_items_of(&clear),
                                      .branch_id = link.branch_id,
                                      .org_id = link.org_id,
                                      .branch_name = clear.branch_name,
                                      .known_from = more.known_from };
    return rc;
}

/* The day from which a kind holds: of the conversion where that is known, but not before the platform knows anybody. */
static int32_t kind_day(const struct member_known *now, const struct member_items *next, int32_t on)
{
    bool full = next->person_category == CATEGORY_FULL_MEMBER && next->full_date;
    int32_t day = full ? next->full_date : on;
    return day > now->known_from ? day : now->known_from;
}

enum rc member_update(struct ctx *c, const struct member_known *now, const struct member_items *next, int32_t on,
                      const char *basis)
{
    bool changed;
    enum rc rc = db_begin(c->db);
    if (!rc && next->person_category != now->items.person_category)
        rc = member_set_kind(c, next->id, next->person_category, kind_day(now, next, on), basis);
    if (!rc && next->membership_status != now->items.membership_status)
        rc = member_set_standing(c, next->id, next->membership_status, on, basis);
    if (!rc)
        rc = member_correct(c, next, basis, &changed);
    return db_end(c->db, rc);
}
