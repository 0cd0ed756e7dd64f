/* web/viewer.c: from a cookie or a token to a viewer, in two statements. */
#include "web/viewer.h"

#include "base/date.h"
#include "web/auth.sql.h"
#include "web/dispatch_i.h"
#include "web/session.h"
#include "web/site.h"

const struct viewer *viewer_site(void)
{
    static const struct viewer site = { .kind = VIEWER_SITE, .login = "", .name = "系统", .caps = UINT32_MAX };
    return &site;
}

bool viewer_may(const struct viewer *v, enum cap cap)
{
    return (v->caps >> cap) & 1;
}

size_t viewer_roots(const struct viewer *v, enum cap cap, int64_t *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < v->ngrants && n < max; i++) {
        const struct viewer_grant *g = &v->grants[i];
        if (g->org_id && role_reach(g->role, cap) != REACH_NONE)
            out[n++] = g->org_id;
    }
    return n;
}

static void viewer_fill(struct viewer *v, const struct auth_viewer *row, bool bearer)
{
    *v = (struct viewer){
        .kind = bearer ? VIEWER_TOKEN : VIEWER_SESSION,
        .read_only = row->read_only,
        .factor = row->has_factor,
        .account_id = row->account_id,
        .session_id = row->session_id,
        .member_id = row->member_id,
        .home_id = row->home_id,
        .proved_at = row->proved_at,
        .unread = row->unread,
        .login = row->login,
        .name = row->name[0] ? row->name : row->login,
        .caps = 1u << CAP_PUBLIC | 1u << CAP_SIGNED_IN | (row->member_id ? member_caps() : 0),
    };
}

static enum rc grants_fill(struct turn *t)
{
    struct viewer *v = &t->viewer;
    struct auth_grant_row *rows = NULL;
    size_t n = 0;
    enum rc rc = auth_viewer_grants(
        t->ctx.db, &(struct auth_viewer_grants_in){ .account_id = v->account_id, .on = t->ctx.today }, &rows, &n);
    if (rc || !n)
        return rc;
    struct viewer_grant *grants = arena_array(t->arena, n, sizeof(*grants));
    if (!grants)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++) {
        grants[i] = (struct viewer_grant){ (enum role)rows[i].role, rows[i].org_id, rows[i].org_name };
        v->caps |= role_caps(grants[i].role);
    }
    v->grants = grants;
    v->ngrants = n;
    return RC_OK;
}

enum rc viewer_find(struct turn *t)
{
    t->viewer = (struct viewer){ .kind = VIEWER_GUEST, .login = "", .name = "", .caps = 1u << CAP_PUBLIC };
    if (!t->secret[0])
        return RC_OK;
    struct auth_viewer row;
    int64_t now = instant_now();
    enum rc rc =
        t->bearer ? auth_token_viewer(t->ctx.db, &(struct auth_token_viewer_in){ .token = t->secret, .now = now }, &row)
                  : auth_session_viewer(t->ctx.db,
                                        &(struct auth_session_viewer_in){
                                            .token = t->secret,
                                            .started_after = now - SESSION_MAX_MS,
                                            .seen_after = now - SESSION_IDLE_MS,
                                        },
                                        &row);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    viewer_fill(&t->viewer, &row, t->bearer);
    t->stale = !t->bearer && row.seen_at < now - SESSION_TOUCH_MS;
    return grants_fill(t);
}
