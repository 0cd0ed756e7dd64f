/*
 * feature/upkeep/restore.c: a backup is read: looked through as a whole first, then its files and rows are put in.
 */
#include <string.h>

#include "feature/upkeep/backup_i.h"
#include "web/schema.h"

enum { ROWS_ARENA_BYTES = 64 << 20, MAC_BYTES = 256 };

static const char not_ours[] = "这个文件不是支部的备份，或者不完整。没有恢复任何内容。";
static const char damaged[] = "备份文件已经损坏或者被改动过。没有恢复任何内容。";
static const char other_keys[] = "备份文件被改动过，或者不是用这套密钥做的。没有恢复任何内容。";
static const char other_program[] = "这个备份来自更新的程序版本，请先升级程序再恢复。没有恢复任何内容。";

enum rc restore_refuse(struct restore *r, enum rc rc, const char *why)
{
    if (!r->why)
        r->why = why;
    return rc;
}

/* --- looking through it -------------------------------------------------------------------------------------------- */

static enum rc part_check(struct restore *r, const struct manifest_part *p)
{
    char sum[BUNDLE_SUM_TEXT];
    const char *at;
    size_t len = 0;
    int64_t bytes = 0;
    enum rc rc = bundle_part_begin(r->bundle, p->name);
    if (rc)
        return rc;
    do {
        rc = bundle_part_next(r->bundle, &at, &len);
        bytes += (int64_t)len;
    } while (!rc && len);
    if (!rc)
        rc = bundle_part_end(r->bundle, sum);
    if (rc)
        return rc;
    return bytes == p->bytes && !strcmp(sum, p->sum) ? RC_OK : RC_INVALID;
}

static enum rc parts_check(struct restore *r)
{
    const struct manifest *m = &r->manifest;
    enum rc rc = bundle_count(r->bundle) == m->nparts + 2 ? RC_OK : RC_INVALID; /* the manifest and its sum */
    for (size_t i = 0; !rc && i < m->nparts; i++) {
        rc = progress_tell(&r->progress, "正在核对备份", (int64_t)i, (int64_t)m->nparts);
        if (!rc)
            rc = part_check(r, &m->parts[i]);
    }
    return rc == RC_INVALID || rc == RC_NOTFOUND ? restore_refuse(r, RC_INVALID, damaged) : rc;
}

enum rc restore_open(struct restore *r, const char *path)
{
    enum rc rc = bundle_open(r->arena, path, &r->bundle);
    if (rc == RC_NOTFOUND)
        return restore_refuse(r, rc, arena_printf(r->arena, "读不了这个文件：%s", path));
    if (!rc)
        rc = bundle_part_read(r->bundle, BACKUP_MANIFEST, BACKUP_MANIFEST_BYTES, &r->text, &r->text_len);
    if (!rc)
        rc = manifest_parse(r->arena, r->text, r->text_len, &r->manifest);
    if (rc == RC_INVALID || rc == RC_NOTFOUND)
        return restore_refuse(r, RC_INVALID, not_ours);
    return rc ? rc : parts_check(r);
}

enum rc restore_check_mac(struct restore *r, const struct vault_keys *keys)
{
    const char *stored, *mac;
    size_t len;
    struct vault *v = vault_new(keys);
    enum rc rc = v ? manifest_mac(v, r->arena, r->text, r->text_len, &mac) : RC_OOM;
    vault_free(v);
    if (!rc)
        rc = bundle_part_read(r->bundle, BACKUP_MAC, MAC_BYTES, &stored, &len);
    if (!rc && (len != strlen(mac) || memcmp(stored, mac, len) != 0))
        rc = RC_INVALID;
    return rc == RC_INVALID || rc == RC_NOTFOUND ? restore_refuse(r, RC_INVALID, other_keys) : rc;
}

/* --- putting in -------------------------------------------------------------------------------------------------- */

enum rc restore_files(struct restore *r, const char *dir)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < r->manifest.nparts; i++) {
        const char *part = r->manifest.parts[i].name;
        if (!strncmp(part, BACKUP_FILES, strlen(BACKUP_FILES)))
            rc = file_restore(r->bundle, part, dir, part + strlen(BACKUP_FILES));
    }
    return rc == RC_INVALID ? restore_refuse(r, rc, damaged) : rc;
}

static enum rc piece_read(void *arg, const char **at, size_t *len)
{
    struct restore *r = arg;
    enum rc rc = progress_tell(&r->progress, NULL, 0, 0);
    return rc ? rc : bundle_part_next(r->bundle, at, len);
}

