/*
 * feature/org/org.c: what can happen to a Party organisation.
 *
 * Each verb is one transaction with one event: found, rename, move, merge, dissolve, elect.  A change holds from its
 * day on; a day before the latest change of the same organisation is refused, because what came after would then rest
 * on something that was not so.  Codes are never given twice: a number once used below a parent stays used.
 */
#include <string.h>

#include "base/citizen.h"
#include "base/date.h"
#include "base/pinyin.h"
#include "base/random.h"
#include "feature/org/org_i.h"

enum { ORG_CHILDREN_MAX = 999 }; /* three digits a level */

bool org_kind_is_branch(int kind)
{
    return kind == ORG_BRANCH || kind == ORG_DIRECT_BRANCH || kind == ORG_JOINT_BRANCH || kind == ORG_TEMPORARY_BRANCH;
}

/* What may stand below what.  A branch holds groups, a group nothing, everything else anything but a group. */
static enum rc org_check_place(struct ctx *c, int parent_kind, int kind)
{
    if (parent_kind == ORG_PARTY_GROUP)
        return refuse(c, "kind", "kind_below_group", "党小组下面不能再设组织。");
    if (org_kind_is_branch(parent_kind) && kind != ORG_PARTY_GROUP)
        return refuse(c, "kind", "kind_below_branch", "党支部下面只能设党小组。");
    if (!org_kind_is_branch(parent_kind) && kind == ORG_PARTY_GROUP)
        return refuse(c, "kind", "group_without_branch", "党小组设在党支部里面，请先进入所在的党支部。");
    return RC_OK;
}

static enum rc org_check_day(struct ctx *c, const struct org_days *days, int32_t on)
{
    char text[DATE_TEXT_BYTES];
    if (on > c->today)
        return refuse(c, "on", "date_in_future", "日期还没有到。请在变动生效以后登记。");
    if (days->dissolved_on != DATE_OPEN)
        return refuse(c, NULL, "dissolved", "这个党组织已经撤销，不能再变动。");
    if (on <= days->changed_on)
        return refuse(c, "on", "before_last_change",
                      arena_printf(c->arena, "日期要晚于上一次变动的 %s。", date_text(days->changed_on, text)));
    return RC_OK;
}

static enum rc org_check_name(struct ctx *c, const char *name, int64_t except)
{
    struct org_link *same = NULL;
    size_t n = 0;
    enum rc rc = org_get_named(c, name, &same, &n);
    for (size_t i = 0; !rc && i < n; i++)
        if (same[i].id != except && strcmp(same[i].name, name) == 0)
            return refuse_as(c, RC_CONFLICT, "organisation_duplicate", "已经有一个同名的党组织，请核对全称。");
    return rc;
}

static enum rc org_version_put(struct ctx *c, const struct org_subtree_row *o, int32_t on, const char *basis)
{
    struct pinyin p = pinyin_of_text(c->arena, o->short_name);
    enum rc rc = grant_set_org(c, o->id, o->code, o->short_name);
    if (rc)
        return rc;
    return org_version_set(c->db, &(struct org_version_in){ .org_id = o->id,
                                                            .from_on = on,
                                                            .parent_id = o->parent_id,
                                                            .code = o->code,
                                                            .name = o->name,
                                                            .short_name = o->short_name,
                                                            .kind = o->kind,
                                                            .pinyin = p.full,
                                                            .initials = p.initials,
                                                            .basis = basis });
}

/* Everything above parent, and parent itself, stands above id from that day on. */
static enum rc org_hang(struct ctx *c, int64_t id, int64_t parent_id, int32_t on, int64_t depth)
{
    struct org_name *chain = NULL;
    size_t n = 0;
    enum rc rc = org_chain_of(c, parent_id, &chain, &n);
    struct org_closure_insert_in *rows = rc ? NULL : arena_array(c->arena, n, sizeof(*rows));
    if (!rc && !rows)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < n; i++)
        rows[i] = (struct org_closure_insert_in){ .descendant_id = id,
                                                  .ancestor_id = chain[i].id,
                                                  .from_on = on,
                                                  .depth = (int64_t)(n - i) + depth,
                                                  .until_on = DATE_OPEN };
    return rc ? rc : org_closure_insert(c->db, rows, n);
}

