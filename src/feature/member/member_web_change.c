/*
 * feature/member/member_web_change.c: the changes of an entry, a row each: its fields, its page, its verb.
 *
 * A page of items leaves the sensitive ones blank and keeps what is known where nothing is typed, so that correcting an
 * education discloses no citizen number.
 */
#include <string.h>

#include "feature/member/member_i.h"

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
    { .name = "sex", .example = "female", .label = "性别", .type = FIELD_VOCAB, .flags = REQUIRED, IN(sex), .vocab = &sex_vocab },          \
    { .name = "ethnicity", .label = "民族", .type = FIELD_VOCAB, .flags = REQUIRED, IN(ethnicity), .vocab = &ethnicity_vocab }, \
    { .name = "birth_date", .example = "1985-05-24", .label = "出生日期", .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(birth_date) }, \
    { .name = "education", .label = "学历", .type = FIELD_VOCAB, IN(education), .vocab = &education_vocab },           \
    { .name = "join_date", .example = "2010-07-01", .label = "入党日期", .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(join_date),     \
      .hint = "支部党员大会通过的那一天。" },                                                                          \
    { .name = "full_date", .example = "2011-07-01", .label = "转正日期", .type = FIELD_DATE, .flags = NOT_FUTURE, IN(full_date),                \
      .hint = "预备党员不填。" },                                                                                      \
    { .name = "post", .label = "工作岗位", .type = FIELD_TEXT, IN(post), .max = MEMBER_TEXT_CHARS }
#define CONTACT_FIELDS(words)                                                                                          \
    { .name = "mobile", .example = "13800000000", .label = "手机号码", .type = FIELD_CODE, .flags = SENSITIVE, IN(mobile), .max = 24, .hint = words }, \
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
    { .name = "branch", .example = "001.001.001", .label = words, .type = FIELD_TEXT, .flags = REQUIRED, IN(branch), .min = 1, .max = ORG_NAME_CHARS, \
      .hint = "填写党支部或党小组的全称、简称或编码。" }
#define FIELD_ON(words) { .name = "on", .label = words, .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE, IN(on) }
#define FIELD_BASIS                                                                                                    \
    { .name = "basis", .label = "依据", .type = FIELD_TEXT, .flags = REQUIRED, IN(basis), .min = 1, .max = ORG_BASIS_CHARS, \
      .hint = "会议决定、批复或材料的名称。" }

