/* feature/privacy/privacy.c: what can be done: object, answer, read the notice, say why a list leaves. */
#include "base/date.h"
#include "base/random.h"
#include "feature/privacy/privacy_i.h"
#include "web/event.h"
#include "web/notice.h"

int32_t working_days_after(int32_t date, int days)
{
    while (days > 0) {
        date = date_add_days(date, 1);
        int weekday = date_weekday(date);
        days -= weekday != 0 && weekday != 6;
    }
    return date;
}

enum rc privacy_object(struct ctx *c, const char *words)
{
    struct member_items m;
    int64_t branch = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = member_items_get(c, c->viewer->member_id, &m, &branch);
    if (!rc)
        rc = privacy_objection_add(c->db, &(struct privacy_objection_add_in){
                                              .objection_id = id_new(),
                                              .member_id = m.id,
                                              .words = words,
                                              .now = instant_now(),
                                              .answer_by = working_days_after(c->today, ANSWER_WORKING_DAYS),
                                          });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "privacy_objected", .subject_id = m.id, .org_id = branch });
    return db_end(c->db, rc);
}

enum rc privacy_answer(struct ctx *c, int64_t id, const char *answer)
{
    struct privacy_objection_row o;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = privacy_get_objection(c, id, &o);
    if (!rc && o.member_id == c->viewer->member_id)
        rc = refuse_as(c, RC_DENIED, "own", "自己提出的异议由别人答复。");
    if (!rc && o.answered_at)
        rc = refuse_as(c, RC_CONFLICT, "answered", "这份异议已经答复过了。");
    if (!rc)
        rc = privacy_objection_answer(
            c->db, &(struct privacy_objection_answer_in){
                       .objection_id = id, .member_id = o.member_id, .now = instant_now(), .answer = answer });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "privacy_answered", .subject_id = o.member_id });
    return db_end(c->db, rc);
}

enum rc privacy_mark_read(struct ctx *c)
{
    int64_t at = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = privacy_get_read(c, &at);
    if (!rc && !at)
        rc = privacy_read_add(c->db, &(struct privacy_read_add_in){ .account_id = c->viewer->account_id,
                                                                    .version = PRIVACY_VERSION,
                                                                    .now = instant_now() });
    if (!rc && !at)
        rc = event_record(c, &(struct event){ .kind = "privacy_notice_read", .subject_id = c->viewer->account_id });
    return db_end(c->db, rc);
}

/* The event comes before the file, and whoever gave the right hears of it. */
enum rc privacy_permit(struct ctx *c, const char *address, const char *reason, const char **to)
{
    const char *sentence =
        arena_printf(c->arena, "%s写明事由，导出了超过 %d 人的名册。", c->viewer->name, EXPORT_FREE_ROWS);
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = export_permit(c, address, reason, to);
    if (!rc)
        rc = event_record(
            c, &(struct event){ .kind = "privacy_export_asked", .subject_id = c->viewer->account_id, .note = reason });
    if (!rc)
        rc = notice_grantors(c, c->viewer->account_id,
                             &(struct notice){ .kind = "privacy_export_asked", .sentence = sentence });
    return db_end(c->db, rc);
}
