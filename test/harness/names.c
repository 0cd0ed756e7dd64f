/* test/harness/names.c: learns ids from the lists as any program would (CONTRACT 4). */
#include "harness/names.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

void names_keep(struct names *names, const char *kind, const char *name, const char *id, size_t id_len)
{
    size_t i = 0;
    while (i < names->n && (strcmp(names->rows[i].kind, kind) != 0 || strcmp(names->rows[i].name, name) != 0))
        i++;
    if (i == NAMES_MAX)
        return;
    names->rows[i].kind = arena_strdup(names->arena, kind);
    names->rows[i].name = arena_strdup(names->arena, name);
    names->rows[i].id = arena_strndup(names->arena, id, id_len);
    if (i == names->n)
        names->n++;
}

/* One page of a list; the address of the next, NULL at the end. */
static const char *learn_page(struct names *names, struct client *c, const char *path, const char *kind,
                              const char *key)
{
    const struct reply r = client_get(c, path);
    json_t *root = json_loads(r.body, 0, NULL);
    const char *next = json_string_value(json_object_get(root, "next"));
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(root, "rows"), i, row)
    {
        const char *id = json_string_value(json_object_get(row, "id"));
        const char *name = json_string_value(json_object_get(row, key));
        if (id && name)
            names_keep(names, kind, name, id, strlen(id));
    }
    if (!root)
        fprintf(stderr, "%s answered %d and no JSON: %.200s\n", path, r.status, r.body);
    next = next ? arena_strdup(names->arena, next) : NULL;
    json_decref(root);
    return next;
}

void names_learn(struct names *names, struct client *c)
{
    for (const char *path = "/orgs.json"; path;)
        path = learn_page(names, c, path, "org", "code");
    for (const char *path = "/members.json"; path;)
        path = learn_page(names, c, path, "member", "name");
}

const char *names_find(const struct names *names, const char *kind, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (!strcmp(names->rows[i].kind, kind) && !strcmp(names->rows[i].name, name))
            return names->rows[i].id;
    return NULL;
}

const char *names_fill(const struct names *names, struct arena *a, const char *text)
{
    char kind[32], name[128];
    int used;
    const char *out = text ? "" : NULL;
    while (text && *text) {
        const size_t plain = strcspn(text, "{");
        out = arena_printf(a, "%s%.*s", out, (int)plain, text);
        text += plain;
        used = 0;
        const char *id = NULL;
        if (sscanf(text, "{%31[a-z]:%127[^}]}%n", kind, name, &used) == 2 && used)
            id = names_find(names, kind, name);
        if (id)
            out = arena_printf(a, "%s%s", out, id);
        else if (*text)
            out = arena_printf(a, "%s{", out);
        text += id ? used : *text ? 1 : 0;
    }
    return out;
}
