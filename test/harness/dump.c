/*
 * test/harness/dump.c: see dump.h.  Sums do not depend on the order of rows, nor on when a session was last seen, and
 * leave out what the server writes beside requests: the queue of events to be sealed, their seals, and that somebody's
 * file was opened.  Whether those agree with the rest is what `zhibu verify` says at the end of each run.
 */
#include "harness/dump.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <string.h>

#define BESIDE       "'event_unsealed', 'evidence_seal', 'evidence_day'"
#define BUT_OPENINGS " WHERE kind NOT LIKE '%\\_opened' ESCAPE '\\'"

struct dump_view {
    sqlite3 *lite;
    PGconn *pg;
};

struct dump_view *dump_open(const struct site_place *p, struct arena *a)
{
    struct dump_view *v = arena_alloc(a, sizeof *v);
    if (!v)
        return NULL;
    if (p->database) {
        v->pg = PQconnectdb(p->database);
        return PQstatus(v->pg) == CONNECTION_OK ? v : NULL;
    }
    const char *path = arena_printf(a, "%s/zhibu.db", p->dir);
    if (sqlite3_open_v2(path, &v->lite, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return NULL;
    sqlite3_db_config(v->lite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_busy_timeout(v->lite, 5000);
    return v;
}

void dump_close(struct dump_view *v)
{
    if (v) {
        sqlite3_close(v->lite);
        PQfinish(v->pg);
    }
}

/* --- SQLite ----------------------------------------------------------------------------------------------------------- */

/* FNV-1a */
static uint64_t mix(uint64_t h, const void *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const unsigned char *)at)[i]) * 1099511628211u;
    return h;
}

static uint64_t row_sum(sqlite3_stmt *row)
{
    uint64_t h = 14695981039346656037u;
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const int type = sqlite3_column_type(row, i);
        if (!strcmp(sqlite3_column_name(row, i), "seen_at"))
            continue;
        const void *at = sqlite3_column_blob(row, i);
        h = mix(mix(h, &type, sizeof type), at, at ? (size_t)sqlite3_column_bytes(row, i) : 0);
    }
    return h;
}

static const char *lite_table(sqlite3 *h, const char *table, struct arena *a)
{
    sqlite3_stmt *row = NULL;
    uint64_t sum = 0;
    int n = 0;
    if (sqlite3_prepare_v2(
            h, arena_printf(a, "SELECT * FROM \"%s\"%s", table, strcmp(table, "event") != 0 ? "" : BUT_OPENINGS), -1,
            &row, NULL) == SQLITE_OK)
        for (; sqlite3_step(row) == SQLITE_ROW; n++)
            sum += row_sum(row);
    sqlite3_finalize(row);
    return arena_printf(a, "%s %d %llx\n", table, n, (unsigned long long)sum);
}

static const char *lite_take(sqlite3 *h, struct arena *a)
{
    sqlite3_stmt *tables = NULL;
    const char *out = "";
    sqlite3_exec(h, "BEGIN", NULL, NULL, NULL);
    if (sqlite3_prepare_v2(
            h, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN (" BESIDE ") ORDER BY 1", -1,
            &tables, NULL))
        out = NULL;
    while (out && sqlite3_step(tables) == SQLITE_ROW)
        out = arena_printf(a, "%s%s", out, lite_table(h, (const char *)sqlite3_column_text(tables, 0), a));
    sqlite3_finalize(tables);
    sqlite3_exec(h, "COMMIT", NULL, NULL, NULL);
    return out;
}

/* --- PostgreSQL: one question about all tables ------------------------------------------------------------------------- */

static PGresult *pg_ask(PGconn *h, const char *sql)
{
    PGresult *r = PQexec(h, sql);
    if (PQresultStatus(r) == PGRES_TUPLES_OK)
        return r;
    PQclear(r);
    return NULL;
}

static const char *pg_take(PGconn *h, struct arena *a)
{
    static const char each[] = "SELECT string_agg(format('SELECT %L || '' '' || count(*) || '' '' ||"
                               " coalesce(sum(hashtextextended((to_jsonb(t) - ''seen_at'')::text, 0)::numeric), 0) "
                               "FROM %I t%s', relname, relname,"
                               " CASE relname WHEN 'event' THEN $but$" BUT_OPENINGS "$but$ ELSE '' END), ' UNION ALL ')"
                               " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                               " AND relname NOT IN (" BESIDE ")";
    PGresult *question = pg_ask(h, each);
    PGresult *answer = question ? pg_ask(h, PQgetvalue(question, 0, 0)) : NULL;
    const char *out = answer ? "" : NULL;
    for (int i = 0; i < PQntuples(answer); i++)
        out = arena_printf(a, "%s%s\n", out, PQgetvalue(answer, i, 0));
    PQclear(question);
    PQclear(answer);
    return out;
}

const char *dump_take(struct dump_view *v, struct arena *a)
{
    return v->pg ? pg_take(v->pg, a) : lite_take(v->lite, a);
}

const char *dump_difference(const char *before, const char *after, struct arena *a)
{
    if (!before || !after)
        return "the database could not be looked at";
    size_t at = 0, line = 0;
    while (before[at] && before[at] == after[at])
        if (before[at++] == '\n')
            line = at;
    if (before[at] == after[at])
        return "";
    return arena_printf(a, "%.*s became %.*s", (int)strcspn(before + line, "\n"), before + line,
                        (int)strcspn(after + line, "\n"), after + line);
}
