/* db/postgres_copy.c: rows of a PostgreSQL table as text, and back: COPY, whose text is the format of db/copy.h. */
#include "db/postgres_i.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum {
    COPY_LOT_BYTES = 64 << 10,
    COPY_WAIT_MS = 600 * 1000, /* for the first row of a table that is sorted first */
};

/* A table may take longer than any statement of a request. */
static const char settings[] = "SET LOCAL statement_timeout = 0; SET LOCAL bytea_output = 'hex'";

static enum rc copy_start(struct pg_conn *c, const char *name, const struct buf *sql, ExecStatusType wanted)
{
    enum rc rc = buf_check(sql);
    if (!rc)
        rc = pg_simple(c, name, settings);
    if (rc)
        return rc;
    PGresult *r = !c->lost && PQsendQuery(c->h, sql->at) ? pg_next(c) : NULL;
    if (PQresultStatus(r) != wanted) {
        rc = pg_rc(c, name, r);
        c->lost = true;
    }
    PQclear(r);
    return rc ? rc : RC_OK;
}

/* --- out --------------------------------------------------------------------------------------------------------- */

enum rc pg_copy_out(struct db_copy *c)
{
    struct buf sql = BUF_INIT(DB_SQL_BYTES);
    buf_puts(&sql, "COPY (");
    copy_select(c->table, &sql);
    buf_puts(&sql, ") TO STDOUT");
    enum rc rc = copy_start((struct pg_conn *)c->db, c->table->name, &sql, PGRES_COPY_OUT);
    buf_free(&sql);
    c->over = rc != RC_OK;
    return rc;
}

/* One that is left in the middle cannot be used for anything else. */
void pg_copy_out_end(struct db_copy *c)
{
    if (!c->over)
        ((struct pg_conn *)c->db)->lost = true;
}

static int row_wait(struct pg_conn *c)
{
    struct pollfd fd = { .fd = PQsocket(c->h), .events = POLLIN };
    int n = fd.fd >= 0 ? poll(&fd, 1, COPY_WAIT_MS) : 0;
    if (n < 0 && errno == EINTR)
        return 0;
    return n > 0 && PQconsumeInput(c->h) ? 0 : -1;
}

static enum rc copy_finish(struct pg_conn *c, const char *name)
{
    PGresult *r = pg_answer(c, 1);
    enum rc rc = pg_rc(c, name, r);
    PQclear(r);
    return rc;
}

enum rc pg_copy_more(struct db_copy *c)
{
    struct pg_conn *conn = (struct pg_conn *)c->db;
    while (!c->over && c->text.len < COPY_LOT_BYTES) {
        char *row = NULL;
        int n = PQgetCopyData(conn->h, &row, 1);
        if (n > 0) {
            buf_put(&c->text, row, (size_t)n);
            c->rows++;
        }
        PQfreemem(row);
        if (n == 0 && row_wait(conn)) {
            log_error("db: table=%s the copy stands still", c->table->name);
            return RC_DB;
        }
        c->over = n < 0;
        if (n < 0)
            return copy_finish(conn, c->table->name);
    }
    return RC_OK;
}

/* --- in ---------------------------------------------------------------------------------------------------------- */

static enum rc lines_send(struct pg_conn *c, struct copy_reader *r)
{
    const char *line;
    size_t len;
    while (copy_line(r, &line, &len))
        if (PQputCopyData(c->h, line, (int)len + 1) != 1)
            return RC_DB;
    return r->rc;
}

/* What the engine cannot read was not written by it or by us: its own word for that is a data exception. */
static enum rc copy_close(struct pg_conn *c, const char *name, int64_t *rows)
{
    PGresult *r = pg_answer(c, 1);
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    bool unreadable = state && (!strncmp(state, "22", 2) || !strcmp(state, "57014")); /* or stopped by us */
    enum rc rc = unreadable ? RC_INVALID : pg_rc(c, name, r);
    if (!rc)
        *rows = strtoll(PQcmdTuples(r), NULL, 10);
    PQclear(r);
    return rc;
}

enum rc pg_copy_in(struct db *db, const struct db_table *t, struct copy_reader *r, int64_t *rows)
{
    struct pg_conn *c = (struct pg_conn *)db;
    struct buf sql = BUF_INIT(DB_SQL_BYTES);
    buf_printf(&sql, "COPY \"%s\" (", t->name);
    for (size_t i = 0; i < t->ncolumns; i++)
        buf_printf(&sql, "%s\"%s\"", i ? ", " : "", t->columns[i].name);
    buf_puts(&sql, ") FROM STDIN");
    enum rc rc = copy_start(c, t->name, &sql, PGRES_COPY_IN);
    buf_free(&sql);
    if (rc)
        return rc;
    rc = lines_send(c, r);
    if (PQputCopyEnd(c->h, rc ? "stopped" : NULL) != 1)
        c->lost = true;
    enum rc closed = copy_close(c, t->name, rows);
    return rc ? rc : closed;
}
