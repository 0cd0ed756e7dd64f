/*
 * web/cap.c: the table of roles.  CONTRACT 3, row by row.
 *
 * A role reaches its organisation and everything below it, unless a row says REACH_BELOW or REACH_SITE.
 */
#include "web/cap.h"

#include <stddef.h>
#include <string.h>

VOCAB_TABLE(role, ROLE_LIST)

#define B(cap)  (1u << CAP_##cap)
#define R(role) (1u << ROLE_##role)

struct role_row {
    uint32_t subtree;
    uint32_t below;
    uint32_t site;
    uint32_t gives; /* bit (1 << role) */
    enum reach giving;
};

/* clang-format off */
enum {
    LOOKS_ON  = B(ORG_READ) | B(MEMBER_LIST),
    READS     = LOOKS_ON | B(MEMBER_READ),
    KEEPS     = READS | B(ORG_STAFF) | B(MEMBER_WRITE) | B(MEMBER_DISCLOSE) | B(MEMBER_IMPORT) | B(MEMBER_EXPORT),

    OF_BRANCH     = R(ORG_COMMISSIONER) | R(PUBLICITY_COMMISSIONER) | R(DISCIPLINE_COMMISSIONER) | R(GROUP_LEADER),
    OF_OFFICE     = R(PARTY_SCHOOL_ADMIN) | R(DUES_ACCOUNTANT) | R(DUES_CASHIER),
    OF_SCHOOL     = R(SECONDARY_COMMITTEE_ADMIN) | R(ORGANIZER) | R(GENERAL_BRANCH_ADMIN) | R(BRANCH_SECRETARY) |
                    OF_BRANCH | OF_OFFICE,
    ADMINISTERS   = R(SYS_ADMIN) | R(SEC_ADMIN) | R(AUDIT_ADMIN),
    OF_UNIVERSITY = R(UNIVERSITY_ORG_ADMIN) | R(UNIVERSITY_COMMITTEE) | OF_OFFICE | ADMINISTERS,
};

static const struct role_row role_rows[ROLE_COUNT] = {
    [ROLE_UNIVERSITY_ORG_ADMIN]      = { .subtree = KEEPS | B(ORG_WRITE) | B(GRANT_WRITE) | B(MEMBER_ERASE), .gives = OF_SCHOOL, .giving = REACH_BELOW },
    [ROLE_UNIVERSITY_COMMITTEE]      = { .subtree = READS | B(MEMBER_EXPORT) },
    [ROLE_SECONDARY_COMMITTEE_ADMIN] = { .subtree = KEEPS | B(GRANT_WRITE), .below = B(ORG_WRITE), .gives = OF_SCHOOL, .giving = REACH_SUBTREE },
    [ROLE_ORGANIZER]                 = { .subtree = KEEPS, .below = B(ORG_WRITE) },
    [ROLE_GENERAL_BRANCH_ADMIN]      = { .subtree = KEEPS | B(GRANT_WRITE), .gives = OF_BRANCH, .giving = REACH_SUBTREE },
    [ROLE_BRANCH_SECRETARY]          = { .subtree = KEEPS | B(GRANT_WRITE), .gives = OF_BRANCH, .giving = REACH_SUBTREE },
    [ROLE_ORG_COMMISSIONER]          = { .subtree = READS | B(MEMBER_WRITE) | B(MEMBER_EXPORT) },
    [ROLE_PUBLICITY_COMMISSIONER]    = { .subtree = LOOKS_ON },
    [ROLE_DISCIPLINE_COMMISSIONER]   = { .subtree = LOOKS_ON },
    [ROLE_GROUP_LEADER]              = { .subtree = LOOKS_ON },
    [ROLE_PARTY_SCHOOL_ADMIN]        = { .subtree = LOOKS_ON },
    [ROLE_DUES_ACCOUNTANT]           = { .subtree = LOOKS_ON },
    [ROLE_DUES_CASHIER]              = { .subtree = LOOKS_ON },
    [ROLE_SYS_ADMIN]                 = { .site = B(ACCOUNT_WRITE) | B(SITE_KEEP) },
    [ROLE_SEC_ADMIN]                 = { .site = B(GRANT_WRITE), .gives = OF_UNIVERSITY, .giving = REACH_SITE },
    [ROLE_AUDIT_ADMIN]               = { .site = B(EVENT_READ) },
};

static const char *const cap_ids[CAP_COUNT] = {
#define X(name, id, text) [CAP_##name] = id,
    CAP_LIST(X)
#undef X
};
static const char *const cap_texts[CAP_COUNT] = {
#define X(name, id, text) [CAP_##name] = text,
    CAP_LIST(X)
#undef X
};
/* clang-format on */

const char *cap_id(enum cap cap)
{
    return cap > CAP_NONE && cap < CAP_COUNT ? cap_ids[cap] : "";
}

enum cap cap_by_id(const char *id, size_t len)
{
    for (int cap = CAP_NONE + 1; cap < CAP_COUNT; cap++)
        if (strlen(cap_ids[cap]) == len && !memcmp(cap_ids[cap], id, len))
            return (enum cap)cap;
    return CAP_NONE;
}

const char *cap_text(enum cap cap)
{
    return cap > CAP_NONE && cap < CAP_COUNT ? cap_texts[cap] : "";
}

enum reach role_reach(enum role role, enum cap cap)
{
    if (role <= ROLE_NONE || role >= ROLE_COUNT || cap <= CAP_NONE || cap >= CAP_COUNT)
        return REACH_NONE;
    const struct role_row *r = &role_rows[role];
    uint32_t bit = 1u << cap;
    if (r->subtree & bit)
        return REACH_SUBTREE;
    if (r->below & bit)
        return REACH_BELOW;
    return r->site & bit ? REACH_SITE : REACH_NONE;
}

bool role_needs_factor(enum role role)
{
    return role_is_administrator(role) || role == ROLE_UNIVERSITY_ORG_ADMIN || role == ROLE_SECONDARY_COMMITTEE_ADMIN ||
           role == ROLE_ORGANIZER;
}

uint32_t role_caps(enum role role)
{
    if (role <= ROLE_NONE || role >= ROLE_COUNT)
        return 0;
    const struct role_row *r = &role_rows[role];
    return r->subtree | r->below | r->site;
}

enum reach role_gives(enum role giver, enum role given)
{
    if (giver <= ROLE_NONE || giver >= ROLE_COUNT || given <= ROLE_NONE || given >= ROLE_COUNT)
        return REACH_NONE;
    return role_rows[giver].gives >> given & 1 ? role_rows[giver].giving : REACH_NONE;
}

bool role_is_administrator(enum role role)
{
    return ADMINISTERS >> role & 1;
}

uint32_t member_caps(void)
{
    return B(SIGNED_IN) | B(OWN_FILE) | B(MEMBER_READ) | B(ORG_READ);
}
