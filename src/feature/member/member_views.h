/* feature/member/member_views.h: what the templates of this folder are given. */
#pragma once

#include "feature/member/member_i.h"
#include "web/panel.h"

struct member_filter { /* one condition of the list in words, and the list without it */
    const char *words, *without;
};

struct member_column { /* a column that may be chosen */
    const char *name, *label;
    bool shown, wide;
};

struct member_cell {
    const char *text, *label;
    bool wide; /* may take several lines */
};

struct member_line { /* one row of the list as chosen */
    const struct member_row *m;
    const struct member_cell *cells;
    size_t cells_n;
};

struct member_index_view {
    const char *place; /* in whose list we are */
    const struct member_filter *filters;
    size_t filters_n;
    const struct member_column *columns;
    size_t columns_n;
    const struct member_line *rows;
    size_t rows_n;
    const struct org_name *chain;
    size_t chain_n;
    const char *next, *first, *csv, *xlsx, *q;
    const char *sheet, *ask_filters, *ask_columns; /* which form stands open, and the addresses that open one */
    const struct form *form;
    int64_t org_id;
    bool may_add, may_export, paged;
};

struct member_show_view {
    struct member_row m;
    struct member_more more;
    const struct org_name *chain;
    size_t chain_n;
    const struct event_line *events;
    size_t events_n;
    const struct org_post_held *posts;
    size_t posts_n;
    const struct panel_part *panels; /* what other features know about the member */
    size_t panels_n;
    const char *kind_words, *age, *opened; /* opened: a sensitive value just disclosed */
    const char *opened_label;
    bool own, may_write, may_disclose, may_erase, past, unknown, gone;
};

struct member_opened { /* what a disclosure answers to a program */
    const char *item, *value;
};

struct member_home_view { /* /me */
    struct member_row m;
    const char *name;
    const struct org_name *chain;
    size_t chain_n;
    const struct panel_part *todo; /* lines of the list of what is to be done */
    size_t todo_n;
    const struct panel_part *panels;
    size_t panels_n;
    bool member, missing_mobile;
};
