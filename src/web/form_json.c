/*
 * web/form_json.c: a JSON body decoded by the same declaration as the page's form.
 *
 * jansson refuses duplicate names, bad UTF-8, NULs, overflow and whatever follows the object.  Every name must be
 * declared: a program that misspells one is told, instead of losing the value.
 */
#include <jansson.h>
#include <string.h>

#include "web/answer_i.h"
#include "web/form_i.h"

static enum rc unknown_name(struct ctx *c, const char *name)
{
    const char *kept = arena_strdup(c->arena, name);
    return refuse(c, kept, "unknown_field", arena_printf(c->arena, "没有名为“%.60s”的项目。", kept));
}

/* The members of an array of strings with blanks between. */
static enum rc given_of_array(struct ctx *c, const struct field *field, const json_t *v, struct form_given *out)
{
    size_t i;
    const json_t *one;
    json_array_foreach(v, i, one)
    {
        if (!json_is_string(one))
            return form_refuse(c, field, "not_text", "%s请填写文字。");
        out->text = arena_printf(c->arena, "%s %s", out->text, json_string_value(one));
    }
    out->len = strlen(out->text);
    return RC_OK;
}

/* Ids are strings: a number may have lost digits before it got here (CONTRACT 4). */
static enum rc given_of(struct ctx *c, const struct field *field, const json_t *v, struct form_given *out)
{
    out->sent = true;
    if (field->type == FIELD_FILE)
        return form_refuse(c, field, "not_text", "%s请在网页上传。");
    if (field->type == FIELD_IDS && json_is_array(v))
        return given_of_array(c, field, v, out);
    if (json_is_string(v))
        out->text = arena_strndup(c->arena, json_string_value(v), json_string_length(v));
    else if (json_is_boolean(v) && field->type == FIELD_BOOL)
        out->text = json_is_true(v) ? "1" : "0";
    else if (json_is_integer(v) && field->type == FIELD_INT)
        out->text = arena_printf(c->arena, "%lld", (long long)json_integer_value(v));
    else if (json_is_null(v))
        out->text = "";
    else
        return form_refuse(c, field, "not_text", field->type == FIELD_INT ? "%s请填写整数。" : "%s请填写文字。");
    out->len = strlen(out->text);
    return RC_OK;
}

static enum rc take_field(struct ctx *c, const struct form *f, size_t i, const json_t *root, void *values)
{
    struct form_given given = { .text = "" };
    const json_t *v = json_object_get(root, f->fields[i].name);
    enum rc rc = v ? given_of(c, &f->fields[i], v, &given) : RC_OK;
    return rc ? rc : form_take(c, f, i, &given, values);
}

static enum rc check_names(struct ctx *c, const struct form *f, json_t *root)
{
    enum rc worst = RC_OK;
    const char *name;
    json_t *v;
    json_object_foreach(root, name, v) if (!form_field(f, name)) worst = unknown_name(c, name);
    return worst;
}

enum rc form_decode_json(struct ctx *c, const struct form *f, const char *body, size_t len, void *values)
{
    json_t *root = json_loadb(body, len, JSON_REJECT_DUPLICATES, NULL);
    if (!root || !json_is_object(root)) {
        json_decref(root);
        return refuse_as(c, RC_BADREQ, "bad_json", "没有看懂这次请求：内容应当是一个 JSON 对象，且每项只出现一次。");
    }
    enum rc worst = form_begin(c, f) ? check_names(c, f, root) : RC_TOOBIG;
    for (size_t i = 0; worst != RC_TOOBIG && i < f->n; i++) {
        enum rc rc = take_field(c, f, i, root, values);
        worst = rc ? rc : worst;
    }
    json_decref(root);
    enum rc full = arena_check(c->arena);
    return full ? full : worst;
}
