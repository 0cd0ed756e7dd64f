/*
 * web/html.c: what compiled templates append.
 *
 * This is the hot path of every page: text is scanned by table and copied in runs, numbers and dates are written digit
 * by digit, nothing is formatted through printf.
 */
#include "web/html.h"

#include <string.h>

#include "base/date.h"
#include "web/answer_i.h"
#include "web/call.h"
#include "web/static.h"
#include "web/url.h"

/* Which bytes a position may not hold as they are: bit 0 text, bit 1 attribute, bit 2 a whole address. */
static const unsigned char special[256] = {
    ['&'] = 7, ['<'] = 7, ['>'] = 7, ['"'] = 6, ['\''] = 6, ['\\'] = 4, [0x7f] = 4, [1] = 4,  [2] = 4,   [3] = 4,
    [4] = 4,   [5] = 4,   [6] = 4,   [7] = 4,   [8] = 4,    ['\t'] = 4, ['\n'] = 4, [11] = 4, [12] = 4,  ['\r'] = 4,
    [14] = 4,  [15] = 4,  [16] = 4,  [17] = 4,  [18] = 4,   [19] = 4,   [20] = 4,   [21] = 4, [22] = 4,  [23] = 4,
    [24] = 4,  [25] = 4,  [26] = 4,  [27] = 4,  [28] = 4,   [29] = 4,   [30] = 4,   [31] = 4, [' '] = 4,
};

static void put_special(struct buf *b, char c)
{
    switch (c) {
    case '&': buf_put(b, "&amp;", 5); return;
    case '<': buf_put(b, "&lt;", 4); return;
    case '>': buf_put(b, "&gt;", 4); return;
    case '"': buf_put(b, "&quot;", 6); return;
    case '\'': buf_put(b, "&#39;", 5); return;
    default: url_put(b, &c, 1); return;
    }
}

static void put_escaped(struct buf *b, const char *s, unsigned char bit)
{
    for (;;) {
        const char *from = s;
        while (*s && !(special[(unsigned char)*s] & bit))
            s++;
        buf_put(b, from, (size_t)(s - from));
        if (!*s)
            return;
        put_special(b, *s++);
    }
}

void html_text(struct html *o, enum html_pos pos, const char *s)
{
    if (!s)
        return;
    if (pos == HTML_TEXT)
        put_escaped(o->b, s, 1);
    else if (pos == HTML_ATTR)
        put_escaped(o->b, s, 2);
    else if (pos == HTML_LINK && url_is_local(s))
        put_escaped(o->b, s, 4);
    else
        url_put(o->b, s, strlen(s));
}

void html_int(struct html *o, enum html_pos pos, int64_t v)
{
    (void)pos;
    buf_int(o->b, v);
}

static char *put_digits(char *at, int v, int n)
{
    for (int i = n - 1; i >= 0; i--, v /= 10)
        at[i] = (char)('0' + v % 10);
    return at + n;
}

void html_f_date(struct html *o, enum html_pos pos, int32_t date)
{
    char text[10];
    (void)pos;
    if (date == DATE_NONE || date == DATE_OPEN)
        return;
    put_digits(text, date / 10000, 4);
    put_digits(text + 5, date / 100 % 100, 2);
    put_digits(text + 8, date % 100, 2);
    text[4] = text[7] = '-';
    buf_put(o->b, text, sizeof text);
}

void html_f_day(struct html *o, enum html_pos pos, int32_t date)
{
    (void)pos;
    if (date == DATE_NONE || date == DATE_OPEN)
        return;
    buf_int(o->b, date / 10000);
    buf_put(o->b, "年", 3);
    buf_int(o->b, date / 100 % 100);
    buf_put(o->b, "月", 3);
    buf_int(o->b, date % 100);
    buf_put(o->b, "日", 3);
}

void html_f_instant(struct html *o, enum html_pos pos, int64_t instant)
{
    enum { SHANGHAI_MS = 8 * 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };
    char text[6];
    if (instant == 0)
        return;
    int minute = (int)(((instant + SHANGHAI_MS) % DAY_MS + DAY_MS) % DAY_MS / 60000);
    html_f_date(o, pos, instant_date(instant));
    text[0] = ' ';
    put_digits(text + 1, minute / 60, 2);
    text[3] = ':';
    put_digits(text + 4, minute % 60, 2);
    buf_put(o->b, text, sizeof text);
}

void html_f_money(struct html *o, enum html_pos pos, int64_t fen)
{
    char cents[3] = { '.' };
    uint64_t whole = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    (void)pos;
    if (fen < 0)
        buf_putc(o->b, '-');
    buf_int(o->b, (int64_t)(whole / 100));
    put_digits(cents + 1, (int)(whole % 100), 2);
    buf_put(o->b, cents, sizeof cents);
}

void html_f_yes(struct html *o, enum html_pos pos, bool v)
{
    html_text(o, pos, v ? "是" : "否");
}

void html_f_id(struct html *o, enum html_pos pos, int64_t id)
{
    if (id)
        html_int(o, pos, id);
}

void html_f_vocab(struct html *o, enum html_pos pos, int value, const struct vocab *v)
{
    html_text(o, pos, vocab_label(v, value));
}

void html_f_vocab_id(struct html *o, enum html_pos pos, int value, const struct vocab *v)
{
    html_text(o, pos, vocab_id(v, value));
}

/* --- what a page draws without its own fields ------------------------------------------------------------------------ */

void html_form_tokens(struct html *o)
{
    const struct answer *a = o->c ? o->c->answer : NULL;
    if (!a || !a->form_token)
        return;
    buf_puts(o->b, "<input type=\"hidden\" name=\"form_token\" value=\"");
    html_text(o, HTML_ATTR, a->form_token);
    if (a->once_token) {
        buf_puts(o->b, "\"><input type=\"hidden\" name=\"once_token\" value=\"");
        html_text(o, HTML_ATTR, a->once_token);
    }
    buf_puts(o->b, "\">");
}

void html_icon(struct html *o, const char *name)
{
    const char *etag = static_etag("icons.svg");
    buf_puts(o->b, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"/static/icons.svg");
    if (*etag) {
        buf_puts(o->b, "?v=");
        buf_puts(o->b, etag);
    }
    buf_putc(o->b, '#');
    html_text(o, HTML_ATTR, name);
    buf_puts(o->b, "\"/></svg>");
}

void html_on(struct html *o, bool first)
{
    if (!o->c || o->c->on == o->c->today)
        return;
    buf_puts(o->b, first ? "?on=" : "&amp;on=");
    html_f_date(o, HTML_ATTR, o->c->on);
}
