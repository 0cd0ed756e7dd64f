/*
 * feature/org/org_web_change.c: the changes of an organisation, a row each: its fields, its page, its verb.
 *
 * The other organisation of a move or merger is named as people name it (full name, short name or code) and looked up
 * in the viewer's scope.
 */
#include <string.h>

#include "base/date.h"
#include "feature/org/org_i.h"

struct org_change_in {
    const char *name, *short_name, *other, *basis;
    int kind, post;
    int64_t years;
    int32_t on;
    int32_t elected_on;
};

/* clang-format off */
#define IN(member) .offset = offsetof(struct org_change_in, member)
#define FIELD_ON_LIKE(words, day)                                                                                      \
    { .name = "on", .example = day, .label = words, .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(on) }
#define FIELD_ON(words) FIELD_ON_LIKE(words, NULL)
#define FIELD_BASIS                                                                                                    \
    { .name = "basis", .label = "依据", .type = FIELD_TEXT, .flags = REQUIRED, IN(basis), .min = 1,                    \
      .max = ORG_BASIS_CHARS, .hint = "批复、会议决定或文件的名称和文号。" }
#define FIELD_OTHER(words, code)                                                                                             \
    { .name = "other", .example = code, .label = words, .type = FIELD_TEXT, .flags = REQUIRED, IN(other), .min = 1,                     \
      .max = ORG_NAME_CHARS, .hint = "填写全称、简称或编码。" }

static const struct field found_fields[] = {
    { .name = "name", .label = "党组织全称", .type = FIELD_NAME, .flags = REQUIRED, IN(name), .min = 2, .max = ORG_NAME_CHARS,
      .hint = "与印章一致。" },
    { .name = "short_name", .label = "党组织简称", .type = FIELD_NAME, IN(short_name), .max = ORG_NAME_CHARS,
      .hint = "不填就用全称。" },
    { .name = "kind", .label = "组织类别", .type = FIELD_VOCAB, .flags = REQUIRED, IN(kind), .vocab = &org_kind_vocab },
    FIELD_ON_LIKE("成立日期", "2025-03-01"),
    { .name = "years", .label = "任期(年)", .type = FIELD_INT, IN(years), .min = 0, .max = 10,
      .hint = "党支部一般三年，院系党组织一般五年。" },
    { .name = "elected_on", .label = "本届选举日期", .type = FIELD_DATE, .flags = NOT_FUTURE, IN(elected_on) },
    FIELD_BASIS,
};
static const struct field rename_fields[] = {
    { .name = "name", .label = "新的全称", .type = FIELD_NAME, .flags = REQUIRED, IN(name), .min = 2, .max = ORG_NAME_CHARS },
    { .name = "short_name", .label = "新的简称", .type = FIELD_NAME, IN(short_name), .max = ORG_NAME_CHARS },
    { .name = "kind", .label = "组织类别", .type = FIELD_VOCAB, IN(kind), .vocab = &org_kind_vocab },
    FIELD_ON_LIKE("从哪一天起", "2025-09-01"), FIELD_BASIS,
};
static const struct field move_fields[] = { FIELD_OTHER("新的上级党组织", "001.002"), FIELD_ON("从哪一天起"), FIELD_BASIS };
static const struct field merge_fields[] = { FIELD_OTHER("并入哪个党组织", "001.001.002"), FIELD_ON("从哪一天起"), FIELD_BASIS };
static const struct field dissolve_fields[] = { FIELD_ON("撤销日期"), FIELD_BASIS };
static const struct field elect_fields[] = {
    FIELD_ON("选举日期"),
    { .name = "years", .label = "任期(年)", .type = FIELD_INT, .flags = REQUIRED, IN(years), .min = 1, .max = 10 },
    FIELD_BASIS,
};
static const struct field founding_fields[] = { FIELD_ON_LIKE("成立日期", "2020-01-01"), FIELD_BASIS };
static const struct field election_fields[] = {
    FIELD_ON("本届选举日期"),
    { .name = "years", .label = "任期(年)", .type = FIELD_INT, .flags = REQUIRED, IN(years), .min = 1, .max = 10 },
    FIELD_BASIS,
};
static const struct field ending_fields[] = { FIELD_ON("任职止"), FIELD_BASIS };
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

