/*
 * db/postgres_stmt.c: statements on a PostgreSQL connection, in binary both ways.
 *
 * Every parameter is sent with its type, so one that a set of fragments does not use is no error.
 */
#include "db/postgres_i.h"

#include <endian.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* Types of the wire, from the server's pg_type; libpq has no header for them. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_VOID = 2278,
    OID_VARCHAR = 1043
};

struct pg_prepared {
    char name[16];
};

/* --- preparing -------------------------------------------------------------------------------- */

Oid pg_type(enum col_type type)
{
    switch (type) {
    case COL_DATE: return OID_INT4;
    case COL_BOOL: return OID_INT2;
    case COL_TEXT:
    case COL_VOCAB: return OID_TEXT;
    case COL_SEALED:
    case COL_LOOKUP:
    case COL_BLOB: return OID_BYTEA;
    default: return OID_INT8;
    }
}

/* Freed here; on the server they go with the connection, or by the DEALLOCATE of a full cache. */
void pg_drop(struct db *db, void *prepared)
{
    struct pg_conn *c = (struct pg_conn *)db;
    struct pg_prepared *p = prepared;
    PGTransactionStatusType status = c->lost ? PQTRANS_UNKNOWN : PQtransactionStatus(c->h);
    if (p && (status == PQTRANS_INTRANS || status == PQTRANS_IDLE)) {
        char sql[40];
        snprintf(sql, sizeof sql, "DEALLOCATE %s", p->name);
        if (pg_simple(c, "deallocate", sql))
            c->lost = true;
    }
    free(p);
}

static enum rc send_prepare(struct pg_conn *c, const struct db_stmt *s, unsigned with, const char *name)
{
    struct buf text = BUF_INIT(DB_SQL_BYTES);
    Oid types[DB_PARAMS_MAX];
    enum rc rc = s->nparams <= DB_PARAMS_MAX ? stmt_text(s, DB_PGSQL, with, &text) : RC_DB;
    for (size_t i = 0; !rc && i < s->nparams; i++)
        types[i] = with & DB_AS_BULK ? 0 : pg_type(s->params[i].type); /* arrays are cast in the text */
    if (!rc) {
        int sent = !c->lost && PQsendPrepare(c->h, name, text.at, (int)s->nparams, types);
        PGresult *r = pg_answer(c, sent);
        rc = pg_rc(c, s->name, r);
        PQclear(r);
    }
    buf_free(&text);
    return rc;
}

/*
 * A page of a list: one plan for all organisations takes the root's list for an average one and sorts ten thousand rows
 * for fifty.  Whatever else is asked is asked by its key, and there planning costs several times the work.
 */
static bool is_page(const struct db_stmt *s)
{
    for (size_t i = 0; i < s->nparams; i++)
        if (!strcmp(s->params[i].name, "limit"))
            return true;
    return s->fragments != 0;
}

enum rc pg_prepared_get(struct pg_conn *c, const struct db_stmt *s, unsigned with, const char **name)
{
    struct pg_prepared *p = stmt_cache_find(&c->db.cache, s, with);
    *name = p ? p->name : NULL;
    if (p)
        return RC_OK;
    p = calloc(1, sizeof *p);
    if (!p)
        return RC_OOM;
    snprintf(p->name, sizeof p->name, "s%u", ++c->names);
    enum rc rc = send_prepare(c, s, with, p->name);
    if (rc) {
        free(p);
        return rc;
    }
    stmt_cache_put(&c->db, &(struct db_cached){ s, with, p }, pg_drop);
    *name = p->name;
    return RC_OK;
}

/* --- parameters ------------------------------------------------------------------------------- */

struct pg_params {
    const char *at[DB_PARAMS_MAX];
    int len[DB_PARAMS_MAX];
    int format[DB_PARAMS_MAX];
    char number[DB_PARAMS_MAX][8];
};

size_t pg_number(enum col_type type, int64_t v, char out[static 8])
{
    Oid oid = pg_type(type);
    size_t n = oid == OID_INT8 ? 8 : oid == OID_INT4 ? 4 : 2;
    uint64_t wire = htobe64((uint64_t)v << (64 - 8 * n));
    memcpy(out, &wire, n);
    return n;
}

