/*
 * feature/member/member_web_own.c: what a member does about the own file, and how the branch answers.
 *
 * Contact data the member keeps alone.  Anything else is proposed with a reason; the branch confirms or declines, and
 * the member sees which.
 */
#include <string.h>

#include "base/date.h"
#include "feature/member/change.html.h"
#include "feature/member/member_views.h"
#include "feature/member/proposal.html.h"

struct own_in {
    const char *mobile, *phone, *home_address, *proposed, *reason, *answer;
    int field, decision;
};
/* clang-format off */
#define IN(member) .offset = offsetof(struct own_in, member)

/* What may be proposed: the items that stand on paper elsewhere. */
#define PROPOSAL_FIELD_LIST(X)                                                                                         \
    X(NAME, "name", "姓名", "") X(CITIZEN, "citizen_number", "公民身份号码", "") X(SEX, "sex", "性别", "")             \
    X(ETHNICITY, "ethnicity", "民族", "") X(BIRTH, "birth_date", "出生日期", "") X(EDUCATION, "education", "学历", "") \
    X(JOIN, "join_date", "入党日期", "") X(FULL, "full_date", "转正日期", "") X(POST, "post", "工作岗位", "")
VOCAB_TABLE(proposal_field, PROPOSAL_FIELD_LIST)
#define DECISION_LIST(X) X(ACCEPTED, "accepted", "采纳", "") X(DECLINED, "declined", "不采纳", "")
VOCAB_TABLE(decision, DECISION_LIST)

static const struct field contact_fields[] = {
    { .name = "mobile", .label = "手机号码", .type = FIELD_CODE, .flags = SENSITIVE, IN(mobile), .max = 24 },
    { .name = "phone", .label = "固定电话", .type = FIELD_CODE, .flags = SENSITIVE, IN(phone), .max = 24 },
    { .name = "home_address", .label = "家庭住址", .type = FIELD_TEXT, .flags = SENSITIVE, IN(home_address),
      .max = MEMBER_ADDRESS_CHARS, .hint = "写到门牌号。" },
};
static const struct field propose_fields[] = {
    { .name = "field", .label = "哪一项需要更正", .type = FIELD_VOCAB, .flags = REQUIRED, IN(field), .vocab = &proposal_field_vocab },
    { .name = "proposed", .label = "应当是", .type = FIELD_TEXT, .flags = REQUIRED | SENSITIVE, IN(proposed), .min = 1,
      .max = MEMBER_TEXT_CHARS },
    { .name = "reason", .label = "理由", .type = FIELD_TEXT, .flags = REQUIRED, IN(reason), .min = 1, .max = MEMBER_ADDRESS_CHARS,
      .hint = "例如以什么材料为准。" },
};
static const struct field decision_fields[] = {
    { .name = "decision", .label = "处理意见", .type = FIELD_VOCAB, .flags = REQUIRED, IN(decision), .vocab = &decision_vocab },
    { .name = "answer", .label = "答复本人", .type = FIELD_TEXT, IN(answer), .max = MEMBER_ADDRESS_CHARS },
};
/* clang-format on */

const struct form member_contact_form = FORM("member_contact", own_in, contact_fields);
const struct form member_propose_form = FORM("member_proposal", own_in, propose_fields);
const struct form member_decision_form = FORM("member_decision", own_in, decision_fields);

/* --- contact data --------------------------------------------------------------------------------------------------- */

static struct page own_page(struct member_form_view *v, const char *title, const char *lead, const struct form *form,
                            const char *action)
{
    *v = (struct member_form_view){ .title = title, .lead = lead, .clause = "", .button = "提交", .form = form,
                                    .action = action, .back = "/me" };
    return (struct page){ .title = title, .place = "me", .body = member_change_page, .view = v };
}

static struct page contact_page(struct member_form_view *v)
{
    return own_page(v, "我的联系方式", "由您自己维护，只有您的党组织可以查看。", &member_contact_form, "/me/contact");
}

enum rc member_contact_show(struct ctx *c, const void *form)
{
    (void)form;
    struct member_clear m;
    struct member_form_view v;
    struct page page = contact_page(&v);
    enum rc rc = member_get_clear(c, c->viewer->member_id, &m);
    if (rc)
        return rc;
    answer_prefill(c, &member_contact_form, &(struct own_in){ .mobile = m.mobile, .phone = m.phone, .proposed = "",
                                                              .home_address = m.home_address, .reason = "", .answer = "" });
    return answer_page(c, &page);
}

enum rc member_contact_update(struct ctx *c, const void *form)
{
    const struct own_in *in = form;
    enum rc rc = member_own_contact(c, c->viewer->member_id, in->mobile, in->phone, in->home_address);
    return rc ? rc : answer_done(c, &(struct done){ .location = "/me", .sentence = "已更新您的联系方式。" });
}

/* --- proposals ------------------------------------------------------------------------------------------------------ */

static struct page propose_page(struct member_form_view *v)
{
    return own_page(v, "申请更正", "支部核对以后答复您。", &member_propose_form, "/me/proposals");
}

enum rc member_propose_show(struct ctx *c, const void *form)
{
    (void)form;
    struct member_form_view v;
    struct page page = propose_page(&v);
    return answer_page(c, &page);
}

enum rc member_propose_create(struct ctx *c, const void *form)
{
    const struct own_in *in = form;
    enum rc rc = member_propose(c, c->viewer->member_id, vocab_id(&proposal_field_vocab, in->field), in->proposed, in->reason);
    return rc ? rc : answer_done(c, &(struct done){ .location = "/me", .created = true,
                                                    .sentence = "已提交。支部核对以后，您会在这里看到答复。" });
}

static enum rc proposal_page(struct ctx *c, struct page *page, struct member_proposal_view *v)
{
    struct member_row m;
    enum rc rc = member_get_proposal(c, call_id(c, 0), &v->p);
    if (!rc)
        rc = member_get(c, v->p.member_id, &m);
    if (rc)
        return rc;
    v->label = vocab_label(&proposal_field_vocab, vocab_by_id(&proposal_field_vocab, v->p.field));
    v->now = member_item_words(c, &m, v->p.field);
    v->form = &member_decision_form;
    v->action = arena_printf(c->arena, "/proposals/%lld/decisions", (long long)v->p.id);
    *page = (struct page){ .title = "更正申请", .place = "members", .org_id = m.branch_id, .body = member_proposal_page, .view = v };
    return RC_OK;
}

enum rc member_proposal_show(struct ctx *c, const void *form)
{
    (void)form;
    struct page page;
    struct member_proposal_view v = { 0 };
    enum rc rc = proposal_page(c, &page, &v);
    return rc ? rc : answer_page(c, &page);
}

enum rc member_decision_create(struct ctx *c, const void *form)
{
    const struct own_in *in = form;
    enum rc rc = member_decide(c, call_id(c, 0), in->decision == 1, in->answer);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = "/me", .sentence = "已处理，本人会看到答复。" });
}
