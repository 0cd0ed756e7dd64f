/* web/device.c: the cookie of a browser that is known: account "." random "." signature. */
#include "web/device.h"

#include <sodium.h>
#include <string.h>

#include "base/random.h"
#include "web/dispatch_i.h"

enum { DEVICE_BYTES = 8, DEVICE_SIGNATURE_BYTES = 16 };

static enum rc device_sign(struct ctx *c, const char *text, const char **out)
{
    uint8_t sum[32];
    char *hex = arena_alloc(c->arena, 2 * DEVICE_SIGNATURE_BYTES + 1);
    if (!hex)
        return RC_TOOBIG;
    enum rc rc = vault_sign(db_vault(c->db), "device", text, strlen(text), sum);
    *out = sodium_bin2hex(hex, 2 * DEVICE_SIGNATURE_BYTES + 1, sum, DEVICE_SIGNATURE_BYTES);
    return rc;
}

enum rc device_find(struct ctx *c, int64_t account_id, const char **device)
{
    const char *cookie = c->call && c->call->x ? http_cookie(c->call->x, COOKIE_DEVICE) : "";
    const char *start = arena_printf(c->arena, "%lld.", (long long)account_id);
    const char *dot = strrchr(cookie, '.');
    const char *signature = "";
    *device = "";
    if (!account_id || !dot || strncmp(cookie, start, strlen(start)) != 0)
        return RC_OK;
    const char *text = arena_strndup(c->arena, cookie, (size_t)(dot - cookie));
    enum rc rc = device_sign(c, text, &signature);
    bool same = strlen(dot + 1) == 2 * DEVICE_SIGNATURE_BYTES &&
                sodium_memcmp(dot + 1, signature, 2 * DEVICE_SIGNATURE_BYTES) == 0;
    if (!rc && same)
        *device = text;
    return rc;
}

enum rc device_remember(struct ctx *c, int64_t account_id)
{
    static const int64_t seconds = (int64_t)DEVICE_DAYS * 24 * 60 * 60;
    char random[2 * DEVICE_BYTES + 1];
    const char *device, *signature;
    struct turn *t = turn_of(c);
    enum rc rc = device_find(c, account_id, &device);
    if (rc || !t)
        return rc;
    random_hex(random, DEVICE_BYTES);
    if (!device[0])
        device = arena_printf(c->arena, "%lld.%s", (long long)account_id, random);
    rc = device_sign(c, device, &signature);
    if (!rc)
        turn_cookie(t, COOKIE_DEVICE, arena_printf(c->arena, "%s.%s", device, signature), seconds);
    return rc;
}
