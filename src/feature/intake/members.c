/*
 * feature/intake/members.c: one row of a roster against the register and against the rows before it.
 *
 * Somebody is known by the citizen number.  What the row leaves blank stays as it is known.  A known member in another
 * branch is a move or a correction, which a file cannot tell: the page asks, the command line refuses.
 */
#include <string.h>

#include "base/citizen.h"
#include "base/date.h"
#include "feature/intake/intake_i.h"

struct member_record {
    struct member_items items;
    const char *branch;
};

struct member_update_plan {
    struct member_known known;
    struct member_items next;
    int64_t org_id; /* the branch of the file */
    int choice;     /* where that is another one */
    bool differs;   /* in anything but the branch */
};

#define AT(member) .offset = offsetof(struct member_record, items.member)
/* clang-format off */
static const struct sheet_column member_columns[] = {
    { "name",              "姓名 党员姓名",                                    WANT_NAME,    COLUMN_NEEDED, AT(name), MEMBER_NAME_CHARS, NULL },
    { "citizen_number",    "公民身份号码 身份证号 身份证号码 身份证 证件号码 公民身份证号码", WANT_CITIZEN, COLUMN_NEEDED | COLUMN_SECRET, AT(citizen_number), 40, NULL },
    { "sex",               "性别",                                             WANT_VOCAB,   0, AT(sex), 0, &sex_vocab },
    { "ethnicity",         "民族",                                             WANT_VOCAB,   0, AT(ethnicity), 0, &ethnicity_vocab },
    { "birth_date",        "出生日期 出生年月 出生年月日 生日",                WANT_DATE,    0, AT(birth_date), 0, NULL },
    { "education",         "学历 文化程度",                                    WANT_VOCAB,   0, AT(education), 0, &education_vocab },
    { "person_category",   "人员类别 党员类别 党员类型",                       WANT_VOCAB,   0, AT(person_category), 0, &person_category_vocab },
    { "branch",            "所在党支部 党支部 所在支部 支部 党支部名称 所属党支部", WANT_TEXT, 0, .offset = offsetof(struct member_record, branch), ORG_NAME_CHARS, NULL },
    { "join_date",         "入党日期 加入党组织日期 入党时间 加入党组织时间",  WANT_DATE,    0, AT(join_date), 0, NULL },
    { "full_date",         "转正日期 转为正式党员日期 转正时间",               WANT_DATE,    0, AT(full_date), 0, NULL },
    { "post",              "工作岗位 岗位",                                    WANT_TEXT,    0, AT(post), MEMBER_TEXT_CHARS, NULL },
    { "mobile",            "手机号码 手机 手机号 联系电话 移动电话",           WANT_CODE,    COLUMN_SECRET | COLUMN_SIGNED, AT(mobile), 24, NULL },
    { "phone",             "固定电话 座机 办公电话",                           WANT_CODE,    COLUMN_SECRET | COLUMN_SIGNED, AT(phone), 24, NULL },
    { "home_address",      "家庭住址 家庭地址 住址",                           WANT_TEXT,    COLUMN_SECRET, AT(home_address), MEMBER_ADDRESS_CHARS, NULL },
    { "membership_status", "党籍状态",                                         WANT_VOCAB,   0, AT(membership_status), 0, &membership_status_vocab },
    { "lost",              "是否为失联党员 失联党员 是否失联",                 WANT_BOOL,    0, AT(lost), 0, NULL },
    { "lost_since",        "失联日期 失去联系日期",                            WANT_DATE,    0, AT(lost_since), 0, NULL },
    { "mobile_member",     "是否为流动党员 流动党员 是否流动",                 WANT_BOOL,    0, AT(mobile_member), 0, NULL },
    { "destination",       "外出流向 流向",                                    WANT_TEXT,    0, AT(destination), MEMBER_TEXT_CHARS, NULL },
};
/* clang-format on */

/* --- the numbers of this file --------------------------------------------------------------------------------------- */

struct number {
    const char *text;
    int row;
};
struct numbers {
    struct number *slots;
    size_t n, mask;
};

static size_t number_slot(const struct numbers *t, const char *text)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (const char *p = text; *p; p++)
        h = (h ^ (unsigned char)*p) * 1099511628211u;
    size_t at = (size_t)(h >> 20) & t->mask;
    while (t->slots[at].text && strcmp(t->slots[at].text, text) != 0)
        at = (at + 1) & t->mask;
    return at;
}

static enum rc numbers_grow(struct arena *a, struct numbers *t)
{
    struct numbers wide = { .n = t->n, .mask = t->mask ? 2 * t->mask + 1 : 1023 };
    wide.slots = arena_array(a, wide.mask + 1, sizeof(*wide.slots));
    if (!wide.slots)
        return RC_TOOBIG;
    for (size_t i = 0; t->slots && i <= t->mask; i++)
        if (t->slots[i].text)
            wide.slots[number_slot(&wide, t->slots[i].text)] = t->slots[i];
    *t = wide;
    return RC_OK;
}