static enum rc org_next_code(struct ctx *c, int64_t parent_id, const char *parent_code, const char **code)
{
    struct org_number number;
    enum rc rc = org_child_number(c->db, &(struct org_child_number_in){ .org_id = parent_id }, &number);
    if (!rc && number.number > ORG_CHILDREN_MAX)
        return refuse(c, NULL, "too_many_children", "这个组织下面的编号已经用完，请联系党委组织部。");
    if (!rc)
        *code = arena_printf(c->arena, "%s.%03d", parent_code, (int)number.number);
    return rc;
}

static enum rc org_check_new(struct ctx *c, const struct org_new *in, const struct org_row *parent)
{
    char text[DATE_TEXT_BYTES];
    enum rc rc = org_check_place(c, parent->kind, in->kind);
    if (in->founded_on > c->today)
        rc = refuse(c, "founded_on", "date_in_future", "成立日期还没有到。请在成立以后登记。");
    if (in->founded_on < parent->founded_on)
        rc = refuse(c, "founded_on", "before_parent",
                    arena_printf(c->arena, "成立日期不能早于上级成立的 %s。", date_text(parent->founded_on, text)));
    if (in->elected_on && in->elected_on > c->today)
        rc = refuse(c, "elected_on", "date_in_future", "选举日期还没有到。请在选举以后登记。");
    return rc ? rc : org_check_name(c, in->name, 0);
}

static enum rc org_write_new(struct ctx *c, const struct org_new *in, const struct org_row *parent, int64_t id)
{
    struct org_subtree_row row = { .id = id,
                                   .parent_id = parent->id,
                                   .name = in->name,
                                   .kind = in->kind,
                                   .short_name = *in->short_name ? in->short_name : in->name };
    enum rc rc = org_next_code(c, parent->id, parent->code, &row.code);
    if (!rc)
        rc = org_insert(c->db, &(struct org_insert_in){ .org_id = id, .founded_on = in->founded_on }, 1);
    if (!rc)
        rc = org_version_put(c, &row, in->founded_on, in->basis);
    if (!rc)
        rc = org_closure_insert(
            c->db,
            &(struct org_closure_insert_in){
                .descendant_id = id, .ancestor_id = id, .from_on = in->founded_on, .until_on = DATE_OPEN },
            1);
    if (!rc)
        rc = org_hang(c, id, parent->id, in->founded_on, 0);
    if (!rc && in->elected_on)
        rc = org_term_put(
            c->db,
            &(struct org_term_put_in){
                .org_id = id, .elected_on = in->elected_on, .term_years = in->term_years, .basis = in->basis },
            1);
    return rc;
}

enum rc org_found(struct ctx *c, const struct org_new *in, int64_t *id)
{
    struct org_row parent;
    *id = id_new();
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = org_get(c, in->parent_id, &parent);
    if (!rc && in->kind != ORG_PARTY_GROUP)
        rc = org_may_found(c, in->parent_id);
    if (!rc)
        rc = org_check_new(c, in, &parent);
    if (!rc)
        rc = org_write_new(c, in, &parent, *id);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "org_founded",
                                              .subject_id = *id,
                                              .org_id = *id,
                                              .effective_on = in->founded_on,
                                              .basis = in->basis });
    return db_end(c->db, rc);
}

/* --- changes of one that exists ------------------------------------------------------------------------------------- */

/* Today's row and its days, with the day of the change checked. */
static enum rc org_begin_change(struct ctx *c, int64_t id, int32_t on, struct org_subtree_row *row)
{
    struct org_days days;
    struct org_row now;
    enum rc rc = db_lock(c->db, id);
    if (!rc)
        rc = org_get_days(c, id, &days);
    if (!rc)
        rc = org_check_day(c, &days, on);
    if (!rc)
        rc = org_get(c, id, &now);
    if (!rc)
        *row = (struct org_subtree_row){ .id = id,
                                         .parent_id = now.parent_id,
                                         .code = now.code,
                                         .name = now.name,
                                         .short_name = now.short_name,
                                         .kind = now.kind,
                                         .founded_on = now.founded_on,
                                         .changed_on = days.changed_on };
    return rc;
}

