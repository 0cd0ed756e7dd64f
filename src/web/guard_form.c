/*
 * web/guard_form.c: forms that another site sends in the viewer's name.
 *
 * Every POST without a bearer token carries a token bound to the session (or, for guests, to a cookie of their own).
 * What the browser says of the origin has to agree.  JSON from a page of ours may go by what the browser says alone,
 * since no form of another site can send application/json.
 */
#include <sodium.h>
#include <string.h>

#include "web/dispatch_i.h"

enum { TOKEN_BYTES = 16 };

static const char *bound_to(const struct turn *t)
{
    return t->viewer.kind == VIEWER_SESSION ? t->secret : t->guest;
}

enum rc form_token_make(struct turn *t, const char **token)
{
    uint8_t sum[32];
    const char *secret = bound_to(t);
    char *out = arena_alloc(t->arena, 2 * TOKEN_BYTES + 1);
    if (!out)
        return RC_TOOBIG;
    enum rc rc = vault_sign(db_vault(t->ctx.db), "form", secret, strlen(secret), sum);
    if (!rc)
        sodium_bin2hex(out, 2 * TOKEN_BYTES + 1, sum, TOKEN_BYTES);
    *token = out;
    return rc;
}

static enum rc token_check(struct turn *t, const char *given)
{
    const char *token;
    if (!bound_to(t)[0] || strlen(given) != 2 * TOKEN_BYTES)
        return RC_DENIED;
    enum rc rc = form_token_make(t, &token);
    if (rc)
        return rc;
    return sodium_memcmp(token, given, 2 * TOKEN_BYTES) ? RC_DENIED : RC_OK;
}

/* What the browser says: nothing, or that the page is ours. */
static bool origin_is_ours(const struct http_exchange *x)
{
    const char *site = http_header(x, "Sec-Fetch-Site");
    if (site[0] && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return false;
    const char *origin = http_header(x, "Origin");
    if (!origin[0])
        return true;
    const char *host = strstr(origin, "://");
    return host && !strcasecmp(host + 3, http_header(x, "Host"));
}

static const char *field_value(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->nfields; i++)
        if (!strcmp(r->fields[i].name, name))
            return r->fields[i].value;
    return "";
}

static enum rc guard_json(struct turn *t)
{
    const char *given = http_header(t->call.x, HEADER_TOKEN);
    if (given[0])
        return token_check(t, given);
    bool guest = t->viewer.kind == VIEWER_GUEST;
    return guest || !strcmp(http_header(t->call.x, "Sec-Fetch-Site"), "same-origin") ? RC_OK : RC_DENIED;
}

enum rc form_guard(struct turn *t)
{
    if (t->bearer)
        return RC_OK;
    enum rc rc = RC_DENIED;
    if (origin_is_ours(t->call.x)) {
        const char *given = http_header(t->call.x, HEADER_TOKEN);
        if (!given[0])
            given = field_value(http_request(t->call.x), FIELD_TOKEN);
        rc = t->json_body ? guard_json(t) : token_check(t, given);
    }
    if (rc != RC_DENIED)
        return rc;
    return refuse_as(&t->ctx, RC_DENIED, "form_token",
                     "页面打开得太久，或者不是从本平台提交的。请刷新页面后再试一次。");
}
