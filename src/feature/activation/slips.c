/* feature/activation/slips.c: slips: planned before the transaction, since drawing is slow, then written, and used. */
#include <string.h>

#include "base/date.h"
#include "base/pinyin.h"
#include "base/random.h"
#include "feature/activation/activation_i.h"
#include "web/event.h"
#include "web/site.h"

VOCAB_TABLE(activation_state, ACTIVATION_STATE_LIST)

enum {
    DAY_MS = 24 * 60 * 60 * 1000,
    LOGIN_LETTERS = 24, /* of the pinyin: who has to type it on a phone is glad of fewer */
    LOGIN_TRIES = 12,
};

/* --- logins --------------------------------------------------------------------------------------------------------- */

static bool is_planned(const struct slips *slips, const char *login)
{
    for (size_t i = 0; i < slips->n; i++)
        if (!strcmp(slips->at[i].login, login))
            return true;
    return false;
}

/* Three digits; after a few that are taken, six.  Random: a login says how somebody is called and nothing else. */
static const char *login_try(struct arena *a, const char *sound, int nth)
{
    uint32_t number;
    random_bytes(&number, sizeof(number));
    const char *head = strlen(sound) < 2 ? "dangyuan" : sound;
    return nth < LOGIN_TRIES / 2 ? arena_printf(a, "%.*s%03u", LOGIN_LETTERS, head, number % 1000)
                                 : arena_printf(a, "%.*s%06u", LOGIN_LETTERS, head, number % 1000000);
}

static enum rc login_choose(struct ctx *c, const struct slips *planned, const char *name, const char **out)
{
    const char *sound = pinyin_of_person(c->arena, name).full;
    for (int i = 0; i < LOGIN_TRIES; i++) {
        struct account_found taken;
        *out = login_try(c->arena, sound, i);
        if (is_planned(planned, *out))
            continue;
        enum rc rc = account_find(c, &(struct account_key){ .login = *out }, &taken);
        if (rc)
            return rc == RC_NOTFOUND ? RC_OK : rc;
    }
    return refuse_as(c, RC_CONFLICT, "login_taken", "暂时没有选到合适的账号，请再试一次。");
}

/* --- planning ------------------------------------------------------------------------------------------------------- */

static enum rc slip_check(struct ctx *c, const struct activation_member *m)
{
    const char *why = NULL, *code = "slip_not_needed";
    if (m->state == ACTIVATION_ACTIVE)
        why = "的账号已经启用，不用启用单。忘记密码的，请用“帮助重新登录”。";
    else if (m->state == ACTIVATION_DISABLED)
        why = "的账号已经停用，请联系系统管理员。";
    else if (m->duties) {
        why = "另有职责，启用单由授予职责的上级打印。";
        code = "slip_duties";
    }
    return why ? refuse(c, "members", code, arena_printf(c->arena, "%s%s", m->name, why)) : RC_OK;
}

static enum rc slip_plan(struct ctx *c, struct slips *out, int64_t member_id)
{
    struct slip *s = &out->at[out->n];
    enum rc rc = activation_get_member(c, out->org_id, member_id, &s->member);
    if (rc == RC_NOTFOUND)
        return refuse(c, "members", "unknown_member", "有人已经不在这个党支部，请刷新页面再选。");
    for (size_t i = 0; i < out->n; i++)
        if (out->at[i].member.id == member_id)
            return rc; /* ticked twice */
    if (!rc)
        rc = slip_check(c, &s->member);
    s->login = s->member.login;
    if (!rc && !s->member.account_id)
        rc = login_choose(c, out, s->member.name, &s->login);
    slip_code_make(s->code);
    out->n += !rc;
    return rc;
}

enum rc slips_plan(struct ctx *c, int64_t org_id, const struct form_ids *members, struct slips *out)
{
    struct org_name org;
    *out = (struct slips){ .org_id = org_id, .until_on = date_add_days(c->today, SLIP_DAYS) };
    enum rc rc = org_name_of(c, org_id, &org);
    if (!rc && !org_kind_is_branch(org.kind))
        rc = refuse_as(c, RC_CONFLICT, "not_a_branch", "启用单按党支部打印，请打开一个党支部。");
    out->org_name = rc ? "" : org.short_name;
    out->at = arena_array(c->arena, members->n + 1, sizeof(*out->at));
    if (!rc && !out->at)
        rc = RC_TOOBIG;
    for (size_t i = 0; !rc && i < members->n; i++)
        rc = slip_plan(c, out, members->at[i]);
    return rc;
}

