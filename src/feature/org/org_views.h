/* feature/org/org_views.h: what the templates of this folder are given. */
#pragma once

#include "feature/org/org_i.h"
#include "web/panel.h"

struct org_node { /* one line of the tree and what hangs on it */
    struct org_row org;
    const struct org_node *nodes; /* its children where it is open */
    size_t nodes_n;
    bool open;    /* its children follow */
    bool current; /* the page is about it */
    bool figures; /* code and number of members beside the name */
};

struct org_show_view {
    struct org_row org;
    const struct org_name *chain;
    size_t chain_n;
    const struct org_row *children;
    size_t children_n;
    const struct org_post_row *posts;
    size_t posts_n;
    const struct org_term_row *terms;
    size_t terms_n;
    const struct org_finding *findings;
    size_t findings_n;
    const struct event_line *events;
    size_t events_n;
    const struct panel_part *panels; /* what other features have to do with a branch */
    size_t panels_n;
    struct org_items_row items;
    int32_t term_ends;
    int64_t probationary;
    bool posts_ever;
    bool is_branch;
    bool may_write, may_staff, may_found_here, today;
    bool dissolved; /* shown as it stood on its last day */
    const char *kind_label;
};

struct org_index_view {
    const struct org_row *rows;
    size_t rows_n;
    const struct org_name *chain;
    size_t chain_n;
    const char *next;
    const char *q;
    const char *csv, *xlsx;
    int kind;
    const struct org_node *tops; /* the trees of the viewer's organisations, when nothing is searched for */
    size_t tops_n;
    bool searching;
};

struct org_tree_view { /* the tree beside a page, and its parts for htmx */
    const struct org_node *tops;
    size_t tops_n;
    bool alone; /* a page of its own, not the part beside one */
};
