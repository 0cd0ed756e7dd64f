/* test/attack/routes.c: every address and every field, as JSON, for the attacks that start from all of them (script/attack). */
#include <jansson.h>
#include <stdio.h>

#include "app/app.h"

static const char *type_name(enum field_type type)
{
    switch (type) {
    case FIELD_ID:
    case FIELD_INT: return "number";
    case FIELD_DATE: return "date";
    case FIELD_BOOL: return "flag";
    case FIELD_VOCAB: return "word";
    case FIELD_CODE: return "code";
    case FIELD_SECRET: return "secret";
    case FIELD_FILE: return "file";
    case FIELD_NAME: return "name";
    case FIELD_TEXT:
    case FIELD_LINES: break;
    }
    return "text";
}

static json_t *field_json(const struct field *f)
{
    return json_pack("{s:s, s:s, s:b, s:I, s:s?}", "name", f->name, "type", type_name(f->type), "required",
                     (f->flags & REQUIRED) != 0, "min", (json_int_t)f->min, "word",
                     f->type == FIELD_VOCAB ? f->vocab->items[0].id : NULL);
}

static json_t *route_json(const struct route *r)
{
    json_t *fields = json_array();
    for (size_t i = 0; r->form && i < r->form->n; i++)
        json_array_append_new(fields, field_json(&r->form->fields[i]));
    return json_pack("{s:s, s:s, s:b, s:i, s:o}", "method", r->method == GET ? "GET" : "POST", "path", r->path, "dated",
                     r->dated, "as", (int)(r->as ? r->as : AS_BOTH), "fields", fields);
}

int main(void)
{
    json_t *all = json_array();
    for (const struct feature *const *f = features; *f; f++)
        for (const struct route *r = (*f)->routes; r && r->path; r++)
            json_array_append_new(all, route_json(r));
    const int failed = json_dumpf(all, stdout, JSON_INDENT(1));
    json_decref(all);
    return failed ? 1 : 0;
}
