/*
 * db/sqlite_bulk.c: many elements as one statement: INSERT … SELECT out of what lies in memory.
 *
 * A virtual table shows the in-structs of the bulk that a connection is running, a column a parameter.  One statement
 * keeps its cursors between rows, so rows that come in the order of a table are appended without searching for their
 * place, and nothing is bound, reset or compiled into a statement of its own.
 */
#include "db/sqlite_i.h"

#include <stdio.h>
#include <stdlib.h>

enum { BULK_FEW = 8 }; /* below that, one by one costs less than setting this up */

struct bulk_cursor {
    sqlite3_vtab_cursor base;
    size_t row;
};

struct bulk_table {
    sqlite3_vtab base;
    struct sqlite_conn *conn;
};

static const struct sqlite_bulk *bulk_of(const sqlite3_vtab_cursor *cursor)
{
    return &((const struct bulk_table *)cursor->pVtab)->conn->bulk;
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

static int table_connect(sqlite3 *h, void *conn, int argc, const char *const *argv, sqlite3_vtab **out, char **why)
{
    (void)argc;
    (void)argv;
    (void)why;
    struct buf sql = BUF_INIT(DB_SQL_BYTES);
    for (int i = 1; i <= DB_PARAMS_MAX; i++)
        buf_printf(&sql, "%sp%d", i > 1 ? ", " : "CREATE TABLE rows (", i);
    buf_puts(&sql, ")");
    int code = buf_check(&sql) ? SQLITE_NOMEM : sqlite3_declare_vtab(h, sql.at);
    buf_free(&sql);
    struct bulk_table *t = code ? NULL : calloc(1, sizeof *t);
    if (!code && !t)
        code = SQLITE_NOMEM;
    if (code)
        return code;
    t->conn = conn;
    *out = &t->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *t)
{
    free(t);
    return SQLITE_OK;
}

static int table_plan(sqlite3_vtab *t, sqlite3_index_info *plan)
{
    (void)t;
    plan->estimatedCost = 1000;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
    (void)t;
    struct bulk_cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *cursor)
{
    free(cursor);
    return SQLITE_OK;
}

static int cursor_first(sqlite3_vtab_cursor *cursor, int plan, const char *text, int argc, sqlite3_value **argv)
{
    (void)plan;
    (void)text;
    (void)argc;
    (void)argv;
    ((struct bulk_cursor *)cursor)->row = 0;
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *cursor)
{
    ((struct bulk_cursor *)cursor)->row++;
    return SQLITE_OK;
}

static int cursor_ended(sqlite3_vtab_cursor *cursor)
{
    return ((struct bulk_cursor *)cursor)->row >= bulk_of(cursor)->n;
}

static int cursor_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct bulk_cursor *)cursor)->row;
    return SQLITE_OK;
}

/* What is handed over outlives the statement: it lies in the in-struct or the arena. */
static int cursor_column(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int column)
{
    struct sqlite_conn *c = ((struct bulk_table *)cursor->pVtab)->conn;
    const struct db_stmt *s = c->bulk.stmt;
    struct db_value v = { .kind = DB_NULL };
    if ((size_t)column >= s->nparams)
        return SQLITE_RANGE;
    const char *in = (const char *)c->bulk.in + ((struct bulk_cursor *)cursor)->row * s->in_size;
    c->bulk.rc = value_of(&c->db, s, &s->params[column], in, &v);
    if (c->bulk.rc)
        return SQLITE_ABORT;
    switch (v.kind) {
    case DB_INT: sqlite3_result_int64(to, v.num); break;
    case DB_TEXT: sqlite3_result_text64(to, v.at, v.len, SQLITE_STATIC, SQLITE_UTF8); break;
    case DB_BLOB: sqlite3_result_blob64(to, v.at, v.len, SQLITE_STATIC); break;
    default: break; /* nothing is NULL */
    }
    return SQLITE_OK;
}

static const sqlite3_module bulk_module = {
    .xConnect = table_connect, /* and no xCreate: it is there under its own name and cannot be made */
    .xDisconnect = table_disconnect,
    .xBestIndex = table_plan,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_first,
    .xNext = cursor_next,
    .xEof = cursor_ended,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
};

int sqlite_bulk_add(struct sqlite_conn *c)
{
    return sqlite3_create_module_v2(c->h, "bulk_rows", &bulk_module, c, NULL);
}

/* --- running ------------------------------------------------------------------------------------------------------ */

static enum rc one_by_one(struct db *db, const struct db_stmt *s, const void *in, size_t n)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < n; i++)
        rc = sqlite_run(db, s, 0, (const char *)in + i * s->in_size, &(struct db_sink){ 0 });
    return rc;
}

enum rc sqlite_bulk(struct db *db, const struct db_stmt *s, const void *in, size_t n)
{
    struct sqlite_conn *c = (struct sqlite_conn *)db;
    if (n < BULK_FEW)
        return one_by_one(db, s, in, n);
    c->bulk = (struct sqlite_bulk){ .stmt = s, .in = in, .n = n };
    enum rc rc = sqlite_run(db, s, DB_AS_BULK, NULL, &(struct db_sink){ 0 });
    if (c->bulk.rc)
        rc = c->bulk.rc;
    c->bulk = (struct sqlite_bulk){ 0 };
    return rc;
}