static enum rc table_put(struct restore *r, struct db *db, const struct db_table *t)
{
    char sum[BUNDLE_SUM_TEXT];
    int64_t rows = 0;
    const char *name = arena_printf(db_arena(db), BACKUP_TABLES "%s.txt", t->name);
    const struct manifest_part *p = manifest_find(&r->manifest, name);
    if (!p)
        return RC_INVALID;
    enum rc rc = bundle_part_begin(r->bundle, name);
    if (!rc)
        rc = db_copy_in(db, t, piece_read, r, &rows);
    if (!rc)
        rc = bundle_part_end(r->bundle, sum);
    return rc ? rc : rows == p->rows && !strcmp(sum, p->sum) ? RC_OK : RC_INVALID;
}

static size_t tables_of(const struct manifest *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->nparts; i++)
        n += m->parts[i].rows >= 0;
    return n;
}

static enum rc rows_put(struct db *db, void *arg)
{
    struct restore *r = arg;
    struct migration_set sets[SCHEMA_SETS];
    struct db_table *tables;
    size_t n;
    schema_sets(r->site->features, sets);
    enum rc rc = db_tables(db, &tables, &n);
    if (!rc && n)
        return restore_refuse(r, RC_DENIED, "这个数据库里已经有内容。请换一个空的数据库再恢复。");
    if (!rc)
        rc = db_schema_make(db, sets, r->manifest.schema, r->manifest.nschema);
    if (rc == RC_CONFLICT || rc == RC_INVALID)
        return restore_refuse(r, RC_DENIED, other_program);
    if (!rc)
        rc = db_tables(db, &tables, &n);
    if (!rc && n != tables_of(&r->manifest))
        rc = RC_INVALID;
    for (size_t i = 0; !rc && i < n; i++) {
        rc = progress_tell(&r->progress, "正在写入数据", (int64_t)i, (int64_t)n);
        if (!rc)
            rc = table_put(r, db, &tables[i]);
    }
    if (rc == RC_INVALID || rc == RC_CONFLICT)
        return restore_refuse(r, RC_INVALID, damaged);
    return rc ? rc : db_survey(db);
}

enum rc restore_rows(struct restore *r, struct db_site *db)
{
    struct arena *a = arena_new(ROWS_ARENA_BYTES);
    enum rc rc = a ? db_write(db, a, rows_put, r) : RC_OOM;
    arena_free(a);
    return rc;
}

/* --- comparing --------------------------------------------------------------------------------------------------- */

static enum rc table_sum(struct restore *r, struct db *db, const struct db_table *t, struct sum *sum,
                         char out[static BUNDLE_SUM_TEXT])
{
    struct db_copy *copy = NULL;
    const char *at;
    size_t len = 1;
    enum rc rc = sum_begin(sum);
    if (!rc)
        rc = db_copy_begin(db, t, &copy);
    while (!rc && len) {
        rc = db_copy_next(copy, &at, &len);
        if (!rc)
            rc = sum_add(sum, at, len);
        if (!rc)
            rc = progress_tell(&r->progress, NULL, 0, 0);
    }
    db_copy_end(copy);
    return rc ? rc : sum_end(sum, out);
}

static enum rc table_compare(struct restore *r, struct db *db, const struct db_table *t, struct sum *sum)
{
    char found[BUNDLE_SUM_TEXT];
    const struct manifest_part *p =
        manifest_find(&r->manifest, arena_printf(r->arena, BACKUP_TABLES "%s.txt", t->name));
    enum rc rc = table_sum(r, db, t, sum, found);
    if (rc || (p && !strcmp(p->sum, found)))
        return rc;
    return restore_refuse(r, RC_CONFLICT, arena_printf(r->arena, "恢复出来的内容与备份不一致（%s）。", t->name));
}

enum rc restore_compare(struct restore *r, struct db_site *site)
{
    struct db *db = NULL;
    struct db_table *tables;
    struct sum *sum = sum_new(r->arena);
    size_t n = 0;
    enum rc rc = sum ? db_read_begin(site, r->arena, &db) : RC_OOM;
    if (!rc)
        rc = db_tables(db, &tables, &n);
    if (!rc && n != tables_of(&r->manifest))
        rc = restore_refuse(r, RC_CONFLICT, "恢复出来的内容与备份不一致。");
    for (size_t i = 0; !rc && i < n; i++) {
        rc = progress_tell(&r->progress, "正在比对", (int64_t)i, (int64_t)n);
        if (!rc)
            rc = table_compare(r, db, &tables[i], sum);
    }
    db_read_end(db);
    return rc;
}
