/*
 * feature/member/member_web_change.c: the pages that change an entry, by the branch.
 *
 * A page of items leaves the sensitive ones blank and keeps what is known where nothing is typed, so that correcting an
 * education discloses no citizen number.
 */
#include <string.h>

#include "base/date.h"
#include "feature/member/change.html.h"
#include "feature/member/member_views.h"

struct member_in {
    const char *name, *citizen_number, *post, *mobile, *phone, *home_address, *destination, *branch, *basis;
    const char *person, *reason, *item;
    int sex, ethnicity, education, person_category, membership_status, org_post;
    int32_t birth_date, join_date, full_date, lost_since, on, until_on;
    bool lost, mobile_member;
};

/* clang-format off */
#define IN(member) .offset = offsetof(struct member_in, member)
#define ITEM_FIELDS                                                                                                    \
    { .name = "name", .label = "姓名", .type = FIELD_NAME, .flags = REQUIRED, IN(name), .min = 1, .max = MEMBER_NAME_CHARS,  \
      .hint = "与身份证一致。" },                                                                                      \
    { .name = "sex", .label = "性别", .type = FIELD_VOCAB, .flags = REQUIRED, IN(sex), .vocab = &sex_vocab },          \
    { .name = "ethnicity", .label = "民族", .type = FIELD_VOCAB, .flags = REQUIRED, IN(ethnicity), .vocab = &ethnicity_vocab }, \
    { .name = "birth_date", .label = "出生日期", .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(birth_date) }, \
    { .name = "education", .label = "学历", .type = FIELD_VOCAB, IN(education), .vocab = &education_vocab },           \
    { .name = "join_date", .label = "入党日期", .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(join_date),     \
      .hint = "支部党员大会通过的那一天。" },                                                                          \
    { .name = "full_date", .label = "转正日期", .type = FIELD_DATE, .flags = NOT_FUTURE, IN(full_date),                \
      .hint = "预备党员不填。" },                                                                                      \
    { .name = "post", .label = "工作岗位", .type = FIELD_TEXT, IN(post), .max = MEMBER_TEXT_CHARS }
#define CONTACT_FIELDS(words)                                                                                          \
    { .name = "mobile", .label = "手机号码", .type = FIELD_CODE, .flags = SENSITIVE, IN(mobile), .max = 24, .hint = words }, \
    { .name = "phone", .label = "固定电话", .type = FIELD_CODE, .flags = SENSITIVE, IN(phone), .max = 24, .hint = words },   \
    { .name = "home_address", .label = "家庭住址", .type = FIELD_TEXT, .flags = SENSITIVE, IN(home_address),           \
      .max = MEMBER_ADDRESS_CHARS, .hint = words }
#define WHERE_FIELDS                                                                                                   \
    { .name = "lost", .label = "是失联党员", .type = FIELD_BOOL, IN(lost) },                                           \
    { .name = "lost_since", .label = "失联日期", .type = FIELD_DATE, .flags = NOT_FUTURE, IN(lost_since) },            \
    { .name = "mobile_member", .label = "是流动党员", .type = FIELD_BOOL, IN(mobile_member) },                         \
    { .name = "destination", .label = "外出流向", .type = FIELD_TEXT, IN(destination), .max = MEMBER_TEXT_CHARS,       \
      .hint = "写到省、市、县。" }
#define FIELD_BRANCH(words)                                                                                            \
    { .name = "branch", .label = words, .type = FIELD_TEXT, .flags = REQUIRED, IN(branch), .min = 1, .max = ORG_NAME_CHARS, \
      .hint = "填写党支部或党小组的全称、简称或编码。" }
#define FIELD_ON(words) { .name = "on", .label = words, .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(on) }
#define FIELD_BASIS                                                                                                    \
    { .name = "basis", .label = "依据", .type = FIELD_TEXT, .flags = REQUIRED, IN(basis), .min = 1, .max = ORG_BASIS_CHARS, \
      .hint = "会议决定、批复或材料的名称。" }

