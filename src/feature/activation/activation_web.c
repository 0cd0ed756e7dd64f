/* feature/activation/activation_web.c: printing slips, /activate, and the descriptor of the feature. */
#include "base/date.h"
#include "feature/activation/activate.html.h"
#include "feature/activation/activation_i.h"
#include "feature/activation/slips.html.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/event.h"
#include "web/throttle.h"

/* --- the list ------------------------------------------------------------------------------------------------------- */

static enum rc slips_fill(struct ctx *c, struct activation_slips_view *v)
{
    struct activation_member *rows = NULL;
    enum rc rc = org_name_of(c, call_id(c, 0), &v->org);
    if (!rc && !org_kind_is_branch(v->org.kind))
        rc = refuse_as(c, RC_CONFLICT, "not_a_branch", "启用单按党支部打印，请打开一个党支部。");
    if (!rc)
        rc = activation_get_members(c, v->org.id, &rows, &v->rows_n);
    for (size_t i = 0; !rc && i < v->rows_n; i++) {
        v->active += rows[i].state == ACTIVATION_ACTIVE;
        v->open += rows[i].state < ACTIVATION_ACTIVE && !rows[i].duties;
    }
    v->rows = rows;
    v->members = (int64_t)v->rows_n;
    return rc;
}

enum rc slips_show(struct ctx *c, const void *form)
{
    (void)form;
    struct activation_slips_view v = { 0 };
    enum rc rc = slips_fill(c, &v);
    if (rc)
        return rc;
    return answer_list(c, &(struct list){ .page = { .title = "启用账号",
                                                    .place = "orgs",
                                                    .org_id = v.org.id,
                                                    .body = activation_slips_page,
                                                    .view = &v },
                                          .desc = &activation_member_desc,
                                          .rows = v.rows,
                                          .n = v.rows_n });
}

/* --- printing ------------------------------------------------------------------------------------------------------- */

struct slips_in {
    struct form_ids members;
};

/* clang-format off */
static const struct field slips_fields[] = {
    { .name = "members", .label = "要打印启用单的党员", .type = FIELD_IDS, .flags = REQUIRED, .offset = offsetof(struct slips_in, members), .max = SLIPS_MAX },
};
/* clang-format on */
const struct form activation_slips_form = FORM("slips", slips_in, slips_fields);

enum { SLIPS_BYTES = 16 << 20 }; /* of a PDF of SLIPS_MAX with all rare characters, many times over */

struct slips_work {
    struct slips slips;
    struct buf pdf;
};

static void work_drop(const void *arg, bool kept)
{
    (void)kept;
    struct slips_work *w = (struct slips_work *)(uintptr_t)arg;
    buf_free(&w->pdf);
}

/* Drawing takes its time, so it is done before the transaction: what was planned is looked at again there. */
enum rc slips_prepare(struct ctx *c, const void *form, void **work)
{
    struct slips_work *w = arena_alloc(c->arena, sizeof(*w));
    if (!w)
        return RC_OOM;
    *work = w;
    w->pdf = BUF_INIT(SLIPS_BYTES);
    enum rc rc = call_after(c, work_drop, w);
    if (!rc)
        rc = slips_plan_ahead(c, call_id(c, 0), &((const struct slips_in *)form)->members, &w->slips);
    return rc ? rc : slips_draw(c, &w->slips, call_origin(c), &w->pdf);
}

/* The drawing is copied: a transaction may be repeated. */
enum rc slips_create(struct ctx *c, const void *form)
{
    (void)form;
    char day[DATE_TEXT_BYTES];
    const struct slips_work *w = call_work(c);
    enum rc rc = slips_write(c, &w->slips);
    if (rc)
        return rc;
    struct buf copy = BUF_INIT(SLIPS_BYTES);
    buf_put(&copy, w->pdf.at, w->pdf.len);
    const char *name = arena_printf(c->arena, "%s启用单%s.pdf", w->slips.org_name, date_text(c->today, day));
    return answer_file(c, name, "application/pdf", &copy);
}

/* --- the code of a slip --------------------------------------------------------------------------------------------- */

struct code_in {
    const char *code;
};

enum { CODE_TYPED_CHARS = 40 };

/* clang-format off */
static const struct field code_fields[] = {
    { .name = "code", .label = "启用码", .type = FIELD_CODE, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct code_in, code),
      .max = CODE_TYPED_CHARS, .hint = "印在启用单上的十五个字母和数字，大小写都可以，横线可以不输。" },
};
static const struct field query_fields[] = {
    { .name = "code", .label = "启用码", .type = FIELD_CODE, .offset = offsetof(struct code_in, code), .max = CODE_TYPED_CHARS },
};
/* clang-format on */
const struct form activation_code_form = FORM("activation_code", code_in, code_fields);
const struct form activation_code_query = FORM("activation_code_query", code_in, query_fields);

