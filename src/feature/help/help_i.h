/* feature/help/help_i.h: private to this folder. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "web/route.h"

struct manual_page {
    const char *name; /* of the address: /help/NAME */
    const char *title;
    const char *lead;         /* what it is about */
    const char *const *lines; /* HTML, ended by NULL */
};
extern const struct manual_page manual_pages[]; /* made by manual.sh, in reading order, ended by {0} */

struct help_index_view {
    const struct manual_page *pages;
    size_t pages_n;
};

struct help_page_view {
    const struct manual_page *page;
    const char *title, *lead;
    const char *next, *next_title; /* "" on the last page */
};

struct help_role { /* roles that may do the same stand together */
    const char *names;
    const char *subtree, *below, *site; /* what they may do there, "" for nothing */
    const char *gives, *givers;         /* the roles they give, and those who give them */
};

struct help_roles_view {
    const struct help_role *roles;
    size_t roles_n;
};

extern const struct route help_routes[];
enum rc help_roles_show(struct ctx *c, const void *form);
