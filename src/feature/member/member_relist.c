/*
 * feature/member/member_relist.c: the list of every organisation and the counts up the tree, kept from the intervals.
 *
 * A verb that changes what a list shows calls member_unlist before and member_relist after.  Both counts and rows come
 * from one join of the intervals (macro SPANS), so the two cannot disagree.  A change of the tree above members arrives
 * as an event of the organisation and is answered the same way.
 */
#include <string.h>

#include "base/date.h"
#include "feature/member/member_i.h"

/* Suspended membership is not counted, and who was removed, has left or died belongs nowhere any more. */
static bool counted(int status)
{
    return status == STATUS_NORMAL || status == STATUS_RESTORED || status == STATUS_LOST_CONTACT;
}

static enum rc tally(struct ctx *c, int64_t first_id, int64_t last_id, int sign)
{
    struct member_span *spans = NULL;
    size_t n = 0, made = 0;
    enum rc rc = member_spans(c->db, &(struct member_spans_in){ .first_id = first_id, .last_id = last_id }, &spans, &n);
    struct org_tally_change *out = rc ? NULL : arena_array(c->arena, 2 * n + 1, sizeof(*out));
    if (!rc && !out)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < n; i++) {
        if (!counted(spans[i].status))
            continue;
        const char *measure = vocab_id(&person_category_vocab, spans[i].kind);
        out[made++] = (struct org_tally_change){ .org_id = spans[i].org_id, .measure = measure, .on = spans[i].on,
                                                 .delta = sign * spans[i].n };
        if (spans[i].until != DATE_OPEN)
            out[made++] = (struct org_tally_change){ .org_id = spans[i].org_id, .measure = measure,
                                                     .on = spans[i].until, .delta = -sign * spans[i].n };
    }
    return rc ? rc : org_tally_add(c, out, made);
}

enum rc member_unlist(struct ctx *c, int64_t id)
{
    enum rc rc = tally(c, id, id, -1);
    return rc ? rc : member_list_drop(c->db, &(struct member_list_drop_in){ .member_id = id });
}

enum rc member_relist(struct ctx *c, int64_t first_id, int64_t last_id)
{
    enum rc rc = member_list_make(c->db, &(struct member_list_make_in){ .first_id = first_id, .last_id = last_id });
    return rc ? rc : tally(c, first_id, last_id, 1);
}

/* --- when the tree changes above ------------------------------------------------------------------------------------ */

static enum rc relist_below(struct ctx *c, int64_t org_id, int32_t on)
{
    struct member_link *members = NULL;
    size_t n = 0;
    enum rc rc = member_below(c->db, &(struct member_below_in){ .org_id = org_id, .on = on }, &members, &n);
    for (size_t i = 0; !rc && i < n; i++) {
        rc = member_list_drop(c->db, &(struct member_list_drop_in){ .member_id = members[i].id });
        if (!rc)
            rc = member_list_make(c->db, &(struct member_list_make_in){ .first_id = members[i].id,
                                                                        .last_id = members[i].id });
    }
    return rc;
}

/* A merger takes the members along; who is in a group stays in it, now under the branch that the group came to. */
static enum rc merge_members(struct ctx *c, const struct event *e)
{
    struct member_link *members = NULL;
    size_t n = 0;
    struct scope site = { .site = 1, .today = c->today };
    enum rc rc = member_in_org(c->db, &(struct member_in_org_in){ .org_id = e->subject_id, .on = e->effective_on,
                                                                  .scope = site }, &members, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = member_move(c, members[i].id, members[i].org_id == e->subject_id ? e->org_id : members[i].org_id,
                         e->effective_on, e->basis);
    return rc;
}

/*
 * The counts of a moved subtree are moved whole: before the tree changes they are those of the old ancestors, after it
 * those of the new.  org announces both moments: org_moving before, org_moved after.
 */
static enum rc tally_below(struct ctx *c, int64_t org_id, int32_t on, int sign)
{
    struct member_link *members = NULL;
    size_t n = 0;
    enum rc rc = member_below(c->db, &(struct member_below_in){ .org_id = org_id, .on = on }, &members, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = tally(c, members[i].id, members[i].id, sign);
    return rc;
}

enum rc member_on_event(struct ctx *c, const struct event *e)
{
    enum rc rc = RC_OK;
    if (strcmp(e->kind, "org_moving") == 0)
        rc = tally_below(c, e->subject_id, e->effective_on, -1);
    if (strcmp(e->kind, "org_moved") == 0) {
        rc = relist_below(c, e->subject_id, e->effective_on);
        if (!rc)
            rc = tally_below(c, e->subject_id, e->effective_on, 1);
    }
    if (strcmp(e->kind, "org_merged") == 0)
        rc = merge_members(c, e);
    return rc;
}
