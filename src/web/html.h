/*
 * web/html.h: what compiled templates call (docs/templates.md).
 *
 * Escaping is decided by the position in the template, by tplgen: TEXT between tags, ATTR inside a quoted attribute,
 * URL inside href, src or action (percent-encoded), LINK at the very beginning of one: the same, unless it is a whole
 * local address, which must start with "/".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/vocab.h"

struct ctx;
struct form;

struct html {
    struct buf *b;
    struct ctx *c;
};

enum html_pos { HTML_TEXT, HTML_ATTR, HTML_URL, HTML_LINK };

typedef void (*page_fn)(struct html *o, const void *view);

struct panel_part { /* a part of a page that another feature draws: web/panel.h */
    page_fn body;   /* NULL: nothing to show */
    const void *view;
};

void html_text(struct html *o, enum html_pos pos, const char *s);
void html_int(struct html *o, enum html_pos pos, int64_t v);

/* {{ x }} without a filter: by the C type. */
#define html_put(o, pos, x) \
    _Generic((x), const char * : html_text, char * : html_text, default : html_int)((o), (pos), (x))

/* {% if x %}: text is true unless empty, a number unless 0, a pointer unless NULL. */
static inline bool html_has_text(const char *s)
{
    return s && *s;
}
static inline bool html_has_int(int64_t v)
{
    return v != 0;
}
static inline bool html_has_count(uint64_t n)
{
    return n != 0;
}
static inline bool html_has_ptr(const void *p)
{
    return p != NULL;
}
#define html_true(x) \
    _Generic((x), const char *: html_has_text, char *: html_has_text, bool: html_has_int,          \
             int: html_has_int, unsigned: html_has_int, int64_t: html_has_int,                     \
             uint64_t: html_has_count, default: html_has_ptr)(x)

/* {% if x == "text" %} */
static inline bool html_same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b) == 0;
}

/* Filters: {{ x | date }} calls html_f_date(o, pos, x). */
void html_f_date(struct html *o, enum html_pos pos, int32_t date);       /* 2026-11-22, in tables */
void html_f_day(struct html *o, enum html_pos pos, int32_t date);        /* 2026年11月22日, in prose */
void html_f_instant(struct html *o, enum html_pos pos, int64_t instant); /* 2026-11-22 16:00, Shanghai */
void html_f_money(struct html *o, enum html_pos pos, int64_t fen);       /* 12.30 */
void html_f_yes(struct html *o, enum html_pos pos, bool v);              /* 是 / 否 */
void html_f_id(struct html *o, enum html_pos pos, int64_t id);
void html_f_vocab(struct html *o, enum html_pos pos, int value, const struct vocab *v);    /* {{ x | vocab sex }} */
void html_f_vocab_id(struct html *o, enum html_pos pos, int value, const struct vocab *v); /* its identifier */

/* Written by tplgen after every <form method="post">: the token against forged and the one against repeated forms. */
void html_form_tokens(struct html *o);
/* {% input form_name field %}: label, hint, sentence of refusal, and the control with the kept or given value. */
void html_input(struct html *o, const struct form *form, const char *field);
/* {{ form | fields }}: every field of a form that is known only at run time. */
void html_f_fields(struct html *o, enum html_pos pos, const struct form *form);
/* {{ part | panel }}: what another feature put on this page. */
void html_f_panel(struct html *o, enum html_pos pos, struct panel_part part);
/* {% problems %}: the summary at the top of a form, linking to the fields; nothing where there are none. */
void html_problems(struct html *o);
/* {% icon name %}: <svg> of the sprite, hidden from screen readers; a word always stands beside it. */
void html_icon(struct html *o, const char *name);
/* {% on %}: "?on=2026-01-01" (or "&on=…" after a query) where the page is not of today, so links keep the day. */
void html_on(struct html *o, bool first);
