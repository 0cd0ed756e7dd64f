/* feature/account/factor.c: /account/factor: setting up an authenticator, recovery codes, ending it. */
#include <string.h>

#include "doc/qr.h"
#include "feature/account/account_web.h"
#include "feature/account/codes.html.h"
#include "feature/account/factor.html.h"
#include "feature/account/factor_new.html.h"
#include "feature/account/factor_top.html.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/factor.h"
#include "web/site.h"
#include "web/url.h"

struct factor_in {
    const char *code;
    bool anew;
};

enum { KEY_GROUP = 4 };

/* clang-format off */
static const struct field factor_fields[] = {
    { .name = "code", .label = "验证码", .type = FIELD_CODE, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct factor_in, code), .max = 16, .hint = "验证器里现在显示的六位数字。" },
};
const struct form factor_form = FORM("factor", factor_in, factor_fields);

static const struct field query_fields[] = {
    { .name = "anew", .label = "换一部手机", .type = FIELD_BOOL, .offset = offsetof(struct factor_in, anew) },
};
const struct form factor_query = FORM("factor_query", factor_in, query_fields);
/* clang-format on */

/* --- the page ------------------------------------------------------------------------------------------------------- */

/* "ABCD EFGH …": for those who type it. */
static const char *key_in_groups(struct arena *a, const char *key)
{
    size_t n = strlen(key), k = 0;
    char *out = arena_alloc(a, n + n / KEY_GROUP + 2);
    if (!out)
        return "";
    for (size_t i = 0; i < n; i++) {
        if (i && i % KEY_GROUP == 0)
            out[k++] = ' ';
        out[k++] = key[i];
    }
    out[k] = '\0';
    return out;
}

/* What authenticators read out of the code: otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=… */
static enum rc address_of(struct ctx *c, const char *key, const char **out)
{
    struct buf b = BUF_INIT(1000);
    const char *university = c->site->university;
    buf_puts(&b, "otpauth://totp/");
    url_put(&b, university, strlen(university));
    buf_puts(&b, ":");
    url_put(&b, c->viewer->login, strlen(c->viewer->login));
    buf_printf(&b, "?secret=%s&issuer=", key);
    url_put(&b, university, strlen(university));
    enum rc rc = buf_check(&b);
    *out = rc ? "" : arena_strndup(c->arena, b.at, b.len);
    buf_free(&b);
    return rc;
}

static void offer_body(struct html *o, const void *view)
{
    const struct factor_view *v = view;
    account_factor_top_html(o, v);
    qr_svg(o->b, &v->qr, "二维码，内容就是下面的密钥");
    account_factor_new_html(o, v);
}

static enum rc offer_fill(struct ctx *c, struct factor_view *v)
{
    const char *key, *address;
    enum rc rc = factor_key_offered(c, &key);
    if (!rc)
        rc = address_of(c, key, &address);
    if (!rc)
        rc = qr_make(c->arena, address, &v->qr);
    if (!rc)
        v->key = key_in_groups(c->arena, key);
    return rc;
}

static enum rc page_of(struct ctx *c, bool anew, struct page *out)
{
    struct factor_view *v = arena_alloc(c->arena, sizeof(*v));
    struct factor_state state;
    enum rc rc = v ? factor_state(c, c->viewer->account_id, &state) : RC_OOM;
    if (rc)
        return rc;
    bool offer = anew || !state.set;
    *v = (struct factor_view){ .set = state.set, .made_at = state.made_at, .codes = state.codes, .key = "" };
    for (size_t i = 0; i < c->viewer->ngrants; i++)
        v->needed |= role_needs_factor(c->viewer->grants[i].role);
    *out = (struct page){ .title = "两步验证", .place = "account", .view = v };
    out->body = offer ? offer_body : account_factor_page;
    return offer ? offer_fill(c, v) : RC_OK;
}

enum rc factor_show(struct ctx *c, const void *form)
{
    const struct factor_in *in = form;
    struct page p;
    enum rc rc = page_of(c, in && in->anew, &p);
    return rc ? rc : answer_page(c, &p);
}

/* --- codes, once ---------------------------------------------------------------------------------------------------- */

static enum rc codes_page(struct ctx *c, const char *const *codes)
{
    struct codes_view *v = arena_alloc(c->arena, sizeof(*v));
    struct code_line *lines = arena_array(c->arena, FACTOR_CODES, sizeof(*lines));
    if (!v || !lines)
        return RC_OOM;
    for (size_t i = 0; i < FACTOR_CODES; i++)
        lines[i].code = codes[i];
    *v = (struct codes_view){ lines, FACTOR_CODES, c->viewer->login };
    return answer_page(c, &(struct page){ .title = "备用码", .place = "account", .body = account_codes_page, .view = v });
}

enum rc factor_create(struct ctx *c, const void *form)
{
    const struct factor_in *in = form;
    const char *codes[FACTOR_CODES];
    struct page p;
    enum rc rc = factor_set(c, in->code, codes);
    if (!rc)
        return codes_page(c, codes);
    enum rc drawn = rc == RC_INVALID ? page_of(c, true, &p) : rc;
    if (drawn)
        return drawn;
    return answer_again(c, refuse(c, "code", "code_wrong", "验证码不对。请看手机上的时间准不准，再输一次。"), &p);
}

enum rc codes_create(struct ctx *c, const void *form)
{
    (void)form;
    const char *codes[FACTOR_CODES];
    if (!c->viewer->factor)
        return refuse(c, NULL, "factor_missing", "您还没有设置两步验证。");
    enum rc rc = factor_codes_renew(c, c->viewer->account_id, codes);
    return rc ? rc : codes_page(c, codes);
}

/* --- ending --------------------------------------------------------------------------------------------------------- */

enum rc factor_ending_create(struct ctx *c, const void *form)
{
    (void)form;
    for (size_t i = 0; i < c->viewer->ngrants; i++)
        if (role_needs_factor(c->viewer->grants[i].role))
            return refuse(c, NULL, "factor_needed", "您的职责需要两步验证，不能停用，可以换一部手机。");
    enum rc rc = c->viewer->factor ? factor_end(c, c->viewer->account_id) : RC_OK;
    return rc ? rc : answer_done(c, &(struct done){ .location = "/account", .sentence = "两步验证已经停用。" });
}
