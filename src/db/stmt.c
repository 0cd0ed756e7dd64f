/* db/stmt.c: the text of a statement for one engine and set of fragments, and the prepared ones of a connection. */
#include "db/db_i.h"

static int part_included(const struct db_part *p, unsigned with)
{
    if (p->with & DB_WITHOUT)
        return !(p->with & ~DB_WITHOUT & with);
    return !p->with || (p->with & with);
}

enum rc stmt_text(const struct db_stmt *s, enum db_engine engine, unsigned with, struct buf *out)
{
    for (const struct db_part *p = s->parts[engine]; p->sql; p++)
        if (part_included(p, with))
            buf_puts(out, p->sql);
    return buf_check(out);
}

int stmt_columns(const struct db_stmt *s, unsigned with)
{
    int n = 0;
    for (size_t i = 0; s->row && i < s->row->n; i++)
        n += stmt_has_column(s, with, i) != 0;
    return n;
}

/* Statements are const objects at fixed addresses: the address is as good a key as the name, and cheaper. */
static size_t slot_of(const struct db_stmt *s, unsigned with)
{
    uint64_t h = ((uint64_t)(uintptr_t)s >> 3) * 0x9E3779B97F4A7C15u;
    h ^= with * 0xC2B2AE3D27D4EB4Fu;
    return (size_t)(h >> 40) & (DB_CACHE_SLOTS - 1);
}

static struct db_cached *slot_find(const struct db_cache *cache, const struct db_stmt *s, unsigned with)
{
    size_t i = slot_of(s, with);
    while (cache->slots[i].stmt && (cache->slots[i].stmt != s || cache->slots[i].with != with))
        i = (i + 1) & (DB_CACHE_SLOTS - 1);
    return &cache->slots[i];
}

void *stmt_cache_find(const struct db_cache *cache, const struct db_stmt *s, unsigned with)
{
    return slot_find(cache, s, with)->prepared;
}

void stmt_cache_put(struct db *db, const struct db_cached *entry, void (*drop)(struct db *, void *))
{
    if (db->cache.used >= DB_CACHE_SLOTS / 4 * 3)
        stmt_cache_clear(db, drop);
    *slot_find(&db->cache, entry->stmt, entry->with) = *entry;
    db->cache.used++;
}

void stmt_cache_clear(struct db *db, void (*drop)(struct db *, void *))
{
    for (size_t i = 0; db->cache.slots && i < DB_CACHE_SLOTS; i++) {
        if (db->cache.slots[i].stmt)
            drop(db, db->cache.slots[i].prepared);
        db->cache.slots[i] = (struct db_cached){ 0 };
    }
    db->cache.used = 0;
}