/* The row that named this number first; 0: this one does. */
static int number_first(struct intake *in, const char *text, int row)
{
    struct numbers *t = in->numbers;
    if (2 * t->n >= t->mask && numbers_grow(in->c->arena, t))
        return 0;
    struct number *slot = &t->slots[number_slot(t, text)];
    if (slot->text)
        return slot->row;
    *slot = (struct number){ text, row };
    t->n++;
    return 0;
}

/* --- checks --------------------------------------------------------------------------------------------------------- */

static void fault(struct intake *in, struct sheet_row *r, const char *field, const char *code,
                  const char *message)
{
    sheet_fault(in, &members_sheet, r, &(struct intake_fault){ .code = code, .message = message },
                field);
}

static void check_duplicate(struct intake *in, struct sheet_row *r, const char *number)
{
    int first = *number ? number_first(in, number, r->row) : 0;
    if (!first)
        return;
    const char *message = arena_printf(in->c->arena, "与第 %d 行的公民身份号码相同。", first);
    sheet_fault(in, &members_sheet, r,
                &(struct intake_fault){
                    .code = "citizen_number_duplicate", .message = message, .first_row = first },
                "citizen_number");
}

static void check_items(struct intake *in, struct sheet_row *r, const struct member_items *m)
{
    struct member_fault faults[MEMBER_FAULTS];
    size_t n = member_check(in->c, m, faults);
    for (size_t i = 0; i < n; i++)
        fault(in, r, faults[i].field, faults[i].code, faults[i].message);
}

/* Out of the viewer's scope and nonexistent are told in the same words. */
static const struct org_name *branch_find(struct intake *in, struct sheet_row *r, const char *words)
{
    const struct org_name *org = org_index_find(in->orgs, words);
    if (org && !intake_reaches(in, CAP_MEMBER_IMPORT, org->id))
        org = NULL;
    if (!org)
        fault(in, r, "branch", "unknown_branch",
              arena_printf(in->c->arena, "没有找到“%s”。请填写党支部的全称、简称或编码。", words));
    else if (!org_kind_is_branch(org->kind) && org->kind != ORG_PARTY_GROUP) {
        fault(in, r, "branch", "unknown_branch",
              arena_printf(in->c->arena, "“%s”不是党支部。党员编入党支部。", words));
        return NULL;
    }
    return org;
}

/* --- writing new members ---------------------------------------------------------------------------------------------- */

enum { WRITE_LOT = 1000 };

static enum rc added_write(struct intake *in)
{
    const struct member_new *added = in->added.at;
    enum rc rc = in->gather ? RC_OK : member_gather_new(&in->gather);
    for (size_t done = 0, n; !rc && done < in->added.n; done += n) {
        n = in->added.n - done < WRITE_LOT ? in->added.n - done : WRITE_LOT;
        rc = member_add_lot(in->c, in->gather, added + done, n, in->basis);
    }
    if (in->writes) /* otherwise the plan may have to be carried out once more */
        in->added.n = 0;
    return rc;
}

/* A refused row undoes all, so nothing more is written after it. */
static enum rc written_so_far(struct intake *in)
{
    bool wanted = in->writes && (in->accept_good || !in->faults.n);
    return wanted && in->added.n >= WRITE_LOT ? added_write(in) : RC_OK;
}

/* --- a new member --------------------------------------------------------------------------------------------------- */

static enum rc add_row(struct intake *in, struct sheet_row *r, const struct member_record *rec)
{
    const struct org_name *org = NULL;
    check_items(in, r, &rec->items);
    if (!*rec->branch)
        fault(in, r, "branch", "missing", "请补充所在党支部。");
    else
        org = branch_find(in, r, rec->branch);
    if (r->refused || !org)
        return RC_OK;
    struct member_new *m = grow_add(in->c->arena, &in->added, sizeof(*m));
    if (!m)
        return RC_TOOBIG;
    *m = (struct member_new){
        .items = rec->items, .org_id = org->id, .on = in->effective, .basis = in->basis
    };
    in->accepted++;
    return written_so_far(in);
}

/* --- a known one ---------------------------------------------------------------------------------------------------- */

static int choice_of(const struct intake *in, int64_t member_id)
{
    for (size_t i = 0; i < in->nanswers; i++)
        if (in->answers[i].member_id == member_id)
            return in->answers[i].choice;
    return CHOICE_NONE;
}

