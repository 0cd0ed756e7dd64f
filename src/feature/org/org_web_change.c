/*
 * feature/org/org_web_change.c: the pages that change an organisation: one page a change, one form, one verb.
 *
 * Each change is a struct act: what the page says, which fields it asks, what it does.  The other organisation of a
 * move or merger is named as people name it (full name, short name or code) and looked up in the viewer's scope.
 */
#include <string.h>

#include "base/citizen.h"
#include "base/date.h"
#include "feature/org/change.html.h"
#include "feature/org/org_views.h"

struct org_change_in {
    const char *name, *short_name, *other, *basis;
    int kind, post;
    int64_t years;
    int32_t on;
    int32_t elected_on;
};

/* clang-format off */
#define IN(member) .offset = offsetof(struct org_change_in, member)
#define FIELD_ON(words) { .name = "on", .label = words, .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(on) }
#define FIELD_BASIS                                                                                                    \
    { .name = "basis", .label = "依据", .type = FIELD_TEXT, .flags = REQUIRED, IN(basis), .min = 1,                    \
      .max = ORG_BASIS_CHARS, .hint = "批复、会议决定或文件的名称和文号。" }
#define FIELD_OTHER(words)                                                                                             \
    { .name = "other", .label = words, .type = FIELD_TEXT, .flags = REQUIRED, IN(other), .min = 1,                     \
      .max = ORG_NAME_CHARS, .hint = "填写全称、简称或编码。" }

static const struct field found_fields[] = {
    { .name = "name", .label = "党组织全称", .type = FIELD_NAME, .flags = REQUIRED, IN(name), .min = 2, .max = ORG_NAME_CHARS,
      .hint = "与印章一致。" },
    { .name = "short_name", .label = "党组织简称", .type = FIELD_NAME, IN(short_name), .max = ORG_NAME_CHARS,
      .hint = "不填就用全称。" },
    { .name = "kind", .label = "组织类别", .type = FIELD_VOCAB, .flags = REQUIRED, IN(kind), .vocab = &org_kind_vocab },
    FIELD_ON("成立日期"),
    { .name = "years", .label = "任期(年)", .type = FIELD_INT, IN(years), .min = 0, .max = 10,
      .hint = "党支部一般三年，院系党组织一般五年。" },
    { .name = "elected_on", .label = "本届选举日期", .type = FIELD_DATE, .flags = NOT_FUTURE, IN(elected_on) },
    FIELD_BASIS,
};
static const struct field rename_fields[] = {
    { .name = "name", .label = "新的全称", .type = FIELD_NAME, .flags = REQUIRED, IN(name), .min = 2, .max = ORG_NAME_CHARS },
    { .name = "short_name", .label = "新的简称", .type = FIELD_NAME, IN(short_name), .max = ORG_NAME_CHARS },
    { .name = "kind", .label = "组织类别", .type = FIELD_VOCAB, IN(kind), .vocab = &org_kind_vocab },
    FIELD_ON("从哪一天起"), FIELD_BASIS,
};
static const struct field move_fields[] = { FIELD_OTHER("新的上级党组织"), FIELD_ON("从哪一天起"), FIELD_BASIS };
static const struct field merge_fields[] = { FIELD_OTHER("并入哪个党组织"), FIELD_ON("从哪一天起"), FIELD_BASIS };
static const struct field dissolve_fields[] = { FIELD_ON("撤销日期"), FIELD_BASIS };
static const struct field elect_fields[] = {
    FIELD_ON("选举日期"),
    { .name = "years", .label = "任期(年)", .type = FIELD_INT, .flags = REQUIRED, IN(years), .min = 1, .max = 10 },
    FIELD_BASIS,
};
static const struct field ending_fields[] = { FIELD_ON("任职止"), FIELD_BASIS };
/* clang-format on */

const struct form org_found_form = FORM("org_founding", org_change_in, found_fields);
const struct form org_rename_form = FORM("org_renaming", org_change_in, rename_fields);
const struct form org_move_form = FORM("org_move", org_change_in, move_fields);
const struct form org_merge_form = FORM("org_merger", org_change_in, merge_fields);
const struct form org_dissolve_form = FORM("org_dissolution", org_change_in, dissolve_fields);
const struct form org_elect_form = FORM("org_election", org_change_in, elect_fields);
const struct form org_ending_form = FORM("org_post_ending", org_change_in, ending_fields);

static const char clause_found[] = "依据：《中国共产党支部工作条例（试行）》第四条至第八条。";
static const char clause_change[] = "依据：《中国共产党支部工作条例（试行）》第七条。";
static const char clause_term[] = "依据：《中国共产党支部工作条例（试行）》第二十一条；院系党组织一般五年，见《中国共产党普通高等学校基层组织工作条例》第七条。";

