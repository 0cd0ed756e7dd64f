/*
 * feature/member/member.h: the members of the Party, for other features.
 *
 * Items and codes: DOMAIN 8.4, 9.2-9.4.  What a member is (kind, standing) and where (belonging) holds for intervals;
 * nothing here ever changes anybody's standing by itself (DOMAIN 14.12).  Look-ups name the viewer through ctx.
 */
#pragma once

#include "feature/org/org.h"
#include "web/ctx.h"

/* clang-format off */
#define SEX_LIST(X)                          /* GB/T 2261.1 */                            \
    X(MALE,   "male",   "男", "男性 M m 1")                                               \
    X(FEMALE, "female", "女", "女性 F f 2")

#define PERSON_CATEGORY_LIST(X)                                                           \
    X(FULL_MEMBER,         "full_member",         "正式党员", "正式 中共党员")            \
    X(PROBATIONARY_MEMBER, "probationary_member", "预备党员", "预备 中共预备党员")

#define MEMBERSHIP_STATUS_LIST(X)            /* DOMAIN 3.2 */                             \
    X(NORMAL,       "normal",       "正常",     "")                                       \
    X(SUSPENDED,    "suspended",    "停止党籍", "")                                       \
    X(LOST_CONTACT, "lost_contact", "失去联系", "失联")                                   \
    X(RESTORED,     "restored",     "恢复党籍", "")                                       \
    X(REMOVED,      "removed",      "除名",     "自行脱党除名")                           \
    X(EXPELLED,     "expelled",     "开除党籍", "")                                       \
    X(LEFT,         "left",         "退党",     "劝其退党")                               \
    X(DECEASED,     "deceased",     "去世",     "已去世 死亡")
/* clang-format on */

enum sex {
    SEX_NONE,
#define X(name, id, label, aliases) SEX_##name,
    SEX_LIST(X)
#undef X
};

enum person_category {
    CATEGORY_NONE,
#define X(name, id, label, aliases) CATEGORY_##name,
    PERSON_CATEGORY_LIST(X)
#undef X
};

enum membership_status {
    STATUS_NONE,
#define X(name, id, label, aliases) STATUS_##name,
    MEMBERSHIP_STATUS_LIST(X)
#undef X
};

extern const struct vocab sex_vocab, person_category_vocab, membership_status_vocab;
extern const struct vocab ethnicity_vocab; /* GB/T 3304: "01" 汉族 … */
extern const struct vocab education_vocab; /* GB/T 4658: "11" 博士研究生 … */

enum { MEMBER_NAME_CHARS = 60, MEMBER_TEXT_CHARS = 100, MEMBER_ADDRESS_CHARS = 200 };

struct member_name {
    int64_t id;
    const char *name;
    int64_t branch_id;
    int64_t org_id; /* the branch, or the group inside it */
    bool here;      /* belongs somewhere today; false for one who has left */
};

MUST_CHECK enum rc member_name_of(struct ctx *c, int64_t id, struct member_name *out);
/* For web/route.h: is the member there under this capability? */
MUST_CHECK enum rc member_object(struct ctx *c, enum cap cap, int64_t id);
/* The number as people write it; RC_NOTFOUND also when it is none. */
MUST_CHECK enum rc member_by_citizen_number(struct ctx *c, const char *number, int64_t *id, const char **name,
                                            int64_t *home_id);

/* All items of one member, as they are written down. Text is clean, never NULL; sensitive items in clear. */
struct member_items {
    int64_t id;
    const char *name;
    int sex;
    const char *citizen_number;
    int ethnicity;
    int32_t birth_date;
    int education;
    int person_category;
    int32_t join_date, full_date;
    const char *post, *mobile, *phone, *home_address;
    int membership_status;
    bool lost;
    int32_t lost_since;
    bool mobile_member;
    const char *destination;
};

struct member_fault {
    const char *field; /* "citizen_number" */
    const char *code;  /* CONTRACT 2 */
    const char *message;
};
enum { MEMBER_FAULTS = 16 };
/* Everything that contradicts itself or the calendar (DOMAIN 9.1, XZ2014 5, 32). Returns how many. */
size_t member_check(struct ctx *c, const struct member_items *m, struct member_fault out[static MEMBER_FAULTS]);

/* A new member: belonging starts at the latest of on, joining and the founding of the branch. */
struct member_new {
    struct member_items items;
    int64_t org_id;
    int32_t on;
    const char *basis;
};
MUST_CHECK enum rc member_add(struct ctx *c, const struct member_new *in, int64_t *id);
/* The same for many, already checked; ids are given in order from *first to *last. */
MUST_CHECK enum rc member_add_many(struct ctx *c, const struct member_new *in, size_t n, const char *via_basis);
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
MUST_CHECK enum rc member_update(struct ctx *c, const struct member_known *now, const struct member_items *next, int32_t on,
                                 const char *basis);

/* Masks of CONTRACT 4, for what is kept in clear of an item. */
const char *member_tail(struct arena *a, const char *text, size_t n);
const char *address_head(struct arena *a, const char *address);

/* Events: member_added, member_corrected, member_moved, member_kind, member_standing, member_disclosed, member_opened. */