static const struct activation_code_view code_view = { "/login" };
static const struct page code_page = { .title = "启用账号", .place = "login", .body = activation_activate_page, .view = &code_view };

/* Looks nothing up: whether there is such a code is told to whoever sends it, and that counts. */
enum rc code_activation_show(struct ctx *c, const void *form)
{
    const struct code_in *in = form;
    if (in && in->code && in->code[0])
        answer_prefill(c, &activation_code_form, in);
    return answer_page(c, &code_page);
}

/* Each address for itself, whatever others do elsewhere. */
static enum rc code_throttle(struct ctx *c, struct throttle *t)
{
    enum rc rc = throttle_of(c, "slip", 0, t);
    t->who = arena_printf(c->arena, "slip %s", t->source);
    return rc ? rc : throttle_check(c, t);
}

/* The form again; the failure stays, for it counts. */
static enum rc code_wrong(struct ctx *c, const struct throttle *t)
{
    enum rc rc = throttle_failed(c, t);
    if (rc)
        return rc;
    rc = answer_again(c, refuse(c, "code", "code_over", "这个启用码用过了，过期了，或者已经重新打印。请联系党支部。"),
                      &code_page);
    return rc == RC_INVALID ? RC_OK : rc;
}

enum rc code_activation_create(struct ctx *c, const void *form)
{
    const struct code_in *in = form;
    const char *code = slip_code_clean(c->arena, in->code), *path = NULL;
    struct throttle t;
    int64_t account_id, now = instant_now();
    if (!code)
        return refuse(c, "code", "code_mistyped", "有一个字母或数字不对，请对照启用单再输一次。");
    enum rc rc = code_throttle(c, &t);
    if (rc)
        return rc;
    rc = slip_account(c, code, now, &account_id);
    if (rc == RC_NOTFOUND)
        return code_wrong(c, &t);
    if (!rc)
        rc = throttle_passed(c, &t);
    if (!rc)
        rc = invitation_end_all(c, account_id);
    if (!rc)
        rc = invitation_make_until(c, account_id, now + (int64_t)SLIP_LINK_MINUTES * 60 * 1000, &path);
    return rc ? rc : answer_done(c, &(struct done){ .location = path });
}

/* --- the feature ---------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define OF_BRANCH .see = CAP_ORG_READ, .object = org_object
#define OF_MEMBER .see = CAP_MEMBER_READ, .object = member_object

/* A slip opens the member's own file, so it is for those who may see all of it anyhow. */
static const struct route activation_routes[] = {
    { GET,  "/orgs/:id/slips",          CAP_MEMBER_DISCLOSE, NULL,                   slips_show,               OF_BRANCH, .lists = &activation_member_desc },
    { POST, "/orgs/:id/slips",          CAP_MEMBER_DISCLOSE, &activation_slips_form, slips_create,             .as = AS_PAGE, .prepare = slips_prepare, OF_BRANCH },
    { GET,  "/activate",                CAP_PUBLIC,          &activation_code_query, code_activation_show,     .as = AS_PAGE },
    { POST, "/activate",                CAP_PUBLIC,          &activation_code_form,  code_activation_create },
    CHANGE_FRESH("/members/:id/helps/new", "/members/:id/helps", CAP_MEMBER_WRITE, activation_help_change, OF_MEMBER),
    { GET,  "/helps/:id",               CAP_MEMBER_WRITE,    NULL,                   help_show, .answers = &activation_help_row_desc },
    { POST, "/helps/:id/confirmations", CAP_MEMBER_WRITE,    NULL,                   help_confirmation_create, .fresh = true, .answers = &activation_help_row_desc },
    { POST, "/helps/:id/refusals",      CAP_MEMBER_WRITE,    NULL,                   help_refusal_create, .answers = &activation_help_row_desc },
    ROUTES_END
};

static const struct event_kind activation_events[] = {
    { "activation_printed",        "打印启用单" },
    { "activation_slip_printed",   "打印启用单" },
    { "activation_help_asked",     "请求帮助重新登录" },
    { "activation_help_confirmed", "确认帮助重新登录" },
    { "activation_help_declined",  "没有同意帮助重新登录" },
    { 0 },
};
/* clang-format on */

static const struct evidence activation_evidence[] = {
    { .label = "帮助重新登录",
      .kinds = (const char *const[]){ "activation_help_", NULL },
      .rows = (const struct db_stmt *const[]){ &activation_evidence_of_stmt, NULL } },
    { 0 },
};

const struct feature activation_feature = {
    .name = "activation",
    .needs = (const char *const[]){ "account", "org", "member", "grant", NULL },
    .routes = activation_routes,
    .statements = activation_statements,
    .migrations = activation_migrations,
    .events = activation_events,
    .panels = activation_panels,
    .evidence = activation_evidence,
    .on_event = activation_on_event,
};
