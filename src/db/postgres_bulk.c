/*
 * db/postgres_bulk.c: many elements as one statement: INSERT … SELECT out of arrays, one array a parameter.
 *
 * A thousand rows are one message each way, parsed and planned once, where a pipeline of single statements is executed
 * one by one.
 */
#include "db/postgres_i.h"

#include <endian.h>
#include <limits.h>

enum {
    BULK_CHUNK = 1000, /* elements in one statement: bounds its memory on both sides */
    ARRAY_BYTES = 64 << 20,
};

struct arrays {
    struct buf at[DB_PARAMS_MAX];
};

static void put_int4(struct buf *b, int64_t v)
{
    uint32_t wire = htobe32((uint32_t)v);
    buf_put(b, &wire, sizeof wire);
}

/* As the server sends and takes arrays: dimensions, may there be NULL, the type, then length and bytes of each. */
static void array_begin(struct buf *b, Oid type, size_t n)
{
    *b = BUF_INIT(ARRAY_BYTES);
    put_int4(b, 1);
    put_int4(b, 1);
    put_int4(b, type);
    put_int4(b, (int64_t)n);
    put_int4(b, 1);
}

static void array_put(struct buf *b, enum col_type type, const struct db_value *v)
{
    char number[8];
    if (v->kind == DB_NULL) {
        put_int4(b, -1);
        return;
    }
    size_t len = v->kind == DB_INT ? pg_number(type, v->num, number) : v->len;
    put_int4(b, (int64_t)len);
    buf_put(b, v->kind == DB_INT ? number : v->at, len);
}

static enum rc array_fill(struct pg_conn *c, const struct db_stmt *s, size_t i, const struct db_rows *in, struct buf *b)
{
    enum rc rc = RC_OK;
    array_begin(b, pg_type(s->params[i].type), in->n);
    for (size_t k = 0; !rc && k < in->n; k++) {
        struct db_value v;
        rc = value_of(&c->db, s, &s->params[i], (const char *)in->at + k * s->in_size, &v);
        if (!rc)
            array_put(b, s->params[i].type, &v);
    }
    return rc ? rc : buf_check(b);
}

static enum rc chunk_send(struct pg_conn *c, const struct db_stmt *s, const char *prepared, struct arrays *a)
{
    const char *at[DB_PARAMS_MAX];
    int len[DB_PARAMS_MAX], format[DB_PARAMS_MAX];
    for (size_t i = 0; i < s->nparams; i++) {
        at[i] = a->at[i].at;
        len[i] = (int)a->at[i].len;
        format[i] = 1;
    }
    int sent = !c->lost && PQsendQueryPrepared(c->h, prepared, (int)s->nparams, at, len, format, 1);
    PGresult *r = pg_answer(c, sent);
    enum rc rc = pg_rc(c, s->name, r);
    PQclear(r);
    return rc;
}

static enum rc chunk_run(struct pg_conn *c, const struct db_stmt *s, const char *prepared, const struct db_rows *in)
{
    struct arrays a = { 0 };
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < s->nparams; i++)
        rc = array_fill(c, s, i, in, &a.at[i]);
    if (!rc)
        rc = chunk_send(c, s, prepared, &a);
    for (size_t i = 0; i < s->nparams; i++)
        buf_free(&a.at[i]);
    return rc;
}

enum rc pg_bulk(struct db *db, const struct db_stmt *s, const void *in, size_t n)
{
    struct pg_conn *c = (struct pg_conn *)db;
    const char *prepared = NULL;
    if (n == 1)
        return pg_run(db, s, 0, in, &(struct db_sink){ 0 });
    enum rc rc = pg_prepared_get(c, s, DB_AS_BULK, &prepared);
    for (size_t i = 0; !rc && i < n; i += BULK_CHUNK) {
        size_t left = n - i < BULK_CHUNK ? n - i : BULK_CHUNK;
        rc = chunk_run(c, s, prepared, &(struct db_rows){ (char *)(uintptr_t)in + i * s->in_size, left });
    }
    return rc;
}
