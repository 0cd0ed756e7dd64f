/* feature/grant/grant.c: what can happen to a grant: it is given, ended, confirmed. */
#include <string.h>

#include "base/date.h"
#include "feature/grant/grant_i.h"
#include "web/notice.h"

/* From today at the earliest: a right that is backdated would be one nobody used. */
static enum rc check_days(struct ctx *c, const struct grant_new *in)
{
    if (in->from_on < c->today)
        return refuse(c, "from_on", "date_in_past", "授权从今天或以后的日期起，不能补到过去。");
    if (in->until_on && in->until_on <= in->from_on)
        return refuse(c, "until_on", "until_before_from", "截止日期要晚于开始日期。");
    return RC_OK;
}

/* The viewer's own grants must include this one: role, place, and time. */
static enum rc check_power(struct ctx *c, struct grant_new *in)
{
    int32_t until = DATE_NONE;
    enum rc rc = grant_power(c, in->role, in->org_id, &until);
    if (rc == RC_DENIED)
        return refuse(c, "role", "beyond_power", "这项职责不由您在这个党组织授予，请联系上级党组织。");
    if (rc)
        return rc;
    if (!in->until_on && until != DATE_OPEN)
        in->until_on = until;
    if (in->from_on >= until)
        return refuse(c, "from_on", "beyond_term", "您自己的授权到那时已经结束。");
    if (in->until_on > until)
        return refuse(c, "until_on", "beyond_term", "截止日期不能晚于您自己授权的截止日期。");
    return RC_OK;
}

static enum rc check_place(struct ctx *c, struct grant_new *in)
{
    struct org_name org;
    if (!in->org_id)
        return RC_OK;
    enum rc rc = grant_at_university(c) ? org_root_name(c, &org) : org_name_of(c, in->org_id, &org);
    if (!rc && org.id != in->org_id)
        rc = RC_NOTFOUND;
    if (rc)
        return rc;
    in->org_code = org.code;
    in->org_name = org.short_name;
    return grant_check_kind(c, in->role, &org);
}

/* "支部书记（数学学院本科生党支部）" */
static const char *duty_words(struct ctx *c, enum role role, const char *org_name)
{
    const char *words = vocab_label(&role_vocab, (int)role);
    return org_name && *org_name ? arena_printf(c->arena, "%s（%s）", words, org_name) : words;
}

/* Whoever is given a duty, or has one taken back, is told. */
static enum rc tell(struct ctx *c, int64_t account_id, const char *kind, const char *sentence)
{
    return notice_send(
        c, &(struct notice){ .account_id = account_id, .kind = kind, .sentence = sentence, .href = "/account" });
}

enum rc grant_give(struct ctx *c, const struct grant_new *in, int64_t *id)
{
    struct grant_new grant = *in;
    struct account_found to;
    grant.from_on = in->from_on ? in->from_on : c->today;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = db_lock(c->db, in->account_id); /* two grantors at once would each see the other's not yet */
    if (!rc)
        rc = account_find(c, &(struct account_key){ .id = in->account_id }, &to);
    if (!rc && to.id == c->viewer->account_id)
        rc = refuse(c, "who", "own_grant", "不能给自己授权，请由上级办理。");
    if (!rc && to.disabled)
        rc = refuse(c, "who", "account_disabled", "这个账号已经停用，请先联系系统管理员启用。");
    if (!rc)
        rc = check_days(c, &grant);
    if (!rc)
        rc = check_power(c, &grant);
    if (!rc)
        rc = check_place(c, &grant);
    if (!rc)
        rc = grant_check_holding(c, &grant, to.member_id);
    if (!rc)
        rc = grant_add(c, &grant, id);
    if (!rc)
        rc = tell(
            c, grant.account_id, "grant_given",
            arena_printf(c->arena, "%s授予您职责：%s。", c->viewer->name, duty_words(c, grant.role, grant.org_name)));
    return db_end(c->db, rc);
}

static struct grant_ending ending_of(const struct grant_row *g, int32_t on, const char *reason)
{
    return (struct grant_ending){ .grant_id = g->id,
                                  .account_id = g->account_id,
                                  .org_id = g->org_id,
                                  .role = (enum role)g->role,
                                  .on = on,
                                  .reason = reason };
}

enum rc grant_take(struct ctx *c, const struct grant_row *g, int32_t on, const char *reason)
{
    struct grant_ending ending = ending_of(g, on ? on : c->today, reason);
    if (!g->may_end)
        return RC_DENIED;
    if (ending.on < c->today)
        return refuse(c, "on", "date_in_past", "最早从今天起收回。");
    if (g->until_on <= c->today)
        return refuse_as(c, RC_CONFLICT, "grant_over", "这项授权已经结束。");
    if (ending.on >= g->until_on)
        return refuse(c, "on", "until_not_earlier", "这项授权到那时已经结束，请填写更早的日期。");
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = grant_end(c, &ending);
    if (!rc)
        rc = tell(
            c, g->account_id, "grant_ended",
            arena_printf(c->arena, "%s收回了您的职责：%s。", c->viewer->name, duty_words(c, ending.role, g->org_name)));
    return db_end(c->db, rc);
}

enum rc grant_review(struct ctx *c, const struct grant_row *g)
{
    struct grant_ending confirmed = ending_of(g, c->today, NULL);
    if (!g->may_end)
        return RC_DENIED;
    enum rc rc = grant_confirm(c, &confirmed);
    return rc == RC_NOTFOUND ? refuse_as(c, RC_CONFLICT, "grant_over", "这项授权已经结束，或者还没有开始。") : rc;
}

/* --- an organisation that ceases to be takes its grants along --------------------------------------------------------- */

enum rc grant_on_event(struct ctx *c, const struct event *e)
{
    struct grant_held *held = NULL;
    size_t n = 0;
    bool merged = strcmp(e->kind, "org_merged") == 0;
    if (!merged && strcmp(e->kind, "org_dissolved") != 0)
        return RC_OK;
    enum rc rc = grant_held_at(c->db, &(struct grant_held_at_in){ .org_id = e->subject_id, .on = c->today }, &held, &n);
    for (size_t i = 0; !rc && i < n; i++) {
        rc = grant_end(c, &(struct grant_ending){ .grant_id = held[i].id,
                                                  .account_id = held[i].account_id,
                                                  .org_id = held[i].org_id,
                                                  .role = (enum role)held[i].role,
                                                  .on = c->today,
                                                  .reason = merged ? "党组织已合并" : "党组织已撤销" });
        if (!rc)
            rc = tell(c, held[i].account_id, "grant_ended",
                      arena_printf(c->arena, "党组织已经%s，您在那里的职责随之结束：%s。", merged ? "合并" : "撤销",
                                   duty_words(c, (enum role)held[i].role, NULL)));
    }
    return rc;
}
