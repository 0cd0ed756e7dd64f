/* web/session.c: sessions as rows and cookies. */
#include "web/session.h"

#include "base/date.h"
#include "base/random.h"
#include "web/auth.sql.h"
#include "web/dispatch_i.h"

static enum rc session_drop(struct ctx *c)
{
    if (c->viewer->kind != VIEWER_SESSION)
        return RC_OK;
    return auth_session_delete(c->db, &(struct auth_session_delete_in){ .session_id = c->viewer->session_id });
}

enum rc session_start(struct ctx *c, int64_t account_id)
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
        rc = auth_session_add(c->db,
                              &(struct auth_session_add_in){
                                  .session_id = id_new(), .token = secret, .account_id = account_id, .now = now });
    if (!rc)
        turn_cookie(t, COOKIE_SESSION, secret, -1);
    return rc;
}

enum rc session_end(struct ctx *c)
{
    struct turn *t = turn_of(c);
    if (t)
        turn_cookie(t, COOKIE_SESSION, "", 0);
    return session_drop(c);
}

enum rc session_end_all(struct ctx *c, int64_t account_id, int64_t keep)
{
    enum rc rc =
        auth_session_delete_all(c->db, &(struct auth_session_delete_all_in){ .account_id = account_id, .keep = keep });
    if (!rc)
        rc = auth_token_delete_all(c->db, &(struct auth_token_delete_all_in){ .account_id = account_id, .keep = keep });
    return rc;
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
                                                               .seen_after = now - SESSION_IDLE_MS },
                              &there);
}

void session_large_text(struct ctx *c, bool on)
{
    static const int64_t year = 365 * 24 * 60 * 60;
    struct turn *t = turn_of(c);
    if (t)
        turn_cookie(t, "large", on ? "1" : "", on ? year : 0);
}
