/*
 * feature/org/org_correct.c: two days that were written down wrongly: of the founding, and of the last election.
 *
 * A correction says that it was so all along.  So it may contradict nothing that is recorded: neither what stands above,
 * nor what happened here; what another feature knows (who belonged here when) that one says when org_refounding is
 * announced.
 */
#include "base/date.h"
#include "feature/org/org_i.h"

/* --- the founding --------------------------------------------------------------------------------------------------- */

static enum rc founding_get(struct ctx *c, int64_t id, struct org_first_days *out)
{
    return org_first_days_of(
        c->db, &(struct org_first_days_of_in){ .org_id = id, .on = c->today, .scope = ctx_scope(c) }, out);
}

/* "成立日期不能晚于 2006-01-01，那一天起已经有人任职。" */
static enum rc refuse_day(struct ctx *c, const char *code, const char *must, int32_t day, const char *why)
{
    char text[DATE_TEXT_BYTES];
    return refuse(c, "on", code, arena_printf(c->arena, "%s %s，%s。", must, date_text(day, text), why));
}

static enum rc founding_check(struct ctx *c, const struct org_first_days *first, int32_t on)
{
    static const char earlier[] = "成立日期不能早于", later[] = "成立日期不能晚于";
    if (on > c->today)
        return refuse(c, "on", "date_in_future", "成立日期不能晚于今天。");
    if (on < first->parent_since)
        return refuse_day(c, "before_parent", earlier, first->parent_since, "上级党组织从那一天起才在那里");
    if (first->changed_on && on >= first->changed_on)
        return refuse_day(c, "after_change", "成立日期要早于", first->changed_on, "那一天起有更名或者隶属关系调整");
    if (first->child_on && on > first->child_on)
        return refuse_day(c, "after_child", later, first->child_on, "那一天起已经有下级组织");
    if (first->post_on && on > first->post_on)
        return refuse_day(c, "after_post", later, first->post_on, "那一天起已经有人任职");
    if (first->elected_on && on > first->elected_on)
        return refuse_day(c, "after_election", later, first->elected_on, "那一天已经选举");
    return RC_OK;
}

/* The first version, and the place in the tree, begin on the other day; what lay wholly before it never was. */
static enum rc founding_write(struct ctx *c, int64_t id, const struct org_first_days *first, int32_t on)
{
    enum rc rc = org_founded(c->db, &(struct org_founded_in){ .org_id = id, .founded_on = on });
    if (!rc)
        rc = org_version_drop_before(c->db, &(struct org_version_drop_before_in){ .org_id = id, .from_on = on });
    if (!rc)
        rc = org_version_begin(c->db, &(struct org_version_begin_in){ .org_id = id, .from_on = on });
    if (!rc)
        rc = org_closure_drop_before(c->db, &(struct org_closure_drop_before_in){ .org_id = id, .from_on = on });
    if (!rc)
        rc = org_closure_begin(
            c->db, &(struct org_closure_begin_in){ .org_id = id, .begun_on = first->begun_on, .from_on = on });
    return rc;
}

static enum rc founding_correct(struct ctx *c, int64_t id, int32_t was, int32_t on, const char *basis)
{
    struct org_first_days first;
    char before[DATE_TEXT_BYTES], after[DATE_TEXT_BYTES];
    struct event_change change = { "founded_on", "成立日期", date_text(was, before), date_text(on, after) };
    enum rc rc = founding_get(c, id, &first);
    if (!rc)
        rc = founding_check(c, &first, on);
    if (!rc)
        rc = event_announce(c, &(struct event){ .kind = "org_refounding", .subject_id = id, .effective_on = on });
    if (!rc)
        rc = founding_write(c, id, &first, on);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = "org_founding_corrected",
                                                 .subject_id = id,
                                                 .org_id = id,
                                                 .basis = basis,
                                                 .changes = &change,
                                                 .nchanges = 1 });
}

enum rc org_correct_founding(struct ctx *c, int64_t id, int32_t on, const char *basis)
{
    struct org_days days;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = db_lock(c->db, id);
    if (!rc)
        rc = org_get_days(c, id, &days);
    if (!rc && days.founded_on != on)
        rc = founding_correct(c, id, days.founded_on, on, basis);
    return db_end(c->db, rc);
}

/* --- the last election ---------------------------------------------------------------------------------------------- */

static enum rc election_check(struct ctx *c, int64_t id, const struct org_term_row *terms, size_t n, int32_t on)
{
    struct org_days days;
    enum rc rc = org_get_days(c, id, &days);
    if (!rc && !n)
        rc = refuse(c, NULL, "no_election", "还没有登记过选举，请用“登记换届选举”。");
    if (!rc && on > c->today)
        rc = refuse(c, "on", "date_in_future", "选举日期不能晚于今天。");
    if (!rc && on < days.founded_on)
        rc = refuse_day(c, "before_founding", "选举日期不能早于", days.founded_on, "那一天才成立");
    if (!rc && n > 1 && on <= terms[1].elected_on)
        rc = refuse_day(c, "before_last_election", "选举日期要晚于", terms[1].elected_on, "那是上一届的选举");
    return rc;
}

static enum rc election_write(struct ctx *c, int64_t id, const struct org_term_row *was, const struct org_term_row *is)
{
    struct event_change *changes = NULL;
    size_t n = 0;
    enum rc rc = event_diff(c, &org_term_row_desc, was, is, &changes, &n);
    if (rc || !n)
        return rc;
    rc = org_term_correct(c->db, &(struct org_term_correct_in){ .org_id = id,
                                                                .was_on = was->elected_on,
                                                                .elected_on = is->elected_on,
                                                                .term_years = is->term_years,
                                                                .basis = is->basis });
    return rc ? rc
              : event_record(c, &(struct event){ .kind = "org_election_corrected",
                                                 .subject_id = id,
                                                 .org_id = id,
                                                 .basis = is->basis,
                                                 .changes = changes,
                                                 .nchanges = n });
}

enum rc org_correct_election(struct ctx *c, int64_t id, const struct org_term_row *next)
{
    struct org_term_row *terms = NULL;
    size_t n = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = db_lock(c->db, id);
    if (!rc)
        rc = org_get_terms(c, id, &terms, &n);
    if (!rc)
        rc = election_check(c, id, terms, n, next->elected_on);
    if (!rc)
        rc = election_write(c, id, &terms[0], next);
    return db_end(c->db, rc);
}
