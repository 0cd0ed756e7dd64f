/* feature/privacy/privacy_pages.c: the notice, who looked at the own file, and whose retention is over. */
#include <string.h>

#include "feature/privacy/notice.html.h"
#include "feature/privacy/retention.html.h"
#include "feature/privacy/privacy_i.h"
#include "feature/privacy/readings.html.h"
#include "web/call.h"
#include "web/site.h"

static const struct field after_fields[] = {
    { .name = "after",
      .label = "",
      .type = FIELD_ID,
      .offset = offsetof(struct privacy_after, after),
      .max = INT64_MAX },
};
const struct form privacy_after_form = FORM("privacy_after", privacy_after, after_fields);

/* --- the notice --------------------------------------------------------------------------------------------------------- */

static enum rc groups_fill(struct ctx *c, struct privacy_notice_view *v)
{
    size_t n = 0;
    while (privacy_fields[n].group)
        n++;
    struct privacy_group *groups = arena_array(c->arena, n, sizeof(*groups));
    struct privacy_line *lines = arena_array(c->arena, n, sizeof(*lines));
    if (!groups || !lines)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++) {
        const struct privacy_field *f = &privacy_fields[i];
        lines[i] = (struct privacy_line){ f, privacy_basis_words(f->basis), privacy_who(c->arena, f->cap) };
        if (!i || strcmp(f->group, privacy_fields[i - 1].group) != 0)
            groups[v->groups_n++] = (struct privacy_group){ .name = f->group, .rows = &lines[i] };
        groups[v->groups_n - 1].rows_n++;
    }
    v->groups = groups;
    return RC_OK;
}

enum rc privacy_notice_show(struct ctx *c, const void *form)
{
    (void)form;
    struct privacy_notice_view v = { .version = PRIVACY_VERSION,
                                     .signed_in = c->viewer->kind == VIEWER_SESSION,
                                     .university = c->site->university };
    enum rc rc = groups_fill(c, &v);
    if (!rc && v.signed_in)
        rc = privacy_get_read(c, &v.read_at);
    return rc ? rc
              : answer_page(c, &(struct page){
                                   .title = "隐私说明", .place = "privacy", .body = privacy_notice_page, .view = &v });
}

enum rc privacy_acknowledge(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = privacy_mark_read(c);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = "/privacy", .sentence = "已记下您读过这一版隐私说明。" });
}

/* --- who looked --------------------------------------------------------------------------------------------------------- */

static const char *next_after(struct ctx *c, size_t n, size_t page, int64_t last)
{
    return n == page ? arena_printf(c->arena, "%lld", (long long)last) : NULL;
}

enum rc privacy_readings_index(struct ctx *c, const void *form)
{
    const struct privacy_after *in = form;
    struct privacy_reading *rows = NULL;
    struct privacy_readings_view v = { 0 };
    enum rc rc = privacy_get_readings(c, in->after, READING_PAGE_ROWS, &rows, &v.rows_n);
    if (rc)
        return rc;
    const char *next = next_after(c, v.rows_n, READING_PAGE_ROWS, v.rows_n ? rows[v.rows_n - 1].id : 0);
    v.rows = rows;
    v.next = next ? call_link(c, "after", next) : NULL;
    struct page page = { .title = "谁看过我的信息", .place = "me", .body = privacy_readings_page, .view = &v };
    return answer_list(
        c, &(struct list){ .page = page, .desc = &privacy_reading_desc, .rows = rows, .n = v.rows_n, .next = next });
}

/* --- whose time is over ------------------------------------------------------------------------------------------------- */

enum rc privacy_over_index(struct ctx *c, const void *form)
{
    const struct privacy_after *in = form;
    struct privacy_over *rows = NULL;
    struct privacy_over_view v = { .years = RETENTION_YEARS };
    enum rc rc = privacy_get_over(c, in->after, &rows, &v.rows_n);
    if (rc)
        return rc;
    const char *next = next_after(c, v.rows_n, OVER_PAGE_ROWS, v.rows_n ? rows[v.rows_n - 1].id : 0);
    v.rows = rows;
    v.next = next ? call_link(c, "after", next) : NULL;
    struct page page = { .title = "保存期已满的人员", .place = "members", .body = privacy_retention_page, .view = &v };
    return answer_list(
        c, &(struct list){ .page = page, .desc = &privacy_over_desc, .rows = rows, .n = v.rows_n, .next = next });
}
