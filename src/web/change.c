/* web/change.c: the page of a change, and the change. */
#include "web/change.h"

#include <string.h>

#include "web/answer.h"
#include "web/call.h"
#include "web/change.html.h"

bool route_creates(const struct route *r)
{
    return r->creates || (r->change && r->change->created);
}

/* The page of /orgs/1/names stands at /orgs/1/names/new, or at the address itself. */
static const char *change_action(struct ctx *c)
{
    const char *path = c->call->path, *last = strrchr(path, '/');
    return last && strcmp(last, "/new") == 0 ? arena_strndup(c->arena, path, (size_t)(last - path)) : path;
}

static enum rc change_start(struct ctx *c, const struct change *change)
{
    if (!change->start)
        return RC_OK;
    void *in = arena_alloc(c->arena, change->form.size);
    enum rc rc = in ? change->start(c, call_id(c, 0), in) : RC_OOM;
    if (!rc)
        answer_prefill(c, &change->form, in);
    return rc;
}

enum rc change_show(struct ctx *c, const void *form)
{
    (void)form;
    const struct change *change = c->call->route->change;
    struct change_view v = { .title = change->title,
                             .lead = change->lead,
                             .clause = change->clause,
                             .button = change->button,
                             .action = change_action(c),
                             .form = &change->form };
    enum rc rc = change->subject(c, &v.of);
    if (!rc)
        rc = change_start(c, change);
    if (rc)
        return rc;
    return answer_page(
        c,
        &(struct page){
            .title = change->title, .place = v.of.place, .org_id = v.of.org_id, .body = web_change_page, .view = &v });
}

/* Where it leads back to is asked first: what is dissolved is not there afterwards. */
enum rc change_run(struct ctx *c, const void *form)
{
    const struct change *change = c->call->route->change;
    struct change_subject of = { 0 };
    enum rc rc = change->subject(c, &of);
    if (!rc)
        rc = change->run(c, call_id(c, 0), form);
    if (rc)
        return rc;
    return answer_done(c,
                       &(struct done){ .location = of.href, .sentence = change->sentence, .created = change->created });
}
