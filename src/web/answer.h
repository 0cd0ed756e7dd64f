/*
 * web/answer.h: what a handler says goes back; the form of it (page, JSON, CSV, workbook) is the dispatcher's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/row.h"
#include "web/ctx.h"
#include "web/html.h"

struct problem {
    const char *field; /* NULL: the whole */
    const char *code;
    const char *message;
};

/* One subject. As a page: body inside the layout; as JSON: the row. */
struct page {
    const char *title; /* also the <title>; the h1 is the page's own */
    const char *place; /* which of the places in the menu is the current one: "orgs", "members", "me", … */
    int64_t org_id;    /* where the side tree opens; 0: the viewer's own */
    page_fn body;
    const void *view;
    const struct row_desc *desc; /* NULL: no JSON of it */
    const void *row;
    int status; /* 0: 200 */
};
MUST_CHECK enum rc answer_page(struct ctx *c, const struct page *p);

/*
 * A list: one query and one descriptor in four forms.  fetch gives the rows after the key that the last call left in
 * *cursor (the handler's own struct), fewer than asked at the end.  Page and JSON show one lot and a link to the next;
 * CSV and workbook call until the end, writing as they go.  The rows of a lot are gone when the next is asked for, so
 * what the cursor keeps of them it keeps in memory of its own.
 */
struct export_of; /* web/export.h */

struct list {
    struct page page; /* title, place, body, view */
    const struct row_desc *desc;
    const char *const *only; /* columns for CSV and workbook, NULL: all with a label */
    const char *sheet_title; /* first row of the workbook and print title, NULL: page.title */
    const void *rows;        /* the first lot, fetched already */
    size_t n;
    const char *next; /* value of ?after= for the next lot; NULL at the end */
    enum rc (*more)(struct ctx *c, void *cursor, const void **rows, size_t *n); /* the next lot; n 0 at the end */
    void *cursor;
    const struct export_of *export; /* rows are about people: web/export.h; NULL: they are not */
};
MUST_CHECK enum rc answer_list(struct ctx *c, const struct list *l);

/* After a write: a page goes to location (303) and says the sentence there; JSON answers the row with 200 or 201. */
struct done {
    const char *location;
    const char *sentence; /* what happened and what comes next */
    const struct row_desc *desc;
    const void *row;
    bool created;
};
MUST_CHECK enum rc answer_done(struct ctx *c, const struct done *d);

/* A file to be kept under its name; without one, text to be read where it is. */
MUST_CHECK enum rc answer_file(struct ctx *c, const char *name, const char *content_type, struct buf *body);

/* The form again, with what was typed and the sentences: p->status becomes 422. For a POST handler's refusal. */
MUST_CHECK enum rc answer_again(struct ctx *c, enum rc rc, const struct page *p);

/* Values a form starts from, before anything was typed: a row of a descriptor with the fields' names. */
void answer_prefill(struct ctx *c, const struct form *form, const void *in);

size_t answer_problems(const struct ctx *c, const struct problem **out);
