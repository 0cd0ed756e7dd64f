/* db/sqlite_stmt.c: statements on a SQLite connection: prepare once, bind, step into the row structs. */
#include "db/sqlite_i.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* What the cache holds: the statement and where SQLite put its parameters (0: not used by these fragments). */
struct sqlite_prepared {
    sqlite3_stmt *h;
    int place[]; /* of each parameter */
};

enum rc sqlite_rc(struct sqlite_conn *c, const char *name, int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return RC_OK;
    case SQLITE_CONSTRAINT: return RC_CONFLICT;
    case SQLITE_ERROR: /* a mistake in the statement; its text holds no values */
        log_error("db: statement=%s error=\"%s\"", name, sqlite3_errmsg(c->h));
        return RC_DB;
    default: log_error("db: statement=%s code=%d", name, code); return RC_DB;
    }
}

void sqlite_drop(struct db *db, void *prepared)
{
    (void)db;
    struct sqlite_prepared *p = prepared;
    if (p)
        sqlite3_finalize(p->h);
    free(p);
}

static struct sqlite_prepared *prepare(struct sqlite_conn *c, const struct db_stmt *s, unsigned with)
{
    struct buf text = BUF_INIT(DB_SQL_BYTES);
    struct sqlite_prepared *p = calloc(1, sizeof *p + s->nparams * sizeof p->place[0]);
    enum rc rc = p && s->nparams <= DB_PARAMS_MAX ? stmt_text(s, DB_SQLITE, with, &text) : RC_OOM;
    int code = SQLITE_NOMEM;
    if (!rc)
        code = sqlite3_prepare_v3(c->h, text.at, -1, SQLITE_PREPARE_PERSISTENT, &p->h, NULL);
    buf_free(&text);
    if (code || !p->h) {
        rc = sqlite_rc(c, s->name, code ? code : SQLITE_MISUSE);
        sqlite_drop(&c->db, p);
        return NULL;
    }
    for (size_t i = 0; i < s->nparams; i++) {
        char name[24];
        snprintf(name, sizeof name, "$%zu", i + 1);
        p->place[i] = sqlite3_bind_parameter_index(p->h, name);
    }
    return p;
}

static struct sqlite_prepared *prepared_get(struct sqlite_conn *c, const struct db_stmt *s, unsigned with)
{
    struct sqlite_prepared *p = stmt_cache_find(&c->db.cache, s, with);
    if (!p && (p = prepare(c, s, with)))
        stmt_cache_put(&c->db, &(struct db_cached){ s, with, p }, sqlite_drop);
    return p;
}

/* --- running ---------------------------------------------------------------------------------- */