static const struct field new_fields[] = {
    ITEM_FIELDS,
    { .name = "citizen_number", .label = "公民身份号码", .type = FIELD_CODE, .flags = REQUIRED | SENSITIVE, IN(citizen_number),
      .min = 1, .max = 24, .hint = "18 位，最后一位可以是 X。" },
    { .name = "person_category", .label = "人员类别", .type = FIELD_VOCAB, .flags = REQUIRED, IN(person_category),
      .vocab = &person_category_vocab },
    FIELD_BRANCH("所在党支部"),
    FIELD_ON("从哪一天起在这个党支部"),
    CONTACT_FIELDS(NULL), WHERE_FIELDS, FIELD_BASIS,
};
static const struct field items_fields[] = {
    ITEM_FIELDS,
    { .name = "citizen_number", .label = "公民身份号码", .type = FIELD_CODE, .flags = SENSITIVE, IN(citizen_number), .max = 24,
      .hint = "不更正就留空。" },
    CONTACT_FIELDS("不更正就留空。"), WHERE_FIELDS, FIELD_BASIS,
};
static const struct field move_fields[] = { FIELD_BRANCH("转到哪个党支部"), FIELD_ON("从哪一天起"), FIELD_BASIS };
static const struct field kind_fields[] = {
    { .name = "person_category", .label = "人员类别", .type = FIELD_VOCAB, .flags = REQUIRED, IN(person_category),
      .vocab = &person_category_vocab },
    FIELD_ON("从哪一天起"), FIELD_BASIS,
};
static const struct field standing_fields[] = {
    { .name = "membership_status", .label = "党籍状态", .type = FIELD_VOCAB, .flags = REQUIRED, IN(membership_status),
      .vocab = &membership_status_vocab },
    FIELD_ON("从哪一天起"), FIELD_BASIS,
};
static const struct field post_fields[] = {
    { .name = "person", .label = "姓名", .type = FIELD_NAME, .flags = REQUIRED, IN(person), .min = 1, .max = MEMBER_NAME_CHARS,
      .hint = "在本组织的党员里按姓名查找。" },
    { .name = "org_post", .label = "党内职务", .type = FIELD_VOCAB, .flags = REQUIRED, IN(org_post), .vocab = &org_post_vocab },
    FIELD_ON("任职起"),
    { .name = "until_on", .label = "任职止", .type = FIELD_DATE, IN(until_on), .hint = "不知道就留空。" },
    FIELD_BASIS,
};
enum { REASON_CHARS = 200 };
static const struct field disclosure_fields[] = {
    { .name = "item", .label = "项目", .type = FIELD_TEXT, .flags = REQUIRED, IN(item), .min = 1, .max = 32 },
    { .name = "reason", .label = "为什么要看", .type = FIELD_TEXT, .flags = REQUIRED, IN(reason), .min = 2, .max = REASON_CHARS,
      .hint = "本人能看到谁在何时因何查看过。" },
};
/* clang-format on */

const struct form member_new_form = FORM("member_new", member_in, new_fields);
const struct form member_items_form = FORM("member_items", member_in, items_fields);
const struct form member_move_form = FORM("member_move", member_in, move_fields);
const struct form member_kind_form = FORM("member_kind", member_in, kind_fields);
const struct form member_standing_form = FORM("member_standing", member_in, standing_fields);
const struct form member_post_form = FORM("member_post", member_in, post_fields);
const struct form member_disclosure_form = FORM("member_disclosure", member_in, disclosure_fields);

static const char no_clause[] = "";

/* --- pages and verbs of one entry ----------------------------------------------------------------------------------- */

static const char *file_address(struct ctx *c, int64_t id)
{
    return arena_printf(c->arena, "/members/%lld", (long long)id);
}

struct act {
    const struct form *form;
    const char *noun, *title, *lead, *clause, *button, *sentence;
    enum rc (*run)(struct ctx *c, int64_t id, const struct member_in *in);
};

static enum rc branch_named(struct ctx *c, const char *words, int64_t *id)
{
    struct org_index *index = NULL;
    enum rc rc = org_index_make(c, &index);
    const struct org_name *org = rc ? NULL : org_index_find(index, words);
    if (!rc && !org)
        return refuse(c, "branch", "unknown_branch", "没有找到这个党支部，请核对名称或编码。");
    if (!rc)
        *id = org->id;
    return rc;
}