/* In another branch than the file says: what has been answered, or a question, or a fault. */
static enum rc ask_branch(struct intake *in, struct sheet_row *r, struct member_update_plan *plan,
                          const struct org_name *org)
{
    plan->choice = choice_of(in, plan->known.items.id);
    if (plan->choice == CHOICE_MOVE || plan->choice == CHOICE_CORRECTION)
        return RC_OK;
    fault(in, r, "branch", "branch_differs",
          arena_printf(in->c->arena,
                       "%s登记在“%s”，表里写的是“%"
                       "s”。表格看不出是转移还是更正，请在导入页面说明，或者先办理转接。",
                       plan->known.items.name, plan->known.branch_name, org->short_name));
    struct intake_question *q =
        in->asks ? grow_add(in->c->arena, &in->questions, sizeof(*q)) : NULL;
    if (q)
        *q = (struct intake_question){ .row = r->row,
                                       .member_id = plan->known.items.id,
                                       .org_id = org->id,
                                       .name = plan->known.items.name,
                                       .before = plan->known.branch_name,
                                       .after = org->short_name };
    return in->asks && !q ? RC_TOOBIG : RC_OK;
}

static enum rc place_row(struct intake *in, struct sheet_row *r, const struct member_record *rec,
                         struct member_update_plan *plan)
{
    const struct org_name *org = *rec->branch ? branch_find(in, r, rec->branch) : NULL;
    if (!org || org->id == plan->known.branch_id || org->id == plan->known.org_id)
        return RC_OK;
    plan->org_id = org->id;
    return ask_branch(in, r, plan, org);
}

static enum rc update_row(struct intake *in, struct sheet_row *r, struct member_record *rec,
                          const struct member_known *known)
{
    struct member_update_plan plan = { .known = *known };
    struct member_record before = { .items = known->items, .branch = rec->branch };
    size_t first = in->differences.n,
           n = sheet_merge(in, &members_sheet, r, &before, known->items.name);
    rec->items.id = known->items.id;
    check_items(in, r, &rec->items);
    enum rc rc = place_row(in, r, rec, &plan);
    plan.next = rec->items;
    plan.differs = n > 0;
    for (size_t i = first; i < in->differences.n; i++)
        ((struct intake_difference *)in->differences.at)[i].subject_id = known->items.id;
    if (rc || r->refused || (!n && !plan.choice)) {
        in->differences.n = r->refused ? first : in->differences.n;
        in->unchanged += !rc && !r->refused;
        return rc;
    }
    struct member_update_plan *at = grow_add(in->c->arena, &in->updates, sizeof(*at));
    if (!at)
        return RC_TOOBIG;
    *at = plan;
    in->changed++;
    return RC_OK;
}

static enum rc members_row(struct intake *in, struct sheet_row *r)
{
    struct member_record *rec = r->record;
    struct member_known known;
    enum rc rc = RC_NOTFOUND;
    check_duplicate(in, r, rec->items.citizen_number);
    if (!in->empty && *rec->items.citizen_number && !r->refused)
        rc = member_known(in->c, rec->items.citizen_number, &known);
    if (rc == RC_NOTFOUND)
        return add_row(in, r, rec);
    if (rc)
        return rc;
    if (intake_reaches(in, CAP_MEMBER_IMPORT, known.org_id))
        return update_row(in, r, rec, &known);
    fault(in, r, "citizen_number", "branch_differs",
          "这一行需要党委组织部核对，请联系党委组织部。");
    return RC_OK;
}

static enum rc members_begin(struct intake *in)
{
    in->numbers = arena_alloc(in->c->arena, sizeof(*in->numbers));
    if (!in->numbers)
        return RC_TOOBIG;
    enum rc rc = member_register_empty(in->c, &in->empty);
    return rc ? rc : org_index_make(in->c, &in->orgs);
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

static enum rc update_write(struct intake *in, const struct member_update_plan *p)
{
    struct ctx *c = in->c;
    enum rc rc = RC_OK;
    int32_t on = in->effective > p->known.known_from ? in->effective : p->known.known_from;
    if (p->differs)
        rc = member_update(c, &p->known, &p->next, on, in->basis);
    if (!rc && p->choice == CHOICE_MOVE)
        rc = member_move(c, p->known.items.id, p->org_id, on, in->basis);
    if (!rc && p->choice == CHOICE_CORRECTION)
        rc = member_misplaced(c, p->known.items.id, p->org_id, in->basis);
    return rc;
}

static enum rc members_write(struct intake *in)
{
    const struct member_update_plan *updates = in->updates.at;
    enum rc rc = added_write(in);
    if (!rc)
        rc = member_gather_list(in->c, in->gather);
    for (size_t i = 0; !rc && i < in->updates.n; i++)
        rc = update_write(in, &updates[i]);
    return rc;
}

const struct sheet_kind members_sheet = {
    .columns = member_columns,
    .n = COUNT(member_columns),
    .record_bytes = sizeof(struct member_record),
    .begin = members_begin,
    .row = members_row,
    .write = members_write,
};
