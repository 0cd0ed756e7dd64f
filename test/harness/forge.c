/* test/harness/forge.c: see forge.h. */
#include "harness/forge.h"

#include <string.h>

#include "app/app.h"

void routes_each(struct run *r, route_fn fn, void *arg)
{
    for (const struct feature *const *f = features; *f; f++)
        for (const struct route *route = (*f)->routes; route && route->path; route++) {
            fn(r, route, arg);
            arena_reset(r->answers);
        }
}

const char *route_path(struct arena *a, const struct route *route, const char *id)
{
    const char *out = "";
    for (const char *p = route->path; *p;) {
        const size_t n = strcspn(p + 1, "/") + 1;
        if (p[1] == ':') {
            out = arena_printf(a, "%s/%s", out, id);
            id = "1";
        } else {
            out = arena_printf(a, "%s%.*s", out, (int)n, p);
        }
        p += n;
    }
    return out;
}

const char *route_id(struct run *r, const struct route *route, const char *org, const char *member)
{
    const char *id = NULL;
    if (!strncmp(route->path, "/orgs/:", 7))
        id = names_find(&r->names, "org", org);
    else if (!strncmp(route->path, "/members/:", 10))
        id = names_find(&r->names, "member", member);
    return id ? id : "1";
}

static const char *harmless(struct arena *a, const struct field *f)
{
    switch (f->type) {
    case FIELD_NAME: return f->max >= 12 ? "甲乙丙丁" : "甲乙";
    case FIELD_ID:
    case FIELD_IDS:
    case FIELD_INT: return arena_printf(a, "%lld", (long long)(f->min > 1 ? f->min : 1));
    case FIELD_DATE: return "2026-01-05";
    case FIELD_BOOL: return "1";
    case FIELD_VOCAB: return f->vocab->items[0].id;
    case FIELD_CODE: return "19900000099";
    case FIELD_SECRET: return "Qinglan-2026-x";
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_FILE: break;
    }
    return "党委会议纪要第三号";
}

const char *forge_body(struct run *r, const struct form *form, size_t at, const char *nasty)
{
    const char *out = "";
    for (size_t i = 0; form && i < form->n; i++) {
        const struct field *f = &form->fields[i];
        const char *value = i == at && nasty ? nasty : harmless(r->answers, f);
        if (f->type == FIELD_FILE || (!(f->flags & REQUIRED) && i != at))
            continue;
        out = arena_printf(r->answers, "%s%s=%s&", out, f->name, url_encode(r->answers, value));
    }
    return out;
}

#define BOUNDARY "----zhibu-hostile"

static const char *part(struct arena *a, const char *before, const char *pair, size_t n)
{
    const size_t name = strcspn(pair, "=");
    return arena_printf(a, "%s--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n", before,
                        (int)name, pair, (int)(n > name ? n - name - 1 : 0), pair + name + 1);
}

struct ask ask_upload(struct arena *a, const char *path, const char *pairs, const struct upload *file)
{
    static const char end[] = "\r\n--" BOUNDARY "--\r\n";
    const char *head = "";
    while (*pairs) {
        const size_t n = strcspn(pairs, "&");
        head = part(a, head, pairs, n);
        pairs += n + (pairs[n] == '&');
    }
    head = arena_printf(a,
                        "%s--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                        "Content-Type: application/octet-stream\r\n\r\n",
                        head, file->field, file->name);
    const size_t before = strlen(head);
    char *body = arena_alloc(a, before + file->len + sizeof end);
    if (!body)
        return (struct ask){ .method = "POST", .path = path };
    memcpy(body, head, before);
    if (file->len)
        memcpy(body + before, file->bytes, file->len);
    memcpy(body + before + file->len, end, sizeof end);
    return (struct ask){ .method = "POST",
                         .path = path,
                         .type = "multipart/form-data; boundary=" BOUNDARY,
                         .body = body,
                         .body_len = before + file->len + sizeof end - 1 };
}

const char *answer_comparable(struct arena *a, const struct reply *got, const char *asked)
{
    static const char *const changing[] = {
        "\r\nDate: ",     "\r\nSet-Cookie: ",      "name=\"once_token\" value=\"", "name=\"form_token\" value=\"",
        "\"request\":\"", "请告诉管理员这个编号："
    };
    const char *whole = arena_printf(a, "%d %s%s", got->status, got->head, got->body);
    char *text = arena_copy(a, whole, strlen(whole));
    for (size_t i = 0; i < COUNT(changing); i++)
        for (char *p = text; (p = strstr(p, changing[i]));)
            for (p += strlen(changing[i]); *p && !strchr("\r\"<", *p); p++)
                *p = '-';
    for (char *p = text; *asked && (p = strstr(p, asked));)
        memset(p, '-', strlen(asked));
    return text;
}

struct ask forge_upload(struct run *r, const char *path, const struct form *form, const char *token, struct upload file)
{
    const char *pairs = arena_printf(r->answers, "form_token=%s", token);
    for (size_t i = 0; i < form->n; i++)
        if (form->fields[i].type == FIELD_FILE)
            file.field = form->fields[i].name;
        else if (form->fields[i].flags & REQUIRED)
            pairs = arena_printf(r->answers, "%s&%s=%s", pairs, form->fields[i].name,
                                 harmless(r->answers, &form->fields[i]));
    return ask_upload(r->answers, path, pairs, &file);
}
