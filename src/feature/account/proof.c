/* feature/account/proof.c: /account/proof, where somebody who is signed in shows once more who they are. */
#include "feature/account/account_web.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/event.h"
#include "web/password.h"
#include "web/proof.h"
#include "web/site.h"
#include "web/throttle.h"

/* clang-format off */
static const struct field query_fields[] = {
    { .name = "next", .label = "接下来", .type = FIELD_TEXT, .offset = offsetof(struct proof_in, next), .max = 1024 },
};
/* clang-format on */
const struct form proof_query = FORM("proof_query", proof_in, query_fields);

enum rc proof_show(struct ctx *c, const void *form)
{
    return proof_page(c, RC_OK, form);
}

struct proof_work {
    struct account_secret secret;
    struct throttle throttle;
    bool matches;
};

static enum rc proof_read(struct ctx *c, void *arg)
{
    struct proof_work *w = arg;
    enum rc rc = account_secret_of(c, c->viewer->login, &w->secret);
    if (!rc)
        rc = throttle_of(c, c->viewer->login, c->viewer->account_id, &w->throttle);
    return rc ? rc : throttle_check(c, &w->throttle);
}

enum rc proof_prepare(struct ctx *c, const void *form, void **work)
{
    const struct proof_in *in = form;
    struct proof_work *w = arena_alloc(c->arena, sizeof(*w));
    enum rc rc = w ? reading(c, proof_read, w) : RC_OOM;
    if (!rc)
        w->matches = password_matches(c->site, w->secret.hash, in->password);
    *work = w;
    return rc;
}

/* What was written stays: it counts. */
static enum rc proof_refuse(struct ctx *c, const struct proof_in *in, enum rc refused)
{
    enum rc rc = proof_page(c, refused, in);
    return rc == RC_INVALID ? RC_OK : rc;
}

static enum rc password_refuse(struct ctx *c, const struct proof_in *in, const struct throttle *t)
{
    enum rc rc = throttle_failed(c, t);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_proof_failed", .subject_id = c->viewer->account_id });
    return rc ? rc : proof_refuse(c, in, refuse(c, "password", "proof_wrong", "密码不对，请再输一次。"));
}

enum rc proof_create(struct ctx *c, const void *form)
{
    const struct proof_in *in = form;
    const struct proof_work *w = call_work(c);
    bool right = !c->viewer->factor;
    if (!w->matches)
        return password_refuse(c, in, &w->throttle);
    enum rc rc = throttle_passed(c, &w->throttle);
    if (!rc && !right)
        rc = code_try(c, &(struct account_of){ c->viewer->account_id, c->viewer->login }, in->code ? in->code : "",
                      &right);
    if (rc)
        return rc;
    if (!right)
        return proof_refuse(c, in,
                            refuse(c, "code", "code_wrong", "验证码不对，或者已经用过。请等验证器换一个再输。"));
    return proof_given(c, in);
}