static struct member_items items_of(const struct member_in *in)
{
    return (struct member_items){
        .name = in->name, .sex = in->sex, .citizen_number = in->citizen_number, .ethnicity = in->ethnicity,
        .birth_date = in->birth_date, .education = in->education, .person_category = in->person_category,
        .join_date = in->join_date, .full_date = in->full_date, .post = in->post, .mobile = in->mobile,
        .phone = in->phone, .home_address = in->home_address, .lost = in->lost, .lost_since = in->lost_since,
        .mobile_member = in->mobile_member, .destination = in->destination,
    };
}

static enum rc run_items(struct ctx *c, int64_t id, const struct member_in *in)
{
    struct member_clear now;
    struct member_items next = items_of(in);
    bool changed;
    enum rc rc = member_get_clear(c, id, &now);
    if (rc)
        return rc;
    next.id = id;
    next.person_category = now.person_category;
    next.membership_status = now.membership_status;
    next.citizen_number = *in->citizen_number ? in->citizen_number : now.citizen_number;
    next.mobile = *in->mobile ? in->mobile : now.mobile;
    next.phone = *in->phone ? in->phone : now.phone;
    next.home_address = *in->home_address ? in->home_address : now.home_address;
    return member_correct(c, &next, in->basis, &changed);
}

static enum rc run_move(struct ctx *c, int64_t id, const struct member_in *in)
{
    int64_t org = 0;
    enum rc rc = branch_named(c, in->branch, &org);
    if (!rc)
        rc = org_object(c, CAP_MEMBER_WRITE, org);
    if (rc == RC_NOTFOUND)
        return refuse(c, "branch", "out_of_scope", "这个党支部不在您的管理范围内，请由上级党组织办理。");
    return rc ? rc : member_move(c, id, org, in->on, in->basis);
}

static enum rc run_kind(struct ctx *c, int64_t id, const struct member_in *in)
{
    return member_set_kind(c, id, in->person_category, in->on, in->basis);
}

static enum rc run_standing(struct ctx *c, int64_t id, const struct member_in *in)
{
    return member_set_standing(c, id, in->membership_status, in->on, in->basis);
}

static const struct act act_items = { &member_items_form, "items", "更正信息", "原来的内容会保留在变动记录里。", no_clause,
                                      "保存更正", "已保存更正。", run_items };
static const struct act act_move = { &member_move_form, "moves", "调整组织关系", "在校内党支部之间调整。",
                                     "依据：《中国共产党党员教育管理工作条例》第二十五条。", "登记调整",
                                     "已登记组织关系的调整。", run_move };
static const struct act act_kind = { &member_kind_form, "kinds", "变更人员类别", "按支部党员大会的决议和上级党委的审批登记。",
                                     "依据：《中国共产党发展党员工作细则》关于预备期和转正的规定。", "登记变更",
                                     "已登记人员类别。", run_kind };
static const struct act act_standing = { &member_standing_form, "standings", "变更党籍状态",
                                         "按有权限的党组织的决定登记。本系统不会自动变更任何人的党籍。",
                                         "依据：《中国共产党党员教育管理工作条例》第二十四条、第三十一条。", "登记变更",
                                         "已登记党籍状态。", run_standing };

static enum rc act_page(struct ctx *c, const struct act *act, struct page *page, struct member_form_view *v)
{
    int64_t id = call_id(c, 0);
    v->title = act->title;
    v->lead = act->lead;
    v->clause = act->clause;
    v->button = act->button;
    v->form = act->form;
    v->back = file_address(c, id);
    v->action = arena_printf(c->arena, "%s/%s", v->back, act->noun);
    enum rc rc = member_get(c, id, &v->m);
    *page = (struct page){ .title = act->title, .place = "members", .org_id = v->m.branch_id,
                           .body = member_change_page, .view = v };
    return rc;
}

static enum rc act_show(struct ctx *c, const struct act *act)
{
    struct member_form_view v = { 0 };
    struct page page;
    enum rc rc = act_page(c, act, &page, &v);
    if (rc)
        return rc;
    answer_prefill(c, act->form,
                   &(struct member_in){ .name = v.m.name, .citizen_number = "", .post = v.m.post, .mobile = "", .phone = "",
                                        .home_address = "", .destination = v.m.destination, .branch = "", .basis = "",
                                        .person = "", .reason = "", .item = "", .sex = v.m.sex,
                                        .ethnicity = v.m.ethnicity, .education = v.m.education,
                                        .birth_date = v.m.birth_date, .join_date = v.m.join_date,
                                        .full_date = v.m.full_date, .lost_since = v.m.lost_since, .lost = v.m.lost,
                                        .mobile_member = v.m.mobile_member });
    return answer_page(c, &page);
}

