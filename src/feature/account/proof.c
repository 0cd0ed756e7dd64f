/* feature/account/proof.c: /account/proof, where somebody who is signed in shows once more who they are. */
#include "feature/account/account_web.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/event.h"
#include "web/password.h"
#include "web/proof.h"
#include "web/site.h"

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
    bool matches;
};

enum rc proof_prepare(struct ctx *c, const void *form, void **work)
{
    const struct proof_in *in = form;
    struct proof_work *w = arena_alloc(c->arena, sizeof(*w));
    int64_t id;
    const char *hash = "";
    struct db *db;
    enum rc rc = w ? db_read_begin(c->site->db, c->arena, &db) : RC_OOM;
    if (rc)
        return rc;
    rc = account_throttle(db, c->viewer->login, call_remote(c));
    if (!rc)
        rc = account_password(db, c->viewer->login, &id, &hash);
    hash = arena_strdup(c->arena, hash);
    db_read_end(db);
    if (rc == RC_LIMIT)
        return refuse_as(c, rc, "too_many_failures", "输错的次数太多，请十分钟以后再试。");
    if (rc)
        return rc;
    w->matches = password_matches(c->site, hash, in->password);
    *work = w;
    return RC_OK;
}

/* What was written stays: it counts. */
static enum rc proof_refuse(struct ctx *c, const struct proof_in *in)
{
    enum rc rc = account_failed(c, c->viewer->login, call_remote(c));
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "account_proof_failed", .subject_id = c->viewer->account_id });
    if (rc)
        return rc;
    rc = proof_page(c, refuse(c, "password", "proof_wrong", "不对，请再输一次。"), in);
    return rc == RC_INVALID ? RC_OK : rc;
}

enum rc proof_create(struct ctx *c, const void *form)
{
    const struct proof_work *w = call_work(c);
    return w->matches ? proof_given(c, form) : proof_refuse(c, form);
}
