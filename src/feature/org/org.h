/*
 * feature/org/org.h: the Party organisations, for other features.
 *
 * An organisation's name, kind, code and place hold for intervals; every verb takes the day from which its change holds
 * and the document it rests on.  Verbs refuse (web/ctx.h) with a sentence; look-ups name the viewer through ctx.
 * Sources: ZB2018 4-8, 20-21; GX2021 5-9 (DOMAIN 2.1, 2.2, 7).
 */
#pragma once

#include "web/ctx.h"

/* clang-format off */
#define ORG_KIND_LIST(X)                                                             \
    X(PARTY_COMMITTEE,  "party_committee",  "党委",       "党的基层委员会 基层党委 二级党委") \
    X(GENERAL_BRANCH,   "general_branch",   "党总支",     "总支部 党的总支部委员会")   \
    X(BRANCH,           "branch",           "党支部",     "支部")                     \
    X(DIRECT_BRANCH,    "direct_branch",    "直属党支部", "直属支部")                 \
    X(JOINT_BRANCH,     "joint_branch",     "联合党支部", "联合支部")                 \
    X(TEMPORARY_BRANCH, "temporary_branch", "临时党支部", "临时支部")                 \
    X(PARTY_GROUP,      "party_group",      "党小组",     "小组")

#define ORG_POST_LIST(X)                                                             \
    X(SECRETARY,               "secretary",               "书记",     "党委书记 总支书记 支部书记") \
    X(DEPUTY_SECRETARY,        "deputy_secretary",        "副书记",   "支部副书记")   \
    X(ORG_COMMISSIONER,        "org_commissioner",        "组织委员", "")             \
    X(PUBLICITY_COMMISSIONER,  "publicity_commissioner",  "宣传委员", "")             \
    X(DISCIPLINE_COMMISSIONER, "discipline_commissioner", "纪检委员", "纪律检查委员") \
    X(COMMISSIONER,            "commissioner",            "委员",     "")             \
    X(GROUP_LEADER,            "group_leader",            "党小组长", "小组长 组长")
/* clang-format on */

enum org_kind {
    ORG_NONE,
#define X(name, id, label, aliases) ORG_##name,
    ORG_KIND_LIST(X)
#undef X
};

enum org_post {
    POST_NONE,
#define X(name, id, label, aliases) POST_##name,
    ORG_POST_LIST(X)
#undef X
};

extern const struct vocab org_kind_vocab;
extern const struct vocab org_post_vocab;

/* Members belong to branches of any kind (and, inside them, to groups), not to committees. */
bool org_kind_is_branch(int kind);

enum { ORG_NAME_CHARS = 60, ORG_BASIS_CHARS = 200 };

struct org_name {
    int64_t id;
    const char *code;
    const char *name;
    const char *short_name;
    int kind;
};

/* Look-ups, on the day c->on, in the viewer's scope. RC_NOTFOUND otherwise. */
MUST_CHECK enum rc org_name_of(struct ctx *c, int64_t id, struct org_name *out);
MUST_CHECK enum rc org_by_code(struct ctx *c, const char *code, int64_t *id);
MUST_CHECK enum rc org_root(struct ctx *c, int64_t *id);
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

/* What a workbook says of one organisation, or what the register holds of it today. Text is clean, never NULL. */
struct org_entry {
    int64_t id, parent_id; /* parent 0: the university's committee */
    const char *code;      /* given by org_found_many */
    const char *name, *short_name;
    int kind;
    int32_t founded_on, changed_on; /* of the version that holds */
    int64_t term_years;
    int32_t elected_on;
    const char *national_code, *contact_person, *contact_phone, *unit_situation, *unit_name, *unit_category;
    const char *unit_party_status, *uscc;
};
MUST_CHECK enum rc org_entries(struct ctx *c, struct org_entry **out, size_t *n); /* all, whoever asks; in code order */
/* Checked by the caller; ids are the caller's, parents stand among them or in the register, in any order. */
MUST_CHECK enum rc org_found_many(struct ctx *c, struct org_entry *in, size_t n, const char *basis);
/* Short name, kind, term and items of one that is known. */
MUST_CHECK enum rc org_entry_change(struct ctx *c, const struct org_entry *now, const struct org_entry *next, int32_t on,
                                    const char *basis);

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

/* Who stood above, itself included, and when: for lists and counts of other features. */
struct org_above {
    int64_t org_id;
    int32_t from_on, until_on;
};
MUST_CHECK enum rc org_above_of(struct ctx *c, int64_t org_id, struct org_above **out, size_t *n);

/* Counts up the tree: measure changed by delta on a day, for org_id alone (the caller names each ancestor). */
struct org_tally_change {
    int64_t org_id;
    const char *measure; /* "member", "full_member" */
    int32_t on;
    int64_t delta;
};
MUST_CHECK enum rc org_tally_add(struct ctx *c, const struct org_tally_change *changes, size_t n);

/*
 * Events other features listen to, subject = the organisation:
 *   org_moving (announced before the tree changes), org_moved, org_dissolved, and org_merged, whose org_id is the
 *   organisation that takes over.
 */
