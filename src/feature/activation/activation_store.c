/* feature/activation/activation_store.c: look-ups, each in the viewer's scope and of today. */
#include "base/date.h"
#include "feature/activation/activation_i.h"

enum rc activation_get_members(struct ctx *c, int64_t org_id, struct activation_member **rows, size_t *n)
{
    return activation_members(c->db,
                              &(struct activation_members_in){ .org_id = org_id,
                                                               .on = c->today,
                                                               .now = instant_now(),
                                                               .limit = SLIP_MEMBERS,
                                                               .scope = ctx_scope_for(c, CAP_MEMBER_DISCLOSE) },
                              rows, n);
}

enum rc activation_get_member(struct ctx *c, int64_t org_id, int64_t member_id, struct activation_member *out)
{
    return activation_member_find(c->db,
                                  &(struct activation_member_find_in){ .org_id = org_id,
                                                                       .member_id = member_id,
                                                                       .on = c->today,
                                                                       .now = instant_now(),
                                                                       .scope = ctx_scope_for(c, CAP_MEMBER_WRITE) },
                                  out);
}

enum rc help_get(struct ctx *c, int64_t id, struct activation_help_row *out)
{
    return activation_help_find(
        c->db,
        &(struct activation_help_find_in){
            .help_id = id, .on = c->today, .now = instant_now(), .scope = ctx_scope_for(c, CAP_MEMBER_WRITE) },
        out);
}

enum rc help_get_of(struct ctx *c, int64_t account_id, struct activation_help_row *out)
{
    return activation_help_of(c->db,
                              &(struct activation_help_of_in){ .account_id = account_id,
                                                               .on = c->today,
                                                               .now = instant_now(),
                                                               .scope = ctx_scope_for(c, CAP_MEMBER_WRITE) },
                              out);
}

enum rc help_get_open(struct ctx *c, struct activation_help_row **rows, size_t *n)
{
    return activation_helps_open(
        c->db,
        &(struct activation_helps_open_in){
            .on = c->today, .now = instant_now(), .limit = HELPS_SHOWN, .scope = ctx_scope_for(c, CAP_MEMBER_WRITE) },
        rows, n);
}

enum rc activation_get_branch(struct ctx *c, int64_t member_id, int64_t *branch_id)
{
    struct activation_place place = { 0 };
    enum rc rc = activation_branch_of(
        c->db, &(struct activation_branch_of_in){ .member_id = member_id, .on = c->today }, &place);
    *branch_id = place.branch_id;
    return rc;
}