static enum rc params_fill(struct pg_conn *c, const struct db_stmt *s, const void *in, struct pg_params *p)
{
    for (size_t i = 0; i < s->nparams; i++) {
        struct db_value v;
        enum rc rc = value_of(&c->db, s, &s->params[i], in, &v);
        if (rc)
            return rc;
        if (v.len > INT_MAX)
            return RC_TOOBIG;
        p->at[i] = v.kind == DB_NULL ? NULL : v.at;
        p->len[i] = (int)v.len;
        p->format[i] = 1;
        if (v.kind == DB_INT) {
            p->at[i] = p->number[i];
            p->len[i] = (int)pg_number(s->params[i].type, v.num, p->number[i]);
        }
    }
    return RC_OK;
}

static int send_run(struct pg_conn *c, const struct db_stmt *s, const char *prepared, const struct pg_params *p)
{
    return !c->lost && PQsendQueryPrepared(c->h, prepared, (int)s->nparams, p->at, p->len, p->format, 1);
}

/* --- results ---------------------------------------------------------------------------------- */

struct pg_row {
    const PGresult *r;
    int row;
};

static struct db_value wire_int(const char *at, int len)
{
    struct db_value v = { .kind = DB_INT };
    if (len == 8) {
        uint64_t u;
        memcpy(&u, at, 8);
        v.num = (int64_t)be64toh(u);
    } else if (len == 4) {
        uint32_t u;
        memcpy(&u, at, 4);
        v.num = (int32_t)be32toh(u);
    } else if (len == 2) {
        uint16_t u;
        memcpy(&u, at, 2);
        v.num = (int16_t)be16toh(u);
    } else {
        v.num = *at;
    }
    return v;
}

static enum db_value_kind kind_of(Oid type)
{
    switch (type) {
    case OID_INT8:
    case OID_INT4:
    case OID_INT2:
    case OID_BOOL: return DB_INT;
    case OID_TEXT:
    case OID_VARCHAR: return DB_TEXT;
    case OID_BYTEA: return DB_BLOB;
    default: return DB_OTHER;
    }
}

static struct db_value column_value(const void *from, int i)
{
    const struct pg_row *row = from;
    if (PQgetisnull(row->r, row->row, i))
        return (struct db_value){ .kind = DB_NULL };
    const char *at = PQgetvalue(row->r, row->row, i);
    int len = PQgetlength(row->r, row->row, i);
    enum db_value_kind kind = kind_of(PQftype(row->r, i));
    if (kind == DB_INT)
        return wire_int(at, len);
    return (struct db_value){ .kind = kind, .at = at, .len = (size_t)len };
}

static enum rc rows_read(struct pg_conn *c, const struct db_stmt *s, const PGresult *r, struct db_sink *sink)
{
    if (!s->row) {
        sink->count += strtoll(PQcmdTuples((PGresult *)(uintptr_t)r), NULL, 10);
        return RC_OK;
    }
    if (PQnfields(r) != stmt_columns(s, sink->with)) {
        log_error("db: statement=%s columns do not match its row", s->name);
        return RC_DB;
    }
    int n = PQntuples(r);
    enum rc rc = RC_OK;
    for (int i = 0; !rc && i < (sink->one && n ? 1 : n); i++)
        rc = value_row(&c->db, s, sink, column_value, &(struct pg_row){ r, i });
    return rc;
}

/* --- running ---------------------------------------------------------------------------------- */

/* What has to precede a statement goes out with it, so that there is one answer to wait for. */
static int send_before(struct pg_conn *c, bool custom)
{
    const char *const sql[] = {
        c->begun ? NULL : PG_BEGIN_READ,
        custom == c->custom ? NULL
        : custom            ? "SET LOCAL plan_cache_mode = force_custom_plan"
                            : "SET LOCAL plan_cache_mode = auto",
    };
    int sent = PQenterPipelineMode(c->h);
    for (size_t i = 0; sent && i < sizeof sql / sizeof sql[0]; i++)
        if (sql[i])
            sent = PQsendQueryParams(c->h, sql[i], 0, NULL, NULL, NULL, NULL, 0);
    return sent;
}

