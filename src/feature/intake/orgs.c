/*
 * feature/intake/orgs.c: the organisations of a workbook against the register and against each other.
 *
 * Identity is the full name.  A parent may stand anywhere in the file or in the register, so rows are decided when all
 * have been read: names first, then parents, then what follows from a refused parent.
 */
#include <string.h>

#include "base/citizen.h"
#include "base/date.h"
#include "base/random.h"
#include "feature/intake/intake_i.h"

enum { DEPTH_MAX = 32, TEXT_CHARS = 100, TERM_BRANCH = 3, TERM_ABOVE = 5 };

struct org_record {
    struct org_entry entry;
    const char *parent;
};

struct org_line {
    struct sheet_row r;
    struct org_record rec;
    const struct org_entry *known;
    struct org_line *parent; /* in this file */
    const struct org_entry *parent_known;
    bool settled;
    bool differs;
};

struct org_change_plan {
    struct org_entry known, next;
};

#define AT(member) .offset = offsetof(struct org_record, entry.member)
/* clang-format off */
static const struct sheet_column org_columns[] = {
    { "name",              "党组织全称 党组织名称 全称",          WANT_NAME,  COLUMN_NEEDED, AT(name), ORG_NAME_CHARS, NULL },
    { "short_name",        "党组织简称 简称",                     WANT_NAME,  0, AT(short_name), ORG_NAME_CHARS, NULL },
    { "parent",            "上级党组织 上级党组织名称 上级",      WANT_NAME,  0, .offset = offsetof(struct org_record, parent), ORG_NAME_CHARS, NULL },
    { "kind",              "组织类别 党组织类别 类别",            WANT_VOCAB, 0, AT(kind), 0, &org_kind_vocab },
    { "founded_on",        "成立日期 成立时间 建立日期",          WANT_DATE,  0, AT(founded_on), 0, NULL },
    { "term_years",        "任期(年) 任期",                       WANT_INT,   0, AT(term_years), 10, NULL },
    { "elected_on",        "本届选举日期 换届日期 选举日期 本届换届日期", WANT_DATE, 0, AT(elected_on), 0, NULL },
    { "national_code",     "国家系统编码 党组织代码 党组织编码",  WANT_CODE,  0, AT(national_code), TEXT_CHARS, NULL },
    { "contact_person",    "党组织联系人 联系人",                 WANT_NAME,  0, AT(contact_person), ORG_NAME_CHARS, NULL },
    { "contact_phone",     "联系电话",                            WANT_CODE,  COLUMN_SECRET | COLUMN_SIGNED, AT(contact_phone), 24, NULL },
    { "unit_situation",    "党组织所在单位情况 所在单位情况",     WANT_TEXT,  0, AT(unit_situation), TEXT_CHARS, NULL },
    { "unit_name",         "单位名称",                            WANT_TEXT,  0, AT(unit_name), TEXT_CHARS, NULL },
    { "unit_category",     "单位性质类别",                        WANT_TEXT,  0, AT(unit_category), TEXT_CHARS, NULL },
    { "unit_party_status", "单位建立党组织情况",                  WANT_TEXT,  0, AT(unit_party_status), TEXT_CHARS, NULL },
    { "uscc",              "法人单位统一社会信用代码 统一社会信用代码", WANT_CODE, 0, AT(uscc), 40, NULL },
};
/* clang-format on */

/* --- names: who is meant -------------------------------------------------------------------------------------------- */

struct named {
    const char *words;
    struct org_line *line;
    const struct org_entry *known;
};

struct names {
    struct intake *in;
    struct named *slots;
    size_t mask;
    struct org_line *lines;
    size_t n;
    struct org_entry *known;
    size_t nknown;
    struct org_line *root; /* new, of this file */
};

static struct named *slot_of(const struct names *t, const char *words)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (const char *p = words; *p; p++)
        h = (h ^ (unsigned char)*p) * 1099511628211u;
    size_t at = (size_t)(h >> 20) & t->mask;
    while (t->slots[at].words && strcmp(t->slots[at].words, words) != 0)
        at = (at + 1) & t->mask;
    return &t->slots[at];
}

static void fault(struct names *t, struct org_line *l, const char *field, const char *code,
                  const char *message)
{
    sheet_fault(t->in, &orgs_sheet, &l->r,
                &(struct intake_fault){ .code = code, .message = message }, field);
}

