/* feature/grant/grant_store.c: look-ups, each in the viewer's scope and of the day asked about. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "feature/grant/grant_i.h"

bool grant_at_university(const struct ctx *c)
{
    for (size_t i = 0; i < c->viewer->ngrants; i++)
        if (role_reach(c->viewer->grants[i].role, CAP_GRANT_WRITE) == REACH_SITE)
            return true;
    return false;
}

uint32_t grant_roles(const struct ctx *c)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < c->viewer->ngrants; i++)
        for (int role = 1; role < ROLE_COUNT; role++)
            if (role_gives(c->viewer->grants[i].role, (enum role)role) != REACH_NONE)
                roles |= 1u << role;
    return roles;
}

/* 0 while there is no organisation yet: then only the administrators have grants. */
static enum rc root_of(struct ctx *c, int64_t *root_id)
{
    int32_t on = c->on;
    *root_id = 0;
    c->on = c->today;
    enum rc rc = org_root(c, root_id);
    c->on = on;
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

/* --- the list ------------------------------------------------------------------------------------------------------- */

/* "1234.001.002": the last row's id and the code of its organisation. */
static void go_on(struct grant_cursor *cu, const char *after)
{
    long long id = 0;
    if (sscanf(after, "%19lld.%159[0-9.]", &id, cu->after_code) >= 1)
        cu->after_id = id;
}

enum rc grant_list_begin(struct ctx *c, const struct grant_query *q, size_t lot, struct grant_cursor *cu)
{
    int64_t roots[2];
    *cu = (struct grant_cursor){ .q = *q, .lot = lot };
    enum rc rc = root_of(c, &cu->root_id);
    if (!rc && q->org && !(grant_at_university(c) && q->org == cu->root_id))
        rc = org_object(c, CAP_GRANT_WRITE, q->org);
    /* One organisation of one's own is where the list is entered, which saves asking every grant for its scope. */
    if (!q->org && !grant_at_university(c) && viewer_roots(c->viewer, CAP_GRANT_WRITE, roots, 2) == 1)
        cu->q.org = roots[0];
    if (q->after)
        go_on(cu, q->after);
    return rc;
}

const char *grant_list_after(struct ctx *c, const struct grant_cursor *cu)
{
    return cu->more ? arena_printf(c->arena, "%lld.%s", (long long)cu->after_id, cu->after_code) : NULL;
}

/* One row more than a lot was asked for, to know whether there is one. */
static void take_lot(struct grant_cursor *cu, struct grant_row *lot, size_t *n)
{
    cu->more = *n > cu->lot;
    *n -= cu->more;
    if (!*n)
        return;
    cu->after_id = lot[*n - 1].id;
    snprintf(cu->after_code, sizeof(cu->after_code), "%s", lot[*n - 1].sort);
}

static unsigned state_fragment(int state)
{
    static const unsigned fragments[] = { GRANT_PAGE_HOLDING, GRANT_PAGE_HOLDING, GRANT_PAGE_ENDED, GRANT_PAGE_COMING };
    return fragments[state];
}

enum rc grant_list_next(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    struct grant_cursor *cu = cursor;
    struct grant_row *lot = NULL;
    const struct grant_query *q = &cu->q;
    bool words = q->q && *q->q;
    enum rc rc = grant_page(c->db,
                            &(struct grant_page_in){
                                .on = c->on,
                                .root_id = cu->root_id,
                                .university = grant_at_university(c),
                                .org_id = q->org,
                                .role = q->role,
                                .q = words ? q->q : "",
                                .part = words ? text_like(c->arena, "%", q->q) : "",
                                .after_code = cu->after_code,
                                .after_id = cu->after_id,
                                .limit = (int64_t)cu->lot + 1,
                                .scope = ctx_scope(c),
                                .with = state_fragment(q->state) | (q->org ? GRANT_PAGE_ORG : 0) |
                                        (q->role ? GRANT_PAGE_ROLE : 0) | (words ? GRANT_PAGE_Q : 0) |
                                        (cu->after_id ? GRANT_PAGE_AFTER : 0),
                            },
                            &lot, n);
    if (rc)
        return rc;
    take_lot(cu, lot, n);
    *rows = lot;
    return RC_OK;
}

enum rc grant_due_next(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    struct grant_cursor *cu = cursor;
    struct grant_row *lot = NULL;
    enum rc rc = grant_due(c->db,
                           &(struct grant_due_in){
                               .on = c->today,
                               .root_id = cu->root_id,
                               .admins_before = date_add_months(c->today, -grant_reviews[REVIEW_ADMINISTRATORS].months),
                               .others_before = date_add_months(c->today, -grant_reviews[REVIEW_OTHERS].months),
                               .after_code = cu->after_code,
                               .after_id = cu->after_id,
                               .limit = (int64_t)cu->lot + 1,
                               .scope = ctx_scope(c),
                               .with = cu->after_id ? GRANT_DUE_AFTER : 0,
                           },
                           &lot, n);
    if (rc)
        return rc;
    take_lot(cu, lot, n);
    *rows = lot;
    return RC_OK;
}

/* --- one ------------------------------------------------------------------------------------------------------------ */

enum rc grant_get(struct ctx *c, int64_t id, struct grant_row *out)
{
    int64_t root_id;
    enum rc rc = root_of(c, &root_id);
    return rc ? rc
              : grant_find(c->db,
                           &(struct grant_find_in){ .grant_id = id,
                                                    .on = c->on,
                                                    .root_id = root_id,
                                                    .university = grant_at_university(c),
                                                    .scope = ctx_scope(c) },
                           out);
}

enum rc grant_get_held(struct ctx *c, int64_t account_id, struct grant_held **rows, size_t *n)
{
    return grant_held_by(c->db, &(struct grant_held_by_in){ .account_id = account_id, .on = c->today }, rows, n);
}

enum rc grant_power(struct ctx *c, enum role role, int64_t org_id, int32_t *until_on)
{
    struct grant_power power;
    int64_t root_id;
    *until_on = DATE_OPEN;
    if (c->viewer->kind == VIEWER_SITE)
        return RC_OK;
    enum rc rc = root_of(c, &root_id);
    if (!rc)
        rc = grant_power_of(c->db,
                            &(struct grant_power_of_in){
                                .role = (int)role, .org_id = org_id, .root_id = root_id, .scope = ctx_scope(c) },
                            &power);
    if (!rc && !power.until_on)
        return RC_DENIED;
    if (!rc)
        *until_on = power.until_on;
    return rc;
}
