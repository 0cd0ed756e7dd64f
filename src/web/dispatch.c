/*
 * web/dispatch.c: takes a request in, and decides which thread does what.
 *
 * SQLite: short reads run where the request came in; a write is decoded there, prepared on a worker where it is slow,
 * and runs on the writer, its answer sent when the commit is on disk.  PostgreSQL: whatever asks the database runs on
 * a worker, since every statement waits for the network.
 */
#include "web/dispatch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/log.h"
#include "base/random.h"
#include "web/auth.sql.h"
#include "web/dispatch_i.h"
#include "web/event.h"
#include "web/notice.h"
#include "web/session.h"
#include "web/static_serve.h"

enum { WEB_ARENA_BYTES = 1 << 20, TOUCH_ARENA_BYTES = 16 * 1024 };

/* --- the last request of a session ------------------------------------------------------------------------------------ */

/* A tiny write of its own after the answer: a page's transaction only reads. */
struct touch {
    struct db_job job;
    struct arena *arena;
    const struct site *site;
    int64_t id; /* of the session or token */
    int64_t account_id;
    bool bearer;
    bool stolen;
};

/* A session that went on in another kind of browser ends, and its owner is told. */
static enum rc touch_stolen(struct db *db, const struct touch *t)
{
    struct answer answer = { 0 };
    struct ctx c = { .arena = t->arena, .db = db, .site = t->site, .viewer = viewer_site(), .answer = &answer };
    c.today = c.on = site_today(t->site);
    enum rc rc =
        auth_session_end(db, &(struct auth_session_end_in){ .session_id = t->id, .account_id = t->account_id });
    if (!rc)
        rc = event_record(&c, &(struct event){ .kind = "account_session_stopped", .subject_id = t->account_id });
    if (!rc)
        rc = notice_send(
            &c, &(struct notice){ t->account_id, "account_session_stopped",
                                  "您的一次登录换到了另一种浏览器里，已经停止。如果不是您本人，请马上修改密码。",
                                  "/account/sessions" });
    return rc == RC_NOTFOUND ? RC_OK : rc; /* another request of it was faster */
}

static enum rc touch_run(struct db *db, void *arg)
{
    struct touch *t = arg;
    int64_t now = instant_now();
    if (t->stolen)
        return touch_stolen(db, t);
    if (t->bearer)
        return auth_token_touch(db, &(struct auth_token_touch_in){ .token_id = t->id, .today = site_today(t->site) });
    return auth_session_touch(
        db, &(struct auth_session_touch_in){ .session_id = t->id, .now = now, .before = now - SESSION_TOUCH_MS });
}

static void touch_done(void *arg, enum rc rc)
{
    (void)rc; /* the next request tries again */
    arena_free(((struct touch *)arg)->arena);
}

/* what: taken from the turn before its answer went out. */
static void touch_later(const struct web *w, const struct touch *what)
{
    struct arena *a = arena_new(TOUCH_ARENA_BYTES);
    struct touch *t = a ? arena_alloc(a, sizeof(*t)) : NULL;
    if (!t) {
        arena_free(a);
        return;
    }
    *t = *what;
    t->arena = a;
    t->job = (struct db_job){ .run = touch_run, .done = touch_done, .arg = t, .arena = a };
    if (w->inline_reads)
        db_write_later(w->site->db, &t->job);
    else
        touch_done(t, db_write(w->site->db, a, touch_run, t));
}

static struct touch touch_of(const struct turn *t)
{
    struct touch touch = { .site = t->web->site, .bearer = t->bearer, .stolen = t->stolen };
    if (t->stolen) {
        touch.id = t->half.session_id;
        touch.account_id = t->half.account_id;
    } else if (t->stale) {
        touch.id = t->viewer.session_id;
    }
    return touch;
}

/* --- sending ---------------------------------------------------------------------------------------------------------- */

