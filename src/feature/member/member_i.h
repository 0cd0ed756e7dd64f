/* feature/member/member_i.h: private to this folder. */
#pragma once

#include "feature/member/member.h"
#include "feature/member/member.sql.h"
#include "doc/xlsx_write.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/change.h"
#include "web/command.h"
#include "web/event.h"
#include "web/feature.h"
#include "web/form.h"
#include "web/rekey.h"
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
const int64_t *member_list_orgs(const struct member_cursor *cursor, size_t *n);

/* --- the derived list and counts (member_relist.c) ------------------------------------------------------------------ */
/* Around every change of what a list shows: counts leave before, and come back after, with the list rows. */
MUST_CHECK enum rc member_unlist(struct ctx *c, int64_t id);
MUST_CHECK enum rc member_relist(struct ctx *c, int64_t first_id, int64_t last_id);
MUST_CHECK enum rc member_list_sorted(struct ctx *c, const struct member_span *spans,
                                      size_t n); /* rows and counts of new spans */
/* The same for new members, out of what was written of them (member_bulk.c); kinds in the order of members. */
struct member_bulk {
    struct member_gather *gather;
    size_t n, nkinds;
    struct member_insert_in *items;
    struct member_belonging_add_in *belonging;
    struct member_kind_add_in *kinds;
    struct member_standing_add_in *standing;
    struct event_subject *subjects;
};
struct org_place;
MUST_CHECK enum rc member_gather_place(struct ctx *c, struct member_gather *g, int64_t org_id,
                                       const struct org_place **out);
MUST_CHECK enum rc member_gather_add(struct ctx *c, const struct member_bulk *b);
MUST_CHECK enum rc member_on_event(struct ctx *c, const struct event *e);

/* --- verbs of this folder's own (member_change.c) ------------------------------------------------------------------- */
MUST_CHECK enum rc member_more_change(struct ctx *c, const struct member_more *next, const char *basis);
MUST_CHECK enum rc member_own_contact(struct ctx *c, int64_t id, const char *mobile, const char *phone,
                                      const char *address);

MUST_CHECK enum rc member_erase(struct ctx *c, int64_t id, const char *reason); /* member_erase.c */

/* --- pages ---------------------------------------------------------------------------------------------------------- */
MUST_CHECK enum rc member_show_with(struct ctx *c, int64_t id, const char *label, const char *value);
/* The file with one sensitive value in clear, once; as JSON the value alone. */
MUST_CHECK enum rc member_disclosed(struct ctx *c, int64_t id, const char *item, const char *label, const char *value);
extern const struct form member_disclosure_form;
enum rc member_create(struct ctx *c, const void *form);
enum rc member_disclosure_create(struct ctx *c, const void *form);

/* --- changes (member_web_change.c) ---------------------------------------------------------------------------------- */
extern const struct change member_change_new, member_change_items, member_change_more, member_change_move,
    member_change_kind, member_change_standing, member_change_post, member_change_contact, member_change_erasure;

/* --- tables of the feature ------------------------------------------------------------------------------------------ */
extern const struct route member_routes[];
extern const struct command member_commands[];
extern const struct migration member_migrations[];
extern const struct rekey_step member_rekey[];
enum rc member_on_erase(struct ctx *c, int64_t id);
