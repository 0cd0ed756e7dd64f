/* web/proof.c: asking for the password once more, and keeping what was wanted meanwhile. */
#include "web/proof.h"

#include <sodium.h>
#include <string.h>

#include "base/date.h"
#include "web/auth.sql.h"
#include "web/dispatch_i.h"
#include "web/event.h"
#include "web/proof.html.h"
#include "web/proof_go_on.html.h"
#include "web/proof_i.h"
#include "web/session.h"
#include "web/url.h"

enum {
    PROOF_SECRET_CHARS = 256,
    PROOF_CODE_CHARS = 16,
    PROOF_NEXT_CHARS = 1024,
    PROOF_BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
    PROOF_SEALED_CHARS = 2 * PROOF_KEPT_BYTES, /* sealed and in base64, with room to spare */
};

/* clang-format off */
static const struct field proof_fields[] = {
    { .name = "password", .label = "密码", .type = FIELD_SECRET, .flags = REQUIRED | SENSITIVE, .offset = offsetof(struct proof_in, password), .max = PROOF_SECRET_CHARS },
    { .name = "code", .label = "验证码", .type = FIELD_CODE, .flags = SENSITIVE, .offset = offsetof(struct proof_in, code), .max = PROOF_CODE_CHARS, .hint = "手机验证器里的六位数字，或者一个备用码。" },
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct proof_in, next), .max = PROOF_NEXT_CHARS },
    { .name = "kept", .label = "已经填写的内容", .type = FIELD_SECRET, .offset = offsetof(struct proof_in, kept), .max = PROOF_SEALED_CHARS },
};
/* clang-format on */
const struct form proof_form = FORM("proof", proof_in, proof_fields);

bool proof_holds(const struct viewer *v)
{
    const int64_t age = instant_now() - v->proved_at; /* below zero where the clock was set back */
    return age < PROOF_MS && age >= -SESSION_AHEAD_MS;
}

/* --- what was sent, sealed ------------------------------------------------------------------------------------------ */

/* "path?name=value&…"; empty where it cannot be kept: a file, or too much of it. */
static const char *request_words(struct ctx *c)
{
    const struct http_request *r = http_request(c->call->x);
    struct buf b = BUF_INIT(PROOF_KEPT_BYTES);
    url_put_path(&b, c->call->path);
    bool file = false;
    for (size_t i = 0; i < r->nfields; i++) {
        const struct http_field *f = &r->fields[i];
        file |= f->filename != NULL;
        if (!strcmp(f->name, FIELD_TOKEN) || !strcmp(f->name, FIELD_ONCE))
            continue;
        buf_putc(&b, i ? '&' : '?');
        url_put(&b, f->name, strlen(f->name));
        buf_putc(&b, '=');
        url_put(&b, f->value, f->len);
    }
    const char *words = file || buf_check(&b) ? "" : arena_strndup(c->arena, b.at, b.len);
    buf_free(&b);
    return words;
}

static enum rc request_keep(struct ctx *c, const char **kept)
{
    const char *words = request_words(c);
    struct blob sealed;
    *kept = "";
    if (!words[0])
        return RC_OK;
    enum rc rc = vault_seal(db_vault(c->db), c->arena, "auth_session.kept", c->viewer->session_id, words, &sealed);
    if (rc)
        return rc;
    size_t n = sodium_base64_encoded_len(sealed.len, PROOF_BASE64);
    char *out = arena_alloc(c->arena, n);
    if (!out)
        return RC_TOOBIG;
    *kept = sodium_bin2base64(out, n, sealed.at, sealed.len, PROOF_BASE64);
    return RC_OK;
}

/* RC_IO where it is not what this session was given. */
static enum rc request_open(struct ctx *c, const char *kept, const char **words)
{
    size_t n = strlen(kept), len = 0;
    uint8_t *bytes = arena_alloc(c->arena, n + 1);
    if (!bytes)
        return RC_TOOBIG;
    if (sodium_base642bin(bytes, n, kept, n, NULL, &len, NULL, PROOF_BASE64))
        return RC_IO;
    return vault_open(db_vault(c->db), c->arena, "auth_session.kept", c->viewer->session_id,
                      (struct blob){ bytes, len }, words);
}

/* --- asking --------------------------------------------------------------------------------------------------------- */

static enum rc way_to_page(struct ctx *c)
{
    struct buf b = BUF_INIT(2048), none = BUF_INIT(0);
    bool page = c->call->route->method == GET && !c->call->fragment;
    buf_puts(&b, page ? "/account/proof?next=" : "/account/proof");
    if (page) {
        const char *here = call_as(c, "");
        url_put(&b, here, strlen(here));
    }
    const char *to = buf_check(&b) ? "/account/proof" : arena_strndup(c->arena, b.at, b.len);
    buf_free(&b);
    answer_header(c, c->call->fragment ? "HX-Redirect" : "Location", to);
    return answer_fill(c, c->call->fragment ? 200 : 303, "text/html; charset=utf-8", &none);
}

enum rc proof_ask(struct ctx *c)
{
    struct proof_in in = { .next = "" };
    c->answer->nproblems = 0; /* nothing is wrong with what was filled in */
    if (c->call->route->method == GET || c->call->fragment)
        return way_to_page(c);
    enum rc rc = request_keep(c, &in.kept);
    return rc ? rc : proof_page(c, RC_DENIED, &in);
}

enum rc proof_page(struct ctx *c, enum rc rc, const struct proof_in *in)
{
    struct proof_view *v = arena_alloc(c->arena, sizeof(*v));
    if (!v)
        return RC_TOOBIG;
    *v = (struct proof_view){ .code = c->viewer->factor };
    v->next = in && in->next && url_is_local(in->next) ? in->next : "";
    v->kept = in && in->kept ? in->kept : "";
    const struct page p = { .title = "再确认一次", .place = "account", .body = web_proof_page, .view = v };
    return rc ? answer_again(c, rc, &p) : answer_page(c, &p);
}

/* --- going on ------------------------------------------------------------------------------------------------------- */

static enum rc go_on_page(struct ctx *c, const char *words)
{
    struct proof_kept_view *v = arena_alloc(c->arena, sizeof(*v));
    struct proof_field *fields = arena_array(c->arena, URL_PARAMS, sizeof(*fields));
    struct url_param *params = arena_array(c->arena, URL_PARAMS, sizeof(*params));
    size_t path = strcspn(words, "?");
    if (!v || !fields || !params)
        return RC_TOOBIG;
    size_t n = url_query(c->arena, words + path + (words[path] == '?'), params);
    for (size_t i = 0; i < n; i++)
        fields[i] = (struct proof_field){ params[i].name, params[i].value };
    *v = (struct proof_kept_view){ arena_strndup(c->arena, words, path), fields, n };
    return answer_page(
        c, &(struct page){ .title = "请继续", .place = "account", .body = web_proof_go_on_page, .view = v });
}

enum rc proof_given(struct ctx *c, const struct proof_in *in)
{
    const char *words = "";
    enum rc rc = auth_session_prove(
        c->db, &(struct auth_session_prove_in){ .session_id = c->viewer->session_id, .now = instant_now() });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_proved", .subject_id = c->viewer->account_id });
    if (rc)
        return rc;
    if (c->call->as == AS_PAGE && in->kept && in->kept[0] && !request_open(c, in->kept, &words))
        return go_on_page(c, words);
    bool next = in->next && in->next[0] && url_is_local(in->next);
    return answer_done(c, &(struct done){ .location = next ? in->next : "/account",
                                          .sentence = next ? NULL : "已经确认，请再办理一次刚才的事。" });
}
