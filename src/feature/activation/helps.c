/* feature/activation/helps.c: one who keeps members asks that a member be helped, another confirms. */
#include "base/date.h"
#include "base/random.h"
#include "feature/activation/activation_i.h"
#include "web/event.h"
#include "web/notice.h"

VOCAB_TABLE(help_cause, HELP_CAUSE_LIST)
VOCAB_TABLE(help_state, HELP_STATE_LIST)

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* --- asking --------------------------------------------------------------------------------------------------------- */

static enum rc ask_check(struct ctx *c, const struct activation_member *m)
{
    struct activation_help_row other;
    if (m->account_id && m->account_id == c->viewer->account_id)
        return refuse(c, NULL, "own_account", "不能帮助自己，请另一位同志提出。");
    if (m->state == ACTIVATION_DISABLED)
        return refuse(c, NULL, "account_disabled", "这个账号已经停用，请联系系统管理员。");
    if (m->state != ACTIVATION_ACTIVE)
        return refuse(c, NULL, "not_active", "这位同志还没有设置密码，直接打印启用单就可以。");
    enum rc rc = help_get_of(c, m->account_id, &other);
    if (!rc)
        return refuse_as(c, RC_CONFLICT, "help_open", "已经有人提出，正在等另一位同志确认。");
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

/* Those who stand nearest; everybody else who may finds it among what is to be done. */
static enum rc tell_keepers(struct ctx *c, const struct activation_help_add_in *h, const char *name)
{
    struct activation_keeper *keepers = NULL;
    size_t n = 0;
    enum rc rc = activation_keepers(c->db,
                                    &(struct activation_keepers_in){ .org_id = h->org_id,
                                                                     .keeps = CAP_MEMBER_WRITE,
                                                                     .on = c->today,
                                                                     .account_id = h->account_id,
                                                                     .asked_by = h->asked_by,
                                                                     .limit = HELP_TOLD },
                                    &keepers, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = notice_send(
            c, &(struct notice){ .account_id = keepers[i].account_id,
                                 .kind = "activation_help",
                                 .sentence = arena_printf(c->arena, "%s请您确认：帮助%s重新登录。三天内有效。",
                                                          c->viewer->name, name),
                                 .href = arena_printf(c->arena, "/helps/%lld", (long long)h->help_id) });
    return rc;
}

static enum rc ask_write(struct ctx *c, const struct activation_member *m, int64_t branch_id, int cause)
{
    int64_t now = instant_now();
    const struct activation_help_add_in in = { .help_id = id_new(),
                                               .account_id = m->account_id,
                                               .member_id = m->id,
                                               .org_id = branch_id,
                                               .cause = cause,
                                               .asked_by = c->viewer->account_id,
                                               .asked_at = now,
                                               .expires_at = now + (int64_t)HELP_DAYS * DAY_MS };
    enum rc rc = activation_help_add(c->db, &in);
    if (!rc)
        rc = tell_keepers(c, &in, m->name);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = "activation_help_asked",
                                                 .subject_id = m->account_id,
                                                 .org_id = branch_id,
                                                 .note = vocab_label(&help_cause_vocab, cause) });
}

enum rc help_ask(struct ctx *c, int64_t member_id, int cause)
{
    int64_t branch_id = 0;
    struct activation_member m;
    enum rc rc = db_begin(c->db);
    if (rc)
        return db_end(c->db, rc);
    rc = db_lock(c->db, member_id); /* two who ask at once meet here */
    if (!rc)
        rc = activation_get_branch(c, member_id, &branch_id);
    if (!rc)
        rc = activation_get_member(c, branch_id, member_id, &m);
    if (rc == RC_NOTFOUND)
        rc = refuse_as(c, RC_CONFLICT, "no_branch", "这位同志现在不在哪个党支部。");
    if (!rc)
        rc = ask_check(c, &m);
    if (!rc)
        rc = ask_write(c, &m, branch_id, cause);
    return db_end(c->db, rc);
}

/* --- deciding ------------------------------------------------------------------------------------------------------- */

