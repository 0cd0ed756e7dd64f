/* db/sqlite_copy.c: rows of a SQLite table as text, and back. */
#include "db/sqlite_i.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { COPY_LOT_BYTES = 64 << 10 }; /* handed out at once */

/* --- out --------------------------------------------------------------------------------------------------------- */

enum rc sqlite_copy_out(struct db_copy *c)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)c->db;
    struct buf sql = BUF_INIT(DB_SQL_BYTES);
    copy_select(c->table, &sql);
    enum rc rc = buf_check(&sql);
    sqlite3_stmt *h = NULL;
    if (!rc)
        rc = sqlite_rc(conn, c->table->name, sqlite3_prepare_v2(conn->h, sql.at, -1, &h, NULL));
    c->engine = h;
    buf_free(&sql);
    return rc;
}

void sqlite_copy_out_end(struct db_copy *c)
{
    sqlite3_finalize(c->engine);
}

static char escape_of(char ch)
{
    static const char plain[] = "\b\f\n\r\t\v\\", letter[] = "bfnrtv\\";
    const char *p = ch ? strchr(plain, ch) : NULL;
    return p ? letter[p - plain] : '\0';
}

static void text_put(struct buf *b, const char *at, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        char letter = escape_of(at[i]);
        if (!letter)
            continue;
        buf_put(b, at + from, i - from);
        buf_putc(b, '\\');
        buf_putc(b, letter);
        from = i + 1;
    }
    buf_put(b, at + from, n - from);
}

static void bytes_put(struct buf *b, const unsigned char *at, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    buf_puts(b, "\\\\x");
    if (!buf_reserve(b, 2 * n))
        for (size_t i = 0; i < n; i++) {
            const char two[] = { digits[at[i] >> 4], digits[at[i] & 15] };
            buf_put(b, two, 2);
        }
}

static bool value_put(struct buf *b, sqlite3_stmt *h, int i)
{
    switch (sqlite3_column_type(h, i)) {
    case SQLITE_NULL: buf_puts(b, "\\N"); return true;
    case SQLITE_INTEGER: buf_int(b, sqlite3_column_int64(h, i)); return true;
    case SQLITE_TEXT: {
        const char *at = (const char *)sqlite3_column_text(h, i);
        text_put(b, at, (size_t)sqlite3_column_bytes(h, i));
        return true;
    }
    case SQLITE_BLOB: {
        const void *at = sqlite3_column_blob(h, i);
        bytes_put(b, at, (size_t)sqlite3_column_bytes(h, i));
        return true;
    }
    default: return false; /* no column of ours holds a fraction */
    }
}

enum rc sqlite_copy_more(struct db_copy *c)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)c->db;
    while (!c->over && c->text.len < COPY_LOT_BYTES) {
        int code = sqlite3_step(c->engine);
        c->over = code != SQLITE_ROW;
        if (code == SQLITE_DONE)
            return RC_OK;
        if (code != SQLITE_ROW)
            return sqlite_rc(conn, c->table->name, code);
        for (int i = 0; i < (int)c->table->ncolumns; i++) {
            if (i)
                buf_putc(&c->text, '\t');
            if (!value_put(&c->text, c->engine, i)) {
                log_error("db: table=%s holds a value that cannot be copied", c->table->name);
                return RC_DB;
            }
        }
        buf_putc(&c->text, '\n');
        c->rows++;
    }
    return RC_OK;
}

/* --- in ---------------------------------------------------------------------------------------------------------- */

static enum rc insert_prepare(struct sqlite_conn *conn, const struct db_table *t, sqlite3_stmt **h)
{
    struct buf sql = BUF_INIT(DB_SQL_BYTES);
    buf_printf(&sql, "INSERT INTO \"%s\" (", t->name);
    for (size_t i = 0; i < t->ncolumns; i++)
        buf_printf(&sql, "%s\"%s\"", i ? ", " : "", t->columns[i].name);
    buf_puts(&sql, ") VALUES (");
    for (size_t i = 0; i < t->ncolumns; i++)
        buf_puts(&sql, i ? ", ?" : "?");
    buf_puts(&sql, ")");
    enum rc rc = buf_check(&sql);
    if (!rc)
        rc = sqlite_rc(conn, t->name, sqlite3_prepare_v2(conn->h, sql.at, -1, h, NULL));
    buf_free(&sql);
    return rc;
}

