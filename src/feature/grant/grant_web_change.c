/* feature/grant/grant_web_change.c: the pages that give, end and confirm a grant. */
#include <string.h>

#include "base/date.h"
#include "feature/grant/due.html.h"
#include "feature/grant/end.html.h"
#include "feature/grant/give.html.h"
#include "feature/grant/grant_i.h"
#include "feature/member/member.h"

/* --- giving --------------------------------------------------------------------------------------------------------- */

struct give_in {
    const char *who, *org, *basis;
    int role;
    int32_t from_on, until_on;
};

#define IN(member) .offset = offsetof(struct give_in, member)
/* clang-format off */
static const struct field give_fields[] = {
    { .name = "who", .label = "授予谁", .type = FIELD_NAME, .flags = REQUIRED, IN(who), .min = 1, .max = GRANT_WHO_CHARS,
      .hint = "写姓名或者账号。" },
    { .name = "role", .label = "职责", .type = FIELD_VOCAB, .flags = REQUIRED, IN(role), .vocab = &role_vocab },
    { .name = "org", .example = "001.001.001", .label = "在哪个党组织", .type = FIELD_TEXT, .flags = REQUIRED, IN(org), .min = 1, .max = ORG_NAME_CHARS,
      .hint = "写全称、简称或编码，在您管理的范围内。" },
    { .name = "from_on", .label = "从哪一天起", .type = FIELD_DATE, IN(from_on), .hint = "不填就是今天。" },
    { .name = "until_on", .label = "到哪一天止", .type = FIELD_DATE, IN(until_on), .hint = "从这一天起不再有效。不填就和您自己的授权一样长。" },
    { .name = "basis", .label = "依据", .type = FIELD_TEXT, .flags = REQUIRED, IN(basis), .min = 1, .max = GRANT_BASIS_CHARS,
      .hint = "选举结果、任命文件或会议决定的名称和文号。" },
};
/* clang-format on */
const struct form grant_give_form = FORM("grant_give", give_in, give_fields);

static enum rc give_page(struct ctx *c, int chosen, struct page *page, struct grant_give_view *v)
{
    uint32_t roles = grant_roles(c);
    struct grant_choice *choices = arena_array(c->arena, ROLE_COUNT, sizeof(*choices));
    if (!choices)
        return RC_OOM;
    struct org_name root = { .short_name = "全站" }; /* while there is none, only administrators are given */
    enum rc rc = org_root_name(c, &root);
    if (rc && rc != RC_NOTFOUND)
        return rc;
    *v = (struct grant_give_view){ .roles = choices, .university = grant_at_university(c), .root = root.short_name };
    for (int role = 1; role < ROLE_COUNT; role++)
        if (roles >> role & 1)
            choices[v->roles_n++] =
                (struct grant_choice){ vocab_id(&role_vocab, role), vocab_label(&role_vocab, role), role == chosen };
    *page = (struct page){ .title = "授予职责", .place = "grants", .body = grant_give_page, .view = v };
    return RC_OK;
}

enum rc grant_new_show(struct ctx *c, const void *form)
{
    (void)form;
    int64_t root = 0;
    struct org_name org = { .short_name = "" };
    struct grant_give_view v;
    struct page page;
    enum rc rc = give_page(c, 0, &page, &v);
    if (!rc && c->call->route->method == GET && viewer_roots(c->viewer, CAP_GRANT_WRITE, &root, 1)) {
        rc = org_name_of(c, root, &org);
        if (!strcmp(org.short_name, v.root)) /* there the security administrator gives */
            org.short_name = "";
        answer_prefill(c, &grant_give_form, &(struct give_in){ .who = "", .org = org.short_name, .basis = "" });
    }
    return rc ? rc : answer_page(c, &page);
}