static void name_line(struct names *t, struct org_line *l)
{
    struct named *slot = slot_of(t, l->rec.entry.name);
    if (!*l->rec.entry.name) {
        fault(t, l, "name", "missing", "请补充党组织全称。");
        return;
    }
    slot->words = l->rec.entry.name;
    if (!slot->line) {
        slot->line = l;
        return;
    }
    const char *message =
        arena_printf(t->in->c->arena, "与第 %d 行的党组织全称相同。", slot->line->r.row);
    sheet_fault(t->in, &orgs_sheet, &l->r,
                &(struct intake_fault){ .code = "organisation_duplicate",
                                        .message = message,
                                        .first_row = slot->line->r.row },
                "name");
}

/* Full names claim their words before short names do. */
static void name_all(struct names *t)
{
    for (size_t i = 0; i < t->n; i++)
        name_line(t, &t->lines[i]);
    for (size_t i = 0; i < t->nknown; i++) {
        struct named *slot = slot_of(t, t->known[i].name);
        slot->words = t->known[i].name;
        slot->known = &t->known[i];
    }
    for (size_t i = 0; i < t->nknown; i++) {
        struct named *slot = slot_of(t, t->known[i].short_name);
        if (!slot->words)
            *slot = (struct named){ t->known[i].short_name, NULL, &t->known[i] };
    }
    for (size_t i = 0; i < t->n; i++) {
        struct named *slot = slot_of(t, t->lines[i].rec.entry.short_name);
        if (!slot->words && *t->lines[i].rec.entry.short_name)
            *slot = (struct named){ t->lines[i].rec.entry.short_name, &t->lines[i], NULL };
    }
}

static enum rc names_make(struct intake *in, struct names *t)
{
    size_t size = 64;
    *t = (struct names){ .in = in, .lines = in->updates.at, .n = in->updates.n };
    enum rc rc = org_entries(in->c, &t->known, &t->nknown);
    while (size < 4 * (t->n + t->nknown))
        size *= 2;
    t->mask = size - 1;
    t->slots = rc ? NULL : arena_array(in->c->arena, size, sizeof(*t->slots));
    return rc ? rc : t->slots ? RC_OK : RC_TOOBIG;
}

/* --- parents -------------------------------------------------------------------------------------------------------- */

static bool is_self(const struct names *t, const struct org_line *l)
{
    return slot_of(t, l->rec.entry.name)->line == l;
}

/* Known to the register, and the viewer may know of it. */
static const struct org_entry *known_to(struct names *t, const struct org_entry *o)
{
    return o && intake_reaches(t->in, CAP_ORG_READ, o->id) ? o : NULL;
}

static void find_parent(struct names *t, struct org_line *l)
{
    l->known = is_self(t, l) ? known_to(t, slot_of(t, l->rec.entry.name)->known) : NULL;
    if (*l->rec.parent) {
        const struct named *slot = slot_of(t, l->rec.parent);
        l->parent = slot->line;
        l->parent_known = known_to(t, slot->known);
        if (!l->parent && !l->parent_known)
            fault(t, l, "parent", "unknown_parent",
                  arena_printf(t->in->c->arena, "没有找到上级党组织“%s”，请核对全称。",
                               l->rec.parent));
        return;
    }
    if (l->known || l->r.refused)
        return;
    if (t->nknown || t->root)
        fault(t, l, "parent", "missing", "请补充上级党组织。只有学校党委没有上级。");
    else
        t->root = l;
}

static void find_circle(struct names *t, struct org_line *l)
{
    const struct org_line *up = l->parent;
    int depth = 0;
    while (up && up != l && depth++ < DEPTH_MAX)
        up = up->parent;
    if (up)
        fault(t, l, "parent", "parent_cycle", "上级关系绕成了圈，请核对上级党组织。");
}

/* What hangs on a refused row cannot be written either, unless the register knows that one. */
static void settle(struct names *t, struct org_line *l, int depth)
{
    if (l->settled || depth > DEPTH_MAX)
        return;
    l->settled = true;
    if (!l->parent || l->r.refused)
        return;
    settle(t, l->parent, depth + 1);
    if (l->parent->r.refused && !l->parent_known)
        fault(
            t, l, "parent", "unknown_parent",
            arena_printf(t->in->c->arena, "它的上级在第 %d 行，那一行被退回。", l->parent->r.row));
}

/* --- items ---------------------------------------------------------------------------------------------------------- */

