/*
 * feature/upkeep/backup.c: a backup is written.
 *
 * All tables come out of one reading transaction, so they are of one moment.  The seals, which only grow, are measured
 * before it: a seal log that knew more than the database would look as if the database had lost something.  Everything
 * else is listed within it: a row is written after the file it speaks of.  The keys come first, at the beginning of
 * the transaction, so that they are those of its values.
 */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "feature/upkeep/backup_i.h"

static const char *const grows = "seals";

struct backup {
    struct arena *arena;
    const struct backup_order *order;
    struct db *db;
    struct db_table *tables;
    size_t ntables;
    struct bundle_part *parts;
    size_t nparts, nlisted; /* all of them, and those that the manifest lists */
    struct manifest manifest;
    const char *text; /* of the manifest */
    size_t text_len;
    char *chunk;
};

/* --- parts -------------------------------------------------------------------------------------------------------- */

struct table_source {
    struct backup *of;
    const struct db_table *table;
    struct db_copy *copy;
    int64_t rows;
};

static enum rc table_open(void *arg)
{
    struct table_source *s = arg;
    struct backup *b = s->of;
    s->copy = NULL;
    enum rc rc = progress_tell(&b->order->progress, "正在写数据", s->table - b->tables, (int64_t)b->ntables);
    return rc ? rc : db_copy_begin(b->db, s->table, &s->copy);
}

static enum rc table_more(void *arg, const char **at, size_t *len)
{
    struct table_source *s = arg;
    enum rc rc = progress_tell(&s->of->order->progress, NULL, 0, 0);
    if (!rc)
        rc = db_copy_next(s->copy, at, len);
    s->rows = db_copy_rows(s->copy);
    return rc;
}

static void table_close(void *arg)
{
    struct table_source *s = arg;
    db_copy_end(s->copy);
    s->copy = NULL;
}

struct text_source {
    struct backup *of;
    const char *at;
    size_t len;
};

static enum rc text_more(void *arg, const char **at, size_t *len)
{
    struct text_source *s = arg;
    *at = s->at;
    *len = s->len;
    s->len = 0;
    return RC_OK;
}

/* By now every part before it has its sum. */
static enum rc manifest_open(void *arg)
{
    struct text_source *s = arg;
    struct backup *b = s->of;
    struct manifest *m = &b->manifest;
    m->nparts = b->nlisted;
    m->parts = arena_array(b->arena, m->nparts + 1, sizeof *m->parts);
    for (size_t i = 0; m->parts && i < m->nparts; i++) {
        const struct bundle_part *p = &b->parts[i];
        const struct table_source *t = p->open == table_open ? p->arg : NULL;
        m->parts[i] = (struct manifest_part){ p->name, p->sum, p->bytes, t ? t->rows : -1 };
    }
    enum rc rc = m->parts ? manifest_text(b->arena, m, &b->text, &b->text_len) : RC_TOOBIG;
    s->at = b->text;
    s->len = b->text_len;
    return rc;
}

static enum rc mac_open(void *arg)
{
    struct text_source *s = arg;
    enum rc rc = manifest_mac(db_vault(s->of->db), s->of->arena, s->of->text, s->of->text_len, &s->at);
    s->len = rc ? 0 : strlen(s->at);
    return rc;
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

static enum rc keys_add(struct backup *b)
{
    struct keys_source *source = NULL;
    if (!b->order->passphrase)
        return RC_OK;
    enum rc rc = keys_source_new(b->arena, b->order->site->dir, b->order->passphrase, &source);
    b->parts[b->nparts++] = (struct bundle_part){ .name = BACKUP_KEYS,
                                                  .open = keys_source_open,
                                                  .more = keys_source_more,
                                                  .close = keys_source_close,
                                                  .arg = source,
                                                  .dense = true };
    return rc;
}

static enum rc files_add(struct backup *b, const struct data_files *files)
{
    struct file_source *s = arena_array(b->arena, files->n + 1, sizeof *s);
    for (size_t i = 0; s && i < files->n; i++) {
        const struct data_file *f = &files->at[i];
        s[i] = (struct file_source){ .path = arena_printf(b->arena, "%s/%s", b->order->site->dir, f->name),
                                     .left = f->bytes,
                                     .fd = -1,
                                     .chunk = b->chunk };
        b->parts[b->nparts++] = (struct bundle_part){ .name = arena_printf(b->arena, BACKUP_FILES "%s", f->name),
                                                      .open = file_source_open,
                                                      .more = file_source_more,
                                                      .close = file_source_close,
                                                      .arg = &s[i] };
    }
    return s ? arena_check(b->arena) : RC_TOOBIG;
}

static enum rc tables_add(struct backup *b)
{
    struct table_source *s = arena_array(b->arena, b->ntables + 1, sizeof *s);
    for (size_t i = 0; s && i < b->ntables; i++) {
        s[i] = (struct table_source){ .of = b, .table = &b->tables[i] };
        b->parts[b->nparts++] =
            (struct bundle_part){ .name = arena_printf(b->arena, BACKUP_TABLES "%s.txt", b->tables[i].name),
                                  .open = table_open,
                                  .more = table_more,
                                  .close = table_close,
                                  .arg = &s[i] };
    }
    return s ? arena_check(b->arena) : RC_TOOBIG;
}

static enum rc ends_add(struct backup *b)
{
    struct text_source *s = arena_array(b->arena, 2, sizeof *s);
    if (!s)
        return RC_TOOBIG;
    s[0] = s[1] = (struct text_source){ .of = b };
    b->nlisted = b->nparts;
    b->parts[b->nparts++] =
        (struct bundle_part){ .name = BACKUP_MANIFEST, .open = manifest_open, .more = text_more, .arg = &s[0] };
    b->parts[b->nparts++] =
        (struct bundle_part){ .name = BACKUP_MAC, .open = mac_open, .more = text_more, .arg = &s[1] };
    return RC_OK;
}

static enum rc parts_list(struct backup *b, const struct data_files *seals)
{
    struct data_files files;
    enum rc rc = db_tables(b->db, &b->tables, &b->ntables);
    if (!rc)
        rc = db_schema_list(b->db, &b->manifest.schema, &b->manifest.nschema);
    if (!rc)
        rc = data_files_list(b->arena, b->order->site->dir, NULL, grows, &files);
    if (rc)
        return rc;
    b->parts = arena_array(b->arena, seals->n + files.n + b->ntables + 4, sizeof *b->parts);
    b->chunk = arena_alloc(b->arena, BACKUP_CHUNK);
    rc = b->parts && b->chunk ? keys_add(b) : RC_TOOBIG;
    if (!rc)
        rc = files_add(b, seals);
    if (!rc)
        rc = files_add(b, &files);
    if (!rc)
        rc = tables_add(b);
    return rc ? rc : ends_add(b);
}

enum rc backup_write(struct arena *a, const struct backup_order *o, struct manifest *made)
{
    struct backup b = { .arena = a, .order = o };
    struct data_files seals;
    b.manifest.made_at = instant_now();
    b.manifest.engine = db_site_engine(o->db) == DB_SQLITE ? "sqlite" : "postgresql";
    enum rc rc = data_files_list(a, o->site->dir, grows, NULL, &seals);
    if (!rc)
        rc = db_read_begin(o->db, a, &b.db);
    if (rc)
        return rc;
    rc = parts_list(&b, &seals);
    if (!rc)
        rc = bundle_write(a, o->path, b.parts, b.nparts);
    db_read_end(b.db);
    *made = b.manifest;
    return rc;
}
