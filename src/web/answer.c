/* web/answer.c: pages, one subject as JSON, files, what follows a write, and the headers that every answer has. */
#include "web/answer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "web/answer_i.h"
#include "web/answer_json.h"
#include "web/call.h"
#include "web/change.h"
#include "web/layout.h"
#include "web/layout_end.html.h"
#include "web/layout_top.html.h"
#include "web/url.h"

enum { PAGE_BYTES = 32 * 1024 }; /* most pages fit; a larger one grows by doubling */

/* --- headers -------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *value;
} standard_headers[] = {
    { "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                                 "'self' data:; font-src 'self'; "
                                 "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                                 "base-uri 'none'; manifest-src 'self'; "
                                 "worker-src 'self'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" }, /* for browsers in the mode of Internet Explorer, which know no frame-ancestors */
    { "Referrer-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cache-Control", "no-store" },
};

void reply_header(struct http_reply *r, const char *name, const char *value)
{
    bool several = strcasecmp(name, "Set-Cookie") == 0;
    size_t i = 0;
    while (i < HTTP_HEADERS_MAX && r->headers[i].name && (several || strcasecmp(r->headers[i].name, name) != 0))
        i++;
    if (i == HTTP_HEADERS_MAX) {
        log_error("answer what=too_many_headers name=%s", name);
        return;
    }
    r->headers[i].name = name;
    r->headers[i].value = value;
}

void reply_standard_headers(struct http_reply *r)
{
    for (size_t i = 0; i < COUNT(standard_headers); i++)
        reply_header(r, standard_headers[i].name, standard_headers[i].value);
}

void answer_header(struct ctx *c, const char *name, const char *value)
{
    reply_header(&c->answer->reply, name, value);
}

/* Forgets an answer that is not going to be sent. */
void answer_drop(struct http_reply *r)
{
    buf_free(&r->body);
    if (r->fd > 0)
        close(r->fd);
    *r = (struct http_reply){ 0 };
}

enum rc answer_fill(struct ctx *c, int status, const char *content_type, struct buf *body)
{
    struct http_reply *r = &c->answer->reply;
    enum rc rc = buf_check(body);
    if (rc) {
        buf_free(body);
        return rc;
    }
    buf_free(&r->body);
    r->status = status;
    r->content_type = content_type;
    r->body = *body;
    *body = BUF_INIT(0);
    c->answer->filled = true;
    return RC_OK;
}

/* --- pages ---------------------------------------------------------------------------------------------------------- */

void page_write(struct ctx *c, const struct page *p, bool whole, struct buf *b)
{
    struct html o = { .b = b, .c = c };
    struct layout l;
    *b = BUF_INIT(ANSWER_BYTES);
    if (buf_reserve(b, PAGE_BYTES) != 0)
        return;
    if (!whole) {
        p->body(&o, p->view);
        return;
    }
    layout_fill(c, p, &l);
    web_layout_top_html(&o, &l);
    p->body(&o, p->view);
    web_layout_end_html(&o, &l);
}

static enum rc page_html(struct ctx *c, const struct page *p, int status)
{
    struct buf b;
    bool whole = !c->call->fragment;
    page_write(c, p, whole, &b);
    enum rc rc = arena_check(c->arena);
    if (rc)
        buf_free(&b);
    else
        rc = answer_fill(c, status, "text/html; charset=utf-8", &b);
    return rc;
}

/* What a program was told it would get is what it gets: anything else is a defect, and found by any scenario. */
enum rc answer_promised(const struct ctx *c, const struct row_desc *row, bool list, int status)
{
#ifdef ZHIBU_TEST
    const struct route *r = c->call->route;
    const int promised = r && route_creates(r) ? 201 : 200;
    if (r && (status != promised || (list ? row != r->lists : row != r->answers && (!row || row != r->less)))) {
        log_error("answer what=undeclared route=%s row=%s status=%d", r->path, row ? row->name : "", status);
        return RC_IO;
    }
#else
    (void)c, (void)row, (void)list, (void)status;
#endif
    return RC_OK;
}

static enum rc row_json(struct ctx *c, int status, const struct row_desc *desc, const void *row)
{
    struct buf b = BUF_INIT(ANSWER_BYTES);
    enum rc rc = answer_promised(c, desc, false, status);
    if (rc)
        return rc;
    json_row(&b, desc, row);
    return answer_fill(c, status, "application/json", &b);
}

enum rc answer_page(struct ctx *c, const struct page *p)
{
    int status = p->status ? p->status : 200;
    if (c->call->as == AS_PAGE)
        return page_html(c, p, status);
    if (c->call->as != AS_JSON || !p->desc || !p->row)
        return RC_NOTFOUND;
    return row_json(c, status, p->desc, p->row);
}

