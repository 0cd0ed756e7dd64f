/* web/viewer.c: from a cookie or a token to a viewer, in one statement. */
#include "web/viewer.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "web/agent.h"
#include "web/auth.sql.h"
#include "web/dispatch_i.h"
#include "web/session.h"
#include "web/site.h"

enum {
    VIEWER_PASSWORD_DAYS = 90, /* of administrators */
    VIEWER_PASSWORD_REMINDER_DAYS = 14,
};

const struct viewer *viewer_site(void)
{
    static const struct viewer site = { .kind = VIEWER_SITE, .login = "", .name = "系统", .caps = UINT32_MAX };
    return &site;
}

static struct viewer viewer_guest(void)
{
    return (struct viewer){ .kind = VIEWER_GUEST, .login = "", .name = "", .caps = 1u << CAP_PUBLIC };
}

bool viewer_may(const struct viewer *v, enum cap cap)
{
    return (v->caps >> cap) & 1;
}

size_t viewer_roots(const struct viewer *v, enum cap cap, int64_t *out, size_t max)
{
    size_t n = 0;
    if (!viewer_may(v, cap)) /* a token may have less than its account */
        return 0;
    for (size_t i = 0; i < v->ngrants && n < max; i++) {
        const struct viewer_grant *g = &v->grants[i];
        if (g->org_id && role_reach(g->role, cap) != REACH_NONE)
            out[n++] = g->org_id;
    }
    return n;
}

/* What a token was given of what its account may; signing in is part of everything. */
static uint32_t scope_caps(const char *scope)
{
    uint32_t caps = 1u << CAP_PUBLIC | 1u << CAP_SIGNED_IN;
    for (const char *p = scope; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        caps |= 1u << cap_by_id(p, n);
        p += n;
    }
    return scope[0] ? caps & ~(1u << CAP_NONE) : UINT32_MAX;
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

/* DOMAIN 10.2: administrators have a new password every ninety days, and some roles a second factor. */
static void duties_fill(struct turn *t, const struct auth_viewer *row)
{
    struct viewer *v = &t->viewer;
    bool factor = false, administrator = false;
    for (size_t i = 0; i < v->ngrants; i++) {
        factor |= role_needs_factor(v->grants[i].role);
        administrator |= role_is_administrator(v->grants[i].role);
    }
    if (v->kind != VIEWER_SESSION)
        return;
    int32_t due = date_add_days(instant_date(row->password_at), VIEWER_PASSWORD_DAYS);
    if (administrator && date_days_between(t->ctx.today, due) <= VIEWER_PASSWORD_REMINDER_DAYS)
        v->password_by = due;
    if (factor && !row->has_factor)
        v->factor_by = row->factor_from ? row->factor_from : t->ctx.today;
    if (v->factor_by && v->factor_by <= t->ctx.today)
        v->duty = DUTY_FACTOR;
    else if (v->password_by && v->password_by <= t->ctx.today)
        v->duty = DUTY_PASSWORD;
    if (administrator && row->seen_at < instant_now() - SESSION_ADMINISTRATOR_MS)
        *v = viewer_guest();
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
                                   .seen_until = now + SESSION_AHEAD_MS,
                                   .on = on,
                               },
                               rows, n);
}

/* A session that has not given its second factor, or is no longer where it began, makes a guest. */
static bool session_is_whole(struct turn *t, const struct auth_viewer *row, int64_t now)
{
    if (t->bearer)
        return true;
    if (row->has_factor && !row->factor) {
        if (row->seen_at > now - SESSION_HALF_MS)
            t->half = (struct session_half){ row->account_id, row->session_id, row->login };
        return false;
    }
    t->stolen = row->agent[0] && strcmp(row->agent, agent_words(t->arena, http_header(t->call.x, "User-Agent"))) != 0;
    if (t->stolen)
        t->half = (struct session_half){ row->account_id, row->session_id, row->login };
    return !t->stolen;
}

enum rc viewer_find(struct turn *t)
{
    t->viewer = viewer_guest();
    t->half = (struct session_half){ 0 };
    t->stolen = false;
    if (!t->secret[0])
        return RC_OK;
    struct auth_viewer *rows = NULL;
    size_t n = 0;
    int64_t now = instant_now();
    enum rc rc = rows_find(t, now, &rows, &n);
    if (rc || !n || !session_is_whole(t, &rows[0], now))
        return rc;
    const struct auth_viewer row = rows[0]; /* grants are put in another order */
    viewer_fill(&t->viewer, &row, t->bearer);
    t->stale = t->bearer ? row.used_on != t->ctx.today : row.seen_at < now - SESSION_TOUCH_MS;
    rc = grants_fill(t, rows, n);
    t->viewer.caps &= scope_caps(row.scope);
    if (!rc)
        duties_fill(t, &row);
    return rc;
}
