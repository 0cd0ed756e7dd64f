/* feature/grant/grant_rules.c: what one account may hold together, what fits where, and when to look again. */
#include "base/date.h"
#include "feature/grant/grant_i.h"

/* DOMAIN 10.2: accounts and rights are looked through, those of administrators every quarter. */
const struct grant_review grant_reviews[REVIEW_KINDS] = {
    [REVIEW_OTHERS] = { 12, "每年复核一次" },
    [REVIEW_ADMINISTRATORS] = { 3, "GB/T 22239-2019 访问控制：管理员账号每季度复核一次" },
};

#define K(kind) (1u << ORG_##kind)
enum {
    COMMITTEES = K(PARTY_COMMITTEE) | K(GENERAL_BRANCH),
    BRANCHES = K(BRANCH) | K(DIRECT_BRANCH) | K(JOINT_BRANCH) | K(TEMPORARY_BRANCH),
    OFFICES = COMMITTEES | BRANCHES,
};

/* The kinds of organisation in which there is such a role. */
static const unsigned role_kinds[ROLE_COUNT] = {
    [ROLE_UNIVERSITY_ORG_ADMIN] = K(PARTY_COMMITTEE),
    [ROLE_UNIVERSITY_COMMITTEE] = K(PARTY_COMMITTEE),
    [ROLE_SECONDARY_COMMITTEE_ADMIN] = COMMITTEES,
    [ROLE_ORGANIZER] = COMMITTEES,
    [ROLE_GENERAL_BRANCH_ADMIN] = K(GENERAL_BRANCH),
    [ROLE_BRANCH_SECRETARY] = BRANCHES,
    [ROLE_ORG_COMMISSIONER] = OFFICES,
    [ROLE_PUBLICITY_COMMISSIONER] = OFFICES,
    [ROLE_DISCIPLINE_COMMISSIONER] = OFFICES,
    [ROLE_GROUP_LEADER] = BRANCHES | K(PARTY_GROUP),
    [ROLE_PARTY_SCHOOL_ADMIN] = COMMITTEES,
    [ROLE_DUES_ACCOUNTANT] = OFFICES,
    [ROLE_DUES_CASHIER] = OFFICES,
};

enum rc grant_check_kind(struct ctx *c, enum role role, const struct org_name *org)
{
    if (role_kinds[role] >> org->kind & 1)
        return RC_OK;
    return refuse(c, "role", "role_not_here",
                  arena_printf(c->arena, "“%s”不设在%s，请换一个职责或者党组织。", vocab_label(&role_vocab, (int)role),
                               vocab_label(&org_kind_vocab, org->kind)));
}

static bool overlap(const struct grant_held *held, const struct grant_new *in)
{
    return held->from_on < (in->until_on ? in->until_on : DATE_OPEN) && held->until_on > in->from_on;
}

/* Accounting and cashing are two people's (DOMAIN 11). */
static bool dues_meet(enum role a, enum role b)
{
    return (a == ROLE_DUES_ACCOUNTANT && b == ROLE_DUES_CASHIER) ||
           (a == ROLE_DUES_CASHIER && b == ROLE_DUES_ACCOUNTANT);
}

/* What is held already and what is to come, one by one. */
static enum rc check_pair(struct ctx *c, const struct grant_held *held, const struct grant_new *in)
{
    enum role other = (enum role)held->role;
    if (!overlap(held, in))
        return RC_OK;
    if (other == in->role && held->org_id == in->org_id)
        return refuse(c, "role", "grant_duplicate", "这个账号在这段时间已经有这项职责。");
    if (role_is_administrator(other) || role_is_administrator(in->role))
        return refuse(c, "role", "administrator_apart", "三位管理员由三个人分别担任，也不兼任其他职责。");
    if (dues_meet(other, in->role) && held->org_id == in->org_id)
        return refuse(c, "role", "dues_apart", "党费会计和出纳应当是两个人。");
    return RC_OK;
}

enum rc grant_check_holding(struct ctx *c, const struct grant_new *in, int64_t member_id)
{
    struct grant_held *held = NULL;
    size_t n = 0;
    if (role_is_administrator(in->role) && member_id)
        return refuse(c, "role", "administrator_apart", "管理员用单独的账号，不用党员本人的账号。");
    enum rc rc = grant_get_held(c, in->account_id, &held, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = check_pair(c, &held[i], in);
    return rc;
}