static const char clause_found[] = "依据：《中国共产党支部工作条例（试行）》第四条至第八条。";
static const char clause_change[] = "依据：《中国共产党支部工作条例（试行）》第七条。";
static const char clause_term[] = "依据：《中国共产党支部工作条例（试行）》第二十一条；院系党组织一般五年，见《中国共产党普通高等学校基层组织工作条例》第七条。";

/* --- what each does ------------------------------------------------------------------------------------------------- */

static struct org_change change_of(const struct org_change_in *in, int64_t other)
{
    return (struct org_change){ .other_id = other, .name = in->name, .short_name = in->short_name, .kind = in->kind,
                                .on = in->on, .basis = in->basis };
}

static enum rc run_found(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    int64_t made;
    return org_found(c, &(struct org_new){ .parent_id = id, .name = in->name, .short_name = in->short_name, .kind = in->kind,
                                           .founded_on = in->on, .elected_on = in->elected_on, .basis = in->basis,
                                           .term_years = in->years ? in->years : org_kind_is_branch(in->kind) ? 3 : 5 },
                     &made);
}

static enum rc run_rename(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
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

static enum rc run_move(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    int64_t other = 0;
    enum rc rc = org_other(c, in->other, &other);
    struct org_change change = change_of(in, other);
    return rc ? rc : org_move(c, id, &change);
}

static enum rc run_merge(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    int64_t other = 0;
    enum rc rc = org_other(c, in->other, &other);
    struct org_change change = change_of(in, other);
    return rc ? rc : org_merge(c, id, &change);
}

static enum rc run_dissolve(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    struct org_change change = change_of(in, 0);
    return org_dissolve(c, id, &change);
}

static enum rc run_elect(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    return org_elect(c, id, in->on, in->years, in->basis);
}

static enum rc start_dates(struct ctx *c, int64_t id, struct org_change_in *in, bool founding)
{
    struct org_row now;
    enum rc rc = org_get(c, id, &now);
    if (!rc)
        *in = (struct org_change_in){ .on = founding ? now.founded_on : now.elected_on, .years = now.term_years };
    return rc;
}

static enum rc start_founding(struct ctx *c, int64_t id, void *form)
{
    return start_dates(c, id, form, true);
}

static enum rc run_founding(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    return org_correct_founding(c, id, in->on, in->basis);
}

static enum rc start_election(struct ctx *c, int64_t id, void *form)
{
    return start_dates(c, id, form, false);
}

static enum rc run_election(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    return org_correct_election(c, id, &(struct org_term_row){ .elected_on = in->on, .term_years = in->years,
                                                               .basis = in->basis });
}

static enum rc run_ending(struct ctx *c, int64_t id, const void *form)
{
    const struct org_change_in *in = form;
    struct org_post_row post;
    enum rc rc = org_get_post(c, call_id(c, 1), &post);
    if (!rc && post.org_id != id)
        rc = RC_NOTFOUND;
    return rc ? rc : org_post_end(c, &post, in->on, in->basis);
}

static enum rc start_rename(struct ctx *c, int64_t id, void *form)
{
    struct org_change_in *in = form;
    struct org_row now;
    enum rc rc = org_get(c, id, &now);
    if (!rc)
        *in = (struct org_change_in){ .name = now.name, .short_name = now.short_name, .kind = now.kind, .on = c->today };
    return rc;
}

static enum rc start_items(struct ctx *c, int64_t id, void *form)
{
    return org_get_items(c, id, form);
}

static enum rc run_items(struct ctx *c, int64_t id, const void *form)
{
    struct org_items_row next = *(const struct org_items_row *)form, now;
    enum rc rc = org_get_items(c, id, &now);
    next.id = id;
    return rc ? rc : org_items_change(c, &now, &next);
}

/* --- the changes ---------------------------------------------------------------------------------------------------- */

static enum rc subject(struct ctx *c, struct change_subject *out)
{
    struct org_name org;
    enum rc rc = org_name_of(c, call_id(c, 0), &org);
    if (!rc)
        *out = (struct change_subject){ .name = org.short_name, .full = org.name, .place = "orgs", .org_id = org.id,
                                        .href = arena_printf(c->arena, "/orgs/%lld", (long long)org.id) };
    return rc;
}

const struct change org_change_found = {
    .form = FORM("org_founding", org_change_in, found_fields),
    .title = "设立下级组织", .lead = "登记已经批准成立的党组织。", .clause = clause_found, .button = "登记设立",
    .sentence = "已登记设立。接下来可以登记党内职务。",
    .subject = subject, .run = run_found, .created = true,
};
const struct change org_change_rename = {
    .form = FORM("org_renaming", org_change_in, rename_fields),
    .title = "更名", .lead = "原来的名称会保留在历史里。", .clause = clause_change, .button = "登记更名",
    .sentence = "已登记更名。",
    .subject = subject, .start = start_rename, .run = run_rename,
};
const struct change org_change_move = {
    .form = FORM("org_move", org_change_in, move_fields),
    .title = "调整隶属关系", .lead = "下级组织和党员随同调整，编码随之改变，历史不变。", .clause = clause_change, .button = "登记调整",
    .sentence = "已登记隶属关系的调整。",
    .subject = subject, .run = run_move,
};
const struct change org_change_merge = {
    .form = FORM("org_merger", org_change_in, merge_fields),
    .title = "合并", .lead = "下级组织和党员全部转到接收的组织，本组织随之撤销。", .clause = clause_change, .button = "登记合并",
    .sentence = "已登记合并。",
    .subject = subject, .run = run_merge,
};
const struct change org_change_dissolve = {
    .form = FORM("org_dissolution", org_change_in, dissolve_fields),
    .title = "撤销", .lead = "撤销以后，历史仍可查看。", .clause = clause_change, .button = "登记撤销",
    .sentence = "已登记撤销。",
    .subject = subject, .run = run_dissolve,
};
const struct change org_change_elect = {
    .form = FORM("org_election", org_change_in, elect_fields),
    .title = "登记换届选举", .lead = "任期从选举之日算起。", .clause = clause_term, .button = "登记选举",
    .sentence = "已登记本届选举日期。请接着登记新一届的党内职务。",
    .subject = subject, .run = run_elect,
};
const struct change org_change_founding = {
    .form = FORM("org_founding_correction", org_change_in, founding_fields),
    .title = "更正成立日期", .lead = "登记错了的，改成本来的日期。原来的日期会保留在变动记录里。", .button = "保存更正",
    .sentence = "已更正成立日期。",
    .subject = subject, .start = start_founding, .run = run_founding,
};
const struct change org_change_election = {
    .form = FORM("org_election_correction", org_change_in, election_fields),
    .title = "更正选举日期", .lead = "本届选举登记错了的，改成本来的日期。换届以后请用“登记换届选举”。", .clause = clause_term,
    .button = "保存更正", .sentence = "已更正本届选举日期。",
    .subject = subject, .start = start_election, .run = run_election,
};
const struct change org_change_ending = {
    .form = FORM("org_post_ending", org_change_in, ending_fields),
    .title = "登记免职", .lead = "任职经历会保留。", .clause = clause_term, .button = "登记免职",
    .sentence = "已登记免职。",
    .subject = subject, .run = run_ending,
};
const struct change org_change_items = {
    .form = FORM("org_items", org_items_row, items_fields),
    .title = "组织信息", .lead = "国家信息采集表的组织项目。", .button = "保存", .sentence = "已保存组织信息。",
    .subject = subject, .start = start_items, .run = run_items,
};
/* clang-format on */
