/* web/turn.c: the checks of web/route.h in their order, the handler, and the answer. */
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "web/dispatch_i.h"
#include "web/proof.h"

struct turn *turn_of(struct ctx *c)
{
    return c->call ? (struct turn *)((char *)c - offsetof(struct turn, ctx)) : NULL;
}

bool text_is_hex(const char *s, size_t n)
{
    return strlen(s) == n && strspn(s, "0123456789abcdef") == n;
}

void turn_cookie(struct turn *t, const char *name, const char *value, int64_t seconds)
{
    const char *age = seconds < 0 ? "" : arena_printf(t->arena, "; Max-Age=%lld", (long long)seconds);
    const char *text = arena_printf(t->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value,
                                    t->call.https ? "; Secure" : "", age);
    for (size_t i = 0; i < TURN_COOKIES; i++)
        if (!t->cookies[i]) {
            t->cookies[i] = text;
            return;
        }
}

/* What the page before left to be said, once. */
static void flash_take(struct turn *t)
{
    const char *cookie = http_cookie(t->call.x, COOKIE_FLASH);
    if (!cookie[0] || t->call.fragment || !t->call.route || t->call.route->method != GET)
        return;
    t->answer.flash = answer_flash_read(&t->ctx, cookie);
    turn_cookie(t, COOKIE_FLASH, "", 0);
}

/* Forms on the page are bound to the session; a guest gets a cookie for that. */
static enum rc tokens_make(struct turn *t)
{
    if (t->call.as != AS_PAGE)
        return RC_OK;
    char *once = arena_alloc(t->arena, 33);
    if (!once)
        return RC_TOOBIG;
    random_hex(once, 16);
    t->answer.once_token = once;
    if (t->viewer.kind == VIEWER_GUEST && !t->guest[0]) {
        char *guest = arena_alloc(t->arena, SECRET_HEX + 1);
        if (!guest)
            return RC_TOOBIG;
        random_hex(guest, SECRET_BYTES);
        if (!t->call.route || t->call.route->method == GET) {
            t->guest = guest;
            turn_cookie(t, COOKIE_GUEST, guest, -1);
        }
    }
    flash_take(t);
    return form_token_make(t, &t->answer.form_token);
}

static enum rc check_sign_in(const struct turn *t)
{
    const struct route *r = t->call.route;
    if (r->cap == CAP_PUBLIC)
        return RC_OK;
    if (t->viewer.kind == VIEWER_GUEST)
        return RC_SIGNIN;
    return viewer_may(&t->viewer, r->see ? r->see : r->cap) ? RC_OK : RC_NOTFOUND;
}

/* What the account has to do first, and where. */
static const struct {
    const char *code, *sentence, *page;
} duties[] = {
    [DUTY_FACTOR] = { "second_factor_needed", "您的职责需要两步验证，请先设置。", "/account/factor" },
    [DUTY_PASSWORD] = { "password_old", "您的密码已经用了九十天，请先修改。", "/password" },
};

static enum rc check_duty(struct turn *t)
{
    const struct route *r = t->call.route;
    t->duty = t->viewer.duty && r->cap != CAP_PUBLIC && !r->anyway;
    if (!t->duty)
        return RC_OK;
    return refuse_as(&t->ctx, RC_DENIED, duties[t->viewer.duty].code, duties[t->viewer.duty].sentence);
}

/* A part of a page stays away; a page gives way to what has to be done. */
static bool redirect_to_duty(struct turn *t)
{
    struct http_reply *r = &t->answer.reply;
    if (!t->duty || t->json || t->answer.filled || t->call.fragment)
        return false;
    *r = (struct http_reply){ .status = 303 };
    reply_header(r, "Location", duties[t->viewer.duty].page);
    reply_standard_headers(r);
    return t->answer.filled = true;
}

static enum rc check_fresh(struct turn *t)
{
    bool fresh = !t->call.route->fresh || t->viewer.kind != VIEWER_SESSION || proof_holds(&t->viewer);
    t->prove = !fresh;
    return fresh ? RC_OK : refuse_as(&t->ctx, RC_DENIED, "prove_again", "这件事比较重要，请先再输一次密码。");
}

static enum rc check_write(struct turn *t)
{
    if (t->call.route->method != POST)
        return RC_OK;
    if (t->viewer.read_only)
        return refuse_as(&t->ctx, RC_DENIED, "read_only", "这个令牌只能查看，不能更改。");
    return form_guard(t);
}

/* The value of one query parameter that needs no decoding; len 0 where there is none. */
static const char *query_value(const char *query, const char *name, size_t *len)
{
    size_t n = strlen(name);
    for (const char *p = query; *p; p += strcspn(p, "&"), p += *p == '&')
        if (!strncmp(p, name, n) && p[n] == '=') {
            *len = strcspn(p + n + 1, "&");
            return p + n + 1;
        }
    *len = 0;
    return "";
}

