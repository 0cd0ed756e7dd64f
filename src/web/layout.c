/* web/layout.c: who sees what around a page.  Nothing is offered that leads nowhere. */
#include "web/layout.h"

#include <string.h>

#include "web/answer_i.h"
#include "web/call.h"
#include "web/site.h"
#include "web/static.h"
#include "web/url.h"

static bool is_here(const struct ctx *c, const char *href)
{
    return c->call && strcmp(c->call->path, href) == 0;
}

static const char *org_href(struct ctx *c, int64_t id)
{
    return id ? arena_printf(c->arena, "/orgs/%lld", (long long)id) : NULL;
}

/* The organisation of the first grant that is of the school level, or of the branch level; 0 where there is none. */
static int64_t org_of_level(const struct viewer *v, bool school)
{
    static const uint32_t schools = 1u << ROLE_SECONDARY_COMMITTEE_ADMIN | 1u << ROLE_ORGANIZER;
    static const uint32_t branches = 1u << ROLE_BRANCH_SECRETARY | 1u << ROLE_ORG_COMMISSIONER |
                                     1u << ROLE_PUBLICITY_COMMISSIONER | 1u << ROLE_DISCIPLINE_COMMISSIONER;
    for (size_t i = 0; i < v->ngrants; i++)
        if ((school ? schools : branches) >> v->grants[i].role & 1)
            return v->grants[i].org_id;
    return school ? 0 : v->home_id;
}

static void add_place(struct ctx *c, struct layout *l, const char *label, const char *icon, const char *href)
{
    if (href)
        l->places[l->places_n++] = (struct layout_link){ label, icon, href, is_here(c, href), 0 };
}

static void fill_places(struct ctx *c, struct layout *l)
{
    const struct viewer *v = c->viewer;
    bool orgs = viewer_may(v, CAP_ORG_READ);
    add_place(c, l, "党委", "building-bank", orgs ? "/orgs" : NULL);
    add_place(c, l, "院系", "building-community", orgs ? org_href(c, org_of_level(v, true)) : NULL);
    add_place(c, l, "支部", "users-group", orgs ? org_href(c, org_of_level(v, false)) : NULL);
    add_place(c, l, "我的", "user", "/me");
}

/* Kept in the order that the features ask for; equal ones as they come. */
static void add_menu_item(struct layout *l, const struct menu_item *m, bool current)
{
    if (l->menu_n == LAYOUT_MENU)
        return;
    size_t at = l->menu_n++;
    for (; at > 0 && l->menu[at - 1].order > m->order; at--)
        l->menu[at] = l->menu[at - 1];
    l->menu[at] = (struct layout_link){ m->label, m->icon, m->href, current, m->order };
}

static void fill_menu(struct ctx *c, const struct page *p, struct layout *l)
{
    if (!c->site || !c->site->features)
        return;
    for (const struct feature *const *f = c->site->features; *f; f++)
        for (const struct menu_item *m = (*f)->menu; m && m->label; m++)
            if (viewer_may(c->viewer, m->cap))
                add_menu_item(l, m, p->place && m->place && strcmp(p->place, m->place) == 0);
}

static void fill_tree(struct ctx *c, const struct page *p, struct layout *l)
{
    int64_t root = 0;
    l->tree = viewer_may(c->viewer, CAP_ORG_READ);
    l->tree_at = p->org_id ? p->org_id : c->viewer->home_id;
    if (l->tree && !l->tree_at && viewer_roots(c->viewer, CAP_ORG_READ, &root, 1) > 0)
        l->tree_at = root;
}

static const char *encoded_path(struct ctx *c)
{
    struct buf b = BUF_INIT(16 * 1024);
    url_put_path(&b, c->call->path);
    const char *path = arena_strndup(c->arena, b.at ? b.at : "", b.len);
    buf_free(&b);
    return path;
}

/* The as-of form is a GET to this address: what else is in the query goes along as hidden fields. */
static void fill_dates(struct ctx *c, struct layout *l)
{
    struct url_param params[URL_PARAMS];
    l->dated = c->call->route && c->call->route->dated;
    l->past = c->on != c->today;
    l->here = encoded_path(c);
    if (!l->dated && !l->past)
        return;
    size_t n = url_query(c->arena, c->call->query ? c->call->query : "", params);
    l->now = call_link(c, "on", NULL);
    l->keep = arena_array(c->arena, n ? n : 1, sizeof *l->keep);
    for (size_t i = 0; l->keep && i < n; i++)
        if (strcmp(params[i].name, "on") != 0 && !url_param_passes(params[i].name) && params[i].len > 0)
            l->keep[l->keep_n++] = (struct layout_param){ params[i].name, params[i].value };
}

static void fill_viewer(struct ctx *c, const struct page *p, struct layout *l)
{
    const struct viewer *v = c->viewer;
    l->signed_in = true;
    l->university = c->site->university;
    l->name = v->name;
    l->unread = v->unread;
    if (v->ngrants > 0)
        l->role = vocab_label(&role_vocab, (int)v->grants[0].role);
    l->factor_by = v->factor_by;
    l->password_by = v->duty == DUTY_FACTOR ? 0 : v->password_by;
    l->due = v->duty != DUTY_NONE;
    if (!l->due) {
        l->search = viewer_may(v, CAP_MEMBER_LIST) && !is_here(c, "/login");
        fill_places(c, l);
        fill_menu(c, p, l);
        fill_tree(c, p, l);
    }
    l->alone = l->menu_n == 0 && !l->tree;
}

void layout_fill(struct ctx *c, const struct page *p, struct layout *l)
{
    *l = (struct layout){
        .title = p->title,
        .alone = true,
        .css = static_etag("app.css"),
        .js = static_etag("app.js"),
        .favicon = static_etag("favicon.svg"),
        .manifest = static_etag("manifest.webmanifest"),
        .name = "",
        .role = "",
    };
    if (!c || !c->call)
        return;
    l->large = c->call->large;
    l->on = c->on;
    l->today = c->today;
    l->flash = c->answer->flash;
    l->flash_from = c->answer->flash_from;
    fill_dates(c, l);
    if (c->viewer && c->viewer->kind != VIEWER_GUEST)
        fill_viewer(c, p, l);
}
