/* feature/upkeep/manifest.c: what a backup says of itself. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "feature/upkeep/backup_i.h"
#include "web/answer_json.h"

static const char format[] = "zhibu-backup 1";

enum rc progress_tell(const struct progress *p, const char *what, int64_t done, int64_t of)
{
    return p->tell ? p->tell(p->arg, what, done, of) : RC_OK;
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static void schema_put(struct buf *b, const struct manifest *m)
{
    for (size_t i = 0; i < m->nschema; i++)
        buf_printf(b, "%s\n    { \"owner\": \"%s\", \"number\": %lld, \"checksum\": \"%s\" }", i ? "," : "",
                   m->schema[i].owner, (long long)m->schema[i].number, m->schema[i].checksum);
}

static void parts_put(struct buf *b, const struct manifest *m)
{
    for (size_t i = 0; i < m->nparts; i++) {
        const struct manifest_part *p = &m->parts[i];
        buf_printf(b, "%s\n    { \"name\": ", i ? "," : "");
        json_text(b, p->name);
        buf_printf(b, ", \"bytes\": %lld", (long long)p->bytes);
        if (p->rows >= 0)
            buf_printf(b, ", \"rows\": %lld", (long long)p->rows);
        buf_printf(b, ", \"sm3\": \"%s\" }", p->sum);
    }
}

enum rc manifest_text(struct arena *a, const struct manifest *m, const char **out, size_t *len)
{
    char at[25];
    struct buf b = BUF_INIT(BACKUP_MANIFEST_BYTES);
    buf_printf(&b, "{\n  \"format\": \"%s\",\n  \"made_at\": \"%s\",\n  \"made_at_ms\": %lld,\n  \"engine\": \"%s\",\n",
               format, instant_text(m->made_at, at), (long long)m->made_at, m->engine);
    buf_puts(&b, "  \"schema\": [");
    schema_put(&b, m);
    buf_puts(&b, "\n  ],\n  \"parts\": [");
    parts_put(&b, m);
    buf_puts(&b, "\n  ]\n}\n");
    enum rc rc = buf_check(&b);
    if (!rc) {
        *out = arena_strndup(a, b.at, b.len);
        *len = b.len;
        rc = arena_check(a);
    }
    buf_free(&b);
    return rc;
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static const char *text_of(struct arena *a, const json_t *of, const char *name)
{
    const char *s = json_string_value(json_object_get(of, name));
    return s ? arena_strdup(a, s) : NULL;
}

static bool schema_take(struct arena *a, const json_t *list, struct manifest *m)
{
    m->nschema = json_array_size(list);
    m->schema = arena_array(a, m->nschema + 1, sizeof *m->schema);
    for (size_t i = 0; m->schema && i < m->nschema; i++) {
        const json_t *o = json_array_get(list, i);
        struct schema_applied *s = &m->schema[i];
        s->owner = text_of(a, o, "owner");
        s->number = json_integer_value(json_object_get(o, "number"));
        s->checksum = text_of(a, o, "checksum");
        if (!s->owner || !s->checksum || s->number < 1)
            return false;
    }
    return m->schema && m->nschema;
}

static bool parts_take(struct arena *a, const json_t *list, struct manifest *m)
{
    m->nparts = json_array_size(list);
    m->parts = arena_array(a, m->nparts + 1, sizeof *m->parts);
    for (size_t i = 0; m->parts && i < m->nparts; i++) {
        const json_t *o = json_array_get(list, i);
        const json_t *rows = json_object_get(o, "rows");
        struct manifest_part *p = &m->parts[i];
        *p = (struct manifest_part){ .name = text_of(a, o, "name"),
                                     .sum = text_of(a, o, "sm3"),
                                     .bytes = json_integer_value(json_object_get(o, "bytes")),
                                     .rows = rows ? json_integer_value(rows) : -1 };
        if (!p->name || !p->sum || strlen(p->sum) != BUNDLE_SUM_TEXT - 1 || p->bytes < 0 || p->rows < -1)
            return false;
    }
    return m->parts && m->nparts;
}

enum rc manifest_parse(struct arena *a, const char *text, size_t len, struct manifest *out)
{
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
    const char *says = root ? json_string_value(json_object_get(root, "format")) : NULL;
    *out = (struct manifest){ 0 };
    bool ok = says && !strcmp(says, format);
    if (ok) {
        out->made_at = json_integer_value(json_object_get(root, "made_at_ms"));
        out->engine = text_of(a, root, "engine");
        ok = out->engine && schema_take(a, json_object_get(root, "schema"), out) &&
             parts_take(a, json_object_get(root, "parts"), out);
    }
    json_decref(root);
    return ok ? arena_check(a) : RC_INVALID;
}

const struct manifest_part *manifest_find(const struct manifest *m, const char *name)
{
    for (size_t i = 0; i < m->nparts; i++)
        if (!strcmp(m->parts[i].name, name))
            return &m->parts[i];
    return NULL;
}

const char *manifest_table(struct arena *a, const char *part)
{
    size_t before = strlen(BACKUP_TABLES), n = strlen(part);
    if (strncmp(part, BACKUP_TABLES, before) != 0 || n < before + 5 || strcmp(part + n - 4, ".txt") != 0)
        return NULL;
    return arena_strndup(a, part + before, n - before - 4);
}

int64_t manifest_rows(const struct manifest *m)
{
    int64_t rows = 0;
    for (size_t i = 0; i < m->nparts; i++)
        rows += m->parts[i].rows > 0 ? m->parts[i].rows : 0;
    return rows;
}

enum rc manifest_mac(struct vault *v, struct arena *a, const char *text, size_t len, const char **out)
{
    uint8_t mac[32];
    char hex[BUNDLE_SUM_TEXT];
    enum rc rc = vault_sign(v, "backup", text, len, mac);
    for (size_t i = 0; !rc && i < sizeof mac; i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    *out = rc ? "" : arena_strdup(a, hex);
    return rc ? rc : arena_check(a);
}