static enum rc check_on(struct turn *t)
{
    size_t len;
    const char *value = query_value(t->call.query, "on", &len);
    if (!t->call.route->dated || !len)
        return RC_OK;
    char text[DATE_TEXT_BYTES] = "";
    if (len < sizeof(text))
        memcpy(text, value, len);
    int32_t on = date_parse(text);
    if (!on)
        return refuse(&t->ctx, "on", "date_unreadable", "没有看懂日期，请写成 2026-11-22 这样。");
    if (on > t->ctx.today)
        return refuse(&t->ctx, "on", "date_in_future", "不能查看将来的情况，请选择今天或以前的日期。");
    t->ctx.on = on;
    return RC_OK;
}

static enum rc check_object(struct turn *t)
{
    const struct route *r = t->call.route;
    if (!r->see || r->see == r->cap)
        return RC_OK;
    enum rc rc = r->object(&t->ctx, r->see, t->call.ids[0]);
    if (rc)
        return rc;
    if (!viewer_may(&t->viewer, r->cap))
        return RC_DENIED;
    rc = r->object(&t->ctx, r->cap, t->call.ids[0]);
    return rc == RC_NOTFOUND ? RC_DENIED : rc;
}

enum rc turn_check(struct turn *t)
{
    const size_t wrong = t->answer.nproblems; /* in the input: told only to those who may send it */
    enum rc rc = arena_check(t->arena);       /* a cookie or a field may have been lost */
    if (!t->refused)                          /* whoever got as far as prepare was let in before */
        t->answer.nproblems = 0;
    if (!rc)
        rc = viewer_find(t);
    if (!rc)
        rc = tokens_make(t);
    if (!rc)
        rc = t->refused;
    if (!rc)
        rc = check_sign_in(t);
    if (!rc)
        rc = check_duty(t);
    if (!rc)
        rc = check_write(t);
    if (!rc)
        rc = check_fresh(t);
    if (!rc)
        rc = check_on(t);
    if (rc)
        return rc;
    t->answer.nproblems = wrong;
    return t->input ? t->input : check_object(t);
}

/* --- handler and answer ---------------------------------------------------------------------------------------------- */

/* The form again where input did not even reach the handler; the page that has the form knows how to draw it. */
static enum rc form_again(struct turn *t)
{
    struct ctx *c = &t->ctx;
    const struct route *post = t->call.route;
    if (t->call.as != AS_PAGE || t->answer.filled || !c->db || !post || post->method != POST)
        return arena_check(t->arena) ? arena_check(t->arena) : RC_INVALID;
    const struct route *page = post->again ? NULL : router_page(t->web->router, post);
    enum rc rc = RC_NOTFOUND;
    if (post->again) {
        rc = post->again(c, NULL);
    } else if (page) {
        void *form = page->form ? arena_alloc(t->arena, page->form->size) : NULL;
        t->call.route = page;
        if (!page->form || form)
            rc = page->run(c, form);
        t->call.route = post;
    }
    if (arena_check(t->arena))
        return arena_check(t->arena);
    if (t->answer.filled)
        t->answer.reply.status = rc_status(RC_INVALID);
    return t->answer.filled || rc == RC_OK || rc == RC_NOTFOUND ? RC_INVALID : rc;
}

static bool redirect_to_login(struct turn *t, enum rc rc)
{
    if (rc != RC_SIGNIN || t->json || t->bearer || t->answer.filled)
        return false;
    bool get = http_request(t->call.x)->method == HTTP_GET && !t->call.fragment;
    struct buf to = BUF_INIT(2048);
    buf_puts(&to, "/login");
    const char *query = t->call.query;
    const char *parts[] = { http_request(t->call.x)->path, *query ? "?" : "", query };
    for (size_t i = 0; get && i < COUNT(parts); i++) {
        buf_puts(&to, i ? "" : "?next=");
        for (const char *p = parts[i]; *p; p++)
            if (strchr("/-_.~", *p) || (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))
                buf_putc(&to, *p);
            else
                buf_printf(&to, "%%%02X", (unsigned)(unsigned char)*p);
    }
    const char *location = buf_check(&to) ? "/login" : arena_strdup(t->arena, to.at);
    buf_free(&to);
    struct http_reply *r = &t->answer.reply;
    *r = (struct http_reply){ .status = t->call.fragment ? 401 : 303 };
    reply_header(r, t->call.fragment ? "HX-Redirect" : "Location", location);
    reply_standard_headers(r);
    return t->answer.filled = true;
}

void turn_finish(struct turn *t, enum rc rc)
{
    if (rc == RC_INVALID)
        rc = form_again(t);
    t->result = rc;
    if (t->prove && !t->answer.filled && !t->json)
        rc = proof_ask(&t->ctx);
    if (!redirect_to_duty(t) && !redirect_to_login(t, rc))
        answer_finish(&t->ctx, rc);
}

enum rc turn_handle(struct turn *t)
{
    size_t cookies = 0;
    while (cookies < TURN_COOKIES && t->cookies[cookies])
        cookies++;
    enum rc rc = t->call.route->run(&t->ctx, t->values);
    if (arena_check(t->arena))
        rc = arena_check(t->arena); /* whatever it found or wrote may lack a piece */
    while (rc && cookies < TURN_COOKIES)
        t->cookies[cookies++] = NULL; /* a session that was not begun, or not ended */
    return rc;
}