static const struct field new_fields[] = {
    ITEM_FIELDS,
    { .name = "citizen_number", .example = "990101198505241289", .label = "公民身份号码", .type = FIELD_CODE, .flags = REQUIRED | SENSITIVE, IN(citizen_number),
      .min = 1, .max = 24, .hint = "18 位，最后一位可以是 X。" },
    { .name = "person_category", .example = "full_member", .label = "人员类别", .type = FIELD_VOCAB, .flags = REQUIRED, IN(person_category),
      .vocab = &person_category_vocab },
    FIELD_BRANCH("所在党支部"),
    FIELD_ON("从哪一天起在这个党支部"),
    CONTACT_FIELDS(NULL), WHERE_FIELDS, FIELD_BASIS,
};
static const struct field items_fields[] = {
    ITEM_FIELDS,
    { .name = "citizen_number", .example = "990101198505241289", .label = "公民身份号码", .type = FIELD_CODE, .flags = SENSITIVE, IN(citizen_number), .max = 24,
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
    { .name = "item", .example = "mobile", .label = "项目", .type = FIELD_TEXT, .flags = REQUIRED, IN(item), .min = 1, .max = 32 },
    { .name = "reason", .label = "为什么要看", .type = FIELD_TEXT, .flags = REQUIRED, IN(reason), .min = 2, .max = REASON_CHARS,
      .hint = "本人能看到谁在何时因何查看过。" },
};

#define MORE(member) .offset = offsetof(struct member_more, member)
static const struct field more_fields[] = {
    { .name = "native_place", .label = "籍贯", .type = FIELD_TEXT, MORE(native_place), .max = MEMBER_TEXT_CHARS },
    { .name = "work_started_on", .label = "参加工作日期", .type = FIELD_DATE, .flags = NOT_FUTURE, MORE(work_started_on) },
    { .name = "degree", .label = "学位", .type = FIELD_TEXT, MORE(degree), .max = MEMBER_TEXT_CHARS },
    { .name = "school", .label = "毕业院校", .type = FIELD_TEXT, MORE(school), .max = MEMBER_TEXT_CHARS },
    { .name = "major", .label = "专业", .type = FIELD_TEXT, MORE(major), .max = MEMBER_TEXT_CHARS },
    { .name = "other_party", .label = "加入其他党派情况", .type = FIELD_TEXT, MORE(other_party), .max = MEMBER_TEXT_CHARS },
};
static const struct field contact_fields[] = { CONTACT_FIELDS(NULL) };

const struct form member_disclosure_form = FORM("member_disclosure", member_in, disclosure_fields);

/* --- what is changed ------------------------------------------------------------------------------------------------ */

static const char *file_address(struct ctx *c, int64_t id)
{
    return arena_printf(c->arena, "/members/%lld", (long long)id);
}

static enum rc subject(struct ctx *c, struct change_subject *out)
{
    struct member_link m;
    enum rc rc = member_get_link(c, call_id(c, 0), &m);
    if (!rc)
        *out = (struct change_subject){ .name = m.name, .href = file_address(c, m.id), .place = "members", .org_id = m.branch_id };
    return rc;
}

static enum rc subject_list(struct ctx *c, struct change_subject *out)
{
    (void)c;
    *out = (struct change_subject){ .href = "/members", .place = "members" };
    return RC_OK;
}

static enum rc subject_own(struct ctx *c, struct change_subject *out)
{
    (void)c;
    *out = (struct change_subject){ .href = "/me", .place = "me" };
    return RC_OK;
}

static enum rc subject_org(struct ctx *c, struct change_subject *out)
{
    struct org_name org;
    enum rc rc = org_name_of(c, call_id(c, 0), &org);
    if (!rc)
        *out = (struct change_subject){ .name = org.short_name, .full = org.name, .place = "orgs", .org_id = org.id,
                                        .href = arena_printf(c->arena, "/orgs/%lld", (long long)org.id) };
    return rc;
}

/* --- what each does ------------------------------------------------------------------------------------------------- */

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

static enum rc run_items(struct ctx *c, int64_t id, const void *form)
{
    const struct member_in *in = form;
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

static enum rc run_move(struct ctx *c, int64_t id, const void *form)
{
    const struct member_in *in = form;
    int64_t org = 0;
    enum rc rc = branch_named(c, in->branch, &org);
    if (!rc)
        rc = org_object(c, CAP_MEMBER_WRITE, org);
    if (rc == RC_NOTFOUND)
        return refuse(c, "branch", "out_of_scope", "这个党支部不在您的管理范围内，请由上级党组织办理。");
    return rc ? rc : member_move(c, id, org, in->on, in->basis);
}

static enum rc run_kind(struct ctx *c, int64_t id, const void *form)
{
    const struct member_in *in = form;
    return member_set_kind(c, id, in->person_category, in->on, in->basis);
}

static enum rc run_standing(struct ctx *c, int64_t id, const void *form)
{
    const struct member_in *in = form;
    return member_set_standing(c, id, in->membership_status, in->on, in->basis);
}

static enum rc start_items(struct ctx *c, int64_t id, void *form)
{
    struct member_in *in = form;
    struct member_row m;
    enum rc rc = member_get(c, id, &m);
    if (!rc)
        rc = member_looked_at(c, id, m.branch_id, m.branch_code);
    if (!rc)
        *in = (struct member_in){ .name = m.name, .post = m.post, .destination = m.destination, .sex = m.sex,
                                  .ethnicity = m.ethnicity, .education = m.education, .birth_date = m.birth_date,
                                  .join_date = m.join_date, .full_date = m.full_date, .lost_since = m.lost_since,
                                  .lost = m.lost, .mobile_member = m.mobile_member };
    return rc;
}

static enum rc start_more(struct ctx *c, int64_t id, void *form)
{
    struct member_row m;
    enum rc rc = member_get(c, id, &m);
    if (!rc)
        rc = member_looked_at(c, id, m.branch_id, m.branch_code);
    return rc ? rc : member_get_more(c, id, form);
}

static enum rc run_more(struct ctx *c, int64_t id, const void *form)
{
    const struct member_more *in = form;
    struct member_more next;
    enum rc rc = member_get_more(c, id, &next);
    if (rc)
        return rc;
    next.native_place = in->native_place;
    next.work_started_on = in->work_started_on;
    next.degree = in->degree;
    next.school = in->school;
    next.major = in->major;
    next.other_party = in->other_party;
    return member_more_change(c, &next, NULL);
}

/* Contact data the member keeps alone. */
static enum rc start_contact(struct ctx *c, int64_t id, void *form)
{
    (void)id;
    struct member_in *in = form;
    struct member_clear m;
    enum rc rc = member_get_clear(c, c->viewer->member_id, &m);
    if (!rc)
        *in = (struct member_in){ .mobile = m.mobile, .phone = m.phone, .home_address = m.home_address };
    return rc;
}

static enum rc run_contact(struct ctx *c, int64_t id, const void *form)
{
    (void)id;
    const struct member_in *in = form;
    return member_own_contact(c, c->viewer->member_id, in->mobile, in->phone, in->home_address);
}

static enum rc run_post(struct ctx *c, int64_t org, const void *form)
{
    const struct member_in *in = form;
    struct member_link *found = NULL;
    size_t n = 0;
    int64_t id;
    enum rc rc = member_get_named(c, org, in->person, &found, &n);
    if (!rc && !n)
        rc = refuse(c, "person", "not_found", "本组织的党员里没有这个姓名，请核对。");
    if (!rc && n > 1)
        rc = refuse(c, "person", "ambiguous", "本组织里有几位同名的党员，请到本人所在的党支部登记。");
    return rc ? rc : org_post_add(c, &(struct org_post_in){ .org_id = org, .person_id = found[0].id,
                                                            .person_name = found[0].name, .post = in->org_post,
                                                            .from_on = in->on, .until_on = in->until_on,
                                                            .basis = in->basis }, &id);
}

/* --- the changes ---------------------------------------------------------------------------------------------------- */

const struct change member_change_items = {
    .form = FORM("member_items", member_in, items_fields),
    .title = "更正信息", .lead = "原来的内容会保留在变动记录里。", .button = "保存更正", .sentence = "已保存更正。",
    .subject = subject, .start = start_items, .run = run_items,
};
const struct change member_change_more = {
    .form = FORM("member_more", member_more, more_fields),
    .title = "其他信息", .lead = "没有的可以不填。", .button = "保存", .sentence = "已保存。",
    .subject = subject, .start = start_more, .run = run_more,
};
const struct change member_change_move = {
    .form = FORM("member_move", member_in, move_fields),
    .title = "调整组织关系", .lead = "在校内党支部之间调整。",
    .clause = "依据：《中国共产党党员教育管理工作条例》第二十五条。",
    .button = "登记调整", .sentence = "已登记组织关系的调整。",
    .subject = subject, .run = run_move,
};
const struct change member_change_kind = {
    .form = FORM("member_kind", member_in, kind_fields),
    .title = "变更人员类别", .lead = "按支部党员大会的决议和上级党委的审批登记。",
    .clause = "依据：《中国共产党发展党员工作细则》关于预备期和转正的规定。",
    .button = "登记变更", .sentence = "已登记人员类别。",
    .subject = subject, .run = run_kind,
};
const struct change member_change_standing = {
    .form = FORM("member_standing", member_in, standing_fields),
    .title = "变更党籍状态", .lead = "按有权限的党组织的决定登记。本系统不会自动变更任何人的党籍。",
    .clause = "依据：《中国共产党党员教育管理工作条例》第二十四条、第三十一条。",
    .button = "登记变更", .sentence = "已登记党籍状态。",
    .subject = subject, .run = run_standing,
};
const struct change member_change_post = {
    .form = FORM("member_post", member_in, post_fields),
    .title = "登记任职", .lead = "登记已经选举或任命的党内职务。",
    .clause = "依据：《中国共产党支部工作条例（试行）》第二十条、第二十一条。",
    .button = "登记任职", .sentence = "已登记任职。",
    .subject = subject_org, .run = run_post, .created = true,
};
const struct change member_change_contact = {
    .form = FORM("member_contact", member_in, contact_fields),
    .title = "我的联系方式", .lead = "由您自己维护，只有您的党组织可以查看。", .button = "提交", .sentence = "已更新您的联系方式。",
    .subject = subject_own, .start = start_contact, .run = run_contact,
};

/* --- a new entry: answers what was made, so it has a handler of its own --------------------------------------------- */

const struct change member_change_new = {
    .form = FORM("member_new", member_in, new_fields),
    .title = "登记党员", .lead = "一名一名登记。成批的名册请用导入。", .button = "登记",
    .subject = subject_list,
};

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
/* clang-format on */
