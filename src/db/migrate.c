/*
 * db/migrate.c: applies what is not yet applied.
 *
 * Column words are expanded and one engine's statements left out while the text is copied; the checksum is of the
 * text as written, so the migration is the same on both engines.
 */
#include "db/migrate.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "db/copy.h"
#include "db/db_i.h"
#include "db/schema.sql.h"

enum { MIGRATION_BYTES = 1 << 20, HASH_BYTES = 32, ARENA_BYTES = 4 << 20 };

/* Two servers may start at once on PostgreSQL: "zhibumig". */
static const int64_t LOCK_MIGRATE = 0x7a686962756d6967;

static const char *const TABLE = "CREATE TABLE IF NOT EXISTS schema_migration ("
                                 "owner TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, "
                                 "checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, "
                                 "PRIMARY KEY (owner, number))";

/* --- column words ----------------------------------------------------------------------------- */

static const struct {
    const char *word, *sql[DB_ENGINES];
} words[] = {
    { "ID", { "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY" } },
    { "REF", { "INTEGER", "BIGINT" } },
    { "INT", { "INTEGER", "BIGINT" } },
    { "DATE", { "INTEGER", "INTEGER" } },
    { "BOOL", { "INTEGER", "SMALLINT" } },
    { "TEXT", { "TEXT", "TEXT COLLATE \"C\"" } },
    { "SEALED", { "BLOB", "BYTEA" } },
    { "LOOKUP", { "BLOB", "BYTEA" } },
    { "KEYED", { "WITHOUT ROWID", "" } },
};

struct expansion {
    enum db_engine engine;
    const char *at;
    const char *name; /* the last identifier: the column a $VOCAB belongs to */
    size_t name_len;
    struct buf *out;
};

static size_t word_len(const char *p)
{
    size_t n = 0;
    while (isalnum((unsigned char)p[n]) || p[n] == '_')
        n++;
    return n;
}

static bool is_word(const char *p, size_t n, const char *word)
{
    return strlen(word) == n && !memcmp(p, word, n);
}

/* What stands in parentheses after a word; moves behind them. NULL when there are none. */
static const char *take_parens(struct expansion *x, size_t *len)
{
    const char *end = *x->at == '(' ? strchr(x->at, ')') : NULL;
    if (!end)
        return NULL;
    const char *inside = x->at + 1;
    *len = (size_t)(end - inside);
    x->at = end + 1;
    return inside;
}

static enum rc expand_vocab(struct expansion *x)
{
    size_t len = 0;
    const char *list = take_parens(x, &len);
    if (!list || !x->name_len)
        return RC_INVALID;
    buf_printf(x->out, "%s CHECK (%.*s IN (", words[5].sql[x->engine], (int)x->name_len, x->name);
    for (size_t i = 0, n; i < len; i += n + 1) {
        while (i < len && isspace((unsigned char)list[i]))
            i++;
        n = strcspn(list + i, ",)");
        buf_printf(x->out, "%s'%.*s'", buf_check(x->out) || x->out->at[x->out->len - 1] == '(' ? "" : ", ", (int)n,
                   list + i);
    }
    buf_puts(x->out, "))");
    return RC_OK;
}

/* The check is the column's, so that further columns may follow. */
static enum rc expand_interval(struct expansion *x)
{
    size_t len = 0;
    (void)take_parens(x, &len);
    buf_puts(x->out, "from_on INTEGER NOT NULL, until_on INTEGER NOT NULL DEFAULT 99991231 "
                     "CHECK (from_on < until_on)");
    return RC_OK;
}

static enum rc expand_word(struct expansion *x)
{
    const char *word = x->at + 1;
    size_t n = word_len(word);
    x->at = word + n;
    if (is_word(word, n, "VOCAB"))
        return expand_vocab(x);
    if (is_word(word, n, "INTERVAL"))
        return expand_interval(x);
    for (size_t i = 0; i < COUNT(words); i++)
        if (is_word(word, n, words[i].word)) {
            buf_puts(x->out, words[i].sql[x->engine]);
            return RC_OK;
        }
    log_error("db: migration word=$%.*s is not known", (int)n, word);
    return RC_INVALID;
}

static enum rc expand(enum db_engine engine, const char *sql, struct buf *out)
{
    struct expansion x = { .engine = engine, .at = sql, .out = out };
    enum rc rc = RC_OK;
    while (!rc && *x.at) {
        size_t n = word_len(x.at);
        if (n) {
            x.name = x.at;
            x.name_len = n;
        } else if (*x.at == '\'') { /* a literal is left alone */
            const char *end = strchr(x.at + 1, '\'');
            n = end ? (size_t)(end - x.at) + 1 : strlen(x.at);
        } else if (x.at[0] == '$' && isupper((unsigned char)x.at[1])) {
            rc = expand_word(&x);
            continue;
        } else {
            n = 1;
        }
        buf_put(out, x.at, n);
        x.at += n;
    }
    return rc ? rc : buf_check(out);
}

