/* feature/upkeep/upkeep_web.c: /upkeep, how the site is, and the button for a drill. */
#include "feature/upkeep/upkeep_web.h"

#include "feature/upkeep/show.html.h"
#include "feature/upkeep/upkeep_views.h"
#include "web/answer.h"

static enum rc view_make(struct ctx *c, struct upkeep_show_view **out)
{
    struct upkeep_show_view *v = *out = arena_alloc(c->arena, sizeof(*v));
    struct checkup *k = arena_alloc(c->arena, sizeof(*k));
    struct upkeep_drill_row *drills = NULL;
    if (!v || !k)
        return RC_OOM;
    enum rc rc = drill_list(c, &drills, &v->drills_n);
    if (rc)
        return rc;
    checkup_while_serving(c, k);
    v->lines = k->lines;
    v->lines_n = k->n;
    v->drills = drills;
    v->open = v->drills_n && drill_is_open(&drills[0]);
    v->step = v->open ? drills[0].step : NULL;
    return RC_OK;
}

enum rc upkeep_show(struct ctx *c, const void *form)
{
    (void)form;
    struct upkeep_show_view *v;
    enum rc rc = view_make(c, &v);
    const struct page page = { .title = "运行情况", .place = "upkeep", .body = upkeep_show_page, .view = v };
    return rc ? rc
              : answer_list(c, &(struct list){
                                   .page = page, .desc = &upkeep_finding_row_desc, .rows = v->lines, .n = v->lines_n });
}

enum rc drills_index(struct ctx *c, const void *form)
{
    (void)form;
    struct upkeep_show_view *v;
    enum rc rc = view_make(c, &v);
    const struct page page = { .title = "运行情况", .place = "upkeep", .body = upkeep_show_page, .view = v };
    return rc ? rc
              : answer_list(c, &(struct list){
                                   .page = page, .desc = &upkeep_drill_row_desc, .rows = v->drills, .n = v->drills_n });
}

enum rc drills_create(struct ctx *c, const void *form)
{
    (void)form;
    enum rc rc = drill_ask(c);
    return rc ? rc
              : answer_done(c, &(struct done){ .location = "/upkeep", .sentence = "演练马上开始，可以关闭这个页面。" });
}
