/* web/layout.h: what surrounds the subject of a page: search, places, menu, as-of date, own name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/answer.h"

enum { LAYOUT_MENU = 24, LAYOUT_PLACES = 4 }; /* menu: a line per feature and some to spare */

struct layout_link {
    const char *label;
    const char *icon;
    const char *href;
    bool current;
    int order;
};

struct layout_param {
    const char *name;
    const char *value;
};

struct layout {
    const char *title;
    bool large; /* large text */
    bool signed_in;
    bool search;     /* there is something to find */
    bool alone;      /* nothing at the side */
    const char *css; /* versions of the static files */
    const char *js;
    const char *favicon;
    const char *manifest;
    const char *university;
    const char *name;               /* of the viewer */
    int64_t unread;                 /* notices */
    bool due;                       /* something of the account comes first: nothing else is offered */
    int32_t factor_by, password_by; /* reminders, 0 for none (viewer.h) */
    const char *role;               /* in words, "" for none */
    const char *flash;
    const char *flash_from; /* address of the form it is about, "" for none */

    bool dated; /* the page can be asked as of another day */
    bool past;  /* and was */
    int32_t on, today;
    const char *here;          /* this address without its query */
    const char *now;           /* this address as of today */
    struct layout_param *keep; /* what the as-of form must carry along */
    size_t keep_n;

    bool tree;
    int64_t tree_at;
    struct layout_link places[LAYOUT_PLACES];
    size_t places_n;
    struct layout_link menu[LAYOUT_MENU];
    size_t menu_n;
};

/* c NULL: for pages that know no viewer; nothing but the name of the platform stands around them. */
void layout_fill(struct ctx *c, const struct page *p, struct layout *l);
