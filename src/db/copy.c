/* db/copy.c: the tables in an order in which rows can be put in, and what both engines' copying has in common. */
#include "db/copy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "db/copy.sql.h"
#include "db/db_i.h"

/* --- the tables -------------------------------------------------------------------------------------------------- */

/* Names go into statements as they are: only such as migrations write. */
static bool name_is_plain(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return n && !s[n];
}

static bool column_of(const struct copy_column_row *row, struct db_column *out)
{
    bool number = !strcmp(row->type, "INTEGER") || !strcasecmp(row->type, "bigint") || !strcmp(row->type, "integer") ||
                  !strcmp(row->type, "smallint");
    bool bytes = !strcmp(row->type, "BLOB") || !strcmp(row->type, "bytea");
    bool text = !strcmp(row->type, "TEXT") || !strcmp(row->type, "text");
    *out = (struct db_column){ row->column_name, number, bytes, (int)row->key_place };
    return (number || bytes || text) && name_is_plain(row->column_name) && name_is_plain(row->table_name);
}

static enum rc tables_group(struct db *db, const struct copy_column_row *rows, size_t n, struct db_table *out,
                            size_t *tables)
{
    struct db_column *columns = arena_array(db->arena, n + 1, sizeof *columns);
    *tables = 0;
    if (!columns)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++) {
        struct db_table *t = *tables ? &out[*tables - 1] : NULL;
        if (!column_of(&rows[i], &columns[i])) {
            log_error("db: table=%s column=%s cannot be copied", rows[i].table_name, rows[i].column_name);
            return RC_DB;
        }
        if (!t || strcmp(t->name, rows[i].table_name) != 0) {
            t = &out[(*tables)++];
            *t = (struct db_table){ .name = rows[i].table_name, .columns = &columns[i] };
        }
        t->ncolumns++;
    }
    return RC_OK;
}

struct references {
    struct copy_reference_row *rows;
    size_t n;
};

static bool is_listed(const struct db_table *tables, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(tables[i].name, name))
            return true;
    return false;
}

static bool may_follow(const struct references *refs, const struct db_table *before, size_t n, const char *name)
{
    for (size_t i = 0; i < refs->n; i++)
        if (!strcmp(refs->rows[i].table_name, name) && !is_listed(before, n, refs->rows[i].refers_to))
            return false;
    return true;
}

/* Moves to each place the first table whose references all stand before it. */
static enum rc tables_sort(const struct references *refs, struct db_table *tables, size_t n)
{
    for (size_t done = 0; done < n; done++) {
        size_t i = done;
        while (i < n && !may_follow(refs, tables, done, tables[i].name))
            i++;
        if (i == n) {
            log_error("db: tables refer to each other in a circle");
            return RC_DB;
        }
        struct db_table t = tables[i];
        memmove(tables + done + 1, tables + done, (i - done) * sizeof *tables);
        tables[done] = t;
    }
    return RC_OK;
}

enum rc db_tables(struct db *db, struct db_table **out, size_t *n)
{
    struct copy_column_row *rows;
    struct references refs;
    size_t nrows;
    *n = 0;
    enum rc rc = copy_columns(db, &rows, &nrows);
    if (!rc)
        rc = copy_references(db, &refs.rows, &refs.n);
    *out = rc ? NULL : arena_array(db->arena, nrows + 1, sizeof **out);
    if (rc || !*out)
        return rc ? rc : RC_TOOBIG;
    rc = tables_group(db, rows, nrows, *out, n);
    return rc ? rc : tables_sort(&refs, *out, *n);
}

/* --- out --------------------------------------------------------------------------------------------------------- */

enum rc db_copy_begin(struct db *db, const struct db_table *t, struct db_copy **out)
{
    struct db_copy *c = calloc(1, sizeof *c);
    *out = NULL;
    if (!c)
        return RC_OOM;
    c->db = db;
    c->table = t;
    c->text = BUF_INIT(COPY_TEXT_BYTES);
    for (size_t i = 0; i < t->ncolumns; i++)
        buf_printf(&c->text, "%s%s", i ? "\t" : "", t->columns[i].name);
    buf_putc(&c->text, '\n');
    enum rc rc = db->broken ? db->broken : db_settle(db, db->ops->copy_out(c));
    if (!rc)
        *out = c;
    else
        db_copy_end(c);
    return rc;
}

enum rc db_copy_next(struct db_copy *c, const char **at, size_t *len)
{
    if (c->headed)
        c->text.len = 0;
    c->headed = true;
    enum rc rc = db_settle(c->db, c->db->ops->copy_more(c));
    if (!rc)
        rc = buf_check(&c->text);
    *at = c->text.at;
    *len = rc ? 0 : c->text.len;
    return rc;
}

int64_t db_copy_rows(const struct db_copy *c)
{
    return c->rows;
}

void db_copy_end(struct db_copy *c)
{
    if (!c)
        return;
    c->db->ops->copy_out_end(c);
    buf_free(&c->text);
    free(c);
}

