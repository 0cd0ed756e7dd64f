/* web/answer_error.c: what goes back when something cannot be done, in the form that was asked for.  CONTRACT 4. */
#include <string.h>

#include "base/log.h"
#include "web/answer_i.h"
#include "web/answer_json.h"
#include "web/call.h"
#include "web/error.html.h"

static const struct {
    const char *title;
    const char *advice;
} words[] = {
    [RC_OK] = { "出了故障", "请返回上一页再试一次。" },
    [RC_INVALID] = { "有内容需要更正", "请返回上一页更正后再提交。" },
    [RC_BADREQ] = { "没有看懂这次请求", "请返回上一页，从页面上的按钮再试一次。" },
    [RC_SIGNIN] = { "请先登录", "登录后会继续刚才的事。" },
    [RC_DENIED] = { "不在您的职责内", "可以联系上级党组织办理，或从下面继续。" },
    [RC_NOTFOUND] = { "没有找到", "可以核对一下地址，或从下面继续。" },
    [RC_METHOD] = { "请从页面上进入", "可以从下面继续。" },
    [RC_CONFLICT] = { "内容有了变化", "请返回上一页，刷新后再试。" },
    [RC_TOOBIG] = { "内容太大", "可以分几次提交，或缩小范围后再试。" },
    [RC_HEADERS] = { "请求太长", "可以清除浏览器中本站的数据，再重新登录。" },
    [RC_LIMIT] = { "请稍等一会儿", "过几分钟再试即可，已填写的内容请先留着。" },
    [RC_BUSY] = { "请稍等一会儿", "过一会儿刷新本页即可。" },
    [RC_OOM] = { "请稍等一会儿", "过一会儿刷新本页即可。" },
    [RC_DB] = { "暂时连不上", "过一会儿刷新本页即可。" },
    [RC_IO] = { "出了故障", "请过一会儿再试；如果还是这样，请把下面的编号告诉管理员。" },
};

/* A page that lay open too long is no matter of duties. */
static const char form_over_title[] = "页面已经过期", form_over_advice[] = "请返回上一页，刷新后再提交。";

static bool is_form_over(const struct problem *problems, size_t n)
{
    return n == 1 && problems[0].code && !strcmp(problems[0].code, "form_token");
}

/* What is known about one refusal; c may be NULL. */
struct refusal {
    enum rc rc;
    const struct problem *problems;
    size_t n;
    const char *request;
};

static void problem_json(struct buf *b, const struct refusal *r, const struct problem *p)
{
    buf_puts(b, "\"code\":");
    json_text(b, p && p->code ? p->code : rc_code(r->rc));
    buf_puts(b, ",\"message\":");
    json_text(b, p && p->message ? p->message : rc_text(r->rc));
    buf_puts(b, ",\"field\":");
    json_text_or_null(b, p ? p->field : NULL);
}

/* The first problem is the error; where there are several, all stand in "problems" as well. */
static void error_json(struct buf *b, const struct refusal *r)
{
    buf_puts(b, "{\"error\":{");
    problem_json(b, r, r->n ? r->problems : NULL);
    buf_puts(b, ",\"request\":");
    json_text_or_null(b, r->request);
    for (size_t i = 0; r->n > 1 && i < r->n; i++) {
        buf_puts(b, i ? ",{" : ",\"problems\":[{");
        problem_json(b, r, &r->problems[i]);
        buf_puts(b, "}");
    }
    buf_puts(b, r->n > 1 ? "]}}" : "}}");
}

static void error_page(struct ctx *c, const struct refusal *r, bool whole, struct buf *b)
{
    const char *sentence = r->n == 1 ? r->problems[0].message : rc_text(r->rc);
    const bool form_over = is_form_over(r->problems, r->n);
    const struct error_view v = {
        .title = form_over ? form_over_title : words[r->rc].title,
        .sentence = sentence,
        .advice = form_over ? form_over_advice : words[r->rc].advice,
        .request = r->request,
        .several = r->n > 1,
        .sign_in = r->rc == RC_SIGNIN,
    };
    page_write(c, &(struct page){ .title = v.title, .body = web_error_page, .view = &v }, whole, b);
}

static void error_headers(struct http_reply *reply, enum rc rc, bool json)
{
    int status = rc_status(rc);
    reply->status = status;
    reply->content_type = json ? "application/json" : "text/html; charset=utf-8";
    if (status == 503 || status == 429)
        reply_header(reply, "Retry-After", status == 503 ? "5" : "60");
    if (status == 401 && json)
        reply_header(reply, "WWW-Authenticate", "Bearer");
}

/* RC_OK that left no answer is a handler's mistake, and no success. */
static enum rc rc_to_tell(const struct ctx *c, enum rc rc)
{
    if (rc != RC_OK)
        return rc;
    log_error("answer what=missing route=%s", c->call && c->call->route ? c->call->route->path : "");
    return RC_IO;
}

void answer_finish(struct ctx *c, enum rc rc)
{
    struct answer *a = c->answer;
    struct http_reply *reply = &a->reply;
    if (rc == RC_OK && !a->filled && a->nproblems > 0)
        rc = RC_INVALID; /* refused, and what was written is to stay: a wrong password counts */
    bool refused_itself = a->filled && reply->status >= 400 && reply->status == rc_status(rc);
    if (!(a->filled && rc == RC_OK) && !refused_itself) {
        bool json = c->call && c->call->as != AS_PAGE;
        struct refusal r = { rc_to_tell(c, rc), a->problems, a->nproblems, c->call ? c->call->request_id : NULL };
        answer_drop(reply);
        reply->body = BUF_INIT(ANSWER_BYTES);
        const bool bare = arena_check(c->arena) != RC_OK; /* what surrounds a page takes memory too */
        if (json)
            error_json(&reply->body, &r);
        else
            error_page(bare ? NULL : c, &r, !(c->call && c->call->fragment), &reply->body);
        error_headers(reply, r.rc, json);
        a->filled = true;
    }
    reply_standard_headers(reply);
}

void answer_bare(enum rc rc, bool json, const char *request_id, struct http_reply *out)
{
    const struct refusal r = { .rc = rc, .request = request_id };
    *out = (struct http_reply){ .body = BUF_INIT(ANSWER_BYTES) };
    if (json)
        error_json(&out->body, &r);
    else
        error_page(NULL, &r, true, &out->body);
    error_headers(out, rc, json);
    reply_standard_headers(out);
}