static enum rc org_record(struct ctx *c, const char *kind, const struct org_subtree_row *row, int64_t under,
                          const struct org_change *in, const struct event_change *change)
{
    return event_record(c, &(struct event){ .kind = kind,
                                            .subject_id = row->id,
                                            .org_id = under,
                                            .basis = in->basis,
                                            .effective_on = in->on,
                                            .changes = change,
                                            .nchanges = change ? 1 : 0 });
}

enum rc org_rename(struct ctx *c, int64_t id, const struct org_change *in)
{
    struct org_subtree_row row = { 0 };
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = org_begin_change(c, id, in->on, &row);
    if (!rc)
        rc = org_check_name(c, in->name, id);
    struct event_change change = { .field = "name", .label = "党组织全称", .before = row.name, .after = in->name };
    row.name = in->name;
    row.short_name = *in->short_name ? in->short_name : in->name;
    if (!rc && in->kind && org_kind_is_branch(in->kind) != org_kind_is_branch(row.kind))
        rc = refuse(c, "kind", "kind_differs", "党支部和其他组织之间不能直接改类别，请新设组织后合并。");
    if (in->kind)
        row.kind = in->kind;
    if (!rc)
        rc = org_version_put(c, &row, in->on, in->basis);
    if (!rc)
        rc = org_record(c, "org_renamed", &row, id, in, &change);
    return db_end(c->db, rc);
}

/* From that day on nothing above the moved one, but what is inside the moved subtree, stands above its descendants. */
static enum rc org_unhang(struct ctx *c, int64_t id, const struct org_name *above, size_t n, int32_t on)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < n; i++) {
        rc = org_closure_drop(
            c->db, &(struct org_closure_drop_in){ .descendant_id = id, .ancestor_id = above[i].id, .from_on = on });
        if (!rc)
            rc = org_closure_cut(
                c->db, &(struct org_closure_cut_in){ .descendant_id = id, .ancestor_id = above[i].id, .from_on = on });
    }
    return rc;
}

/* The moved one takes its new code, and what is below keeps the rest of its own. */
static enum rc org_recode(struct ctx *c, struct org_subtree_row *row, const char *old_code, const char *new_code,
                          const struct org_change *in)
{
    char text[DATE_TEXT_BYTES];
    if (in->on <= row->changed_on)
        return refuse(
            c, "on", "before_last_change",
            arena_printf(c->arena, "下级组织在 %s 还有变动，日期要晚于那一天。", date_text(row->changed_on, text)));
    row->code = arena_printf(c->arena, "%s%s", new_code, row->code + strlen(old_code));
    return org_version_put(c, row, in->on, in->basis);
}

/* What is below has a new code from that day on, and says so in its own timeline. */
static enum rc org_record_below(struct ctx *c, const struct org_subtree_row *rows, size_t n, int64_t top,
                                const struct org_change *in)
{
    struct event_subject *of = arena_array(c->arena, n, sizeof(*of));
    size_t below = 0;
    if (!of)
        return RC_OOM;
    for (size_t i = 0; i < n; i++)
        if (rows[i].id != top)
            of[below++] = (struct event_subject){ rows[i].id, rows[i].id };
    return event_record_many(c, &(struct event){ .kind = "org_recoded", .basis = in->basis, .effective_on = in->on },
                             of, below);
}

static enum rc org_move_subtree(struct ctx *c, const struct org_subtree_row *top, const struct org_row *parent,
                                const struct org_change *in)
{
    struct org_subtree_row *rows = NULL;
    struct org_name *above = NULL;
    size_t n = 0, nabove = 0;
    const char *code = NULL;
    enum rc rc = org_next_code(c, parent->id, parent->code, &code);
    if (!rc)
        rc = org_get_subtree(c, top->id, &rows, &n);
    if (!rc)
        rc = org_chain_of(c, top->parent_id, &above, &nabove);
    for (size_t i = 0; !rc && i < n; i++) {
        if (rows[i].id == top->id)
            rows[i].parent_id = parent->id;
        int64_t depth = 0; /* below the moved one: the number of parts its code has more */
        for (const char *p = rows[i].code + strlen(top->code); *p; p++)
            depth += *p == '.';
        rc = org_unhang(c, rows[i].id, above, nabove, in->on);
        if (!rc)
            rc = org_recode(c, &rows[i], top->code, code, in);
        if (!rc)
            rc = org_hang(c, rows[i].id, parent->id, in->on, depth);
    }
    return rc ? rc : org_record_below(c, rows, n, top->id, in);
}