/* "SELECT columns FROM table ORDER BY key": names come from the catalogue and are plain, nothing else does this by hand. */
void copy_select(const struct db_table *t, struct buf *sql)
{
    bool keyed = false;
    for (size_t i = 0; i < t->ncolumns; i++) {
        buf_printf(sql, "%s\"%s\"", i ? ", " : "SELECT ", t->columns[i].name);
        keyed |= t->columns[i].key_place > 0;
    }
    buf_printf(sql, " FROM \"%s\" ORDER BY ", t->name);
    for (int place = 1, put = 0; keyed && place <= (int)t->ncolumns; place++)
        for (size_t i = 0; i < t->ncolumns; i++)
            if (t->columns[i].key_place == place)
                buf_printf(sql, "%s\"%s\"", put++ ? ", " : "", t->columns[i].name);
    for (size_t i = 0; !keyed && i < t->ncolumns; i++)
        buf_printf(sql, "%s%zu", i ? ", " : "", i + 1);
}

/* --- in ---------------------------------------------------------------------------------------------------------- */

/* Takes pieces until a whole line lies at line->at; its length without the end, or -1. */
static ssize_t line_read(struct copy_reader *r)
{
    char *end;
    while (!(end = r->text.len > r->seen ? memchr(r->text.at + r->seen, '\n', r->text.len - r->seen) : NULL)) {
        const char *at;
        size_t len;
        r->seen = r->text.len;
        r->rc = r->more(r->arg, &at, &len);
        if (!r->rc && len)
            buf_put(&r->text, at, len);
        if (!r->rc)
            r->rc = buf_check(&r->text);
        if (r->rc || !len)
            return -1;
    }
    return end - r->text.at;
}

/* The next line without its end; false at the end of the text, or with r->rc set. */
bool copy_line(struct copy_reader *r, const char **line, size_t *len)
{
    if (r->taken) {
        memmove(r->text.at, r->text.at + r->taken, r->text.len - r->taken);
        r->text.len -= r->taken;
        r->taken = r->seen = 0;
    }
    ssize_t n = line_read(r);
    if (n < 0) {
        if (!r->rc && r->text.len)
            r->rc = RC_INVALID; /* the last line has no end */
        return false;
    }
    *line = r->text.at;
    *len = (size_t)n;
    r->taken = (size_t)n + 1;
    return true;
}

static const struct db_column *column_find(const struct db_table *t, const char *name, size_t len)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (strlen(t->columns[i].name) == len && !memcmp(t->columns[i].name, name, len))
            return &t->columns[i];
    return NULL;
}

/* The columns in the order of the text; each of the table's once. */
static enum rc header_read(struct copy_reader *r, const struct db_table *t, struct db_column *columns)
{
    const char *line;
    size_t len, n = 0;
    if (!copy_line(r, &line, &len))
        return r->rc ? r->rc : RC_INVALID;
    for (const char *end = line + len; line <= end && n < t->ncolumns; n++) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        size_t width = (size_t)((tab ? tab : end) - line);
        const struct db_column *c = column_find(t, line, width);
        const struct db_table before = { t->name, columns, n };
        if (!c || column_find(&before, line, width))
            return RC_INVALID;
        columns[n] = *c;
        line += width + 1;
    }
    return n == t->ncolumns && line == r->text.at + len + 1 ? RC_OK : RC_INVALID;
}

enum rc db_copy_in(struct db *db, const struct db_table *t, db_text_fn more, void *arg, int64_t *rows)
{
    struct copy_reader r = { .more = more, .arg = arg, .text = BUF_INIT(COPY_TEXT_BYTES) };
    struct db_column *columns = arena_array(db->arena, t->ncolumns, sizeof *columns);
    *rows = 0;
    enum rc rc = columns ? header_read(&r, t, columns) : RC_TOOBIG;
    const struct db_table ordered = { t->name, columns, t->ncolumns };
    if (!rc)
        rc = db->broken ? db->broken : db_settle(db, db->ops->copy_in(db, &ordered, &r, rows));
    buf_free(&r.text);
    return rc;
}

/* --- about the engine ----------------------------------------------------------------------------------------------- */

enum rc db_state_read(struct db *db, bool look, struct db_state *out)
{
    struct copy_state_row row;
    struct copy_check_row found = { "ok" };
    enum rc rc = copy_state(db, &row);
    if (!rc && look)
        rc = copy_quick_check(db, &found);
    if (rc)
        return rc;
    *out = (struct db_state){ .bytes = row.bytes,
                              .may_make = row.may_make,
                              .utf8 = !strcmp(row.encoding, "UTF-8") || !strcmp(row.encoding, "UTF8"),
                              .version = row.version,
                              .clock_at = row.clock_at,
                              .fault = strcmp(found.finding, "ok") ? found.finding : NULL };
    return RC_OK;
}

struct scratch {
    const char *name;
    bool make;
};

static enum rc scratch_run(struct db *db, void *arg)
{
    const struct scratch *s = arg;
    const char *sql = arena_printf(db->arena, "DROP SCHEMA IF EXISTS \"%s\" CASCADE", s->name);
    enum rc rc = db_script(db, "scratch", sql);
    if (!rc && s->make)
        rc = db_script(db, "scratch", arena_printf(db->arena, "CREATE SCHEMA \"%s\"", s->name));
    return rc;
}

enum rc db_scratch(struct db_site *site, struct arena *a, const char *name, bool make)
{
    struct scratch s = { name, make };
    return site->engine == DB_PGSQL && name_is_plain(name) ? db_write(site, a, scratch_run, &s) : RC_INVALID;
}