static enum rc act_run(struct ctx *c, const struct act *act, const void *form)
{
    enum rc rc = act->run(c, call_id(c, 0), form); /* a refusal draws the form again: .again in the route */
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = file_address(c, call_id(c, 0)), .sentence = act->sentence });
}

#define ACT(show, run_name, act)                                                                                       \
    enum rc show(struct ctx *c, const void *form)                                                                      \
    {                                                                                                                  \
        (void)form;                                                                                                    \
        return act_show(c, act);                                                                                       \
    }                                                                                                                  \
    enum rc run_name(struct ctx *c, const void *form)                                                                  \
    {                                                                                                                  \
        return act_run(c, act, form);                                                                                  \
    }
ACT(member_items_show, member_items_update, &act_items)
ACT(member_move_show, member_move_create, &act_move)
ACT(member_kind_show, member_kind_create, &act_kind)
ACT(member_standing_show, member_standing_create, &act_standing)

/* --- a new member --------------------------------------------------------------------------------------------------- */

static struct page new_page(struct member_form_view *v)
{
    *v = (struct member_form_view){ .title = "登记党员", .lead = "一名一名登记。成批的名册请用导入。", .clause = no_clause,
                                    .button = "登记", .form = &member_new_form, .back = "/members", .action = "/members" };
    return (struct page){ .title = v->title, .place = "members", .body = member_change_page, .view = v };
}

enum rc member_new_show(struct ctx *c, const void *form)
{
    (void)form;
    struct member_form_view v;
    struct page page = new_page(&v);
    return answer_page(c, &page);
}

enum rc member_create(struct ctx *c, const void *form)
{
    const struct member_in *in = form;
    struct member_row made;
    struct member_new new = { .items = items_of(in), .on = in->on, .basis = in->basis };
    int64_t id = 0;
    enum rc rc = branch_named(c, in->branch, &new.org_id);
    if (!rc)
        rc = org_object(c, CAP_MEMBER_WRITE, new.org_id);
    if (rc == RC_NOTFOUND)
        rc = refuse(c, "branch", "unknown_branch", "没有找到这个党支部，请核对名称或编码。");
    if (!rc)
        rc = member_add(c, &new, &id);
    if (!rc)
        rc = member_get(c, id, &made);
    return rc ? rc : answer_done(c, &(struct done){ .location = file_address(c, id), .sentence = "已登记。", .created = true,
                                                    .desc = &member_row_desc, .row = &made });
}

/* --- the extended items --------------------------------------------------------------------------------------------- */

#define MORE(member) .offset = offsetof(struct member_more, member)
static const struct field more_fields[] = {
    { .name = "native_place", .label = "籍贯", .type = FIELD_TEXT, MORE(native_place), .max = MEMBER_TEXT_CHARS },
    { .name = "work_started_on", .label = "参加工作日期", .type = FIELD_DATE, .flags = NOT_FUTURE, MORE(work_started_on) },
    { .name = "degree", .label = "学位", .type = FIELD_TEXT, MORE(degree), .max = MEMBER_TEXT_CHARS },
    { .name = "school", .label = "毕业院校", .type = FIELD_TEXT, MORE(school), .max = MEMBER_TEXT_CHARS },
    { .name = "major", .label = "专业", .type = FIELD_TEXT, MORE(major), .max = MEMBER_TEXT_CHARS },
    { .name = "other_party", .label = "加入其他党派情况", .type = FIELD_TEXT, MORE(other_party), .max = MEMBER_TEXT_CHARS },
};
const struct form member_more_form = FORM("member_more", member_more, more_fields);

