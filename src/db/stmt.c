/* db/stmt.c: the text of a statement for one engine and set of fragments, and the prepared ones of a connection. */
#include <string.h>

#include "db/db_i.h"

static int part_included(const struct db_part *p, unsigned with)
{
    if (p->with & DB_WITHOUT)
        return !(p->with & ~DB_WITHOUT & with);
    return !p->with || (p->with & with);
}

static void parts_put(const struct db_stmt *s, enum db_engine engine, unsigned with, struct buf *out)
{
    for (const struct db_part *p = s->parts[engine]; p->sql; p++)
        if (part_included(p, with))
            buf_puts(out, p->sql);
}

/* --- a bulk as one statement -------------------------------------------------------------------------------------- */

static const char *array_type(enum col_type type)
{
    switch (type) {
    case COL_DATE: return "integer[]";
    case COL_BOOL: return "smallint[]";
    case COL_TEXT:
    case COL_VOCAB: return "text[]";
    case COL_SEALED:
    case COL_LOOKUP:
    case COL_BLOB: return "bytea[]";
    default: return "bigint[]";
    }
}

static void rows_put(const struct db_stmt *s, enum db_engine engine, struct buf *out)
{
    if (engine == DB_SQLITE) {
        buf_puts(out, "bulk_rows r");
        return;
    }
    for (size_t i = 0; i < s->nparams; i++)
        buf_printf(out, "%s$%zu::%s", i ? ", " : "unnest(", i + 1, array_type(s->params[i].type));
    for (size_t i = 0; i < s->nparams; i++)
        buf_printf(out, "%sp%zu", i ? ", " : ") AS r(", i + 1);
    buf_putc(out, ')');
}

/* The tuple from after its "(": each $n is a column now; returns what follows the ")". */
static const char *tuple_put(const char *at, struct buf *out)
{
    for (int open = 1; *at; at++) {
        open += (*at == '(') - (*at == ')');
        if (!open)
            return at + 1;
        if (*at == '$')
            buf_puts(out, "r.p");
        else
            buf_putc(out, *at);
    }
    return at;
}

/* "WHERE true" tells SQLite that an ON CONFLICT is not the ON of a join. */
static enum rc bulk_text(const struct db_stmt *s, enum db_engine engine, struct buf *out)
{
    static const char word[] = "VALUES (";
    struct buf plain = BUF_INIT(DB_SQL_BYTES);
    parts_put(s, engine, 0, &plain);
    enum rc rc = buf_check(&plain);
    const char *values = rc ? NULL : strstr(plain.at, word);
    if (values) {
        buf_printf(out, "%.*sSELECT ", (int)(values - plain.at), plain.at);
        const char *rest = tuple_put(values + strlen(word), out);
        buf_puts(out, " FROM ");
        rows_put(s, engine, out);
        buf_printf(out, " WHERE true%s", rest);
    }
    buf_free(&plain);
    return rc ? rc : values ? buf_check(out) : RC_INVALID;
}

enum rc stmt_text(const struct db_stmt *s, enum db_engine engine, unsigned with, struct buf *out)
{
    if (with & DB_AS_BULK)
        return bulk_text(s, engine, out);
    parts_put(s, engine, with, out);
    return buf_check(out);
}

int stmt_columns(const struct db_stmt *s, unsigned with)
{
    int n = 0;
    for (size_t i = 0; s->row && i < s->row->n; i++)
        n += stmt_has_column(s, with, i) != 0;
    return n;
}

/* --- the cache ---------------------------------------------------------------------------------------------------- */

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
