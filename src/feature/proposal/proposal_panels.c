/* feature/proposal/proposal_panels.c: what stands of proposals on the pages of others (web/panel.h). */
#include "feature/proposal/list.html.h"
#include "feature/proposal/proposal_i.h"
#include "feature/proposal/todo.html.h"

/* On a file what was asked for and answered; on the own one the way to ask, too. */
static enum rc panel_list(struct ctx *c, int64_t member_id, struct panel_part *out)
{
    struct proposal_list_view *v = arena_alloc(c->arena, sizeof(*v));
    struct proposal_row *rows = NULL;
    enum rc rc = v ? proposal_get_of(c, member_id, &rows, &v->rows_n) : RC_OOM;
    if (rc)
        return rc;
    v->rows = rows;
    v->own = member_id == c->viewer->member_id;
    v->may_decide = c->on == c->today && member_object(c, CAP_MEMBER_WRITE, member_id) == RC_OK;
    if (v->rows_n || v->own)
        *out = (struct panel_part){ proposal_list_page, v };
    return RC_OK;
}

enum { TODO_ROOTS = 32 };

/* What waits below any organisation of the viewer's; two that lie in each other name a proposal once. */
static enum rc todo_add(struct ctx *c, int64_t org_id, struct proposal_todo_view *v)
{
    struct proposal_row *rows = NULL, *all;
    size_t n = 0, known = v->rows_n;
    enum rc rc = proposal_get_waiting(c, org_id, &rows, &n);
    all = rc ? NULL : arena_array(c->arena, known + n + 1, sizeof(*all));
    if (!rc && !all)
        rc = RC_OOM;
    for (size_t i = 0; !rc && i < known; i++)
        all[i] = v->rows[i];
    for (size_t i = 0; !rc && i < n; i++) {
        bool seen = false;
        for (size_t k = 0; k < known; k++)
            seen |= all[k].id == rows[i].id;
        if (!seen)
            all[v->rows_n++] = rows[i];
    }
    if (!rc)
        v->rows = all;
    return rc;
}

static enum rc panel_todo(struct ctx *c, int64_t member_id, struct panel_part *out)
{
    (void)member_id;
    struct proposal_todo_view *v = arena_alloc(c->arena, sizeof(*v));
    int64_t roots[TODO_ROOTS];
    size_t n = viewer_roots(c->viewer, CAP_MEMBER_WRITE, roots, TODO_ROOTS);
    enum rc rc = v ? RC_OK : RC_OOM;
    for (size_t i = 0; !rc && i < n; i++)
        rc = todo_add(c, roots[i], v);
    if (!rc && v->rows_n)
        *out = (struct panel_part){ proposal_todo_page, v };
    return rc;
}

static enum rc holding_fill(struct ctx *c, int64_t member_id, const void **rows, size_t *n)
{
    struct proposal_row *own = NULL;
    enum rc rc = proposal_get_of(c, member_id, &own, n);
    *rows = own;
    return rc;
}

const struct holding proposal_holdings[] = {
    { "proposals", "更正申请", &proposal_row_desc, holding_fill },
    { 0 },
};

const struct panel proposal_panels[] = {
    { "member", CAP_SIGNED_IN, panel_list },
    { "me", CAP_OWN_FILE, panel_list },
    { "me_todo", CAP_MEMBER_WRITE, panel_todo },
    { 0 },
};
