/* feature/privacy/privacy_panels.c: what stands of this folder on the pages of others (web/panel.h). */
#include "feature/privacy/mine.html.h"
#include "feature/privacy/objections.html.h"
#include "feature/privacy/privacy_i.h"
#include "feature/privacy/todo.html.h"

static enum rc objections_fill(struct ctx *c, int64_t member_id, struct privacy_objections_view *v)
{
    struct privacy_objection_row *rows = NULL;
    enum rc rc = privacy_get_objections(c, member_id, &rows, &v->rows_n);
    v->rows = rows;
    v->own = member_id == c->viewer->member_id;
    return rc;
}

/* On a file, for those who answer and for whose it is. */
static enum rc panel_objections(struct ctx *c, int64_t member_id, struct panel_part *out)
{
    struct privacy_objections_view *v = arena_alloc(c->arena, sizeof(*v));
    bool own = member_id == c->viewer->member_id, may = c->on == c->today && !own;
    if (!v)
        return RC_OOM;
    enum rc rc = may ? member_object(c, CAP_MEMBER_WRITE, member_id) : RC_OK;
    if (rc == RC_NOTFOUND || (!rc && !own && !may))
        return RC_OK;
    if (!rc)
        rc = objections_fill(c, member_id, v);
    v->may_answer = may;
    if (!rc && v->rows_n)
        *out = (struct panel_part){ privacy_objections_page, v };
    return rc;
}

static enum rc panel_mine(struct ctx *c, int64_t member_id, struct panel_part *out)
{
    struct privacy_objections_view *v = arena_alloc(c->arena, sizeof(*v));
    enum rc rc = v ? objections_fill(c, member_id, v) : RC_OOM;
    if (!rc)
        *out = (struct panel_part){ privacy_mine_page, v };
    return rc;
}

/* --- what is to be done --------------------------------------------------------------------------------------------------- */

enum { TODO_ROOTS = 32, TODO_ROWS = 100 };

/* Two organisations that lie in each other name an objection once. */
static enum rc waiting_add(struct ctx *c, int64_t org_id, struct privacy_objection_row *all, size_t *n)
{
    struct privacy_objection_row *rows = NULL;
    size_t got = 0;
    enum rc rc = privacy_get_waiting(c, org_id, &rows, &got);
    for (size_t i = 0; !rc && i < got && *n < TODO_ROWS; i++) {
        bool known = rows[i].member_id == c->viewer->member_id; /* one's own is answered by another */
        for (size_t k = 0; k < *n && !known; k++)
            known = all[k].id == rows[i].id;
        if (!known)
            all[(*n)++] = rows[i];
    }
    return rc;
}

static enum rc panel_todo(struct ctx *c, int64_t member_id, struct panel_part *out)
{
    (void)member_id;
    struct privacy_todo_view *v = arena_alloc(c->arena, sizeof(*v));
    struct privacy_objection_row *all = arena_array(c->arena, TODO_ROWS, sizeof(*all));
    int64_t roots[TODO_ROOTS], read_at = 0;
    size_t n = viewer_roots(c->viewer, CAP_MEMBER_WRITE, roots, TODO_ROOTS);
    enum rc rc = v && all ? privacy_get_read(c, &read_at) : RC_OOM;
    for (size_t i = 0; !rc && i < n; i++)
        rc = waiting_add(c, roots[i], all, &v->rows_n);
    if (rc)
        return rc;
    v->rows = all;
    v->unread = !read_at;
    v->version = PRIVACY_VERSION;
    if (v->rows_n || v->unread)
        *out = (struct panel_part){ privacy_todo_page, v };
    return RC_OK;
}

const struct panel privacy_panels[] = {
    { "member", CAP_SIGNED_IN, panel_objections },
    { "me", CAP_OWN_FILE, panel_mine },
    { "me_todo", CAP_SIGNED_IN, panel_todo },
    { 0 },
};
