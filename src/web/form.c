/* web/form.c: form bodies and queries, decoded by declaration.  What is not declared is not handed over. */
#include "web/form.h"

#include <string.h>

#include "web/answer_i.h"
#include "web/form_i.h"
#include "web/url.h"

const struct field *form_field(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->fields[i].name, name) == 0)
            return &f->fields[i];
    return NULL;
}

const char **form_begin(struct ctx *c, const struct form *f)
{
    const char **typed = arena_array(c->arena, f->n ? f->n : 1, sizeof *typed);
    c->answer->form = f;
    c->answer->typed = typed;
    return typed;
}

/* The last of a name counts, as with every other form library. */
static struct form_given find(const struct http_field *fields, size_t n, const char *name)
{
    while (n-- > 0)
        if (strcmp(fields[n].name, name) == 0)
            return (struct form_given){ true, fields[n].value, fields[n].len, fields[n].filename };
    return (struct form_given){ .text = "" };
}

/* Of FIELD_IDS every one counts: they become one text with blanks between. */
static struct form_given find_all(struct arena *a, const struct http_field *fields, size_t n, const char *name)
{
    struct form_given out = { .text = "" };
    size_t room = 1;
    for (size_t i = 0; i < n; i++)
        room += strcmp(fields[i].name, name) == 0 ? fields[i].len + 1 : 0;
    char *text = arena_alloc(a, room);
    for (size_t i = 0; text && i < n; i++)
        if (strcmp(fields[i].name, name) == 0) {
            memcpy(text + out.len, fields[i].value, fields[i].len);
            out.len += fields[i].len;
            text[out.len++] = ' ';
            out.sent = true;
        }
    if (text) {
        text[out.len] = '\0';
        out.text = text;
    }
    return out;
}

enum rc form_decode_fields(struct ctx *c, const struct form *f, const struct http_field *fields, size_t n, void *values)
{
    enum rc worst = RC_OK;
    if (!form_begin(c, f))
        return RC_TOOBIG;
    for (size_t i = 0; i < f->n; i++) {
        struct form_given given = f->fields[i].type == FIELD_IDS ? find_all(c->arena, fields, n, f->fields[i].name)
                                                                 : find(fields, n, f->fields[i].name);
        enum rc rc = form_take(c, f, i, &given, values);
        worst = rc ? rc : worst;
    }
    enum rc full = arena_check(c->arena);
    return full ? full : worst;
}

enum rc form_decode_query(struct ctx *c, const struct form *f, const char *query, void *values)
{
    struct url_param params[URL_PARAMS];
    struct http_field fields[URL_PARAMS];
    size_t n = url_query(c->arena, query, params);
    for (size_t i = 0; i < n; i++)
        fields[i] = (struct http_field){ .name = params[i].name, .value = params[i].value, .len = params[i].len };
    return form_decode_fields(c, f, fields, n, values);
}
