/* feature/member/member_i.h: private to this folder. */
#pragma once

#include "feature/member/member.h"
#include "feature/member/member.sql.h"
#include "doc/xlsx_write.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/command.h"
#include "web/event.h"
#include "web/feature.h"
#include "web/form.h"
#include "web/route.h"

enum { MEMBER_PAGE_ROWS = 50, MEMBER_EXPORT_ROWS = 500 };

/* --- look-ups (member_store.c): each fills in viewer and day -------------------------------------------------------- */
MUST_CHECK enum rc member_get(struct ctx *c, int64_t id, struct member_row *out);
MUST_CHECK enum rc member_get_more(struct ctx *c, int64_t id, struct member_more *out);
MUST_CHECK enum rc member_get_clear(struct ctx *c, int64_t id,
                                    struct member_clear *out); /* today's, under today's rights */
MUST_CHECK enum rc member_get_link(struct ctx *c, int64_t id, struct member_link *out);
MUST_CHECK enum rc member_get_named(struct ctx *c, int64_t org_id, const char *name, struct member_link **rows,
                                    size_t *n);
MUST_CHECK enum rc member_get_proposals(struct ctx *c, int64_t id, struct member_proposal_row **rows, size_t *n);
MUST_CHECK enum rc member_get_proposal(struct ctx *c, int64_t id, struct member_proposal_row *out);
MUST_CHECK enum rc member_get_waiting(struct ctx *c, int64_t org_id, struct member_proposal_row **rows, size_t *n);
struct member_items member_items_of(const struct member_clear *m);

/* --- lists (member_list.c) ------------------------------------------------------------------------------------------ */
struct member_query { /* the filters of /members, CONTRACT 4 */
    int64_t org;
    int kind, sex;
    int64_t age_from, age_to;
    int ethnicity, education;
    int32_t joined_from, joined_to;
    int membership_status, lost, mobile_member;
    const char *q, *after, *columns, *sheet;
};
extern const struct form member_query_form;
extern const struct vocab yes_no_vocab; /* a filter knows three states: yes, no, not asked */

enum {
    MEMBER_ITEMS_USUAL = 0,                 /* of a page whose columns nobody chose */
    MEMBER_ITEMS_LISTED = MEMBER_PAGE_MORE, /* all that the list knows by itself */
    MEMBER_ITEMS_ALL = MEMBER_PAGE_MORE | MEMBER_PAGE_FULL,
};

struct member_cursor; /* where a list goes on: organisation, way of searching, key */
/* items: which of a row are read, MEMBER_ITEMS_…. */
MUST_CHECK enum rc member_list_begin(struct ctx *c, const struct member_query *q, unsigned items,
                                     struct member_cursor **out);
MUST_CHECK enum rc member_list_next(struct ctx *c, void *cursor, const void **rows, size_t *n);
const char *member_list_after(struct ctx *c, const struct member_cursor *cursor); /* NULL at the end */
int64_t member_list_org(const struct member_cursor *cursor);

/* --- the derived list and counts (member_relist.c) ------------------------------------------------------------------ */
/* Around every change of what a list shows: counts leave before, and come back after, with the list rows. */
MUST_CHECK enum rc member_unlist(struct ctx *c, int64_t id);
MUST_CHECK enum rc member_relist(struct ctx *c, int64_t first_id, int64_t last_id);
MUST_CHECK enum rc member_list_spans(struct ctx *c, struct member_span *spans,
                                     size_t n); /* rows and counts of new spans */
/* The same for new members, out of what was written of them; kinds in the order of members. */
struct member_bulk {
    size_t n, nkinds;
    const struct member_insert_in *items;
    const struct member_belonging_add_in *belonging;
    const struct member_kind_add_in *kinds;
    const struct member_standing_add_in *standing;
};
MUST_CHECK enum rc member_list_many(struct ctx *c, const struct member_bulk *b);
MUST_CHECK enum rc member_on_event(struct ctx *c, const struct event *e);

/* --- verbs of this folder's own (member_change.c) ------------------------------------------------------------------- */
MUST_CHECK enum rc member_more_change(struct ctx *c, const struct member_more *next, const char *basis);
MUST_CHECK enum rc member_propose(struct ctx *c, int64_t id, const char *field, const char *value, const char *reason);
MUST_CHECK enum rc member_decide(struct ctx *c, int64_t proposal_id, bool accepted, const char *answer);
MUST_CHECK enum rc member_own_contact(struct ctx *c, int64_t id, const char *mobile, const char *phone,
                                      const char *address);

/* One item of a row in words: "full_date" of the entry is 2024-05-20. */
const char *member_item_words(struct ctx *c, const struct member_row *m, const char *field);

/* --- pages ---------------------------------------------------------------------------------------------------------- */
MUST_CHECK enum rc member_show_with(struct ctx *c, int64_t id, const char *label, const char *value);
/* The file with one sensitive value in clear, once; as JSON the value alone. */
MUST_CHECK enum rc member_disclosed(struct ctx *c, int64_t id, const char *item, const char *label, const char *value);
extern const struct form member_new_form, member_items_form, member_more_form, member_move_form, member_kind_form,
    member_standing_form, member_post_form, member_disclosure_form, member_contact_form, member_propose_form,
    member_decision_form;
enum rc member_new_show(struct ctx *c, const void *form);
enum rc member_create(struct ctx *c, const void *form);
enum rc member_items_show(struct ctx *c, const void *form);
enum rc member_items_update(struct ctx *c, const void *form);
enum rc member_more_show(struct ctx *c, const void *form);
enum rc member_more_update(struct ctx *c, const void *form);
enum rc member_disclosure_create(struct ctx *c, const void *form);
enum rc member_move_show(struct ctx *c, const void *form);
enum rc member_move_create(struct ctx *c, const void *form);
enum rc member_kind_show(struct ctx *c, const void *form);
enum rc member_kind_create(struct ctx *c, const void *form);
enum rc member_standing_show(struct ctx *c, const void *form);
enum rc member_standing_create(struct ctx *c, const void *form);
enum rc member_post_show(struct ctx *c, const void *form);
enum rc member_post_create(struct ctx *c, const void *form);
enum rc member_contact_show(struct ctx *c, const void *form);
enum rc member_contact_update(struct ctx *c, const void *form);
enum rc member_propose_show(struct ctx *c, const void *form);
enum rc member_propose_create(struct ctx *c, const void *form);
enum rc member_proposal_show(struct ctx *c, const void *form);
enum rc member_decision_create(struct ctx *c, const void *form);

/* --- tables of the feature ------------------------------------------------------------------------------------------ */
extern const struct route member_routes[];
extern const struct command member_commands[];
extern const struct migration member_migrations[];