/* --- one file --------------------------------------------------------------------------------- */

/* Length of a line without its comment and trailing blanks. */
static size_t line_code(const char *line, size_t n)
{
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        quoted ^= line[i] == '\'';
        if (!quoted && i + 1 < n && line[i] == '-' && line[i + 1] == '-')
            n = i;
    }
    while (n && isspace((unsigned char)line[n - 1]))
        n--;
    return n;
}

static bool skips(const char *line, size_t n, enum db_engine engine)
{
    static const char *const others[] = { [DB_SQLITE] = "-- pgsql", [DB_PGSQL] = "-- sqlite" };
    while (n && isspace((unsigned char)line[n - 1]))
        n--;
    return is_word(line, n, others[engine]);
}

static enum rc statement_apply(struct db *db, const char *name, struct buf *sql, bool skip)
{
    struct buf text = BUF_INIT(MIGRATION_BYTES);
    enum rc rc = buf_check(sql);
    if (!rc && !skip)
        rc = expand(db->site->engine, sql->at, &text);
    if (!rc && !skip)
        rc = db_script(db, name, text.at);
    buf_free(&text);
    buf_free(sql);
    *sql = BUF_INIT(MIGRATION_BYTES);
    return rc;
}

static enum rc file_apply(struct db *db, const struct migration *m)
{
    struct buf sql = BUF_INIT(MIGRATION_BYTES);
    enum rc rc = RC_OK;
    bool skip = false;
    for (const char *line = m->sql; !rc && *line;) {
        size_t len = strcspn(line, "\n"), n = line_code(line, len);
        skip = skip || (!n && skips(line, len, db->site->engine));
        if (n) {
            buf_put(&sql, line, n);
            buf_putc(&sql, '\n');
        }
        if (n && line[n - 1] == ';') {
            rc = statement_apply(db, m->name, &sql, skip);
            skip = false;
        }
        line += len + (line[len] == '\n');
    }
    if (!rc && sql.len) {
        log_error("db: migration=%s does not end in ;", m->name);
        rc = RC_INVALID;
    }
    buf_free(&sql);
    return rc;
}

/* --- what is applied -------------------------------------------------------------------------- */

static enum rc checksum_of(const struct migration *m, char out[static 2 * HASH_BYTES + 1])
{
    unsigned char hash[HASH_BYTES];
    unsigned len = 0;
    if (!EVP_Digest(m->sql, strlen(m->sql), hash, &len, EVP_sha256(), NULL) || len != HASH_BYTES)
        return RC_IO;
    for (int i = 0; i < HASH_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
    return RC_OK;
}

struct applied {
    struct schema_applied *rows;
    size_t n;
};

static const struct schema_applied *applied_find(const struct applied *a, const char *owner, int number)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->rows[i].number == number && !strcmp(a->rows[i].owner, owner))
            return &a->rows[i];
    return NULL;
}

struct work {
    const char *owner;
    const struct migration *m; /* NULL: the table itself */
    bool done;
};

static enum rc refuse(const struct work *w, int number, const char *why)
{
    log_error("db: migration owner=%s number=%d %s", w->owner, number, why);
    return RC_CONFLICT;
}

