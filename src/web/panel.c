/* web/panel.c: the parts that features put on one spot of a page. */
#include "web/panel.h"

#include <string.h>

#include "web/feature.h"
#include "web/site.h"

enum { PANELS_MAX = 16 }; /* on one spot; more would be a page of their own */

static enum rc panel_add(struct ctx *c, const struct panel *p, int64_t subject_id, struct panel_part *out, size_t *n)
{
    struct panel_part part = { 0 };
    if (!viewer_may(c->viewer, p->cap))
        return RC_OK;
    enum rc rc = p->fill(c, subject_id, &part);
    if (!rc && part.body)
        out[(*n)++] = part;
    return rc;
}

enum rc panels_of(struct ctx *c, const char *spot, int64_t subject_id, struct panel_part **out, size_t *n)
{
    enum rc rc = RC_OK;
    *n = 0;
    *out = arena_array(c->arena, PANELS_MAX, sizeof(**out));
    if (!*out)
        return RC_OOM;
    for (const struct feature *const *f = c->site->features; f && *f; f++)
        for (const struct panel *p = (*f)->panels; p && p->spot; p++)
            if (!rc && *n < PANELS_MAX && strcmp(p->spot, spot) == 0)
                rc = panel_add(c, p, subject_id, *out, n);
    return rc;
}

void html_f_panel(struct html *o, enum html_pos pos, struct panel_part part)
{
    (void)pos;
    part.body(o, part.view);
}