/* What is bound outlives the step: it lies in the in-struct or the arena. */
static int bind_value(sqlite3_stmt *h, int place, const struct db_value *v)
{
    switch (v->kind) {
    case DB_INT: return sqlite3_bind_int64(h, place, v->num);
    case DB_TEXT: return sqlite3_bind_text64(h, place, v->at, v->len, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB: return sqlite3_bind_blob64(h, place, v->at, v->len, SQLITE_STATIC);
    default: return sqlite3_bind_null(h, place);
    }
}

static enum rc bind_all(struct sqlite_conn *c, const struct db_stmt *s, const struct sqlite_prepared *p, const void *in)
{
    for (size_t i = 0; i < s->nparams; i++) {
        struct db_value v;
        if (!p->place[i])
            continue;
        enum rc rc = value_of(&c->db, s, &s->params[i], in, &v);
        if (!rc)
            rc = sqlite_rc(c, s->name, bind_value(p->h, p->place[i], &v));
        if (rc)
            return rc;
    }
    return RC_OK;
}

/* Each sqlite3_column_… looks the column up anew, so it is taken once; see sqlite_site_open for why it may be read. */
static struct db_value column_value(const void *from, int i)
{
    sqlite3_value *at = sqlite3_column_value((sqlite3_stmt *)(uintptr_t)from, i);
    struct db_value v = { .kind = DB_OTHER };
    switch (sqlite3_value_type(at)) {
    case SQLITE_INTEGER: return (struct db_value){ .kind = DB_INT, .num = sqlite3_value_int64(at) };
    case SQLITE_NULL: v.kind = DB_NULL; break;
    case SQLITE_TEXT:
        v.at = sqlite3_value_text(at);
        v.kind = v.at ? DB_TEXT : DB_OTHER;
        v.len = (size_t)sqlite3_value_bytes(at);
        break;
    case SQLITE_BLOB:
        v = (struct db_value){ .kind = DB_BLOB, .at = sqlite3_value_blob(at), .len = (size_t)sqlite3_value_bytes(at) };
        v.at = v.at ? v.at : "";
        break;
    default: break;
    }
    return v;
}

static enum rc step_all(struct sqlite_conn *c, const struct db_stmt *s, sqlite3_stmt *h, struct db_sink *sink)
{
    int code;
    const bool fits = s->row && sqlite3_column_count(h) == stmt_columns(s, sink->with);
    while ((code = sqlite3_step(h)) == SQLITE_ROW) {
        if (sink->one && sink->count)
            continue; /* RETURNING is stepped to its end, or nothing is changed */
        if (!fits) {
            log_error("db: statement=%s columns do not match its row", s->name);
            return RC_DB;
        }
        enum rc rc = value_row(&c->db, s, sink, column_value, h);
        if (rc || (sink->one && sqlite3_stmt_readonly(h)))
            return rc;
    }
    if (code == SQLITE_DONE && !s->row)
        sink->count += sqlite3_changes64(c->h);
    return sqlite_rc(c, s->name, code);
}

enum rc sqlite_run(struct db *db, const struct db_stmt *s, unsigned with, const void *in, struct db_sink *sink)
{
    struct sqlite_conn *c = (struct sqlite_conn *)db;
    struct sqlite_prepared *p = prepared_get(c, s, with);
    if (!p)
        return RC_DB;
    enum rc rc = bind_all(c, s, p, in);
    if (!rc)
        rc = step_all(c, s, p->h, sink);
    sqlite3_reset(p->h);
    return rc;
}

/* --- the test that prepares everything -------------------------------------------------------- */

static int owns(const char *owner, const char *table)
{
    size_t n = strlen(owner);
    return !strncmp(owner, table, n) && (!table[n] || table[n] == '_');
}

/* A feature writes its own tables; what a trigger does is the business of the trigger's owner. */
static int authorise(void *arg, int action, const char *table, const char *column, const char *file,
                     const char *trigger)
{
    (void)column;
    (void)file;
    int writes = action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
    int declares =
        !strcmp(table ? table : "", "sqlite_master"); /* the table of bulks; nobody else may write that one */
    return writes && !declares && !trigger && !owns(arg, table) ? SQLITE_DENY : SQLITE_OK;
}

static const char *check_shape(const struct db_stmt *s, unsigned with, sqlite3_stmt *h)
{
    if (sqlite3_column_count(h) != stmt_columns(s, with))
        return "the number of columns is not the row's";
    for (int i = 1; i <= sqlite3_bind_parameter_count(h); i++) {
        const char *name = sqlite3_bind_parameter_name(h, i);
        int n = name && name[0] == '$' ? (int)strtol(name + 1, NULL, 10) : 0;
        if (n < 1 || n > (int)s->nparams)
            return "a parameter is not among the statement's";
    }
    return "";
}

enum rc sqlite_check(struct db *db, const struct db_stmt *s, unsigned with, const char **why)
{
    struct sqlite_conn *c = (struct sqlite_conn *)db;
    sqlite3_set_authorizer(c->h, authorise, (void *)(uintptr_t)s->owner);
    struct sqlite_prepared *p = prepare(c, s, with);
    if (p && s->kind == DB_BULK) {
        sqlite_drop(db, p);
        p = prepare(c, s, DB_AS_BULK);
    }
    int code = sqlite3_errcode(c->h);
    sqlite3_set_authorizer(c->h, NULL, NULL);
    if (p)
        *why = check_shape(s, with, p->h);
    else
        *why = (code & 0xff) == SQLITE_AUTH ? "it writes a table of another owner" : "it cannot be prepared";
    sqlite_drop(db, p);
    return **why ? RC_INVALID : RC_OK;
}
