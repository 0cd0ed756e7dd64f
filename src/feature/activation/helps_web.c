/* feature/activation/helps_web.c: asking for help, the page that the second person decides on, and what stands elsewhere. */
#include "feature/activation/activation_i.h"
#include "feature/activation/branch.html.h"
#include "feature/activation/help.html.h"
#include "feature/activation/member.html.h"
#include "feature/activation/todo.html.h"
#include "web/answer.h"
#include "web/call.h"

/* --- asking --------------------------------------------------------------------------------------------------------- */

struct help_in {
    int cause;
};

static const struct field ask_fields[] = {
    { .name = "cause",
      .label = "为什么登录不了",
      .type = FIELD_VOCAB,
      .flags = REQUIRED,
      .offset = offsetof(struct help_in, cause),
      .vocab = &help_cause_vocab },
};

static enum rc ask_subject(struct ctx *c, struct change_subject *out)
{
    struct member_items m;
    enum rc rc = member_items_get(c, call_id(c, 0), &m, &out->org_id);
    out->name = out->full = m.name;
    out->href = arena_printf(c->arena, "/members/%lld", (long long)call_id(c, 0));
    out->place = "members";
    return rc;
}

static enum rc ask_run(struct ctx *c, int64_t id, const void *form)
{
    const struct help_in *in = form;
    return help_ask(c, id, in->cause);
}

const struct change activation_help_change = {
    .form = FORM("help", help_in, ask_fields),
    .title = "帮助重新登录",
    .lead = "请先当面或者打电话确认是本人。提出以后，由另一位同志在三天内确认，再打印启用单。确认以后，以前的密码、登录"
            "和两步验证都作废。",
    .button = "提出",
    .sentence = "已提出，等另一位同志确认。",
    .subject = ask_subject,
    .run = ask_run,
    .created = true,
};

/* --- deciding ------------------------------------------------------------------------------------------------------- */

static enum rc help_page(struct ctx *c, struct activation_help_view *v)
{
    enum rc rc = help_get(c, call_id(c, 0), &v->h);
    if (rc)
        return rc;
    const bool own = v->h.account_id == c->viewer->account_id || v->h.member_id == c->viewer->member_id;
    v->mine = v->h.asked_by_id == c->viewer->account_id;
    v->may_confirm = v->h.state == HELP_OPEN && !v->mine && !own && !v->h.duties;
    v->why_not = v->mine       ? "您提出的，要由另一位同志确认。"
                 : own         ? "这是您自己的账号，要由别的同志确认。"
                 : v->h.duties ? "这位同志另有职责，要由授予职责的上级确认。"
                               : "";
    return RC_OK;
}

enum rc help_show(struct ctx *c, const void *form)
{
    (void)form;
    struct activation_help_view v = { 0 };
    enum rc rc = help_page(c, &v);
    return rc ? rc
              : answer_page(c, &(struct page){ .title = "帮助重新登录",
                                               .place = "members",
                                               .org_id = v.h.branch_id,
                                               .body = activation_help_page,
                                               .view = &v,
                                               .desc = &activation_help_row_desc,
                                               .row = &v.h });
}

static enum rc decided(struct ctx *c, const char *sentence)
{
    struct activation_help_row h;
    enum rc rc = help_get(c, call_id(c, 0), &h);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = arena_printf(c->arena, "/helps/%lld", (long long)h.id),
                                               .sentence = sentence,
                                               .desc = &activation_help_row_desc,
                                               .row = &h });
}

enum rc help_confirmation_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = help_confirm(c, call_id(c, 0));
    return rc ? rc : decided(c, "已确认。现在可以打印启用单，当面交给本人。");
}

enum rc help_refusal_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = help_decline(c, call_id(c, 0));
    return rc ? rc : decided(c, "已记下，这次不办理。");
}

/* --- on other pages ------------------------------------------------------------------------------------------------- */

static enum rc panel_branch(struct ctx *c, int64_t org_id, struct panel_part *out)
{
    struct activation_member *rows = NULL;
    struct activation_org_view *v = arena_alloc(c->arena, sizeof(*v));
    size_t n = 0;
    if (!v || org_object(c, CAP_MEMBER_DISCLOSE, org_id))
        return v ? RC_OK : RC_OOM;
    enum rc rc = activation_get_members(c, org_id, &rows, &n);
    *v = (struct activation_org_view){ .org_id = org_id, .members = (int64_t)n };
    for (size_t i = 0; i < n; i++)
        v->active += rows[i].state == ACTIVATION_ACTIVE;
    if (!rc && n)
        *out = (struct panel_part){ activation_branch_page, v };
    return rc;
}

static enum rc panel_member(struct ctx *c, int64_t member_id, struct panel_part *out)
{
    struct activation_member_view *v = arena_alloc(c->arena, sizeof(*v));
    struct activation_help_row help;
    if (!v || c->on != c->today || member_object(c, CAP_MEMBER_WRITE, member_id))
        return v ? RC_OK : RC_OOM;
    enum rc rc = activation_get_branch(c, member_id, &v->branch_id);
    if (!rc)
        rc = activation_get_member(c, v->branch_id, member_id, &v->m);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc; /* belongs nowhere any more */
    v->may_print = v->m.state < ACTIVATION_ACTIVE && !org_object(c, CAP_MEMBER_DISCLOSE, v->branch_id);
    v->may_help = v->m.state == ACTIVATION_ACTIVE && v->m.account_id != c->viewer->account_id;
    if (v->may_help && !help_get_of(c, v->m.account_id, &help))
        v->help_id = help.id;
    *out = (struct panel_part){ activation_member_page, v };
    return RC_OK;
}

static enum rc panel_todo(struct ctx *c, int64_t member_id, struct panel_part *out)
{
    (void)member_id;
    struct activation_todo_view *v = arena_alloc(c->arena, sizeof(*v));
    struct activation_help_row *rows = NULL;
    enum rc rc = v ? help_get_open(c, &rows, &v->rows_n) : RC_OOM;
    if (rc)
        return rc;
    v->rows = rows;
    if (v->rows_n)
        *out = (struct panel_part){ activation_todo_page, v };
    return RC_OK;
}

const struct panel activation_panels[] = {
    { "org", CAP_MEMBER_DISCLOSE, panel_branch },
    { "member", CAP_MEMBER_WRITE, panel_member },
    { "me_todo", CAP_MEMBER_WRITE, panel_todo },
    { 0 },
};
