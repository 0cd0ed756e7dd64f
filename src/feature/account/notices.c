/* feature/account/notices.c: /notices, what the platform has to tell the viewer. */
#include "feature/account/account_web.h"
#include "feature/account/notices.html.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/notice.h"

struct notices_in {
    int64_t after;
};

/* clang-format off */
static const struct field query_fields[] = {
    { .name = "after", .label = "", .type = FIELD_ID, .offset = offsetof(struct notices_in, after), .max = INT64_MAX },
};
/* clang-format on */
const struct form notices_query = FORM("notices_query", notices_in, query_fields);

enum rc notices_index(struct ctx *c, const void *form)
{
    const struct notices_in *in = form;
    struct notices_view *v = arena_alloc(c->arena, sizeof(*v));
    struct notice_row *rows = NULL;
    enum rc rc = v ? notice_list(c, in ? in->after : 0, &rows, &v->rows_n) : RC_OOM;
    if (rc)
        return rc;
    const char *next = NULL;
    if (v->rows_n == NOTICE_PAGE_ROWS)
        next = arena_printf(c->arena, "%lld", (long long)rows[v->rows_n - 1].id);
    v->rows = rows;
    v->next = next ? call_link(c, "after", next) : "";
    v->unread = c->viewer->unread > 0;
    const struct page page = { .title = "通知", .place = "notices", .body = account_notices_page, .view = v };
    return answer_list(
        c, &(struct list){ .page = page, .desc = &notice_row_desc, .rows = rows, .n = v->rows_n, .next = next });
}

enum rc readings_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = notice_read(c);
    return rc ? rc : answer_done(c, &(struct done){ .location = "/notices", .sentence = "通知都已标为已读。" });
}