/* RC_OK with w->done set when there is nothing left to do. */
static enum rc applied_compare(const struct applied *a, struct work *w, const char *checksum)
{
    const struct schema_applied *row = applied_find(a, w->owner, w->m->number);
    w->done = row != NULL;
    if (row && strcmp(row->checksum, checksum) != 0)
        return refuse(w, w->m->number, "was applied and has changed since");
    for (size_t i = 0; !row && i < a->n; i++)
        if (!strcmp(a->rows[i].owner, w->owner) && a->rows[i].number > w->m->number)
            return refuse(w, w->m->number, "comes before one that was applied");
    return RC_OK;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum rc table_create(struct db *db, void *arg)
{
    (void)arg;
    enum rc rc = db_lock(db, LOCK_MIGRATE);
    return rc ? rc : db_script(db, "schema_migration", TABLE);
}

/* Looks again under the lock: another server may just have done it. */
static enum rc migration_apply(struct db *db, void *arg)
{
    struct work *w = arg;
    char checksum[2 * HASH_BYTES + 1];
    struct applied a;
    enum rc rc = db_lock(db, LOCK_MIGRATE);
    if (!rc)
        rc = schema_applied_list(db, &a.rows, &a.n);
    if (!rc)
        rc = checksum_of(w->m, checksum);
    if (!rc)
        rc = applied_compare(&a, w, checksum);
    if (rc || w->done)
        return rc;
    rc = file_apply(db, w->m);
    if (rc)
        return rc;
    return schema_applied_insert(db, &(struct schema_applied_insert_in){ .owner = w->owner,
                                                                         .number = w->m->number,
                                                                         .name = w->m->name,
                                                                         .checksum = checksum,
                                                                         .applied_at = now_ms() });
}

/* --- as it was once --------------------------------------------------------------------------- */

static enum rc rows_remove(struct db *db)
{
    struct db_table *tables;
    size_t n;
    enum rc rc = db_tables(db, &tables, &n);
    while (!rc && n--)
        rc = db_script(db, "rows_remove", arena_printf(db->arena, "DELETE FROM \"%s\"", tables[n].name));
    return rc;
}

static enum rc set_make(struct db *db, const struct migration_set *set, const struct applied *a, size_t *made)
{
    enum rc rc = RC_OK;
    for (const struct migration *m = set->list; !rc && m->sql; m++) {
        const struct schema_applied *row = applied_find(a, set->owner, m->number);
        char checksum[2 * HASH_BYTES + 1];
        if (!row)
            continue;
        rc = checksum_of(m, checksum);
        if (!rc && strcmp(row->checksum, checksum) != 0)
            rc = refuse(&(struct work){ .owner = set->owner }, m->number, "is another than that of the copy");
        if (!rc)
            rc = file_apply(db, m);
        *made += !rc;
    }
    return rc;
}

enum rc db_schema_make(struct db *db, const struct migration_set *sets, const struct schema_applied *applied, size_t n)
{
    const struct applied a = { (struct schema_applied *)(uintptr_t)applied, n };
    size_t made = 0;
    enum rc rc = db_script(db, "schema_migration", TABLE);
    for (const struct migration_set *set = sets; !rc && set->owner; set++)
        rc = set_make(db, set, &a, &made);
    if (!rc && made != n) {
        log_error("db: the copy is of a newer program");
        rc = RC_CONFLICT;
    }
    return rc ? rc : rows_remove(db); /* migrations may have put some in */
}

enum rc db_schema_list(struct db *db, struct schema_applied **out, size_t *n)
{
    return schema_applied_list(db, out, n);
}

void db_schema_compare(const struct migration_set *sets, const struct schema_applied *applied, size_t n, int *missing,
                       bool *newer)
{
    const struct applied a = { (struct schema_applied *)(uintptr_t)applied, n };
    size_t known = 0;
    *missing = 0;
    for (const struct migration_set *set = sets; set->owner; set++)
        for (const struct migration *m = set->list; m->sql; m++) {
            bool there = applied_find(&a, set->owner, m->number) != NULL;
            known += there;
            *missing += !there;
        }
    *newer = known < n;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* A database that knows more than the program was written by a newer one: hands off. */
static enum rc check_newer(const struct migration_set *set, const struct applied *a)
{
    int last = 0;
    for (const struct migration *m = set->list; m->sql; m++) {
        if (m->number <= last)
            return refuse(&(struct work){ .owner = set->owner }, m->number, "is out of order");
        last = m->number;
    }
    for (size_t i = 0; i < a->n; i++)
        if (!strcmp(a->rows[i].owner, set->owner) && a->rows[i].number > last)
            return refuse(&(struct work){ .owner = set->owner }, (int)a->rows[i].number,
                          "was applied by a newer program");
    return RC_OK;
}

static enum rc set_apply(struct db_site *site, const struct migration_set *set, const struct applied *a, int *applied)
{
    enum rc rc = check_newer(set, a);
    for (const struct migration *m = set->list; !rc && m->sql; m++) {
        struct work w = { .owner = set->owner, .m = m };
        char checksum[2 * HASH_BYTES + 1];
        rc = checksum_of(m, checksum);
        if (!rc)
            rc = applied_compare(a, &w, checksum);
        if (rc || w.done)
            continue;
        struct arena *arena = arena_new(ARENA_BYTES);
        rc = arena ? db_write(site, arena, migration_apply, &w) : RC_OOM;
        arena_free(arena);
        *applied += !rc && !w.done;
    }
    return rc;
}

static enum rc applied_read(struct db_site *site, struct arena *arena, struct applied *a)
{
    struct db *db = NULL;
    enum rc rc = db_write(site, arena, table_create, NULL);
    if (!rc)
        rc = db_read_begin(site, arena, &db);
    if (!rc)
        rc = schema_applied_list(db, &a->rows, &a->n);
    db_read_end(db);
    return rc;
}

enum rc db_migrate(struct db_site *site, const struct migration_set *sets, int *applied)
{
    struct applied a = { 0 };
    struct arena *arena = arena_new(ARENA_BYTES);
    *applied = 0;
    enum rc rc = arena ? applied_read(site, arena, &a) : RC_OOM;
    for (const struct migration_set *set = sets; !rc && set->owner; set++)
        rc = set_apply(site, set, &a, applied);
    arena_free(arena);
    return rc;
}