/* The last answer before the sync, or the first that is an error: those behind it were not executed. */
static enum rc together_answer(struct pg_conn *c, const struct db_stmt *s, PGresult **out)
{
    enum rc rc = RC_OK;
    *out = NULL;
    for (bool synced = false; !synced && !c->lost;) {
        PGresult *r = pg_next(c);
        ExecStatusType status = PQresultStatus(r);
        synced = r && status == PGRES_PIPELINE_SYNC;
        if (!r && PQstatus(c->h) == CONNECTION_BAD)
            c->lost = true;
        if (!r || synced || status == PGRES_PIPELINE_ABORTED) {
            PQclear(r);
            continue;
        }
        rc = rc ? rc : pg_rc(c, s->name, r);
        PQclear(*out);
        *out = r;
    }
    return c->lost ? RC_DB : rc;
}

static enum rc run_together(struct pg_conn *c, const struct db_stmt *s, const char *prepared, const struct pg_params *p,
                            PGresult **out)
{
    const bool custom = is_page(s);
    int sent = send_before(c, custom) && send_run(c, s, prepared, p) && PQpipelineSync(c->h);
    c->lost = c->lost || !sent;
    enum rc rc = together_answer(c, s, out);
    if (!c->lost && !PQexitPipelineMode(c->h))
        c->lost = true;
    if (c->lost)
        return RC_DB;
    c->begun = true;
    c->custom = custom;
    return rc;
}

static enum rc run_once(struct pg_conn *c, const struct db_stmt *s, unsigned with, const void *in, struct db_sink *sink)
{
    const char *prepared = NULL;
    const bool custom = is_page(s);
    struct pg_params p;
    PGresult *r = NULL;
    enum rc rc = pg_settle(c);
    if (!rc)
        rc = pg_prepared_get(c, s, with, &prepared);
    if (!rc)
        rc = params_fill(c, s, in, &p);
    if (rc)
        return rc;
    if (c->begun && c->custom == custom) {
        r = pg_answer(c, send_run(c, s, prepared, &p));
        rc = pg_rc(c, s->name, r);
    } else {
        rc = run_together(c, s, prepared, &p, &r);
    }
    if (!rc)
        rc = rows_read(c, s, r, sink);
    PQclear(r);
    return rc;
}

/* Before its first row a reader may go on with another connection; afterwards it would see another state. */
enum rc pg_run(struct db *db, const struct db_stmt *s, unsigned with, const void *in, struct db_sink *sink)
{
    struct pg_conn *c = (struct pg_conn *)db;
    const bool first = !c->begun;
    enum rc rc = run_once(c, s, with, in, sink);
    if (rc == RC_DB && first && c->lost && !pg_redial(c))
        rc = run_once(c, s, with, in, sink);
    return rc;
}

/* --- the test that prepares everything -------------------------------------------------------- */

static int type_fits(enum col_type type, Oid oid)
{
    enum db_value_kind kind = kind_of(oid);
    switch (pg_type(type)) {
    case OID_TEXT: return kind == DB_TEXT;
    case OID_BYTEA: return kind == DB_BLOB;
    default: return kind == DB_INT;
    }
}

static const char *check_shape(const struct db_stmt *s, unsigned with, const PGresult *r)
{
    int at = 0;
    if (PQnfields(r) != stmt_columns(s, with))
        return "the number of columns is not the row's";
    for (size_t i = 0; s->row && i < s->row->n; i++)
        if (stmt_has_column(s, with, i) && !type_fits(s->row->cols[i].type, PQftype(r, at++)))
            return "a column has another type than the row (CAST it)";
    return "";
}

enum rc pg_check(struct db *db, const struct db_stmt *s, unsigned with, const char **why)
{
    struct pg_conn *c = (struct pg_conn *)db;
    if ((s->kind == DB_BULK && send_prepare(c, s, DB_AS_BULK, "")) || send_prepare(c, s, with, "")) {
        *why = "it cannot be prepared";
        return RC_INVALID;
    }
    PGresult *r = pg_answer(c, PQsendDescribePrepared(c->h, ""));
    enum rc rc = pg_rc(c, s->name, r);
    if (!rc)
        *why = check_shape(s, with, r);
    PQclear(r);
    return rc ? rc : **why ? RC_INVALID : RC_OK;
}
