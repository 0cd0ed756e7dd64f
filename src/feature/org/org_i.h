/* feature/org/org_i.h: private to this folder. */
#pragma once

#include "feature/org/org.h"
#include "feature/org/org_entry.h"
#include "feature/org/org_tally.h"
#include "feature/org/org.sql.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/change.h"
#include "web/command.h"
#include "web/event.h"
#include "web/feature.h"
#include "web/form.h"
#include "web/rekey.h"
#include "web/route.h"

enum { ORG_PAGE_ROWS = 50, ORG_CODE_BYTES = 64 };

/* --- what verbs take ------------------------------------------------------------------------------------------------ */
struct org_new {
    int64_t parent_id;
    const char *name, *short_name; /* short "" takes the name */
    int kind;
    int32_t founded_on;
    int64_t term_years;
    int32_t elected_on;
    const char *basis;
};

struct org_change {   /* of rename, move, merge, dissolve: each uses what it needs */
    int64_t other_id; /* the new parent, or the one that takes over */
    const char *name, *short_name;
    int kind;
    int32_t on;
    const char *basis;
};

MUST_CHECK enum rc org_found(struct ctx *c, const struct org_new *in, int64_t *id);
MUST_CHECK enum rc org_rename(struct ctx *c, int64_t id, const struct org_change *in);
MUST_CHECK enum rc org_move(struct ctx *c, int64_t id, const struct org_change *in);
MUST_CHECK enum rc org_merge(struct ctx *c, int64_t id, const struct org_change *in);
MUST_CHECK enum rc org_dissolve(struct ctx *c, int64_t id, const struct org_change *in);
MUST_CHECK enum rc org_elect(struct ctx *c, int64_t id, int32_t elected_on, int64_t years, const char *basis);
MUST_CHECK enum rc org_correct_founding(struct ctx *c, int64_t id, int32_t on, const char *basis);
MUST_CHECK enum rc org_correct_election(struct ctx *c, int64_t id, const struct org_term_row *next);
MUST_CHECK enum rc org_items_change(struct ctx *c, const struct org_items_row *now, const struct org_items_row *next);
MUST_CHECK enum rc org_post_end(struct ctx *c, const struct org_post_row *post, int32_t on, const char *basis);

/* --- look-ups (org_store.c): each fills in viewer and day ----------------------------------------------------------- */
MUST_CHECK enum rc org_get(struct ctx *c, int64_t id, struct org_row *out);
MUST_CHECK enum rc org_get_days(struct ctx *c, int64_t id, struct org_days *out);
MUST_CHECK enum rc org_get_children(struct ctx *c, int64_t id, struct org_row **rows, size_t *n);
MUST_CHECK enum rc org_get_subtree(struct ctx *c, int64_t id, struct org_subtree_row **rows, size_t *n);
MUST_CHECK enum rc org_get_named(struct ctx *c, const char *name, struct org_link **rows, size_t *n); /* everywhere */
MUST_CHECK enum rc org_get_post(struct ctx *c, int64_t id, struct org_post_row *out);
MUST_CHECK enum rc org_get_posts(struct ctx *c, int64_t id, struct org_post_row **rows, size_t *n);
MUST_CHECK enum rc org_get_terms(struct ctx *c, int64_t id, struct org_term_row **rows, size_t *n);
MUST_CHECK enum rc org_get_items(struct ctx *c, int64_t id, struct org_items_row *out);
MUST_CHECK enum rc org_get_post_counts(struct ctx *c, int64_t id, struct org_post_count *out);

struct org_query { /* of /orgs */
    int64_t org;   /* 0: the viewer's own */
    int kind;
    const char *q;
    const char *after;
};
/* Below each of these organisations, in the order of codes, each once. */
enum { ORG_ROOTS = 32 };
struct org_roots {
    int64_t ids[ORG_ROOTS];
    size_t n;
};
MUST_CHECK enum rc org_get_page(struct ctx *c, const struct org_query *q, const struct org_roots *roots,
                                struct org_row **rows, size_t *n);

/* --- what is out of order (org_rules.c) ----------------------------------------------------------------------------- */
struct org_finding {
    const char *code;   /* "too_few_full_members" */
    const char *text;   /* what is the matter */
    const char *advice; /* what can be done */
    const char *clause; /* regulation and article */
    bool due;           /* not wrong yet, but soon */
};
enum { ORG_FINDINGS = 8 };
size_t org_findings(const struct org_row *o, const struct org_post_count *posts, int32_t on,
                    struct org_finding out[static ORG_FINDINGS], struct arena *a);
int32_t org_term_ends(const struct org_row *o); /* DATE_NONE where no election is known */

/* --- changes (org_web_change.c) ------------------------------------------------------------------------------------- */
extern const struct change org_change_found, org_change_rename, org_change_move, org_change_merge, org_change_dissolve,
    org_change_elect, org_change_ending, org_change_items, org_change_founding, org_change_election;

extern const struct command org_commands[];
extern const struct migration org_migrations[];
extern const struct rekey_step org_rekey[];