static void turn_send(struct turn *t)
{
    struct web *w = (struct web *)t->web;
    struct http_reply *r = &t->answer.reply;
    for (size_t i = 0; i < TURN_COOKIES && t->cookies[i]; i++)
        answer_header(&t->ctx, "Set-Cookie", t->cookies[i]);
    observe_turn(&w->observe, t);
    for (const struct call_after *a = t->call.after; a; a = a->next)
        a->fn(a->arg, t->kept);
    struct touch touch = touch_of(t);
    http_answer(t->call.x, r); /* the turn may be gone from here on */
    if (touch.id)
        touch_later(w, &touch);
}

static void turn_fail(struct turn *t, enum rc rc)
{
    t->ctx.db = NULL;
    turn_finish(t, rc);
    turn_send(t);
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static void turn_read(struct turn *t)
{
    struct db *db;
    enum rc rc = db_read_begin(t->web->site->db, t->arena, &db);
    if (rc) {
        turn_fail(t, rc);
        return;
    }
    t->ctx.db = db;
    rc = turn_check(t);
    if (!rc)
        rc = t->call.route->method == GET ? turn_handle(t) : RC_IO;
    turn_finish(t, rc);
    t->ctx.db = NULL;
    db_read_end(db);
    turn_send(t);
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

/* A test asks what would be answered, over and over and as everybody, without anything coming of it. */
static bool turn_rehearsed(const struct turn *t)
{
#ifdef ZHIBU_TEST
    return http_header(t->call.x, "X-Zhibu-Rehearse")[0] != '\0';
#else
    (void)t;
    return false;
#endif
}

static enum rc turn_write_run(struct db *db, void *arg)
{
    struct turn *t = arg;
    struct once once;
    bool answered = false;
    t->ctx.db = db;
    t->kept = false;
    enum rc rc = turn_check(t);
    if (!rc)
        rc = once_of(t, &once);
    if (!rc)
        rc = once_recall(t, &once, &answered);
    if (!rc && !answered)
        rc = turn_handle(t);
    if (answered)
        t->result = rc;
    else
        turn_finish(t, rc);
    if (rc)
        rc = t->result; /* drawing a form again may have failed too */
    else
        rc = buf_check(&t->answer.reply.body); /* what cannot be told is not done */
    if (!rc && !answered)
        rc = once_remember(t, &once);
    if (!rc && turn_rehearsed(t))
        rc = t->result = RC_CONFLICT; /* rolled back, and answered as it would have been */
    t->kept = !rc && !answered;
    t->ctx.db = NULL;
    return rc;
}

/* After the commit, or when nothing came of it: an answer of success must not outlive a failed commit. */
static void turn_write_done(void *arg, enum rc rc)
{
    struct turn *t = arg;
    t->kept &= !rc;
    if (rc != t->result) {
        buf_free(&t->answer.reply.body);
        t->answer.reply = (struct http_reply){ 0 };
        t->answer.filled = false;
        memset(t->cookies, 0, sizeof(t->cookies));
        turn_finish(t, rc);
    }
    turn_send(t);
}

static void turn_write(struct turn *t)
{
    struct db_site *db = t->web->site->db;
    t->result = RC_OK;
    if (!t->web->inline_reads) {
        enum rc rc = db_write(db, t->arena, turn_write_run, t);
        turn_write_done(t, rc);
        return;
    }
    t->job = (struct db_job){ .run = turn_write_run, .done = turn_write_done, .arg = t, .arena = t->arena };
    db_write_later(db, &t->job);
}

static void turn_prepared(void *arg)
{
    struct turn *t = arg;
    if (t->refused)
        turn_read(t);
    else
        turn_write(t);
}

/* A thread that hashes does not wait for PostgreSQL as well. */
static void turn_prepare(void *arg)
{
    struct turn *t = arg;
    t->refused = t->call.route->prepare(&t->ctx, t->values, &t->call.work);
    if (!t->call.route->hashes || t->web->inline_reads)
        turn_prepared(t);
    else if (!workers_run(t->web->site->workers, turn_prepared, t))
        turn_fail(t, RC_BUSY);
}

static void prepare_somewhere(struct turn *t)
{
    const struct site *site = t->web->site;
    bool hashes = t->call.route->hashes && site->hashing;
    if (!hashes && !t->web->inline_reads)
        turn_prepare(t); /* a worker already */
    else if (!workers_run(hashes ? site->hashing : site->workers, turn_prepare, t))
        turn_fail(t, RC_BUSY);
}

/* What is slow is not done for somebody who may not: the checks are made before it and once more in the write. */
static void turn_precheck(struct turn *t)
{
    struct db *db;
    enum rc rc = db_read_begin(t->web->site->db, t->arena, &db);
    if (!rc) {
        t->ctx.db = db;
        rc = turn_check(t);
        if (rc)
            turn_finish(t, rc);
        t->ctx.db = NULL;
        db_read_end(db);
        if (rc) {
            turn_send(t);
            return;
        }
    }
    if (rc)
        turn_fail(t, rc);
    else
        prepare_somewhere(t);
}

static void turn_go(void *arg)
{
    struct turn *t = arg;
    const struct route *r = t->call.route;
    if (!r || r->method == GET || t->refused || t->input)
        turn_read(t);
    else if (r->prepare)
        turn_precheck(t);
    else
        turn_write(t);
}

/* --- understanding ---------------------------------------------------------------------------------------------------- */

static bool says_json(const char *header)
{
    return strstr(header, "application/json") != NULL;
}

static const struct {
    const char *text;
    unsigned as;
} endings[] = { { ".json", AS_JSON }, { ".csv", AS_CSV }, { ".xlsx", AS_XLSX } };

/* Cuts the ending off the path and says which form it asks for. */
static unsigned ending_of(const char *path, size_t *len)
{
    for (size_t i = 0; i < COUNT(endings); i++) {
        size_t n = strlen(endings[i].text);
        if (*len > n + 1 && !memcmp(path + *len - n, endings[i].text, n)) {
            *len -= n;
            return endings[i].as;
        }
    }
    return 0;
}

static const char *request_id(struct arena *a)
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char text[14];
    uint64_t v = (uint64_t)id_new();
    for (size_t i = 13; i-- > 0; v >>= 5)
        text[i] = digits[v & 31];
    return arena_strndup(a, text, 13);
}

static void turn_who(struct turn *t)
{
    const char *bearer = http_header(t->call.x, "Authorization");
    const char *cookie = http_cookie(t->call.x, COOKIE_SESSION);
    t->bearer = !strncasecmp(bearer, "Bearer ", 7);
    t->secret = t->bearer ? bearer + 7 : cookie;
    if (!text_is_hex(t->secret, SECRET_HEX))
        t->secret = "";
    t->guest = http_cookie(t->call.x, COOKIE_GUEST);
    if (!text_is_hex(t->guest, SECRET_HEX))
        t->guest = "";
}

static enum rc turn_route(struct turn *t)
{
    const struct http_request *r = http_request(t->call.x);
    size_t len = strlen(r->path);
    unsigned as = ending_of(r->path, &len);
    struct router_hit hit;
    router_find(t->web->router, r->method == HTTP_GET ? GET : POST, r->path, len, &hit);
    if (!as)
        as = t->json_body || says_json(http_header(t->call.x, "Accept")) ? AS_JSON : AS_PAGE;
    t->json = as == AS_JSON;
    t->call.as = as;
    t->call.path = arena_strndup(t->arena, r->path, len);
    if (!hit.route)
        return hit.other_method ? RC_METHOD : RC_NOTFOUND;
    unsigned known = hit.route->as ? hit.route->as : AS_BOTH;
    if (!(known & as))
        return RC_NOTFOUND;
    t->call.route = hit.route;
    memcpy(t->call.ids, hit.ids, sizeof(hit.ids));
    return RC_OK;
}

static enum rc turn_decode(struct turn *t)
{
    const struct form *f = t->call.route->form;
    const struct http_request *r = http_request(t->call.x);
    if (!f)
        return RC_OK;
    t->values = arena_alloc(t->arena, f->size);
    if (!t->values)
        return RC_TOOBIG;
    if (t->call.route->method == GET)
        return form_decode_query(&t->ctx, f, r->query, t->values);
    if (t->json_body)
        return form_decode_json(&t->ctx, f, r->body, r->body_len, t->values);
    return form_decode_fields(&t->ctx, f, r->fields, r->nfields, t->values);
}

static struct turn *turn_new(const struct web *w, struct http_exchange *x)
{
    struct arena *a = http_arena(x);
    struct turn *t = arena_alloc(a, sizeof(*t));
    if (!t)
        return NULL;
    const struct http_request *r = http_request(x);
    t->web = w;
    t->arena = a;
    t->began = observe_clock();
    t->json_body = r->method == HTTP_POST && !strncasecmp(r->content_type, "application/json", 16);
    t->viewer = (struct viewer){ .kind = VIEWER_GUEST, .login = "", .name = "", .caps = 1u << CAP_PUBLIC };
    t->call = (struct call){
        .x = x,
        .path = r->path,
        .query = r->query,
        .request_id = request_id(a),
        .fragment = http_header(x, "HX-Request")[0] != '\0',
        .large = http_cookie(x, "large")[0] == '1',
        .https = w->behind_proxy && !strcasecmp(http_header(x, "X-Forwarded-Proto"), "https"),
    };
    t->ctx = (struct ctx){
        .arena = a,
        .site = w->site,
        .viewer = &t->viewer,
        .call = &t->call,
        .answer = &t->answer,
        .today = site_today(w->site),
    };
    t->ctx.on = t->ctx.today;
    return t;
}

/* --- what the HTTP layer calls ---------------------------------------------------------------------------------------- */

static void web_refuse(void *arg, struct http_exchange *x, enum rc rc, struct http_reply *reply)
{
    struct web *w = arg;
    const struct http_request *r = http_request(x);
    size_t len = strlen(r->path);
    bool json = ending_of(r->path, &len) == AS_JSON || says_json(http_header(x, "Accept"));
    answer_bare(rc, json, request_id(http_arena(x)), reply);
    observe_status(&w->observe, reply->status);
}

static void web_serve(void *arg, struct http_exchange *x)
{
    struct web *w = arg;
    if (static_serve(x))
        return;
    struct turn *t = turn_new(w, x);
    if (!t) {
        struct http_reply r = { 0 };
        web_refuse(w, x, RC_OOM, &r);
        http_answer(x, &r);
        return;
    }
    turn_who(t);
    t->refused = turn_route(t);
    if (!t->refused)
        t->input = turn_decode(t);
    bool slow = !t->refused && t->call.route->slow;
    if (w->inline_reads && !slow)
        turn_go(t);
    else if (!workers_run(w->site->workers, turn_go, t))
        turn_fail(t, RC_BUSY);
}

static enum rc web_admit(void *arg, struct http_exchange *x, size_t *body_max)
{
    const struct web *w = arg;
    const struct http_request *r = http_request(x);
    struct router_hit hit;
    size_t len = strlen(r->path);
    *body_max = FORM_BODY_BYTES;
    if (r->method != HTTP_POST)
        return RC_OK;
    ending_of(r->path, &len);
    router_find(w->router, POST, r->path, len, &hit);
    if (hit.route && hit.route->form && hit.route->form->body_max)
        *body_max = hit.route->form->body_max;
    return RC_OK;
}

enum rc web_new(const struct web_config *config, struct web **out)
{
    struct arena *a = arena_new(WEB_ARENA_BYTES);
    struct web *w = a ? arena_alloc(a, sizeof(*w)) : NULL;
    if (!w) {
        arena_free(a);
        return RC_OOM;
    }
    w->arena = a;
    w->site = config->site;
    w->behind_proxy = config->behind_proxy;
    w->inline_reads = db_site_engine(config->site->db) == DB_SQLITE;
    const char *why = "";
    enum rc rc = router_new(a, config->site->features, &w->router, &why);
    if (rc) {
        log_error("route what=%s", why);
        arena_free(a);
        return rc;
    }
    *out = w;
    return RC_OK;
}

void web_free(struct web *w)
{
    if (w)
        arena_free(w->arena);
}

struct http_app web_app(struct web *w)
{
    return (struct http_app){ .arg = w, .admit = web_admit, .serve = web_serve, .refuse = web_refuse };
}

void web_metrics(struct web *w, struct buf *out)
{
    observe_write(&w->observe, w->site, out);
}