/* A program gets the error of CONTRACT 4 from answer_finish. */
enum rc answer_again(struct ctx *c, enum rc rc, const struct page *p)
{
    if (rc == RC_OK || c->call->as != AS_PAGE)
        return rc;
    enum rc failed = page_html(c, p, rc_status(rc));
    return failed ? failed : rc;
}

/* --- after a write -------------------------------------------------------------------------------------------------- */

static enum rc done_json(struct ctx *c, const struct done *d)
{
    struct buf b = BUF_INIT(ANSWER_BYTES);
    int status = d->created ? 201 : 200;
    if (d->location)
        answer_header(c, "Location", d->location);
    if (d->desc && d->row)
        return row_json(c, status, d->desc, d->row);
    enum rc rc = answer_promised(c, NULL, false, status);
    if (rc)
        return rc;
    buf_puts(&b, "{\"message\":");
    json_text_or_null(&b, d->sentence);
    buf_puts(&b, ",\"location\":");
    json_text_or_null(&b, d->location);
    buf_puts(&b, "}");
    return answer_fill(c, status, "application/json", &b);
}

enum rc answer_done(struct ctx *c, const struct done *d)
{
    struct buf none = BUF_INIT(0);
    if (c->call->as == AS_JSON)
        return done_json(c, d);
    const char *flash = d->sentence ? answer_flash_sign(c, d->sentence) : NULL;
    if (flash)
        answer_header(c, "Set-Cookie",
                      arena_printf(c->arena, "done=%s; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=%d", flash,
                                   c->call->https ? "; Secure" : "", ANSWER_FLASH_SECONDS));
    answer_header(c, c->call->fragment ? "HX-Redirect" : "Location", d->location ? d->location : "/me");
    return answer_fill(c, c->call->fragment ? 200 : 303, "text/html; charset=utf-8", &none);
}

/* --- files ---------------------------------------------------------------------------------------------------------- */

/* RFC 6266: the plain name for old programs, the encoded one with the Chinese. */
void answer_attachment(struct ctx *c, const char *plain, const char *name)
{
    struct buf b = BUF_INIT(4096);
    buf_puts(&b, "attachment; filename=\"");
    for (const char *p = plain; *p; p++)
        buf_putc(&b, *p > ' ' && *p < 0x7f && *p != '"' && *p != '\\' ? *p : '_');
    buf_puts(&b, "\"; filename*=UTF-8''");
    url_put(&b, name, strlen(name));
    if (!buf_check(&b))
        answer_header(c, "Content-Disposition", arena_strndup(c->arena, b.at, b.len));
    buf_free(&b);
}

enum rc answer_file(struct ctx *c, const char *name, const char *content_type, struct buf *body)
{
    const char *dot = name ? strrchr(name, '.') : NULL;
    if (name)
        answer_attachment(c, arena_printf(c->arena, "file%s", dot ? dot : ""), name);
    return answer_fill(c, 200, content_type, body);
}

/* --- problems and kept values --------------------------------------------------------------------------------------- */

size_t answer_problems(const struct ctx *c, const struct problem **out)
{
    *out = c->answer->problems;
    return c->answer->nproblems;
}

const char *answer_kept(const struct ctx *c, const struct form *form, size_t i)
{
    const struct answer *a = c ? c->answer : NULL;
    if (!a)
        return NULL;
    if (a->form == form && a->typed)
        return a->typed[i];
    for (size_t k = 0; k < ANSWER_FORMS; k++)
        if (a->prefilled[k].form == form)
            return a->prefilled[k].texts[i];
    return NULL;
}

static const char *value_text(struct ctx *c, const struct field *field, const void *at)
{
    char day[DATE_TEXT_BYTES];
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_NAME:
    case FIELD_LINES:
    case FIELD_CODE: return *(const char *const *)at;
    case FIELD_ID: return *(const int64_t *)at ? arena_printf(c->arena, "%lld", (long long)*(const int64_t *)at) : NULL;
    case FIELD_INT: return arena_printf(c->arena, "%lld", (long long)*(const int64_t *)at);
    case FIELD_DATE: return arena_strdup(c->arena, date_text(*(const int32_t *)at, day));
    case FIELD_BOOL: return *(const bool *)at ? "1" : "";
    case FIELD_VOCAB: return vocab_id(field->vocab, *(const int *)at);
    case FIELD_SECRET:
    case FIELD_FILE: break;
    }
    return NULL;
}

void answer_prefill(struct ctx *c, const struct form *form, const void *in)
{
    struct answer_kept *k = c->answer->prefilled;
    size_t i = 0;
    while (i < ANSWER_FORMS - 1 && k[i].form && k[i].form != form)
        i++;
    const char **texts = arena_array(c->arena, form->n ? form->n : 1, sizeof *texts);
    if (!texts)
        return;
    for (size_t f = 0; f < form->n; f++)
        texts[f] = value_text(c, &form->fields[f], (const char *)in + form->fields[f].offset);
    k[i] = (struct answer_kept){ form, texts };
}