struct act {
    const struct form *form;
    const char *noun; /* of the address: /orgs/1/names */
    const char *title, *lead, *clause, *button;
    enum rc (*run)(struct ctx *c, int64_t id, const struct org_change_in *in);
    const char *sentence;
};

static struct org_change change_of(const struct org_change_in *in, int64_t other)
{
    return (struct org_change){ .other_id = other, .name = in->name, .short_name = in->short_name, .kind = in->kind,
                                .on = in->on, .basis = in->basis };
}

static enum rc run_found(struct ctx *c, int64_t id, const struct org_change_in *in)
{
    int64_t made;
    return org_found(c, &(struct org_new){ .parent_id = id, .name = in->name, .short_name = in->short_name, .kind = in->kind,
                                           .founded_on = in->on, .elected_on = in->elected_on, .basis = in->basis,
                                           .term_years = in->years ? in->years : org_kind_is_branch(in->kind) ? 3 : 5 },
                     &made);
}

static enum rc run_rename(struct ctx *c, int64_t id, const struct org_change_in *in)
{
    struct org_change change = change_of(in, 0);
    return org_rename(c, id, &change);
}

/* By full name or short name, else by code; several of one short name are no answer. */
static enum rc org_other(struct ctx *c, const char *words, int64_t *id)
{
    enum rc rc = org_named_one(c, c->call->route->cap, words, id);
    if (rc == RC_CONFLICT)
        return refuse(c, "other", "ambiguous", "有几个组织都叫这个名字，请填写全称或编码。");
    return rc == RC_NOTFOUND ? refuse(c, "other", "unknown_parent", "没有找到这个党组织，请核对名称或编码。") : rc;
}

static enum rc run_move(struct ctx *c, int64_t id, const struct org_change_in *in)
{
    int64_t other = 0;
    enum rc rc = org_other(c, in->other, &other);
    struct org_change change = change_of(in, other);
    return rc ? rc : org_move(c, id, &change);
}

static enum rc run_merge(struct ctx *c, int64_t id, const struct org_change_in *in)
{
    int64_t other = 0;
    enum rc rc = org_other(c, in->other, &other);
    struct org_change change = change_of(in, other);
    return rc ? rc : org_merge(c, id, &change);
}

static enum rc run_dissolve(struct ctx *c, int64_t id, const struct org_change_in *in)
{
    struct org_change change = change_of(in, 0);
    return org_dissolve(c, id, &change);
}

static enum rc run_elect(struct ctx *c, int64_t id, const struct org_change_in *in)
{
    return org_elect(c, id, in->on, in->years, in->basis);
}

static enum rc run_ending(struct ctx *c, int64_t id, const struct org_change_in *in)
{
    struct org_post_row post;
    enum rc rc = org_get_post(c, call_id(c, 1), &post);
    if (!rc && post.org_id != id)
        rc = RC_NOTFOUND;
    return rc ? rc : org_post_end(c, &post, in->on, in->basis);
}

static const struct act act_found = { &org_found_form, "children", "设立下级组织", "登记已经批准成立的党组织。", clause_found,
                                      "登记设立", run_found, "已登记设立。接下来可以登记党内职务。" };
static const struct act act_rename = { &org_rename_form, "names", "更名", "原来的名称会保留在历史里。", clause_change,
                                       "登记更名", run_rename, "已登记更名。" };
static const struct act act_move = { &org_move_form, "places", "调整隶属关系", "下级组织和党员随同调整，编码随之改变，历史不变。",
                                     clause_change, "登记调整", run_move, "已登记隶属关系的调整。" };
static const struct act act_merge = { &org_merge_form, "mergers", "合并", "下级组织和党员全部转到接收的组织，本组织随之撤销。",
                                      clause_change, "登记合并", run_merge, "已登记合并。" };
static const struct act act_dissolve = { &org_dissolve_form, "dissolutions", "撤销", "撤销以后，历史仍可查看。", clause_change,
                                         "登记撤销", run_dissolve, "已登记撤销。" };
static const struct act act_elect = { &org_elect_form, "elections", "登记换届选举", "任期从选举之日算起。", clause_term,
                                      "登记选举", run_elect, "已登记本届选举日期。请接着登记新一届的党内职务。" };
static const struct act act_ending = { &org_ending_form, "endings", "登记免职", "任职经历会保留。", clause_term,
                                       "登记免职", run_ending, "已登记免职。" };