/* A member of the own scope, by name; several of one name are told apart by their accounts. */
static enum rc who_by_name(struct ctx *c, const char *name, struct account_found *out)
{
    int64_t roots[8];
    size_t nroots = viewer_roots(c->viewer, CAP_GRANT_WRITE, roots, COUNT(roots));
    size_t found = 0;
    const char *logins = "";
    enum rc rc = RC_OK;
    for (size_t i = 0; i < nroots && !rc; i++) {
        struct member_called *called = NULL;
        size_t n = 0;
        rc = member_by_name(c, roots[i], name, &called, &n);
        for (size_t k = 0; k < n && !rc; k++) {
            struct account_found one;
            rc = account_find(c, &(struct account_key){ .member_id = called[k].id }, &one);
            if (rc == RC_NOTFOUND)
                return refuse(c, "who", "no_account", "这位党员还没有账号，开立账号以后才能授权。");
            if (!rc && (!found || one.id != out->id)) {
                logins = arena_printf(c->arena, "%s%s%s", logins, found++ ? "、" : "", one.login);
                *out = one;
            }
        }
    }
    if (!rc && found > 1)
        return refuse(c, "who", "ambiguous", arena_printf(c->arena, "有几位同名，请改填账号：%s。", logins));
    return !rc && !found ? RC_NOTFOUND : rc;
}

/* An account by its login; that of a member out of scope looks like none. */
static enum rc who_by_login(struct ctx *c, const char *login, struct account_found *out)
{
    enum rc rc = account_find(c, &(struct account_key){ .login = login }, out);
    if (!rc && out->member_id && !grant_at_university(c))
        rc = member_object(c, CAP_GRANT_WRITE, out->member_id);
    return rc;
}

static enum rc find_who(struct ctx *c, const char *who, int64_t *account_id)
{
    struct account_found found = { 0 };
    enum rc rc = who_by_login(c, who, &found);
    if (rc == RC_NOTFOUND)
        rc = who_by_name(c, who, &found);
    *account_id = found.id;
    return rc == RC_NOTFOUND
               ? refuse(c, "who", "unknown_person", "没有找到这个人，或者不在您的管理范围内。请核对姓名或账号。")
               : rc;
}

/* At the university level the organisation follows from the role. */
static enum rc find_where(struct ctx *c, const struct give_in *in, int64_t *org_id)
{
    struct org_name root;
    *org_id = 0;
    if (role_is_administrator((enum role)in->role))
        return RC_OK;
    if (grant_at_university(c)) {
        enum rc rc = org_root_name(c, &root);
        *org_id = rc ? 0 : root.id;
        if (rc || !strcmp(in->org, root.name) || !strcmp(in->org, root.short_name) || !strcmp(in->org, root.code))
            return rc;
        return refuse(c, "org", "beyond_power", "您只授予学校一级的职责。");
    }
    enum rc rc = org_named_one(c, CAP_GRANT_WRITE, in->org, org_id);
    if (rc == RC_CONFLICT)
        return refuse(c, "org", "ambiguous", "有几个组织都叫这个名字，请填写全称或编码。");
    return rc == RC_NOTFOUND ? refuse(c, "org", "unknown_organisation", "没有找到这个党组织，或者不在您的管理范围内。")
                             : rc;
}

enum rc grant_create(struct ctx *c, const void *form)
{
    const struct give_in *in = form;
    struct grant_new grant = {
        .role = (enum role)in->role, .from_on = in->from_on, .until_on = in->until_on, .basis = in->basis
    };
    struct grant_row made;
    int64_t id = 0;
    enum rc rc = find_who(c, in->who, &grant.account_id);
    if (!rc)
        rc = find_where(c, in, &grant.org_id);
    if (!rc)
        rc = grant_give(c, &grant, &id);
    if (rc) {
        struct grant_give_view v;
        struct page page;
        enum rc failed = give_page(c, in->role, &page, &v);
        return failed ? failed : answer_again(c, rc, &page);
    }
    rc = grant_get(c, id, &made);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = arena_printf(c->arena, "/grants/%lld", (long long)id),
                                               .sentence = made.from_on > c->today ? "已授予，从开始日期起有效。"
                                                                                   : "已授予，现在就有效。",
                                               .created = true,
                                               .desc = &grant_row_desc,
                                               .row = &made });
}

