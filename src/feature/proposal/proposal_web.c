/*
 * feature/proposal/proposal_web.c: asking for a correction, and answering; the descriptor of the feature.
 *
 * Contact data a member keeps alone (/me/contact).  Anything else is proposed with a reason; the branch confirms or
 * declines, and the member sees which.
 */
#include "feature/proposal/proposal_i.h"
#include "feature/proposal/show.html.h"
#include "web/answer.h"
#include "web/call.h"

struct proposal_in {
    const char *proposed, *reason, *answer;
    int field, decision;
};

/* clang-format off */
#define DECISION_LIST(X) X(ACCEPTED, "accepted", "采纳", "") X(DECLINED, "declined", "不采纳", "")
VOCAB_TABLE(decision, DECISION_LIST)
enum decision { DECISION_NONE, DECISION_ACCEPTED, DECISION_DECLINED };

#define IN(member) .offset = offsetof(struct proposal_in, member)
static const struct field make_fields[] = {
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
static const struct form decision_form = FORM("proposal_decision", proposal_in, decision_fields);
/* clang-format on */

/* --- asking --------------------------------------------------------------------------------------------------------- */

static enum rc subject(struct ctx *c, struct change_subject *out)
{
    (void)c;
    *out = (struct change_subject){ .href = "/me", .place = "me" };
    return RC_OK;
}

static enum rc run_make(struct ctx *c, int64_t id, const void *form)
{
    (void)id;
    const struct proposal_in *in = form;
    return proposal_make(c, &(struct proposal_new){ .member_id = c->viewer->member_id,
                                                    .field = in->field,
                                                    .proposed = in->proposed,
                                                    .reason = in->reason });
}

static const struct change make = {
    .form = FORM("proposal", proposal_in, make_fields),
    .title = "申请更正",
    .lead = "支部核对以后答复您。",
    .button = "提交",
    .sentence = "已提交。支部核对以后，您会在这里看到答复。",
    .subject = subject,
    .run = run_make,
    .created = true,
};

/* --- answering ------------------------------------------------------------------------------------------------------ */

static enum rc proposal_show(struct ctx *c, const void *form)
{
    (void)form;
    struct proposal_show_view v = { .form = &decision_form };
    enum rc rc = proposal_get(c, call_id(c, 0), &v.p);
    if (!rc)
        rc = member_looked_at(c, v.p.member_id, 0, "");
    if (!rc)
        rc = proposal_now(c, &v.p, &v.now);
    if (!rc)
        rc = proposal_may_see(c, &v.p, &v.may_decide);
    if (!rc && !v.may_decide)
        v.p.proposed = arena_printf(c->arena, "****************%s", member_tail(c->arena, v.p.proposed, 2));
    if (rc)
        return rc;
    v.action = arena_printf(c->arena, "/proposals/%lld/decisions", (long long)v.p.id);
    return answer_page(
        c, &(struct page){ .title = "更正申请", .place = "members", .body = proposal_show_page, .view = &v });
}

static enum rc decision_create(struct ctx *c, const void *form)
{
    const struct proposal_in *in = form;
    enum rc rc = proposal_decide(c, call_id(c, 0), in->decision == DECISION_ACCEPTED, in->answer);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = "/me", .sentence = "已处理，本人会看到答复。" });
}

/* --- the feature ---------------------------------------------------------------------------------------------------- */

/* clang-format off */
static const struct route proposal_routes[] = {
    CHANGE("/me/proposals/new", "/me/proposals", CAP_OWN_FILE, make, .object = NULL),
    { GET,  "/proposals/:id",           CAP_MEMBER_WRITE, NULL,           proposal_show,   .as = AS_PAGE },
    { POST, "/proposals/:id/decisions", CAP_MEMBER_WRITE, &decision_form, decision_create, .again = proposal_show },
    ROUTES_END
};

static const struct event_kind proposal_events[] = {
    { "proposal_made",    "本人申请更正" },
    { "proposal_decided", "处理更正申请" },
    { "proposal_erased",  "清除更正申请" },
    { "member_proposed",  "本人申请更正" }, /* as they were recorded before this feature had a folder of its own */
    { "member_decided",   "处理更正申请" },
    { 0 },
};
/* clang-format on */

static const struct evidence proposal_evidence[] = {
    { .label = "更正申请",
      .kinds = (const char *const[]){ "proposal_", "member_proposed", "member_decided", NULL },
      .rows = (const struct db_stmt *const[]){ &proposal_evidence_of_stmt, NULL } },
    { 0 },
};

const struct feature proposal_feature = {
    .name = "proposal",
    .needs = (const char *const[]){ "org", "member", NULL },
    .routes = proposal_routes,
    .statements = proposal_statements,
    .migrations = proposal_migrations,
    .events = proposal_events,
    .panels = proposal_panels,
    .holdings = proposal_holdings,
    .evidence = proposal_evidence,
    .rekey = proposal_rekey,
    .on_erase = proposal_on_erase,
};
