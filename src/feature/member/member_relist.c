/*
 * feature/member/member_relist.c: the list of every organisation and the counts up the tree, kept from the intervals.
 *
 * A verb that changes what a list shows calls member_unlist before and member_relist after.  Both counts and rows come
 * from the same spans (macro SPANS joins the intervals), so the two cannot disagree.  A change of the tree above members arrives
 * as an event of the organisation and is answered the same way.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "feature/member/member_i.h"
#include "feature/org/org_tally.h"

enum { LIST_LOT = 1024 }; /* rows handed to the database at once */

/* Suspended membership is not counted, and who was removed, has left or died belongs nowhere any more. */
static bool counted(int status)
{
    return status == STATUS_NORMAL || status == STATUS_RESTORED || status == STATUS_LOST_CONTACT;
}

/* --- counts --------------------------------------------------------------------------------------------------------- */

struct tally {
    struct org_tally_change *changes;
    size_t n;
};

static void tally_span(struct tally *t, const struct member_span *s, const char *measure, int64_t sign)
{
    t->changes[t->n++] =
        (struct org_tally_change){ .org_id = s->ancestor_id, .measure = measure, .on = s->from_on, .delta = sign };
    if (s->until_on != DATE_OPEN)
        t->changes[t->n++] = (struct org_tally_change){
            .org_id = s->ancestor_id, .measure = measure, .on = s->until_on, .delta = -sign
        };
}

static enum rc tally_add(struct ctx *c, const struct member_span *spans, size_t n, int64_t sign)
{
    struct tally t = { .changes = arena_array(c->arena, 4 * n + 1, sizeof(*t.changes)) };
    if (!t.changes)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++) {
        if (!counted(spans[i].membership_status))
            continue;
        tally_span(&t, &spans[i], "member", sign);
        if (spans[i].person_category == CATEGORY_FULL_MEMBER)
            tally_span(&t, &spans[i], "full_member", sign);
    }
    return org_tally_add(c, t.changes, t.n);
}

static enum rc spans_of(struct ctx *c, int64_t first_id, int64_t last_id, struct member_span **spans, size_t *n)
{
    return member_spans(c->db, &(struct member_spans_in){ .first_id = first_id, .last_id = last_id }, spans, n);
}

static enum rc tally(struct ctx *c, int64_t id, int64_t sign)
{
    struct member_span *spans = NULL;
    size_t n = 0;
    enum rc rc = spans_of(c, id, id, &spans, &n);
    return rc ? rc : tally_add(c, spans, n, sign);
}

/* --- lists ---------------------------------------------------------------------------------------------------------- */

/* The order of the list on disk. */
static int span_compare(const void *va, const void *vb)
{
    const struct member_span *a = va, *b = vb;
    if (a->ancestor_id != b->ancestor_id)
        return a->ancestor_id < b->ancestor_id ? -1 : 1;
    int order = strcmp(a->pinyin, b->pinyin);
    if (order)
        return order;
    return a->member_id < b->member_id ? -1 : a->member_id > b->member_id;
}

/* clang-format off */
static struct member_list_add_in listed(const struct member_span *s)
{
    return (struct member_list_add_in){
        .ancestor_id = s->ancestor_id, .member_id = s->member_id, .from_on = s->from_on, .until_on = s->until_on,
        .pinyin = s->pinyin, .initials = s->initials, .name = s->name, .branch_id = s->branch_id,
        .person_category = s->person_category, .membership_status = s->membership_status, .sex = s->sex,
        .ethnicity = s->ethnicity, .birth_date = s->birth_date, .education = s->education, .join_date = s->join_date,
        .lost = s->lost, .mobile_member = s->mobile_member,
    };
}
/* clang-format on */

static enum rc list_add(struct ctx *c, const struct member_span *spans, size_t n)
{
    struct member_list_add_in *lot = arena_array(c->arena, n < LIST_LOT ? n : LIST_LOT, sizeof(*lot));
    enum rc rc = lot ? RC_OK : RC_TOOBIG;
    for (size_t done = 0; !rc && done < n;) {
        size_t k = 0;
        while (k < LIST_LOT && done < n)
            lot[k++] = listed(&spans[done++]);
        rc = member_list_add(c->db, lot, k);
    }
    return rc;
}

static void spans_sort(struct member_span *spans, size_t n)
{
    if (n > 1)
        qsort(spans, n, sizeof(*spans), span_compare);
}

enum rc member_list_sorted(struct ctx *c, const struct member_span *spans, size_t n)
{
    enum rc rc = list_add(c, spans, n);
    return rc ? rc : tally_add(c, spans, n, 1);
}

enum rc member_unlist(struct ctx *c, int64_t id)
{
    enum rc rc = tally(c, id, -1);
    return rc ? rc : member_list_drop(c->db, &(struct member_list_drop_in){ .member_id = id });
}

enum rc member_relist(struct ctx *c, int64_t first_id, int64_t last_id)
{
    struct member_span *spans = NULL;
    size_t n = 0;
    struct arena_mark mark = arena_mark(c->arena);
    enum rc rc = spans_of(c, first_id, last_id, &spans, &n);
    if (!rc) {
        spans_sort(spans, n);
        rc = member_list_sorted(c, spans, n);
    }
    arena_rewind(c->arena, mark);
    return rc;
}

/* --- when the tree changes above ------------------------------------------------------------------------------------ */

static enum rc relist_one(struct ctx *c, int64_t id)
{
    struct member_span *spans = NULL;
    size_t n = 0;
    enum rc rc = spans_of(c, id, id, &spans, &n);
    spans_sort(spans, rc ? 0 : n);
    return rc ? rc : list_add(c, spans, n);
}

static enum rc relist_below(struct ctx *c, int64_t org_id, int32_t on)
{
    struct member_link *members = NULL;
    size_t n = 0;
    enum rc rc = member_below(c->db, &(struct member_below_in){ .org_id = org_id, .on = on }, &members, &n);
    for (size_t i = 0; !rc && i < n; i++) {
        rc = member_list_drop(c->db, &(struct member_list_drop_in){ .member_id = members[i].id });
        if (!rc)
            rc = relist_one(c, members[i].id);
    }
    return rc;
}

/* A merger takes the members along; who is in a group stays in it, now under the branch that the group came to. */
static enum rc merge_members(struct ctx *c, const struct event *e)
{
    struct member_link *members = NULL;
    size_t n = 0;
    struct scope site = { .site = 1, .today = c->today };
    enum rc rc = member_in_org(
        c->db, &(struct member_in_org_in){ .org_id = e->subject_id, .on = e->effective_on, .scope = site }, &members,
        &n);
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
        rc = tally(c, members[i].id, sign);
    return rc;
}

/* Who belonged to an organisation belonged to one that was there. */
static enum rc check_founding(struct ctx *c, int64_t org_id, int32_t on)
{
    struct member_day first;
    char text[DATE_TEXT_BYTES];
    enum rc rc = member_first_day(c->db, &(struct member_first_day_in){ .org_id = org_id }, &first);
    if (!rc && first.day && first.day < on)
        rc = refuse(c, "on", "after_member",
                    arena_printf(c->arena, "成立日期不能晚于 %s，那一天起已经有党员编入。", date_text(first.day, text)));
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
    if (strcmp(e->kind, "org_refounding") == 0)
        rc = check_founding(c, e->subject_id, e->effective_on);
    return rc;
}
