/* web/viewer.c: from a cookie or a token to a viewer, in one statement. */
#include "web/viewer.h"

#include <stdlib.h>
#include <string.h>

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

/* The highest organisation first; one order on every engine. */
static int grant_order(const void *a, const void *b)
{
    const struct auth_viewer *x = a, *y = b;
    size_t nx = strlen(x->grant_code), ny = strlen(y->grant_code);
    if (nx != ny)
        return nx < ny ? -1 : 1;
    int order = strcmp(x->grant_code, y->grant_code);
    return order ? order : (x->grant_id > y->grant_id) - (x->grant_id < y->grant_id);
}

static enum rc grants_fill(struct turn *t, struct auth_viewer *rows, size_t n)
{
    struct viewer *v = &t->viewer;
    if (!rows[0].grant_id)
        return RC_OK;
    struct viewer_grant *grants = arena_array(t->arena, n, sizeof(*grants));
    if (!grants)
        return RC_TOOBIG;
    if (n > 1)
        qsort(rows, n, sizeof(*rows), grant_order);
    for (size_t i = 0; i < n; i++) {
        grants[i] = (struct viewer_grant){ (enum role)rows[i].grant_role, rows[i].grant_org_id, rows[i].grant_name };
        v->caps |= role_caps(grants[i].role);
    }
    v->grants = grants;
    v->ngrants = n;
    return RC_OK;
}

static enum rc rows_find(struct turn *t, int64_t now, struct auth_viewer **rows, size_t *n)
{
    int32_t on = t->ctx.today;
    if (t->bearer)
        return auth_token_viewer(t->ctx.db, &(struct auth_token_viewer_in){ .token = t->secret, .now = now, .on = on },
                                 rows, n);
    return auth_session_viewer(t->ctx.db,
                               &(struct auth_session_viewer_in){
                                   .token = t->secret,
                                   .started_after = now - SESSION_MAX_MS,
                                   .seen_after = now - SESSION_IDLE_MS,
                                   .on = on,
                               },
                               rows, n);
}

enum rc viewer_find(struct turn *t)
{
    t->viewer = (struct viewer){ .kind = VIEWER_GUEST, .login = "", .name = "", .caps = 1u << CAP_PUBLIC };
    if (!t->secret[0])
        return RC_OK;
    struct auth_viewer *rows = NULL;
    size_t n = 0;
    int64_t now = instant_now();
    enum rc rc = rows_find(t, now, &rows, &n);
    if (rc || !n)
        return rc;
    viewer_fill(&t->viewer, &rows[0], t->bearer);
    t->stale = !t->bearer && rows[0].seen_at < now - SESSION_TOUCH_MS;
    return grants_fill(t, rows, n);
}
