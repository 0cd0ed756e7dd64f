/*
 * feature/org/org.h: the Party organisations, for other features.
 *
 * An organisation's name, kind, code and place hold for intervals; every verb takes the day from which its change holds
 * and the document it rests on.  Verbs refuse (web/ctx.h) with a sentence; look-ups name the viewer through ctx.
 * Sources: ZB2018 4-8, 20-21; GX2021 5-9 (DOMAIN 2.1, 2.2, 7).
 */
#pragma once

#include "feature/org/org_words.h"
#include "web/ctx.h"

/* Members belong to branches of any kind (and, inside them, to groups), not to committees. */
bool org_kind_is_branch(int kind);

enum { ORG_NAME_CHARS = 60, ORG_BASIS_CHARS = 200 };

struct org_name {
    int64_t id;
    const char *code;
    const char *name;
    const char *short_name;
    int kind;
    bool open; /* the viewer may go there; the names above are told in any case */
};

/* Look-ups, on the day c->on, in the viewer's scope. RC_NOTFOUND otherwise. */
MUST_CHECK enum rc org_name_of(struct ctx *c, int64_t id, struct org_name *out);
MUST_CHECK enum rc org_by_code(struct ctx *c, const char *code, int64_t *id);
MUST_CHECK enum rc org_root(struct ctx *c, int64_t *id);
/* The university's own organisation, whose name is everybody's. */
MUST_CHECK enum rc org_root_name(struct ctx *c, struct org_name *out);
/* By full name, short name or code, where the viewer holds cap; RC_CONFLICT where several bear that short name. */
MUST_CHECK enum rc org_named_one(struct ctx *c, enum cap cap, const char *words, int64_t *id);
/* Of an export: the one with this code, the root for NULL; refuses a code that is none. */
MUST_CHECK enum rc org_chosen(struct ctx *c, const char *code, int64_t *id);
/* The branch that members of org_id belong to: itself, or the one a group stands in; refuses anything else. */
MUST_CHECK enum rc org_branch_of(struct ctx *c, int64_t org_id, int64_t *branch_id, int32_t *founded_on);
MUST_CHECK enum rc org_chain_of(struct ctx *c, int64_t id, struct org_name **out, size_t *n); /* from the root down */
/* For web/route.h: is it there under this capability? */
MUST_CHECK enum rc org_object(struct ctx *c, enum cap cap, int64_t id);

/* Every organisation of today, for imports: found by full name, short name or code, in that order. */
struct org_index;
MUST_CHECK enum rc org_index_make(struct ctx *c, struct org_index **out);
const struct org_name *org_index_find(const struct org_index *index, const char *words);
int32_t org_index_founded(const struct org_index *index, const struct org_name *org);

/* To found below an organisation one must be allowed to write what stands there. RC_DENIED otherwise. */
MUST_CHECK enum rc org_may_found(struct ctx *c, int64_t parent_id);

/* Posts. person is a member whom the caller has found for its viewer. */
struct org_post_in {
    int64_t org_id, person_id;
    const char *person_name;
    int post;
    int32_t from_on, until_on; /* until 0: open */
    const char *basis;
};
MUST_CHECK enum rc org_post_add(struct ctx *c, const struct org_post_in *in, int64_t *id);
MUST_CHECK enum rc org_posts_end_of(struct ctx *c, int64_t person_id, int64_t org_id, int32_t on); /* org 0: all */
MUST_CHECK enum rc org_posts_rename(struct ctx *c, int64_t person_id, const char *name);

/* Posts that a person holds or held up to c->on, newest first; the caller has found the person for its viewer. */
struct org_post_held {
    const char *org_name, *post_words;
    int32_t from_on, until_on;
};
MUST_CHECK enum rc org_posts_held_by(struct ctx *c, int64_t person_id, struct org_post_held **out, size_t *n);

/*
 * Events other features listen to, subject = the organisation:
 *   org_moving (announced before the tree changes), org_moved, org_dissolved, and org_merged, whose org_id is the
 *   organisation that takes over; org_refounding (announced with the new day before a founding is corrected: refuse
 *   what would then lie before it).
 */