static enum rc org_check_target(struct ctx *c, const struct org_subtree_row *row, const struct org_row *parent,
                                const struct org_change *in)
{
    struct org_name *chain = NULL;
    size_t n = 0;
    if (!row->parent_id)
        return refuse(c, NULL, "root", "学校党委是最上级，不能移到别处。");
    if (parent->id == row->parent_id)
        return refuse(c, "other", "same_parent", "它已经在这个组织下面。");
    if (in->on < parent->founded_on)
        return refuse(c, "on", "before_parent", "新的上级在这一天还没有成立。");
    enum rc rc = org_chain_of(c, parent->id, &chain, &n);
    for (size_t i = 0; !rc && i < n; i++)
        if (chain[i].id == row->id)
            return refuse(c, "other", "parent_cycle", "不能移到它自己的下级里面。");
    return rc ? rc : org_check_place(c, parent->kind, row->kind);
}

enum rc org_move(struct ctx *c, int64_t id, const struct org_change *in)
{
    struct org_subtree_row row = { 0 };
    struct org_row parent = { 0 }, old = { 0 };
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = org_begin_change(c, id, in->on, &row);
    if (!rc)
        rc = org_get(c, in->other_id, &parent);
    if (!rc)
        rc = org_may_found(c, in->other_id);
    if (!rc)
        rc = org_check_target(c, &row, &parent, in);
    if (!rc)
        rc = org_get(c, row.parent_id, &old);
    if (!rc)
        rc = event_announce(c, &(struct event){ .kind = "org_moving", .subject_id = id, .effective_on = in->on });
    if (!rc)
        rc = org_move_subtree(c, &row, &parent, in);
    if (!rc)
        rc = org_record(c, "org_moved", &row, parent.id, in,
                        &(struct event_change){
                            .field = "parent", .label = "上级党组织", .before = old.name, .after = parent.name });
    return db_end(c->db, rc);
}

static enum rc org_close(struct ctx *c, const struct org_subtree_row *row, const struct org_change *in)
{
    enum rc rc = org_dissolved(
        c->db, &(struct org_dissolved_in){ .org_id = row->id, .dissolved_on = in->on, .merged_into = in->other_id });
    if (!rc)
        rc = org_version_end(c->db, &(struct org_version_in){ .org_id = row->id, .from_on = in->on });
    if (!rc)
        rc = org_post_end_all(c->db, &(struct org_post_end_all_in){ .org_id = row->id, .until_on = in->on });
    return rc;
}

enum rc org_dissolve(struct ctx *c, int64_t id, const struct org_change *in)
{
    struct org_subtree_row row = { 0 };
    struct org_row now = { 0 };
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = org_begin_change(c, id, in->on, &row);
    if (!rc)
        rc = org_get(c, id, &now);
    if (!rc && !row.parent_id)
        rc = refuse(c, NULL, "root", "学校党委不能在这里撤销。");
    if (!rc && now.children)
        rc = refuse(c, NULL, "has_children", "下面还有组织，请先把它们移走、合并或撤销。");
    if (!rc && now.members)
        rc = refuse(c, NULL, "has_members", "组织里还有党员，请先把他们的组织关系转出，或者改用合并。");
    if (!rc)
        rc = org_close(c, &row, in);
    if (!rc)
        rc = org_record(c, "org_dissolved", &row, id, in, NULL);
    if (!rc)
        rc = org_closure_end(c->db, &(struct org_closure_end_in){ .org_id = id, .dissolved_on = in->on });
    return db_end(c->db, rc);
}

