/*
 * web/change.h: a change is a row: which fields its page asks, what the page says, what it does.
 *
 * In the table of routes CHANGE() makes two addresses of it, the page and the POST.  What is changed is the first id of
 * the path, which the route looks up (.object); a refusal draws the page again with what was typed.
 */
#pragma once

#include "web/form.h"
#include "web/route.h"

struct change_subject { /* what the page says of the thing that is changed */
    const char *name;   /* on the way back; NULL: 返回 */
    const char *full;   /* begins the lead; NULL for none */
    const char *href;   /* its own page: the way back, and where one is afterwards */
    const char *place;  /* in the menu: "orgs" */
    int64_t org_id;     /* where the side tree opens */
};

struct change {
    struct form form;
    const char *title, *lead;
    const char *clause; /* regulation and article; NULL where none asks for it */
    const char *button;
    const char *sentence; /* what happened and what comes next */
    enum rc (*subject)(struct ctx *c, struct change_subject *out);
    enum rc (*start)(struct ctx *c, int64_t id, void *in); /* what the fields hold at first; NULL: nothing */
    enum rc (*run)(struct ctx *c, int64_t id, const void *in);
    bool created; /* something new is there: 201 */
};

/* Whether a program's request to r is answered with 201. */
bool route_creates(const struct route *r);

/* The handlers of the two addresses; the second is for the POST. */
MUST_CHECK enum rc change_show(struct ctx *c, const void *form);
MUST_CHECK enum rc change_run(struct ctx *c, const void *form);

/* Two rows of a table of routes; what follows the change (.see, .object) is in both. */
#define CHANGE(page, post, cap, row, ...) \
    CHANGE_PAGE_(page, cap, row, __VA_ARGS__), CHANGE_POST_(post, cap, row, __VA_ARGS__)
/* The same for what is dangerous: .fresh (web/route.h). */
#define CHANGE_FRESH(page, post, cap, row, ...) \
    CHANGE_PAGE_(page, cap, row, __VA_ARGS__), CHANGE_POST_(post, cap, row, .fresh = true, __VA_ARGS__)
#define CHANGE_PAGE_(page, cap, row, ...)                                               \
    {                                                                                   \
        GET, page, cap, NULL, change_show, .as = AS_PAGE, .change = &(row), __VA_ARGS__ \
    }
#define CHANGE_POST_(post, cap, row, ...)                                                             \
    {                                                                                                 \
        POST, post, cap, &(row).form, change_run, .again = change_show, .change = &(row), __VA_ARGS__ \
    }

struct change_view {
    const char *title, *lead, *clause, *button, *action;
    const struct form *form;
    struct change_subject of;
};
