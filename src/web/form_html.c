/* web/form_html.c: a declared field as people see it: label, hint, sentence of refusal, control with what was typed. */
#include <string.h>

#include "web/answer_i.h"
#include "web/form_i.h"
#include "web/html.h"

enum { RADIO_ITEMS = 3 }; /* up to so many choices stand open, more fold into a list */

/* One field being drawn. */
struct drawn {
    struct html *o;
    const struct form *form;
    const struct field *field;
    const char *value;   /* "" for none */
    const char *problem; /* NULL for none */
};

static void put(const struct drawn *d, const char *markup)
{
    buf_puts(d->o->b, markup);
}

static void put_attr(const struct drawn *d, const char *name, const char *value)
{
    put(d, " ");
    put(d, name);
    put(d, "=\"");
    html_text(d->o, HTML_ATTR, value);
    put(d, "\"");
}

/* Two forms of a page may have fields of one name, so an id begins with the form's. */
static void put_id(struct html *o, const struct form *form, const char *field)
{
    html_text(o, HTML_ATTR, form->name);
    buf_putc(o->b, '-');
    html_text(o, HTML_ATTR, field);
}

static void put_id_attr(const struct drawn *d, const char *attr, const char *suffix)
{
    put(d, " ");
    put(d, attr);
    put(d, "=\"");
    put_id(d->o, d->form, d->field->name);
    put(d, suffix);
    put(d, "\"");
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

/* The attributes that every control has: name, what describes it, whether it is refused. */
static void put_common(const struct drawn *d)
{
    put_attr(d, "name", d->field->name);
    if (d->field->hint || d->problem) {
        put(d, " aria-describedby=\"");
        if (d->field->hint) {
            put_id(d->o, d->form, d->field->name);
            put(d, d->problem ? "-hint " : "-hint");
        }
        if (d->problem) {
            put_id(d->o, d->form, d->field->name);
            put(d, "-error");
        }
        put(d, "\"");
    }
    if (d->problem)
        put(d, " aria-invalid=\"true\"");
    if (d->field->flags & SENSITIVE)
        put(d, " data-sensitive");
}

static void put_required(const struct drawn *d)
{
    if (d->field->flags & REQUIRED)
        put(d, " required");
}

/* The attribute counts UTF-16 units and before cleaning; the server counts characters after it. */
static void put_maxlength(const struct drawn *d)
{
    if (d->field->max <= 0 || d->field->type > FIELD_CODE)
        return;
    put(d, " maxlength=\"");
    buf_int(d->o->b, d->field->max * 2 + 16);
    put(d, "\"");
}

static bool form_asks_for_anything(const struct form *form)
{
    for (size_t i = 0; i < form->n; i++)
        if (form->fields[i].flags & REQUIRED)
            return true;
    return false;
}

static void put_label_words(const struct drawn *d)
{
    html_text(d->o, HTML_TEXT, d->field->label ? d->field->label : d->field->name);
    bool optional = !(d->field->flags & REQUIRED) && d->field->type != FIELD_BOOL;
    if (optional && form_asks_for_anything(d->form))
        put(d, " <span class=\"quiet\">（可不填）</span>");
}

static void put_label(const struct drawn *d)
{
    put(d, "<label class=\"form-label\"");
    put_id_attr(d, "for", "");
    put(d, ">");
    put_label_words(d);
    put(d, "</label>");
}

static void put_sentences(const struct drawn *d)
{
    if (d->field->hint) {
        put(d, "<p class=\"form-hint\"");
        put_id_attr(d, "id", "-hint");
        put(d, ">");
        html_text(d->o, HTML_TEXT, d->field->hint);
        put(d, "</p>");
    }
    if (d->problem) {
        put(d, "<p class=\"field-error\"");
        put_id_attr(d, "id", "-error");
        put(d, ">");
        html_icon(d->o, "alert-circle");
        html_text(d->o, HTML_TEXT, d->problem);
        put(d, "</p>");
    }
}

/* --- controls ------------------------------------------------------------------------------------------------------- */

static void put_autocomplete(const struct drawn *d)
{
    const char *name = d->field->name;
    if (d->field->type == FIELD_SECRET)
        put_attr(d, "autocomplete", strcmp(name, "password") == 0 ? "current-password" : "new-password");
    else if (strcmp(name, "login") == 0)
        put(d, " autocomplete=\"username\" autocapitalize=\"none\"");
    else if (d->field->flags & SENSITIVE || d->field->type == FIELD_CODE)
        put_attr(d, "autocomplete", "off");
}

/* What was typed and is no day stays to be seen: a date control would show nothing. */
static void put_date_type(const struct drawn *d)
{
    int32_t date = form_date(d->value);
    struct html *o = d->o;
    if (*d->value && date == 0) {
        put_attr(d, "value", d->value);
        return;
    }
    put(d, " type=\"date\" value=\"");
    html_f_date(o, HTML_ATTR, date);
    put(d, "\"");
    if (d->field->flags & NOT_FUTURE && o->c) {
        put(d, " max=\"");
        html_f_date(o, HTML_ATTR, o->c->today);
        put(d, "\"");
    }
}

static void draw_line(const struct drawn *d)
{
    enum field_type type = d->field->type;
    bool phone = ends_with(d->field->name, "mobile") || ends_with(d->field->name, "phone");
    put(d, type == FIELD_DATE || type == FIELD_INT ? "<input class=\"form-control short\""
                                                   : "<input class=\"form-control\"");
    put_id_attr(d, "id", "");
    put_common(d);
    put_required(d);
    put_maxlength(d);
    put_autocomplete(d);
    if (type == FIELD_SECRET)
        put(d, " type=\"password\"");
    else if (type == FIELD_FILE)
        put(d, " type=\"file\"");
    else if (type == FIELD_DATE)
        put_date_type(d);
    else if (phone)
        put(d, " type=\"tel\"");
    else if (type == FIELD_INT)
        put(d, " inputmode=\"numeric\"");
    if (type != FIELD_SECRET && type != FIELD_FILE && type != FIELD_DATE && *d->value)
        put_attr(d, "value", d->value);
    put(d, ">");
}

static void draw_lines(const struct drawn *d)
{
    put(d, "<textarea class=\"form-control\" rows=\"4\"");
    put_id_attr(d, "id", "");
    put_common(d);
    put_required(d);
    put_maxlength(d);
    put(d, *d->value == '\n' ? ">\n" : ">");
    html_text(d->o, HTML_TEXT, d->value);
    put(d, "</textarea>");
}

static void draw_select(const struct drawn *d)
{
    const struct vocab *v = d->field->vocab;
    put(d, "<select class=\"form-select\"");
    put_id_attr(d, "id", "");
    put_common(d);
    put_required(d);
    put(d,
        form_asks_for_anything(d->form) ? "><option value=\"\">请选择</option>" : "><option value=\"\">不限</option>");
    for (int i = 0; i < v->n; i++) {
        put(d, "<option");
        put_attr(d, "value", v->items[i].id);
        put(d, strcmp(d->value, v->items[i].id) == 0 ? " selected>" : ">");
        html_text(d->o, HTML_TEXT, v->items[i].label);
        put(d, "</option>");
    }
    put(d, "</select>");
}

/* The first one has the field's own id, which the summary of refusals links to. */
static void draw_radio(const struct drawn *d, int nth, const char *value, const char *label)
{
    char suffix[3] = { '-', (char)('0' + nth), '\0' };
    put(d, "<div class=\"form-check\"><input class=\"form-check-input\" type=\"radio\"");
    put_id_attr(d, "id", nth ? suffix : "");
    put_common(d);
    put_required(d);
    put_attr(d, "value", value);
    put(d, strcmp(d->value, value) == 0 ? " checked>" : ">");
    put(d, "<label class=\"form-check-label\"");
    put_id_attr(d, "for", nth ? suffix : "");
    put(d, ">");
    html_text(d->o, HTML_TEXT, label);
    put(d, "</label></div>");
}

static void draw_radios(const struct drawn *d)
{
    const struct vocab *v = d->field->vocab;
    int nth = 0;
    put(d, "<fieldset class=\"field\"><legend>");
    put_label_words(d);
    put(d, "</legend>");
    put_sentences(d);
    for (int i = 0; i < v->n; i++)
        draw_radio(d, nth++, v->items[i].id, v->items[i].label);
    if (!(d->field->flags & REQUIRED))
        draw_radio(d, nth, "", form_asks_for_anything(d->form) ? "不填" : "不限");
    put(d, "</fieldset>");
}

static void draw_check(const struct drawn *d)
{
    bool on = *d->value && strcmp(d->value, "0") != 0 && strcmp(d->value, "false") != 0 && strcmp(d->value, "off") != 0;
    put(d, "<div class=\"field\">");
    put_sentences(d);
    put(d, "<div class=\"form-check\"><input class=\"form-check-input\" type=\"checkbox\" "
           "value=\"1\"");
    put_id_attr(d, "id", "");
    put_common(d);
    put_required(d);
    put(d, on ? " checked>" : ">");
    put(d, "<label class=\"form-check-label\"");
    put_id_attr(d, "for", "");
    put(d, ">");
    put_label_words(d);
    put(d, "</label></div></div>");
}

static void draw_hidden(const struct drawn *d)
{
    put(d, "<input type=\"hidden\"");
    put_attr(d, "name", d->field->name);
    put_attr(d, "value", d->value);
    put(d, ">");
}

static void draw_labelled(const struct drawn *d)
{
    put(d, "<div class=\"field\">");
    put_label(d);
    put_sentences(d);
    if (d->field->type == FIELD_LINES)
        draw_lines(d);
    else if (d->field->type == FIELD_VOCAB)
        draw_select(d);
    else
        draw_line(d);
    put(d, "</div>");
}

/* --- fields and summary --------------------------------------------------------------------------------------------- */

static const char *problem_of(const struct ctx *c, const struct form *form, const char *field)
{
    const struct answer *a = c ? c->answer : NULL;
    if (!a || a->form != form)
        return NULL;
    for (size_t i = 0; i < a->nproblems; i++)
        if (a->problems[i].field && strcmp(a->problems[i].field, field) == 0)
            return a->problems[i].message;
    return NULL;
}

void html_input(struct html *o, const struct form *form, const char *name)
{
    const struct field *field = form_field(form, name);
    if (!field)
        return; /* the test that draws every form names it */
    const char *kept = answer_kept(o->c, form, (size_t)(field - form->fields));
    struct drawn d = { o, form, field, kept ? kept : "", problem_of(o->c, form, name) };
    if (field->type == FIELD_ID)
        draw_hidden(&d);
    else if (field->type == FIELD_BOOL)
        draw_check(&d);
    else if (field->type == FIELD_VOCAB && field->vocab->n <= RADIO_ITEMS)
        draw_radios(&d);
    else
        draw_labelled(&d);
}

void html_f_fields(struct html *o, enum html_pos pos, const struct form *form)
{
    (void)pos;
    for (size_t i = 0; i < form->n; i++)
        html_input(o, form, form->fields[i].name);
}

static void draw_problem(struct html *o, const struct answer *a, const struct problem *p)
{
    bool linked = p->field && a->form && form_field(a->form, p->field);
    buf_puts(o->b, "<li>");
    if (linked) {
        buf_puts(o->b, "<a href=\"#");
        put_id(o, a->form, p->field);
        buf_puts(o->b, "\">");
    }
    html_text(o, HTML_TEXT, p->message);
    buf_puts(o->b, linked ? "</a></li>" : "</li>");
}

void html_problems(struct html *o)
{
    const struct answer *a = o->c ? o->c->answer : NULL;
    if (!a || a->nproblems == 0)
        return;
    buf_puts(o->b, "<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\" aria-labelledby=\"wrong\">"
                   "<h2 id=\"wrong\">有 ");
    buf_int(o->b, (int64_t)a->nproblems);
    buf_puts(o->b, " 处请再看一下</h2><ul>");
    for (size_t i = 0; i < a->nproblems; i++)
        draw_problem(o, a, &a->problems[i]);
    buf_puts(o->b, "</ul></div>");
}
