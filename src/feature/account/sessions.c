/* feature/account/sessions.c: /account/sessions, where one is signed in, and ending that. */
#include "feature/account/account_web.h"
#include "feature/account/sessions.html.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/session.h"

enum rc sessions_index(struct ctx *c, const void *form)
{
    (void)form;
    struct sessions_view *v = arena_alloc(c->arena, sizeof(*v));
    struct auth_session_line *rows = NULL;
    enum rc rc = v ? session_list(c, &rows, &v->rows_n) : RC_OOM;
    if (rc)
        return rc;
    v->rows = rows;
    v->here = c->viewer->session_id;
    const struct page page = { .title = "登录的设备", .place = "account", .body = account_sessions_page, .view = v };
    return answer_list(c,
                       &(struct list){ .page = page, .desc = &auth_session_line_desc, .rows = rows, .n = v->rows_n });
}

enum rc session_ending_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = session_end_one(c, call_id(c, 0));
    return rc ? rc
              : answer_done(c, &(struct done){ .location = "/account/sessions", .sentence = "那里的登录已经结束。" });
}

enum rc session_endings_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = session_end_others(c);
    return rc ? rc
              : answer_done(
                    c, &(struct done){ .location = "/account/sessions", .sentence = "其他地方的登录都已经结束。" });
}