static void check_place(struct names *t, struct org_line *l)
{
    int above = l->parent_known ? l->parent_known->kind : l->parent ? l->parent->rec.entry.kind : 0;
    int kind = l->rec.entry.kind;
    if (!above || !kind)
        return;
    if (above == ORG_PARTY_GROUP)
        fault(t, l, "kind", "kind_below_group", "党小组下面不能再设组织。");
    else if (org_kind_is_branch(above) && kind != ORG_PARTY_GROUP)
        fault(t, l, "kind", "kind_below_branch", "党支部下面只能设党小组。");
    else if (!org_kind_is_branch(above) && kind == ORG_PARTY_GROUP)
        fault(t, l, "kind", "group_without_branch", "党小组设在党支部里面。");
}

static void check_items(struct names *t, struct org_line *l)
{
    const struct org_entry *o = &l->rec.entry;
    if (!o->kind)
        fault(t, l, "kind", "missing", "请补充组织类别。");
    if (!o->founded_on)
        fault(t, l, "founded_on", "missing", "请补充成立日期。");
    if (o->founded_on > t->in->c->today)
        fault(t, l, "founded_on", "date_in_future", "成立日期还没有到。");
    if (o->elected_on > t->in->c->today)
        fault(t, l, "elected_on", "date_in_future", "选举日期还没有到。");
    if (*o->uscc && uscc_check(o->uscc) != USCC_OK)
        fault(t, l, "uscc", "uscc_check_digit", "统一社会信用代码的校验位不对，请核对。");
    check_place(t, l);
}

static void drop_given(struct org_line *l, const char *field)
{
    l->r.given &= ~(UINT32_C(1) << sheet_column(&orgs_sheet, field));
}

/* A term without an election cannot be kept; an election without a term has the one of its kind (ZB2018 21, GX2021 5). */
static void settle_term(struct org_line *l)
{
    struct org_entry *o = &l->rec.entry;
    int32_t elected = o->elected_on ? o->elected_on : l->known ? l->known->elected_on : DATE_NONE;
    if (!elected) {
        o->term_years = 0;
        drop_given(l, "term_years");
    }
    if (elected && !o->term_years && !(l->known && l->known->term_years)) {
        int kind = o->kind ? o->kind : l->known ? l->known->kind : 0;
        o->term_years = org_kind_is_branch(kind) ? TERM_BRANCH : TERM_ABOVE;
    }
}

/* --- new, changed, unchanged ---------------------------------------------------------------------------------------- */

static void check_known(struct names *t, struct org_line *l)
{
    const struct org_entry *was = l->known, *is = &l->rec.entry;
    char text[DATE_TEXT_BYTES];
    bool elsewhere =
        *l->rec.parent && (l->parent_known ? l->parent_known->id != was->parent_id : true);
    if (elsewhere)
        fault(t, l, "parent", "parent_differs",
              "与登记的上级党组织不同。调整隶属关系请在组织页面办理。");
    if (is->founded_on != was->founded_on)
        fault(t, l, "founded_on", "founded_differs",
              arena_printf(t->in->c->arena, "与登记的成立日期 %s 不同。登记错了的，请先在组织页面“更正成立日期”。",
                           date_text(was->founded_on, text)));
    if (org_kind_is_branch(is->kind) != org_kind_is_branch(was->kind) ||
        (is->kind == ORG_PARTY_GROUP) != (was->kind == ORG_PARTY_GROUP))
        fault(t, l, "kind", "kind_differs",
              "党支部、党小组和其他组织之间不能直接改类别，请新设组织后合并。");
    if (is->elected_on < was->elected_on)
        fault(t, l, "elected_on", "elected_before_known",
              arena_printf(t->in->c->arena, "登记的本届选举在 %s，比这里晚。登记错了的，请先在组织页面“更正选举日期”。",
                           date_text(was->elected_on, text)));
}

static enum rc decide_known(struct names *t, struct org_line *l)
{
    struct intake *in = t->in;
    struct org_record before = { .entry = *l->known, .parent = l->rec.parent };
    size_t first = in->differences.n;
    l->r.record = &l->rec;
    size_t n = sheet_merge(in, &orgs_sheet, &l->r, &before, l->known->short_name);
    l->rec.entry.id = l->known->id;
    check_items(t, l);
    check_known(t, l);
    if (n && !intake_reaches(in, CAP_ORG_WRITE, l->known->id))
        fault(t, l, "name", "not_yours", "您的职责不包括更改这个党组织，请联系上级党组织。");
    for (size_t i = first; i < in->differences.n; i++)
        ((struct intake_difference *)in->differences.at)[i].subject_id = l->known->id;
    if (l->r.refused)
        in->differences.n = first;
    l->differs = n > 0;
    return RC_OK;
}

