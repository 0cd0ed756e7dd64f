/* feature/member/member_store.c: look-ups, each in the viewer's scope and of the day asked about. */
#include "base/citizen.h"
#include "base/date.h"
#include "base/utf8.h"
#include "feature/member/member_i.h"

enum rc member_get(struct ctx *c, int64_t id, struct member_row *out)
{
    return member_find(c->db, &(struct member_find_in){ .member_id = id, .on = c->on, .scope = ctx_scope(c) }, out);
}

enum rc member_get_more(struct ctx *c, int64_t id, struct member_more *out)
{
    return member_more_of(c->db, &(struct member_more_of_in){ .member_id = id, .on = c->on, .scope = ctx_scope(c) },
                          out);
}

/* Sensitive values are those of today and open to those alone who have the member in scope today (CONTRACT 5). */
enum rc member_get_clear(struct ctx *c, int64_t id, struct member_clear *out)
{
    return member_in_clear(c->db,
                           &(struct member_in_clear_in){ .member_id = id, .on = c->today, .scope = ctx_scope(c) }, out);
}

enum rc member_get_link(struct ctx *c, int64_t id, struct member_link *out)
{
    return member_linked(c->db, &(struct member_linked_in){ .member_id = id, .on = c->on, .scope = ctx_scope(c) }, out);
}

enum rc member_get_named(struct ctx *c, int64_t org_id, const char *name, struct member_link **rows, size_t *n)
{
    return member_named(c->db,
                        &(struct member_named_in){ .org_id = org_id, .on = c->on, .name = name, .scope = ctx_scope(c) },
                        rows, n);
}

enum rc member_by_name(struct ctx *c, int64_t org_id, const char *name, struct member_called **out, size_t *n)
{
    struct member_link *links = NULL;
    enum rc rc = member_get_named(c, org_id, name, &links, n);
    *out = rc ? NULL : arena_array(c->arena, *n + 1, sizeof(**out));
    if (!rc && !*out)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < *n; i++)
        (*out)[i] = (struct member_called){ links[i].id, links[i].name };
    return rc;
}

enum rc member_object(struct ctx *c, enum cap cap, int64_t id)
{
    struct member_number seen;
    return member_seen(c->db, &(struct member_seen_in){ .member_id = id, .on = c->on, .scope = ctx_scope_for(c, cap) },
                       &seen);
}

enum rc member_by_citizen_number(struct ctx *c, const char *number, int64_t *id, const char **name, int64_t *home_id)
{
    const char *clean;
    struct member_link link;
    enum rc rc = text_clean(c->arena, number, strlen(number), TEXT_NO_SPACES | TEXT_UPPER, &clean);
    if (rc || citizen_check(clean, c->today, NULL, NULL))
        return RC_NOTFOUND;
    rc = member_by_lookup(
        c->db,
        &(struct member_by_lookup_in){
            .citizen_number = clean, .citizen_earlier = clean, .on = c->on, .scope = ctx_scope(c) },
        &link);
    if (rc)
        return rc;
    *id = link.id;
    *name = link.name;
    *home_id = link.until_on == DATE_OPEN ? link.org_id : 0;
    return RC_OK;
}

/* clang-format off */
struct member_items member_items_of(const struct member_clear *m)
{
    return (struct member_items){
        .id = m->id, .name = m->name, .sex = m->sex, .citizen_number = m->citizen_number, .ethnicity = m->ethnicity,
        .birth_date = m->birth_date, .education = m->education, .person_category = m->person_category,
        .join_date = m->join_date, .full_date = m->full_date, .post = m->post, .mobile = m->mobile, .phone = m->phone,
        .home_address = m->home_address, .membership_status = m->membership_status, .lost = m->lost,
        .lost_since = m->lost_since, .mobile_member = m->mobile_member, .destination = m->destination,
    };
}
/* clang-format on */

enum rc member_items_get(struct ctx *c, int64_t id, struct member_items *out, int64_t *branch_id)
{
    struct member_clear m;
    enum rc rc = member_get_clear(c, id, &m);
    if (rc)
        return rc;
    *out = member_items_of(&m);
    *branch_id = m.branch_id;
    return RC_OK;
}
