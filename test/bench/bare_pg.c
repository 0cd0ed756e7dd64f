/*
 * bench/bare_pg.c: what a page's statements cost through libpq alone.  bare_pg URL SECONDS CONNECTIONS WAY
 *
 * The statements are the product's own, with the values it would bind: who asks, and WAY `one` a member drawn at random,
 * or WAY `list` a page of the root's list that begins somewhere and the organisations above it.  Each is sent and waited
 * for, in a transaction of its own as the page's are, by CONNECTIONS threads at once; nothing is made of what comes
 * back.  The account is the one whose session was begun last.  Prints pages per second.
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "db/db_i.h"
#include "feature/member/member.sql.h"
#include "feature/org/org.sql.h"
#include "web/auth.sql.h"
#include "web/cap.h"

/* A page of a list is planned for the values at hand, as src/db/postgres_stmt.c has it. */
#define BEGIN "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

enum { THREADS = 64, VALUE_BYTES = 600 };

static atomic_bool over;

static void die(const char *what)
{
    fprintf(stderr, "bare_pg: %s\n", what);
    exit(1);
}

/* --- values by the names of the parameters ---------------------------------------------------------------------------- */

struct value {
    const char *name;
    char text[VALUE_BYTES];
};

struct page {
    PGconn *h;
    const char *url;
    bool list;
    unsigned seed;
    long done;
    struct value values[16];
    size_t n;
    const PGresult *people;
};

static void set(struct page *p, const char *name, const char *text)
{
    size_t i = 0;
    while (i < p->n && strcmp(p->values[i].name, name) != 0)
        i++;
    p->values[i].name = name;
    p->n = i == p->n ? i + 1 : p->n;
    snprintf(p->values[i].text, VALUE_BYTES, "%s", text);
}

static void set_number(struct page *p, const char *name, int64_t v)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)v);
    set(p, name, text);
}

static const char *value_named(const struct page *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (!strcmp(p->values[i].name, name))
            return p->values[i].text;
    return NULL;
}

/* --- statements ------------------------------------------------------------------------------------------------------- */

static PGresult *ask(PGconn *h, const char *sql)
{
    PGresult *r = PQexec(h, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        die(PQerrorMessage(h));
    return r;
}

static void run_sql(PGconn *h, const char *sql)
{
    PQclear(ask(h, sql));
}

static Oid type_of(enum col_type type)
{
    switch (type) {
    case COL_DATE: return 23;
    case COL_BOOL: return 21;
    case COL_TEXT:
    case COL_VOCAB: return 25;
    case COL_LOOKUP: return 17;
    default: return 20;
    }
}

static void prepare(PGconn *h, const struct db_stmt *s, unsigned with)
{
    struct buf sql = BUF_INIT(DB_SQL_BYTES);
    Oid types[DB_PARAMS_MAX];
    for (size_t i = 0; i < s->nparams; i++)
        types[i] = type_of(s->params[i].type);
    if (stmt_text(s, DB_PGSQL, with, &sql))
        die("out of memory");
    PGresult *r = PQprepare(h, s->name, sql.at, (int)s->nparams, types);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        die(PQerrorMessage(h));
    PQclear(r);
    buf_free(&sql);
}

static void run(const struct page *p, const struct db_stmt *s)
{
    const char *at[DB_PARAMS_MAX];
    for (size_t i = 0; i < s->nparams; i++)
        at[i] = value_named(p, s->params[i].name);
    PGresult *r = PQexecPrepared(p->h, s->name, (int)s->nparams, at, NULL, NULL, 1);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        die(PQerrorMessage(p->h));
    if (s->kind == DB_ONE && !PQntuples(r))
        die(s->name);
    PQclear(r);
}

/* --- one page after the other ----------------------------------------------------------------------------------------- */

static void draw(struct page *p)
{
    int row = (int)rand_r(&p->seed) % PQntuples(p->people);
    set(p, p->list ? "after_id" : "member_id", PQgetvalue(p->people, row, 0));
    set(p, "after_pinyin", PQgetvalue(p->people, row, 1));
}

static void *page_loop(void *arg)
{
    struct page *p = arg;
    p->h = PQconnectdb(p->url);
    if (PQstatus(p->h) != CONNECTION_OK)
        die("no connection");
    prepare(p->h, &auth_session_viewer_stmt, 0);
    prepare(p->h, &member_find_stmt, 0);
    prepare(p->h, &member_page_stmt, MEMBER_PAGE_AFTER);
    prepare(p->h, &org_chain_stmt, 0);
    while (!atomic_load(&over)) {
        draw(p);
        run_sql(p->h, p->list ? BEGIN "; SET LOCAL plan_cache_mode = force_custom_plan" : BEGIN);
        run(p, &auth_session_viewer_stmt);
        run(p, p->list ? &member_page_stmt : &member_find_stmt);
        if (p->list)
            run(p, &org_chain_stmt);
        run_sql(p->h, "ROLLBACK");
        p->done++;
    }
    PQfinish(p->h);
    return NULL;
}

static void set_fixed(struct page *p, PGconn *h)
{
    int64_t now = instant_now();
    PGresult *r =
        ask(h, "SELECT s.token, s.account_id, o.org_id FROM auth_session s, org_version o WHERE o.parent_id IS NULL "
               "ORDER BY s.seen_at DESC LIMIT 1");
    if (!PQntuples(r))
        die("nobody has signed in");
    set(p, "token", PQgetvalue(r, 0, 0));
    set(p, "scope.account", PQgetvalue(r, 0, 1));
    set(p, "org_id", PQgetvalue(r, 0, 2));
    PQclear(r);
    set_number(p, "started_after", now - 8 * 3600 * 1000);
    set_number(p, "seen_after", now - 8 * 3600 * 1000);
    set_number(p, "on", instant_date(instant_now()));
    set_number(p, "scope.today", instant_date(instant_now()));
    set_number(p, "scope.cap", p->list ? CAP_MEMBER_LIST : CAP_MEMBER_READ);
    set_number(p, "scope.site", 0);
    set_number(p, "scope.member", 0);
    set_number(p, "scope.home", 0);
    set_number(p, "limit", 51);
}

int main(int argc, char **argv)
{
    static struct page pages[THREADS];
    pthread_t threads[THREADS];
    const int n = argc == 5 ? (int)strtol(argv[3], NULL, 10) : 0;
    const double seconds = argc == 5 ? atof(argv[2]) : 0;
    if (n < 1 || n > THREADS || seconds <= 0)
        die("URL SECONDS CONNECTIONS one|list");
    PGconn *h = PQconnectdb(argv[1]);
    PGresult *people =
        ask(h, "SELECT member_id, pinyin FROM member WHERE pinyin < 'zz' ORDER BY random() LIMIT 100000");
    for (int i = 0; i < n; i++) {
        pages[i] = (struct page){
            .url = argv[1], .list = !strcmp(argv[4], "list"), .seed = (unsigned)i + 1, .people = people
        };
        set_fixed(&pages[i], h);
        pthread_create(&threads[i], NULL, page_loop, &pages[i]);
    }
    const struct timespec wait = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };
    nanosleep(&wait, NULL);
    atomic_store(&over, true);
    long done = 0;
    for (int i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        done += pages[i].done;
    }
    printf("%.0f\n", (double)done / seconds);
    PQclear(people);
    PQfinish(h);
    return 0;
}
