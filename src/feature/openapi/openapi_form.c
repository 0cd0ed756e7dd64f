/* feature/openapi/openapi_form.c: declared forms as parameters and bodies. */
#include <string.h>

#include "feature/openapi/openapi_i.h"
#include "web/answer_json.h"

void openapi_put(struct buf *b, const char *json)
{
    for (; *json; json++)
        buf_putc(b, *json == '\'' ? '"' : *json);
}

/* What ends in neither brace nor bracket has something before it. */
void openapi_next(struct buf *b)
{
    if (b->len && !strchr("{[", b->at[b->len - 1]))
        buf_putc(b, ',');
}

void openapi_key(struct buf *b, const char *name)
{
    openapi_next(b);
    json_text(b, name);
    buf_putc(b, ':');
}

void openapi_pair(struct buf *b, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    openapi_key(b, name);
    json_text(b, text);
}

static void bounds_put(struct buf *b, const struct field *f, const char *least, const char *most)
{
    if (f->min || f->max) {
        openapi_key(b, least);
        buf_int(b, f->min);
        openapi_key(b, most);
        buf_int(b, f->max);
    }
}

/* A text that may be left out may also be empty, whatever its least length. */
static void text_put(struct buf *b, const struct field *f)
{
    if (f->flags & REQUIRED)
        openapi_put(b, ",'minLength':");
    if (f->flags & REQUIRED)
        buf_int(b, f->min > 0 ? f->min : 1);
    if (f->max > 0)
        openapi_put(b, ",'maxLength':");
    if (f->max > 0)
        buf_int(b, f->max);
}

static void value_put(struct buf *b, const struct field *f, bool null)
{
    static const char *const types[] = { [FIELD_INT] = "integer", [FIELD_BOOL] = "boolean", [FIELD_FILE] = NULL };
    const char *type = types[f->type] ? types[f->type] : "string";
    buf_printf(b, null ? "\"type\":[\"%s\",\"null\"]" : "\"type\":\"%s\"", type);
    switch (f->type) {
    case FIELD_SECRET:
        openapi_put(b, ",'format':'password','writeOnly':true");
        text_put(b, f);
        break;
    case FIELD_TEXT:
    case FIELD_NAME:
    case FIELD_LINES:
    case FIELD_CODE: text_put(b, f); break;
    case FIELD_ID: openapi_put(b, ",'pattern':'^[1-9][0-9]*$'"); break;
    case FIELD_INT: bounds_put(b, f, "minimum", "maximum"); break;
    case FIELD_DATE: openapi_put(b, ",'format':'date'"); break;
    case FIELD_VOCAB: json_vocab(b, f->vocab, null); break;
    case FIELD_FILE: openapi_put(b, ",'contentMediaType':'application/octet-stream'"); break;
    case FIELD_BOOL: break;
    }
}

static void schema_put(struct buf *b, const struct field *f, bool null)
{
    buf_putc(b, '{');
    value_put(b, f, null);
    openapi_pair(b, "title", f->label);
    if (f->type != FIELD_VOCAB)
        openapi_pair(b, "description", f->hint);
    if (f->example) {
        openapi_put(b, ",'examples':[");
        if (f->type == FIELD_INT || f->type == FIELD_BOOL)
            buf_puts(b, f->example);
        else
            json_text(b, f->example);
        buf_putc(b, ']');
    }
    buf_putc(b, '}');
}

void openapi_query(struct buf *b, const struct form *form)
{
    for (const struct field *f = form->fields; f < form->fields + form->n; f++) {
        openapi_next(b);
        buf_putc(b, '{');
        openapi_pair(b, "name", f->name);
        openapi_put(b, ",'in':'query'");
        openapi_pair(b, "description", f->label);
        if (f->flags & REQUIRED)
            openapi_put(b, ",'required':true");
        openapi_key(b, "schema");
        schema_put(b, f, false);
        buf_putc(b, '}');
    }
}

static bool has_file(const struct form *form)
{
    for (size_t i = 0; i < form->n; i++)
        if (form->fields[i].type == FIELD_FILE)
            return true;
    return false;
}

static void required_put(struct buf *b, const struct form *form)
{
    openapi_put(b, ",'required':[");
    for (const struct field *f = form->fields; f < form->fields + form->n; f++) {
        if (!(f->flags & REQUIRED))
            continue;
        openapi_next(b);
        json_text(b, f->name);
    }
    buf_putc(b, ']');
}

void openapi_body(struct buf *b, const struct form *form)
{
    const bool json = !has_file(form);
    openapi_key(b, json ? "application/json" : "multipart/form-data");
    openapi_put(b, "{'schema':{'type':'object','additionalProperties':false,'properties':{");
    for (const struct field *f = form->fields; f < form->fields + form->n; f++) {
        openapi_key(b, f->name);
        schema_put(b, f, json && !(f->flags & REQUIRED));
    }
    buf_putc(b, '}');
    required_put(b, form);
    buf_puts(b, "}}");
}
