/* feature/privacy/privacy_store.c: look-ups: the viewer's own, or in the viewer's scope. */
#include <string.h>

#include "base/date.h"
#include "feature/privacy/privacy_i.h"

static const char *reading_words(const char *kind)
{
    return !strcmp(kind, "member_opened")      ? "查看档案"
           : !strcmp(kind, "member_disclosed") ? "查看完整信息"
                                               : "导出名册，其中有您";
}

enum rc privacy_get_readings(struct ctx *c, int64_t before, int64_t limit, struct privacy_reading **rows, size_t *n)
{
    struct privacy_readings_in in = {
        .member_id = c->viewer->member_id,
        .account_id = c->viewer->account_id,
        .before_id = before,
        .row_limit = limit,
        .with = before ? PRIVACY_READINGS_BEFORE : 0u,
    };
    enum rc rc = privacy_readings(c->db, &in, rows, n);
    for (size_t i = 0; !rc && i < *n; i++) {
        struct privacy_reading *r = &(*rows)[i];
        r->what = reading_words(r->kind);
        if (!*r->actor)
            r->actor = "本系统的维护人员";
    }
    return rc;
}

enum rc privacy_get_read(struct ctx *c, int64_t *at)
{
    struct privacy_read *rows = NULL;
    size_t n = 0;
    enum rc rc = privacy_reads(c->db, &(struct privacy_reads_in){ .account_id = c->viewer->account_id }, &rows, &n);
    *at = !rc && n && rows[0].version == PRIVACY_VERSION ? rows[0].read_at : 0;
    return rc;
}

enum rc privacy_get_objections(struct ctx *c, int64_t member_id, struct privacy_objection_row **rows, size_t *n)
{
    struct privacy_objections_of_in in = { .member_id = member_id, .on = c->today, .scope = ctx_scope(c) };
    return privacy_objections_of(c->db, &in, rows, n);
}

enum rc privacy_get_waiting(struct ctx *c, int64_t org_id, struct privacy_objection_row **rows, size_t *n)
{
    struct scope scope = ctx_scope_for(c, CAP_MEMBER_WRITE);
    return privacy_objections_waiting(
        c->db, &(struct privacy_objections_waiting_in){ .org_id = org_id, .on = c->today, .scope = scope }, rows, n);
}

enum rc privacy_get_objection(struct ctx *c, int64_t id, struct privacy_objection_row *out)
{
    return privacy_objection_find(
        c->db, &(struct privacy_objection_find_in){ .objection_id = id, .on = c->today, .scope = ctx_scope(c) }, out);
}

enum rc privacy_get_over(struct ctx *c, int64_t after, struct privacy_over **rows, size_t *n)
{
    struct privacy_over_page_in in = {
        .on = c->today,
        .before = date_add_months(c->today, -12 * RETENTION_YEARS),
        .after_id = after,
        .row_limit = OVER_PAGE_ROWS,
        .scope = ctx_scope(c),
    };
    return privacy_over_page(c->db, &in, rows, n);
}