static int hex_value(char ch)
{
    if (ch >= '0' && ch <= '9')
        return ch - '0';
    return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

/* In place: what is decoded is never longer than what it came from.  -1 where it is not of the form. */
static ssize_t bytes_take(char *at, size_t n)
{
    if (n < 3 || n % 2 == 0 || memcmp(at, "\\\\x", 3) != 0)
        return -1;
    size_t len = (n - 3) / 2;
    for (size_t i = 0; i < len; i++) {
        int high = hex_value(at[3 + 2 * i]), low = hex_value(at[4 + 2 * i]);
        if (high < 0 || low < 0)
            return -1;
        at[i] = (char)(high << 4 | low);
    }
    return (ssize_t)len;
}

static ssize_t text_take(char *at, size_t n)
{
    static const char letter[] = "bfnrtv\\", plain[] = "\b\f\n\r\t\v\\";
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (at[i] != '\\') {
            at[len++] = at[i];
            continue;
        }
        const char *p = i + 1 < n && at[i + 1] ? strchr(letter, at[++i]) : NULL;
        if (!p)
            return -1;
        at[len++] = plain[p - letter];
    }
    return (ssize_t)len;
}

static bool number_take(const char *at, size_t n, int64_t *out)
{
    char text[24], *end;
    if (!n || n >= sizeof text)
        return false;
    memcpy(text, at, n);
    text[n] = '\0';
    *out = strtoll(text, &end, 10);
    return !*end;
}

static int value_bind(sqlite3_stmt *h, int place, const struct db_column *c, char *at, size_t n)
{
    int64_t number;
    if (n == 2 && !memcmp(at, "\\N", 2))
        return sqlite3_bind_null(h, place);
    if (c->number)
        return number_take(at, n, &number) ? sqlite3_bind_int64(h, place, number) : SQLITE_MISMATCH;
    ssize_t len = c->bytes ? bytes_take(at, n) : text_take(at, n);
    if (len < 0)
        return SQLITE_MISMATCH;
    return c->bytes ? sqlite3_bind_blob64(h, place, at, (sqlite3_uint64)len, SQLITE_STATIC)
                    : sqlite3_bind_text64(h, place, at, (sqlite3_uint64)len, SQLITE_STATIC, SQLITE_UTF8);
}

static int row_put(sqlite3_stmt *h, const struct db_table *t, char *line, size_t len)
{
    char *end = line + len;
    size_t i = 0;
    for (; line <= end && i < t->ncolumns; i++) {
        char *tab = memchr(line, '\t', (size_t)(end - line));
        size_t width = (size_t)((tab ? tab : end) - line);
        int code = value_bind(h, (int)i + 1, &t->columns[i], line, width);
        if (code)
            return code;
        line += width + 1;
    }
    if (i < t->ncolumns || line <= end)
        return SQLITE_MISMATCH;
    int code = sqlite3_step(h);
    sqlite3_reset(h);
    return code;
}

enum rc sqlite_copy_in(struct db *db, const struct db_table *t, struct copy_reader *r, int64_t *rows)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)db;
    sqlite3_stmt *h = NULL;
    const char *line;
    size_t len;
    /* Rows that refer to each other come in the order of their keys: looked at when all are there. */
    enum rc rc = db->ops->script(db, "copy in", "PRAGMA defer_foreign_keys = 1");
    if (!rc)
        rc = insert_prepare(conn, t, &h);
    while (!rc && copy_line(r, &line, &len)) {
        int code = row_put(h, t, r->text.at, len);
        rc = code == SQLITE_MISMATCH ? RC_INVALID : sqlite_rc(conn, t->name, code);
        *rows += !rc;
    }
    sqlite3_finalize(h);
    return rc ? rc : r->rc;
}
