/*
 * feature/help/help.c: the manual, page by page; the descriptor of the feature.
 *
 * What a page says was made into HTML when the program was built (manual.sh), from files of this repository, and never
 * holds anything that came in from outside: that is why it may go out as it is.
 */
#include <string.h>

#include "feature/help/end.html.h"
#include "feature/help/help_i.h"
#include "feature/help/index.html.h"
#include "feature/help/top.html.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/feature.h"

static enum rc help_index(struct ctx *c, const void *form)
{
    (void)form;
    struct help_index_view v = { .pages = manual_pages };
    while (manual_pages[v.pages_n].name)
        v.pages_n++;
    return answer_page(
        c, &(struct page){ .title = "使用帮助", .place = "help", .body = help_index_page, .view = &v });
}

static const struct manual_page *manual_find(const char *name)
{
    const struct manual_page *p = manual_pages;
    while (p->name && strcmp(p->name, name) != 0)
        p++;
    return p->name ? p : NULL;
}

static void manual_body(struct html *o, const void *view)
{
    const struct help_page_view *v = view;
    help_top_html(o, v);
    for (const char *const *line = v->page->lines; *line; line++)
        buf_puts(o->b, *line);
    help_end_html(o, v);
}

static enum rc manual_show(struct ctx *c, const void *form)
{
    (void)form;
    const struct manual_page *page = manual_find(strrchr(c->call->path, '/') + 1);
    if (!page)
        return RC_NOTFOUND;
    struct help_page_view v = { .page = page, .title = page->title, .lead = page->lead };
    v.next = page[1].name ? page[1].name : "";
    v.next_title = page[1].name ? page[1].title : "";
    return answer_page(c, &(struct page){ .title = page->title, .place = "help", .body = manual_body, .view = &v });
}

/* clang-format off */
#define MANUAL(name) { GET, "/help/" name, CAP_PUBLIC, NULL, manual_show, .as = AS_PAGE }

const struct route help_routes[] = {
    { GET, "/help",       CAP_PUBLIC, NULL, help_index,      .as = AS_PAGE },
    { GET, "/help/roles", CAP_PUBLIC, NULL, help_roles_show, .as = AS_PAGE },
    MANUAL("sign-in"),
    MANUAL("branch"),
    MANUAL("members"),
    MANUAL("file"),
    MANUAL("changes"),
    MANUAL("posts"),
    MANUAL("moves"),
    MANUAL("past"),
    MANUAL("import"),
    MANUAL("export"),
    MANUAL("large-text"),
    MANUAL("me"),
    MANUAL("organisations"),
    MANUAL("grants"),
    MANUAL("questions"),
    MANUAL("events"),
    MANUAL("privacy"),
    MANUAL("upkeep"),
    ROUTES_END,
};
/* clang-format on */

const struct feature help_feature = {
    .name = "help",
    .needs = (const char *const[]){ NULL },
    .routes = help_routes,
};