/* New ones below new ones are decided by the first known one above. */
static bool may_found(struct names *t, const struct org_line *l)
{
    const struct org_entry *known = l->parent_known;
    for (int depth = 0; !known && l->parent && depth < DEPTH_MAX; depth++) {
        l = l->parent;
        known = l->known ? l->known : l->parent_known;
    }
    if (!known)
        return t->in->c->viewer->kind == VIEWER_SITE;
    return org_may_found(t->in->c, known->id) == RC_OK;
}

static enum rc decide_new(struct names *t, struct org_line *l)
{
    struct org_entry *o = &l->rec.entry;
    if (!*o->short_name)
        o->short_name = o->name;
    check_items(t, l);
    if (slot_of(t, o->name)->known && is_self(t, l)) /* somebody else's */
        fault(t, l, "name", "organisation_duplicate", "已经有一个同名的党组织，请核对全称。");
    if (!l->r.refused && t->in->c->viewer->kind != VIEWER_SITE && !may_found(t, l))
        fault(t, l, "parent", "unknown_parent",
              arena_printf(t->in->c->arena, "没有找到上级党组织“%s”，请核对全称。", l->rec.parent));
    o->id = id_new();
    return RC_OK;
}

static void decide_all(struct names *t, enum rc *rc)
{
    for (size_t i = 0; i < t->n; i++)
        find_parent(t, &t->lines[i]);
    for (size_t i = 0; i < t->n; i++)
        find_circle(t, &t->lines[i]);
    for (size_t i = 0; i < t->n && !*rc; i++) {
        settle_term(&t->lines[i]);
        *rc = t->lines[i].known ? decide_known(t, &t->lines[i]) : decide_new(t, &t->lines[i]);
    }
    for (size_t i = 0; i < t->n; i++)
        settle(t, &t->lines[i], 0);
}

static enum rc plan_add(struct names *t)
{
    struct intake *in = t->in;
    struct grow changed = { 0 };
    for (size_t i = 0; i < t->n; i++) {
        struct org_line *l = &t->lines[i];
        in->refused += l->r.refused;
        if (l->r.refused)
            continue;
        in->changed += l->known && l->differs;
        in->unchanged += l->known && !l->differs;
        if (l->known && !l->differs)
            continue;
        if (l->known) {
            struct org_change_plan *p = grow_add(in->c->arena, &changed, sizeof(*p));
            if (!p)
                return RC_TOOBIG;
            *p = (struct org_change_plan){ *l->known, l->rec.entry };
            continue;
        }
        struct org_entry *o = grow_add(in->c->arena, &in->added, sizeof(*o));
        if (!o)
            return RC_TOOBIG;
        *o = l->rec.entry;
        o->parent_id = l->parent_known ? l->parent_known->id
                       : l->parent     ? l->parent->rec.entry.id
                                       : 0;
        in->accepted++;
    }
    in->updates = changed;
    return RC_OK;
}

static enum rc orgs_end(struct intake *in)
{
    struct names t;
    enum rc rc = names_make(in, &t);
    if (rc)
        return rc;
    name_all(&t);
    decide_all(&t, &rc);
    return rc ? rc : plan_add(&t);
}

/* Rows wait in updates until all have been read. */
static enum rc orgs_row(struct intake *in, struct sheet_row *r)
{
    struct org_line *l = grow_add(in->c->arena, &in->updates, sizeof(*l));
    if (!l)
        return RC_TOOBIG;
    l->r = *r;
    l->rec = *(struct org_record *)r->record;
    l->r.record = NULL;
    return RC_OK;
}

static enum rc orgs_write(struct intake *in)
{
    const struct org_change_plan *changes = in->updates.at;
    enum rc rc = org_found_many(in->c, in->added.at, in->added.n, in->basis);
    for (size_t i = 0; !rc && i < in->updates.n; i++)
        rc = org_entry_change(in->c, &changes[i].known, &changes[i].next, in->effective, in->basis);
    return rc;
}

const struct sheet_kind orgs_sheet = {
    .columns = org_columns,
    .n = COUNT(org_columns),
    .record_bytes = sizeof(struct org_record),
    .row = orgs_row,
    .end = orgs_end,
    .write = orgs_write,
};