/* --- ending --------------------------------------------------------------------------------------------------------- */

struct ending_in {
    const char *reason;
    int32_t on;
};

/* clang-format off */
static const struct field ending_fields[] = {
    { .name = "on", .label = "从哪一天起不再有效", .type = FIELD_DATE, .offset = offsetof(struct ending_in, on),
      .hint = "不填就是现在：这个账号在各处的登录随即退出。" },
    { .name = "reason", .label = "原因", .type = FIELD_TEXT, .flags = REQUIRED, .offset = offsetof(struct ending_in, reason),
      .min = 2, .max = GRANT_BASIS_CHARS, .hint = "例如换届、调动、免职文件的文号。" },
};
/* clang-format on */
const struct form grant_ending_form = FORM("grant_ending", ending_in, ending_fields);

enum rc grant_ending_show(struct ctx *c, const void *form)
{
    (void)form;
    long long id = (long long)call_id(c, 0);
    struct grant_end_view v = { .action = arena_printf(c->arena, "/grants/%lld/endings", id),
                                .back = arena_printf(c->arena, "/grants/%lld", id) };
    enum rc rc = grant_get(c, call_id(c, 0), &v.g);
    if (!rc && !v.g.may_end)
        rc = RC_DENIED;
    return rc ? rc
              : answer_page(
                    c, &(struct page){ .title = "收回职责", .place = "grants", .body = grant_end_page, .view = &v });
}

enum rc grant_ending_create(struct ctx *c, const void *form)
{
    const struct ending_in *in = form;
    struct grant_row g;
    int64_t id = call_id(c, 0);
    enum rc rc = grant_get(c, id, &g);
    if (!rc)
        rc = grant_take(c, &g, in->on, in->reason);
    if (!rc)
        rc = grant_get(c, id, &g);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = arena_printf(c->arena, "/grants/%lld", (long long)id),
                                               .sentence = g.until_on > c->today ? "已记下，到那一天自动结束。"
                                                                                 : "已收回，随即生效。",
                                               .desc = &grant_row_desc,
                                               .row = &g });
}

/* --- looking again -------------------------------------------------------------------------------------------------- */

enum rc grant_reviews_show(struct ctx *c, const void *form)
{
    struct grant_cursor cu;
    struct grant_due_view v = { 0 };
    const void *rows = NULL;
    size_t n = 0;
    enum rc rc = grant_list_begin(c, form, grant_lot(c), &cu);
    if (!rc)
        rc = grant_due_next(c, &cu, &rows, &n);
    if (rc)
        return rc;
    const char *after = grant_list_after(c, &cu);
    v.rows = rows;
    v.rows_n = n;
    v.next = after ? call_link(c, "after", after) : NULL;
    return answer_list(
        c, &(struct list){ .page = { .title = "授权复核", .place = "reviews", .body = grant_due_page, .view = &v },
                           .desc = &grant_row_desc,
                           .sheet_title = "待复核的授权",
                           .rows = rows,
                           .n = n,
                           .next = after,
                           .more = grant_due_next,
                           .cursor = &cu });
}

enum rc grant_confirmation_create(struct ctx *c, const void *form)
{
    (void)form;
    struct grant_row g;
    int64_t id = call_id(c, 0);
    enum rc rc = grant_get(c, id, &g);
    if (!rc)
        rc = grant_review(c, &g);
    if (!rc)
        rc = grant_get(c, id, &g);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = "/grants/reviews",
                                               .sentence = "已确认继续有效，下次复核由您负责。",
                                               .desc = &grant_row_desc,
                                               .row = &g });
}