static enum rc find_open(struct ctx *c, int64_t help_id, struct activation_help_row *h)
{
    enum rc rc = help_get(c, help_id, h);
    if (!rc && h->state == HELP_EXPIRED)
        return refuse_as(c, RC_CONFLICT, "help_expired", "三天内没有确认，已经过期，请重新提出。");
    if (!rc && h->state != HELP_OPEN)
        return refuse_as(c, RC_CONFLICT, "help_decided", "已经处理过了。");
    return rc;
}

static enum rc decide(struct ctx *c, const struct activation_help_row *h, bool accepted)
{
    enum rc rc = activation_help_decide(c->db, &(struct activation_help_decide_in){ .help_id = h->id,
                                                                                    .decided_by = c->viewer->account_id,
                                                                                    .decided_at = instant_now(),
                                                                                    .accepted = accepted });
    if (rc == RC_NOTFOUND)
        return refuse_as(c, RC_CONFLICT, "help_decided", "已经处理过了。");
    return rc ? rc
              : event_record(
                    c, &(struct event){ .kind = accepted ? "activation_help_confirmed" : "activation_help_declined",
                                        .subject_id = h->account_id,
                                        .org_id = h->branch_id });
}

static enum rc tell_asker(struct ctx *c, const struct activation_help_row *h, bool accepted)
{
    if (!h->asked_by_id || h->asked_by_id == c->viewer->account_id)
        return RC_OK;
    const char *name = c->viewer->name;
    struct notice n = { .account_id = h->asked_by_id, .kind = "activation_help" };
    if (accepted) {
        n.sentence = arena_printf(c->arena, "%s已确认，请给%s打印启用单。", name, h->member_name);
        n.href = arena_printf(c->arena, "/orgs/%lld/slips", (long long)h->branch_id);
    } else {
        n.sentence = arena_printf(c->arena, "%s没有同意帮助%s重新登录。", name, h->member_name);
        n.href = arena_printf(c->arena, "/helps/%lld", (long long)h->id);
    }
    return notice_send(c, &n);
}

static enum rc confirm_check(struct ctx *c, const struct activation_help_row *h)
{
    if (h->asked_by_id == c->viewer->account_id)
        return refuse_as(c, RC_DENIED, "second_person", "要由另一位同志确认。");
    if (h->account_id == c->viewer->account_id || h->member_id == c->viewer->member_id)
        return refuse_as(c, RC_DENIED, "own_account", "不能确认自己的账号。");
    if (h->duties)
        return refuse_as(c, RC_DENIED, "help_duties", "这位同志另有职责，请授予职责的上级来确认。");
    return RC_OK;
}

/* The one sentence that the member finds after signing in. */
static enum rc account_end(struct ctx *c, const struct activation_help_row *h)
{
    struct account_found found;
    struct account_secret secret;
    enum rc rc = account_find(c, &(struct account_key){ .id = h->account_id }, &found);
    if (!rc)
        rc = account_secret_of(c, found.login, &secret);
    if (!rc && secret.factor)
        rc = account_reset_factor(c, h->account_id, NULL);
    return rc ? rc
              : account_reset_password(
                    c, h->account_id,
                    arena_printf(c->arena,
                                 "由%s提出、%s确认，您重新设置了密码，以前的登录和两步验证都已结束。如果不是您要求的，"
                                 "请马上联系上级党组织。",
                                 h->asked_by_name, c->viewer->name));
}

enum rc help_confirm(struct ctx *c, int64_t help_id)
{
    struct activation_help_row h;
    enum rc rc = db_begin(c->db);
    if (rc)
        return db_end(c->db, rc);
    rc = find_open(c, help_id, &h);
    if (!rc)
        rc = confirm_check(c, &h);
    if (!rc)
        rc = decide(c, &h, true);
    if (!rc)
        rc = account_end(c, &h);
    if (!rc)
        rc = tell_asker(c, &h, true);
    return db_end(c->db, rc);
}

enum rc help_decline(struct ctx *c, int64_t help_id)
{
    struct activation_help_row h;
    enum rc rc = db_begin(c->db);
    if (rc)
        return db_end(c->db, rc);
    rc = find_open(c, help_id, &h);
    if (!rc)
        rc = decide(c, &h, false);
    if (!rc)
        rc = tell_asker(c, &h, false);
    return db_end(c->db, rc);
}