enum rc member_more_show(struct ctx *c, const void *form)
{
    (void)form;
    struct member_form_view v = { .title = "其他信息", .lead = "没有的可以不填。", .clause = no_clause, .button = "保存",
                                  .form = &member_more_form, .back = file_address(c, call_id(c, 0)) };
    struct member_more more;
    v.action = arena_printf(c->arena, "%s/more", v.back);
    enum rc rc = member_get(c, call_id(c, 0), &v.m);
    if (!rc)
        rc = member_get_more(c, call_id(c, 0), &more);
    if (rc)
        return rc;
    answer_prefill(c, &member_more_form, &more);
    return answer_page(c, &(struct page){ .title = v.title, .place = "members", .org_id = v.m.branch_id,
                                          .body = member_change_page, .view = &v });
}

enum rc member_more_update(struct ctx *c, const void *form)
{
    const struct member_more *in = form;
    struct member_more next;
    enum rc rc = member_get_more(c, call_id(c, 0), &next);
    if (rc)
        return rc;
    next.native_place = in->native_place;
    next.work_started_on = in->work_started_on;
    next.degree = in->degree;
    next.school = in->school;
    next.major = in->major;
    next.other_party = in->other_party;
    rc = member_more_change(c, &next, NULL);
    return rc ? rc : answer_done(c, &(struct done){ .location = file_address(c, next.id), .sentence = "已保存。" });
}

/* --- a sensitive value, once, with its reason ----------------------------------------------------------------------- */

enum rc member_disclosure_create(struct ctx *c, const void *form)
{
    const struct member_in *in = form;
    struct member_clear m;
    enum rc rc = member_get_clear(c, call_id(c, 0), &m);
    if (rc)
        return rc;
    const struct {
        const char *item, *label, *value;
    } items[] = {
        { "citizen_number", "公民身份号码", m.citizen_number },
        { "mobile", "手机号码", m.mobile },
        { "phone", "固定电话", m.phone },
        { "home_address", "家庭住址", m.home_address },
    };
    for (size_t i = 0; i < COUNT(items); i++) {
        if (strcmp(items[i].item, in->item) != 0)
            continue;
        rc = event_record(c, &(struct event){ .kind = "member_disclosed", .subject_id = m.id, .org_id = m.branch_id,
                                              .note = arena_printf(c->arena, "%s：%s", items[i].label, in->reason) });
        return rc ? rc : member_disclosed(c, m.id, items[i].item, items[i].label, items[i].value);
    }
    return refuse(c, "item", "unknown_value", "没有这个项目。");
}

/* --- a post in the Party -------------------------------------------------------------------------------------------- */

static enum rc post_page(struct ctx *c, struct page *page, struct member_form_view *v)
{
    struct org_name org;
    enum rc rc = org_name_of(c, call_id(c, 0), &org);
    *v = (struct member_form_view){ .title = "登记任职", .lead = "登记已经选举或任命的党内职务。", .button = "登记任职",
                                    .clause = "依据：《中国共产党支部工作条例（试行）》第二十条、第二十一条。", .form = &member_post_form,
                                    .back = arena_printf(c->arena, "/orgs/%lld", (long long)call_id(c, 0)) };
    v->action = arena_printf(c->arena, "%s/posts", v->back);
    *page = (struct page){ .title = v->title, .place = "orgs", .org_id = call_id(c, 0), .body = member_change_page, .view = v };
    return rc;
}

enum rc member_post_show(struct ctx *c, const void *form)
{
    (void)form;
    struct page page;
    struct member_form_view v;
    enum rc rc = post_page(c, &page, &v);
    return rc ? rc : answer_page(c, &page);
}

enum rc member_post_create(struct ctx *c, const void *form)
{
    const struct member_in *in = form;
    struct member_link *found = NULL;
    size_t n = 0;
    int64_t id, org = call_id(c, 0);
    enum rc rc = member_get_named(c, org, in->person, &found, &n);
    if (!rc && !n)
        rc = refuse(c, "person", "not_found", "本组织的党员里没有这个姓名，请核对。");
    if (!rc && n > 1)
        rc = refuse(c, "person", "ambiguous", "本组织里有几位同名的党员，请到本人所在的党支部登记。");
    if (!rc)
        rc = org_post_add(c, &(struct org_post_in){ .org_id = org, .person_id = found[0].id, .person_name = found[0].name,
                                                    .post = in->org_post, .from_on = in->on, .until_on = in->until_on,
                                                    .basis = in->basis }, &id);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = arena_printf(c->arena, "/orgs/%lld", (long long)org),
                                          .sentence = "已登记任职。", .created = true });
}
