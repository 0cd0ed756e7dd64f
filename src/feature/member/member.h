/*
 * feature/member/member.h: the members of the Party, for other features.
 *
 * Items and codes: DOMAIN 8.4, 9.2-9.4.  What a member is (kind, standing) and where (belonging) holds for intervals;
 * nothing here ever changes anybody's standing by itself (DOMAIN 14.12).  Look-ups name the viewer through ctx.
 */
#pragma once

#include "feature/org/org.h"
#include "feature/member/member_items.h"
#include "feature/member/member_words.h"
#include "web/ctx.h"

/* For web/route.h: is the member there under this capability? */
MUST_CHECK enum rc member_object(struct ctx *c, enum cap cap, int64_t id);
/* The number as people write it; RC_NOTFOUND also when it is none. */
MUST_CHECK enum rc member_by_citizen_number(struct ctx *c, const char *number, int64_t *id, const char **name,
                                            int64_t *home_id);

/* Those of that very name below an organisation in which the viewer holds the capability of the route. */
struct member_called {
    int64_t id;
    const char *name;
};
MUST_CHECK enum rc member_by_name(struct ctx *c, int64_t org_id, const char *name, struct member_called **out,
                                  size_t *n);

/* What is kept of another member was shown: who looked is remembered (web/opening.h). Of an unknown branch: 0, "". */
MUST_CHECK enum rc member_looked_at(struct ctx *c, int64_t id, int64_t branch_id, const char *branch_code);

/* A new member: belonging starts at the latest of on, joining and the founding of the branch. */
struct member_new {
    struct member_items items;
    int64_t org_id;
    int32_t on;
    const char *basis;
};
MUST_CHECK enum rc member_add(struct ctx *c, const struct member_new *in, int64_t *id);
/* The same for many, already checked, lot by lot: they stand in lists and counts once these are made, at the end. */
struct member_gather;
MUST_CHECK enum rc member_gather_new(struct member_gather **out);
MUST_CHECK enum rc member_add_lot(struct ctx *c, struct member_gather *g, const struct member_new *in, size_t n,
                                  const char *basis);
MUST_CHECK enum rc member_gather_list(struct ctx *c, struct member_gather *g);
void member_gather_free(struct member_gather *g);
/* Today's items in clear, under today's rights; branch 0 for one who belongs nowhere any more. */
MUST_CHECK enum rc member_items_get(struct ctx *c, int64_t id, struct member_items *out, int64_t *branch_id);
/* Corrects items (not kind, standing or belonging); changed says whether anything differed. */
MUST_CHECK enum rc member_correct(struct ctx *c, const struct member_items *next, const char *basis, bool *changed);
/* Organisation relation to another branch or group of the university, from that day on. */
MUST_CHECK enum rc member_move(struct ctx *c, int64_t id, int64_t org_id, int32_t on, const char *basis);
/* The branch was written down wrongly and never held. */
MUST_CHECK enum rc member_misplaced(struct ctx *c, int64_t id, int64_t org_id, const char *basis);
/* Probationary to full (with full_date) and back to what a meeting decided. */
MUST_CHECK enum rc member_set_kind(struct ctx *c, int64_t id, int person_category, int32_t on, const char *basis);
MUST_CHECK enum rc member_set_standing(struct ctx *c, int64_t id, int membership_status, int32_t on, const char *basis);

/* For imports: somebody by a checked number, whoever asks; the caller tells its viewer nothing out of scope. */
struct member_known {
    struct member_items items;
    int64_t branch_id, org_id; /* the newest belonging */
    const char *branch_name;   /* "" for one who belongs nowhere today */
    int32_t known_from;
};
MUST_CHECK enum rc member_known(struct ctx *c, const char *number, struct member_known *out);
MUST_CHECK enum rc member_register_empty(struct ctx *c, bool *empty);
/* Items, kind and standing of one that is known; the branch is member_move's or member_misplaced's. */
MUST_CHECK enum rc member_update(struct ctx *c, const struct member_known *now, const struct member_items *next,
                                 int32_t on, const char *basis);

/* Events: member_added, member_corrected, member_moved, member_kind, member_standing, member_disclosed, member_opened. */