/* For prepare: in a transaction of its own that reads. */
enum rc slips_plan_ahead(struct ctx *c, int64_t org_id, const struct form_ids *members, struct slips *out)
{
    enum rc rc = db_read_begin(c->site->db, c->arena, &c->db);
    if (rc)
        return rc;
    rc = slips_plan(c, org_id, members, out);
    db_read_end(c->db);
    c->db = NULL;
    return rc;
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

static enum rc slip_changed(struct ctx *c)
{
    return refuse_as(c, RC_CONFLICT, "slip_changed", "情况刚才有变化，请刷新页面再打印。");
}

static enum rc slip_open_account(struct ctx *c, const struct slip *s, int64_t *id)
{
    *id = s->member.account_id;
    if (*id)
        return invitation_end_all(c, *id); /* only the newest way in opens */
    return account_add(c,
                       &(struct account_new){ .login = s->login,
                                              .name = s->member.name,
                                              .password = "",
                                              .member_id = s->member.id,
                                              .home_id = s->member.home_id },
                       id);
}

static enum rc slip_write(struct ctx *c, const struct slips *slips, const struct slip *s, int64_t *id)
{
    struct activation_member now;
    enum rc rc = activation_get_member(c, slips->org_id, s->member.id, &now);
    if (rc == RC_NOTFOUND || (!rc && now.account_id != s->member.account_id))
        return slip_changed(c);
    if (!rc)
        rc = slip_check(c, &now);
    if (!rc)
        rc = slip_open_account(c, s, id);
    const char *code = slip_code_clean(c->arena, s->code);
    return rc ? rc
              : activation_slip_set(c->db, &(struct activation_slip_set_in){
                                               .account_id = *id,
                                               .code = code ? code : "",
                                               .org_id = slips->org_id,
                                               .printed_on = c->today,
                                               .printed_by = c->viewer->account_id,
                                               .expires_at = instant_now() + (int64_t)(SLIP_DAYS + 1) * DAY_MS,
                                           });
}

/* On each account, and on the branch: how many. */
static enum rc slips_record(struct ctx *c, const struct slips *slips, const struct event_subject *accounts)
{
    const char *n = arena_printf(c->arena, "%zu", slips->n);
    const struct event_change count = { .field = "slips", .label = "张数", .before = "", .after = n };
    enum rc rc = event_record_many(c, &(struct event){ .kind = "activation_slip_printed" }, accounts, slips->n);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = "activation_printed",
                                                 .subject_id = slips->org_id,
                                                 .org_id = slips->org_id,
                                                 .changes = &count,
                                                 .nchanges = 1 });
}

enum rc slips_write(struct ctx *c, const struct slips *slips)
{
    struct event_subject *accounts = arena_array(c->arena, slips->n + 1, sizeof(*accounts));
    if (!accounts)
        return RC_TOOBIG;
    enum rc rc = db_begin(c->db);
    for (size_t i = 0; !rc && i < slips->n; i++) {
        accounts[i].org_id = slips->org_id;
        rc = slip_write(c, slips, &slips->at[i], &accounts[i].subject_id);
    }
    if (!rc)
        rc = slips_record(c, slips, accounts);
    return db_end(c->db, rc);
}

/* --- using ---------------------------------------------------------------------------------------------------------- */

enum rc slip_account(struct ctx *c, const char *code, int64_t now, int64_t *account_id)
{
    struct activation_slip_row row;
    enum rc rc = activation_slip_find(c->db, &(struct activation_slip_find_in){ .code = code, .now = now }, &row);
    *account_id = rc ? 0 : row.account_id;
    return rc;
}

/* Whoever has a password, another link, or no account any more needs no slip. */
enum rc activation_on_event(struct ctx *c, const struct event *e)
{
    static const char *const ends[] = { "account_password_set", "account_disabled", "account_linked" };
    for (size_t i = 0; i < COUNT(ends); i++)
        if (!strcmp(e->kind, ends[i]))
            return activation_slip_end(c->db, &(struct activation_slip_end_in){ .account_id = e->subject_id });
    return RC_OK;
}
