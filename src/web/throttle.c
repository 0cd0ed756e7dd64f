/* web/throttle.c: counting failures, and how long the next try has to wait. */
#include "web/throttle.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "web/auth.sql.h"
#include "web/call.h"
#include "web/device.h"

enum { THROTTLE_FIRST_PAUSE_MS = 1000, THROTTLE_DOUBLINGS = 10, NETWORK_BYTES = 8 };

const char *throttle_network(struct arena *a, const char *remote)
{
    struct in6_addr at;
    char text[INET6_ADDRSTRLEN];
    if (!strchr(remote, ':') || inet_pton(AF_INET6, remote, &at) != 1)
        return remote;
    memset(at.s6_addr + NETWORK_BYTES, 0, sizeof(at.s6_addr) - NETWORK_BYTES);
    return inet_ntop(AF_INET6, &at, text, sizeof(text)) ? arena_strdup(a, text) : remote;
}

/* One second, two, four, … up to a minute between tries once there were more than `free` failures. */
static int64_t pause_left(int64_t failures, int64_t last, int64_t free, int64_t now)
{
    if (failures < free)
        return 0;
    int64_t doublings = failures - free;
    int64_t pause = doublings > THROTTLE_DOUBLINGS ? THROTTLE_PAUSE_MS : (int64_t)THROTTLE_FIRST_PAUSE_MS << doublings;
    if (pause > THROTTLE_PAUSE_MS)
        pause = THROTTLE_PAUSE_MS;
    return last + pause > now ? last + pause - now : 0;
}

int64_t throttle_wait(const struct throttle_seen *seen, bool known, int64_t now)
{
    if (seen->of_pair >= THROTTLE_PAIR && seen->last_of_pair + THROTTLE_LOCK_MS > now)
        return seen->last_of_pair + THROTTLE_LOCK_MS - now;
    if (known)
        return 0;
    int64_t login = pause_left(seen->of_login, seen->last_of_login, THROTTLE_LOGIN, now);
    int64_t source = pause_left(seen->of_source, seen->last_of_source, THROTTLE_SOURCE, now);
    return login > source ? login : source;
}

enum rc throttle_of(struct ctx *c, const char *who, int64_t account_id, struct throttle *out)
{
    const char *device = "";
    enum rc rc = device_find(c, account_id, &device);
    *out = (struct throttle){ .who = who, .known = device[0] != '\0' };
    out->source = out->known ? device : throttle_network(c->arena, call_remote(c));
    return rc;
}

enum rc throttle_check(struct ctx *c, const struct throttle *t)
{
    struct auth_failures n;
    int64_t now = instant_now();
    enum rc rc = auth_failure_count(
        c->db,
        &(struct auth_failure_count_in){ .login = t->who, .remote = t->source, .after = now - THROTTLE_WINDOW_MS }, &n);
    if (rc)
        return rc;
    const struct throttle_seen seen = { n.of_pair,       n.last_of_pair, n.of_login,
                                        n.last_of_login, n.of_source,    n.last_of_source };
    int64_t wait = throttle_wait(&seen, t->known, now);
    if (!wait)
        return RC_OK;
    return refuse_as(c, RC_LIMIT, "too_many_failures",
                     wait > THROTTLE_PAUSE_MS ? "输错的次数太多，请十分钟以后再试，或者联系管理员。"
                                              : "现在试的次数太多，请一分钟以后再试。");
}

enum rc throttle_failed(struct ctx *c, const struct throttle *t)
{
    int64_t now = instant_now();
    enum rc rc = auth_failure_prune(c->db, &(struct auth_failure_prune_in){ .before = now - THROTTLE_WINDOW_MS });
    if (rc)
        return rc;
    return auth_failure_add(c->db, &(struct auth_failure_add_in){
                                       .failure_id = id_new(), .login = t->who, .remote = t->source, .now = now });
}

enum rc throttle_passed(struct ctx *c, const struct throttle *t)
{
    return auth_failure_forget(c->db, &(struct auth_failure_forget_in){ .login = t->who, .remote = t->source });
}
