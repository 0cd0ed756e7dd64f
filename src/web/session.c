/* web/session.c: sessions as rows and cookies. */
#include "web/session.h"

#include "base/date.h"
#include "base/random.h"
#include "web/agent.h"
#include "web/dispatch_i.h"
#include "web/event.h"

static enum rc session_drop(struct ctx *c)
{
    const struct turn *t = turn_of(c);
    int64_t id = c->viewer->kind == VIEWER_SESSION ? c->viewer->session_id : t ? t->half.session_id : 0;
    if (!id)
        return RC_OK;
    return auth_session_delete(c->db, &(struct auth_session_delete_in){ .session_id = id });
}

enum rc session_start(struct ctx *c, int64_t account_id, enum session_part part)
{
    struct turn *t = turn_of(c);
    char *secret = arena_alloc(c->arena, SECRET_HEX + 1);
    if (!t || !secret)
        return RC_IO;
    random_hex(secret, SECRET_BYTES);
    int64_t now = instant_now();
    enum rc rc = session_drop(c);
    if (!rc)
        rc = auth_session_delete_over(c->db, &(struct auth_session_delete_over_in){
                                                 .account_id = account_id,
                                                 .started_before = now - SESSION_MAX_MS,
                                                 .seen_before = now - SESSION_IDLE_MS,
                                             });
    if (!rc)
        rc = auth_session_add(c->db, &(struct auth_session_add_in){
                                         .session_id = id_new(),
                                         .token = secret,
                                         .account_id = account_id,
                                         .now = now,
                                         .proved_at = part == SESSION_WHOLE ? now : 0,
                                         .factor = part == SESSION_WHOLE,
                                         .agent = agent_words(c->arena, http_header(t->call.x, "User-Agent")),
                                     });
    if (!rc)
        turn_cookie(t, COOKIE_SESSION, secret, -1);
    return rc;
}

enum rc session_end(struct ctx *c)
{
    struct turn *t = turn_of(c);
    if (t) {
        turn_cookie(t, COOKIE_SESSION, "", 0);
        answer_header(c, "Clear-Site-Data", "\"cache\", \"storage\"");
    }
    return session_drop(c);
}

enum rc session_half_of(struct ctx *c, int64_t *account_id, const char **login)
{
    const struct turn *t = turn_of(c);
    if (!t || !t->half.account_id || t->stolen)
        return RC_NOTFOUND;
    *account_id = t->half.account_id;
    *login = t->half.login;
    return RC_OK;
}

enum rc session_end_all(struct ctx *c, int64_t account_id, int64_t keep)
{
    enum rc rc =
        auth_session_delete_all(c->db, &(struct auth_session_delete_all_in){ .account_id = account_id, .keep = keep });
    if (!rc)
        rc = auth_token_delete_all(c->db, &(struct auth_token_delete_all_in){ .account_id = account_id, .keep = keep });
    return rc;
}

enum rc session_list(struct ctx *c, struct auth_session_line **rows, size_t *n)
{
    int64_t now = instant_now();
    return auth_session_list(c->db,
                             &(struct auth_session_list_in){
                                 .account_id = c->viewer->account_id,
                                 .started_after = now - SESSION_MAX_MS,
                                 .seen_after = now - SESSION_IDLE_MS,
                                 .seen_until = now + SESSION_AHEAD_MS,
                             },
                             rows, n);
}

enum rc session_end_one(struct ctx *c, int64_t session_id)
{
    int64_t own = c->viewer->account_id;
    enum rc rc = auth_session_end(c->db, &(struct auth_session_end_in){ .session_id = session_id, .account_id = own });
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_session_ended", .subject_id = own });
}

enum rc session_end_others(struct ctx *c)
{
    int64_t own = c->viewer->account_id;
    enum rc rc = auth_session_delete_all(
        c->db, &(struct auth_session_delete_all_in){ .account_id = own, .keep = c->viewer->session_id });
    return rc ? rc : event_record(c, &(struct event){ .kind = "account_session_ended", .subject_id = own });
}

enum rc session_holds(struct db *db, const struct viewer *v)
{
    struct auth_key there;
    int64_t now = instant_now();
    if (v->kind == VIEWER_TOKEN)
        return auth_token_there(db, &(struct auth_token_there_in){ .token_id = v->session_id, .now = now }, &there);
    return auth_session_there(db,
                              &(struct auth_session_there_in){ .session_id = v->session_id,
                                                               .started_after = now - SESSION_MAX_MS,
                                                               .seen_after = now - SESSION_IDLE_MS,
                                                               .seen_until = now + SESSION_AHEAD_MS },
                              &there);
}

void session_large_text(struct ctx *c, bool on)
{
    static const int64_t year = 365 * 24 * 60 * 60;
    struct turn *t = turn_of(c);
    if (t)
        turn_cookie(t, "large", on ? "1" : "", on ? year : 0);
}
