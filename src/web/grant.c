/* web/grant.c: writing grants: given, ended, confirmed, and what their organisations are called. */
#include "base/date.h"
#include "base/random.h"
#include "web/account.h"
#include "web/auth.sql.h"
#include "web/event.h"
#include "web/session.h"

/* An event on the account, which the grant's number tells from those of its other grants. */
static enum rc grant_event(struct ctx *c, const char *kind, const struct grant_ending *g, const char *basis,
                           const struct event_change *role)
{
    const char *number = arena_printf(c->arena, "%lld", (long long)g->grant_id);
    const struct event_change changes[] = { *role, { "grant", "授权编号", number, number } };
    return event_record(c, &(struct event){ .kind = kind,
                                            .subject_id = g->account_id,
                                            .org_id = g->org_id,
                                            .effective_on = g->on,
                                            .basis = basis,
                                            .note = g->reason,
                                            .changes = changes,
                                            .nchanges = 2 });
}

enum rc grant_add(struct ctx *c, const struct grant_new *in, int64_t *id)
{
    int32_t from = in->from_on ? in->from_on : c->today;
    *id = id_new();
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = auth_grant_add(c->db, &(struct auth_grant_add_in){
                                       .grant_id = *id,
                                       .account_id = in->account_id,
                                       .role = (int)in->role,
                                       .org_id = in->org_id,
                                       .org_code = in->org_code ? in->org_code : "",
                                       .org_name = in->org_name ? in->org_name : "",
                                       .from_on = from,
                                       .until_on = in->until_on ? in->until_on : DATE_OPEN,
                                       .granted_by = c->viewer->account_id,
                                       .basis = in->basis ? in->basis : "",
                                   });
    const struct event_change change = { "role", "职责", "", vocab_label(&role_vocab, (int)in->role) };
    const struct grant_ending made = {
        .grant_id = *id, .account_id = in->account_id, .org_id = in->org_id, .on = from
    };
    if (!rc)
        rc = grant_event(c, "account_granted", &made, in->basis, &change);
    return db_end(c->db, rc);
}

enum rc grant_end(struct ctx *c, const struct grant_ending *in)
{
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = auth_grant_end(
            c->db, &(struct auth_grant_end_in){ .grant_id = in->grant_id, .until_on = in->on, .today = c->today });
    if (rc == RC_NOTFOUND)
        rc = auth_grant_cancel(c->db, &(struct auth_grant_cancel_in){ .grant_id = in->grant_id, .until_on = in->on });
    if (!rc && in->on <= c->today)
        rc = session_end_all(c, in->account_id, 0);
    const struct event_change change = { "role", "职责", vocab_label(&role_vocab, (int)in->role), "" };
    if (!rc)
        rc = grant_event(c, "account_grant_ended", in, NULL, &change);
    return db_end(c->db, rc);
}

enum rc grant_confirm(struct ctx *c, const struct grant_ending *in)
{
    const char *role = vocab_label(&role_vocab, (int)in->role);
    const struct event_change change = { "role", "职责", role, role };
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = auth_grant_confirm(c->db, &(struct auth_grant_confirm_in){ .grant_id = in->grant_id,
                                                                        .confirmed_on = c->today,
                                                                        .confirmed_by = c->viewer->account_id });
    if (!rc)
        rc = grant_event(c, "account_grant_confirmed", in, NULL, &change);
    return db_end(c->db, rc);
}

enum rc grant_set_org(struct ctx *c, int64_t org_id, const char *code, const char *name)
{
    return auth_grant_set_org(c->db, &(struct auth_grant_set_org_in){ .org_id = org_id, .code = code, .name = name });
}