static enum rc act_page(struct ctx *c, const struct act *act, struct page *page, struct org_form_view *v)
{
    int64_t id = call_id(c, 0);
    enum rc rc = org_get(c, id, &v->org);
    v->title = act->title;
    v->lead = act->lead;
    v->clause = act->clause;
    v->button = act->button;
    v->form = act->form;
    v->action = act == &act_ending ? arena_printf(c->arena, "/orgs/%lld/posts/%lld/endings", (long long)id,
                                                  (long long)call_id(c, 1))
                                   : arena_printf(c->arena, "/orgs/%lld/%s", (long long)id, act->noun);
    *page = (struct page){ .title = act->title, .place = "orgs", .org_id = id, .body = org_change_page, .view = v };
    return rc;
}

static enum rc act_show(struct ctx *c, const struct act *act)
{
    struct org_form_view v = { 0 };
    struct page page;
    enum rc rc = act_page(c, act, &page, &v);
    if (!rc && act == &act_rename)
        answer_prefill(c, &org_rename_form, &(struct org_change_in){ .name = v.org.name, .short_name = v.org.short_name,
                                                                 .kind = v.org.kind, .other = "", .basis = "", .on = c->today });
    return rc ? rc : answer_page(c, &page);
}

static enum rc act_run(struct ctx *c, const struct act *act, const void *form)
{
    int64_t id = call_id(c, 0);
    enum rc rc = act->run(c, id, form); /* a refusal draws the form again: .again in the route */
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = arena_printf(c->arena, "/orgs/%lld", (long long)id),
                                          .sentence = act->sentence, .created = act == &act_found });
}

#define ACT(name)                                                                                                      \
    enum rc org_##name##_show(struct ctx *c, const void *form)                                                         \
    {                                                                                                                  \
        (void)form;                                                                                                    \
        return act_show(c, &act_##name);                                                                               \
    }                                                                                                                  \
    enum rc org_##name##_create(struct ctx *c, const void *form)                                                       \
    {                                                                                                                  \
        return act_run(c, &act_##name, form);                                                                          \
    }
ACT(found)
ACT(rename)
ACT(move)
ACT(merge)
ACT(dissolve)
ACT(elect)
ACT(ending)

/* --- the national items --------------------------------------------------------------------------------------------- */

#define ITEM(member) .offset = offsetof(struct org_items_row, member)
static const struct field items_fields[] = {
    { .name = "national_code", .label = "国家系统编码", .type = FIELD_CODE, ITEM(national_code), .max = 20,
      .hint = "十二至十五位数字。" },
    { .name = "contact_person", .label = "联系人", .type = FIELD_NAME, ITEM(contact_person), .max = ORG_NAME_CHARS },
    { .name = "contact_phone", .label = "联系电话", .type = FIELD_CODE, ITEM(contact_phone), .max = 24 },
    { .name = "unit_situation", .label = "所在单位情况", .type = FIELD_TEXT, ITEM(unit_situation), .max = ORG_NAME_CHARS },
    { .name = "unit_name", .label = "单位名称", .type = FIELD_TEXT, ITEM(unit_name), .max = ORG_NAME_CHARS },
    { .name = "unit_category", .label = "单位性质类别", .type = FIELD_TEXT, ITEM(unit_category), .max = ORG_NAME_CHARS },
    { .name = "unit_party_status", .label = "单位建立党组织情况", .type = FIELD_TEXT, ITEM(unit_party_status), .max = ORG_NAME_CHARS },
    { .name = "uscc", .label = "统一社会信用代码", .type = FIELD_CODE, ITEM(uscc), .max = 18, .hint = "十八位。" },
};
const struct form org_items_form = FORM("org_items", org_items_row, items_fields);

static enum rc items_page(struct ctx *c, struct page *page, struct org_form_view *v)
{
    int64_t id = call_id(c, 0);
    *v = (struct org_form_view){ .title = "组织信息", .lead = "国家信息采集表的组织项目。", .button = "保存", .form = &org_items_form,
                                 .clause = "", .action = arena_printf(c->arena, "/orgs/%lld/items", (long long)id) };
    *page = (struct page){ .title = v->title, .place = "orgs", .org_id = id, .body = org_change_page, .view = v };
    return org_get(c, id, &v->org);
}

enum rc org_items_show(struct ctx *c, const void *form)
{
    (void)form;
    struct org_form_view v;
    struct page page;
    struct org_items_row now;
    enum rc rc = items_page(c, &page, &v);
    if (!rc)
        rc = org_get_items(c, call_id(c, 0), &now);
    if (rc)
        return rc;
    answer_prefill(c, &org_items_form, &now);
    return answer_page(c, &page);
}

enum rc org_items_update(struct ctx *c, const void *form)
{
    struct org_items_row next = *(const struct org_items_row *)form, now;
    enum rc rc = org_get_items(c, call_id(c, 0), &now);
    next.id = now.id;
    if (!rc)
        rc = org_items_change(c, &now, &next);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = arena_printf(c->arena, "/orgs/%lld", (long long)now.id),
                                          .sentence = "已保存组织信息。" });
}