/* Children move first; the members follow by the event, before the merged one leaves the tree. */
static enum rc org_merge_into(struct ctx *c, const struct org_subtree_row *row, const struct org_row *into,
                              const struct org_change *in)
{
    struct org_row *children = NULL;
    size_t n = 0;
    enum rc rc = org_get_children(c, row->id, &children, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc =
            org_move(c, children[i].id, &(struct org_change){ .other_id = into->id, .on = in->on, .basis = in->basis });
    if (!rc)
        rc = org_record(c, "org_merged", row, into->id, in,
                        &(struct event_change){
                            .field = "merged_into", .label = "并入", .before = row->name, .after = into->name });
    if (!rc)
        rc = org_close(c, row, in);
    if (!rc)
        rc = org_closure_end(c->db, &(struct org_closure_end_in){ .org_id = row->id, .dissolved_on = in->on });
    return rc;
}

enum rc org_merge(struct ctx *c, int64_t id, const struct org_change *in)
{
    struct org_subtree_row row = { 0 };
    struct org_row into = { 0 };
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = org_begin_change(c, id, in->on, &row);
    if (!rc)
        rc = org_get(c, in->other_id, &into);
    if (!rc)
        rc = org_may_found(c, into.parent_id ? into.parent_id : into.id);
    if (!rc && (into.id == id || !row.parent_id))
        rc = refuse(c, "other", "merge_self", "请选择另一个党组织。");
    if (!rc && org_kind_is_branch(into.kind) != org_kind_is_branch(row.kind))
        rc = refuse(c, "other", "kind_differs", "只有同类的党组织可以合并。");
    if (!rc && in->on < into.founded_on)
        rc = refuse(c, "on", "before_founding", "接收的组织在这一天还没有成立。");
    if (!rc)
        rc = org_merge_into(c, &row, &into, in);
    return db_end(c->db, rc);
}

/* ZB2018 21, GX2021 5, 7, 8: three years in a branch, five above. */
enum rc org_elect(struct ctx *c, int64_t id, int32_t elected_on, int64_t years, const char *basis)
{
    struct org_days days;
    char text[DATE_TEXT_BYTES];
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = org_get_days(c, id, &days);
    if (!rc && elected_on > c->today)
        rc = refuse(c, "elected_on", "date_in_future", "选举日期还没有到。请在选举以后登记。");
    if (!rc && elected_on < days.founded_on)
        rc = refuse(c, "elected_on", "before_founding", "选举日期不能早于成立日期。");
    if (!rc)
        rc = org_term_put(
            c->db,
            &(struct org_term_put_in){ .org_id = id, .elected_on = elected_on, .term_years = years, .basis = basis },
            1);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "org_elected",
                                              .subject_id = id,
                                              .org_id = id,
                                              .effective_on = elected_on,
                                              .basis = basis,
                                              .nchanges = 1,
                                              .changes = &(struct event_change){
                                                  .field = "elected_on",
                                                  .label = "本届选举日期",
                                                  .before = "",
                                                  .after = arena_strdup(c->arena, date_text(elected_on, text)) } });
    return db_end(c->db, rc);
}

static const char *phone_tail(struct arena *a, const char *phone)
{
    size_t n = strlen(phone);
    return n > 4 ? arena_strdup(a, phone + n - 4) : "";
}

enum rc org_items_change(struct ctx *c, const struct org_items_row *now, const struct org_items_row *next)
{
    struct event_change *changes = NULL;
    size_t n = 0;
    enum rc rc = db_begin(c->db);
    if (!rc && *next->uscc && uscc_check(next->uscc) != USCC_OK)
        rc = refuse(c, "uscc", "uscc_check_digit", "统一社会信用代码的校验位不对，请核对。");
    if (!rc)
        rc = event_diff(c, &org_items_row_desc, now, next, &changes, &n);
    if (!rc && n)
        rc = org_items_save(c->db,
                            &(struct org_items_save_in){ .org_id = now->id,
                                                         .national_code = next->national_code,
                                                         .contact_person = next->contact_person,
                                                         .contact_phone = next->contact_phone,
                                                         .contact_tail = phone_tail(c->arena, next->contact_phone),
                                                         .unit_situation = next->unit_situation,
                                                         .unit_name = next->unit_name,
                                                         .unit_category = next->unit_category,
                                                         .unit_party_status = next->unit_party_status,
                                                         .uscc = next->uscc });
    if (!rc && n)
        rc = event_record(
            c, &(struct event){
                   .kind = "org_items", .subject_id = now->id, .org_id = now->id, .changes = changes, .nchanges = n });
    return db_end(c->db, rc);
}
