/* test/harness/site.c: see site.h.  Events are counted through the engines themselves, not through what is tested. */
#include "harness/site.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 24, STOP_SECONDS = 30 };

/* --- processes ------------------------------------------------------------------------------------------------------ */

static void run_child(const struct site_place *p, const char *const *words, int in, int out)
{
    const char *argv[WORDS + 6] = { p->zhibu };
    size_t n = 1;
    for (size_t i = 0; words[i] && n < WORDS; i++)
        argv[n++] = words[i];
    argv[n++] = "--data";
    argv[n++] = p->dir;
    if (p->database) {
        argv[n++] = "--database";
        argv[n++] = p->database;
    }
    char log[4096];
    snprintf(log, sizeof log, "%s/log", p->dir);
    const int err = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (dup2(in, 0) >= 0 && dup2(out < 0 ? err : out, 1) >= 0 && dup2(err, 2) >= 0)
        execv(argv[0], (char *const *)argv);
    _exit(127);
}

static pid_t start(const struct site_place *p, const char *const *words, int in, int out)
{
    const pid_t pid = fork();
    if (pid == 0)
        run_child(p, words, in, out);
    return pid;
}

static int status_of(pid_t pid)
{
    int status;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

int site_command(const struct site_place *p, const char *const *words, const char *input)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return -1;
    const pid_t pid = start(p, words, ends[0], -1);
    const char *text = input ? input : "";
    close(ends[0]);
    const ssize_t n = write(ends[1], text, strlen(text));
    close(ends[1]);
    const int status = status_of(pid);
    return n < 0 ? -1 : status;
}

static int read_port(int fd)
{
    char line[256];
    size_t n = 0;
    int port = 0;
    while (n + 1 < sizeof line && read(fd, line + n, 1) == 1 && line[n] != '\n')
        n++;
    line[n] = 0;
    const char *colon = strrchr(line, ':');
    if (!strncmp(line, "ready http://", 13) && colon)
        sscanf(colon, ":%d", &port);
    return port;
}

int site_serve(const struct site_place *p, pid_t *pid)
{
    static const char *const words[] = { "serve", "--listen", "127.0.0.1:0", NULL };
    int ends[2], port = 0;
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || pipe2(ends, O_CLOEXEC))
        return 0;
    *pid = start(p, words, nothing, ends[1]);
    close(ends[1]);
    close(nothing);
    port = read_port(ends[0]);
    close(ends[0]);
    return port;
}

int site_stop(pid_t pid)
{
    int status = 0;
    kill(pid, SIGTERM);
    for (int tenths = 0; tenths < STOP_SECONDS * 10; tenths++) {
        if (waitpid(pid, &status, WNOHANG) == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000 * 1000 }, NULL);
    }
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    return -1;
}

/* --- making and copying --------------------------------------------------------------------------------------------- */

const char *site_database(const char *admin, const char *name, struct arena *a)
{
    const char *slash = strstr(admin, "://");
    slash = slash ? strchr(slash + 3, '/') : NULL;
    if (!slash)
        return admin;
    return arena_printf(a, "%.*s/%s%s", (int)(slash - admin), admin, name, slash + 1 + strcspn(slash + 1, "?"));
}

static int database_do(const char *address, const char *sql)
{
    PGconn *conn = PQconnectdb(address);
    PGresult *result = PQexec(conn, sql);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK)
        fprintf(stderr, "%s", PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
    return status != PGRES_COMMAND_OK;
}

static int database_new(const char *admin, const char *name, const char *like, struct arena *a)
{
    return database_do(admin, arena_printf(a, "DROP DATABASE IF EXISTS %s", name)) ||
           database_do(admin, arena_printf(a, "CREATE DATABASE %s TEMPLATE %s", name, like));
}

int site_database_new(const char *admin, const char *name, struct arena *a)
{
    return database_new(admin, name, "template0", a);
}

static int add_login(const struct site_place *p, const struct fixture_login *l, struct arena *a)
{
    const char *words[WORDS] = { "user", "add", l->login, "--role", l->role, "--password-stdin" };
    size_t n = 6;
    const char *password = fixture_password(l->login, a);
    if (l->org) {
        words[n++] = "--org";
        words[n++] = l->org;
    }
    if (!l->member)
        return site_command(p, words, arena_printf(a, "%s\n", password));
    words[n] = "--member-stdin";
    return site_command(p, words, arena_printf(a, "%s\n%s\n", fixture_citizen_number(l->member, a), password));
}

static int add_grant(const struct site_place *p, const struct fixture_login *l)
{
    const char *const words[] = { "user", "grant", l->login, "--role", l->role, "--org", l->also, NULL };
    return l->also ? site_command(p, words, NULL) : 0;
}

static int made(const char *what, int status)
{
    if (status)
        fprintf(stderr, "%s ended with %d\n", what, status);
    return status;
}

static int tool(const char *const *words)
{
    const pid_t pid = fork();
    if (pid == 0) {
        execv(words[0], (char *const *)words);
        _exit(127);
    }
    return status_of(pid);
}

int site_make(const struct site_place *p, struct arena *a)
{
    const char *const init[] = { "init", "--university", "青岚大学", NULL };
    const char *const import_orgs[] = { "import", "orgs", arena_printf(a, "%s/orgs.xlsx", p->dir), NULL };
    const char *const import_members[] = { "import",      "members",    arena_printf(a, "%s/members.xlsx", p->dir),
                                           "--effective", "2024-01-01", NULL };
    setenv("ZHIBU_TODAY", SITE_TODAY, 1);
    if (made("the folder", mkdir(p->dir, 0700) && errno != EEXIST) || made("workbooks", fixture_workbooks(p->dir, a)) ||
        made("zhibu init", site_command(p, init, NULL)) ||
        made("zhibu import orgs", site_command(p, import_orgs, NULL)) ||
        made("zhibu import members", site_command(p, import_members, NULL)))
        return 1;
    int failed = 0;
    for (const struct fixture_login *l = fixture_logins; l->login; l++)
        failed |=
            l->role && made(arena_printf(a, "zhibu user add %s", l->login), add_login(p, l, a) || add_grant(p, l));
    return failed;
}

struct site_place site_copy(const struct site_place *from, const char *name, const char *admin, struct arena *a)
{
    struct site_place to = { .zhibu = from->zhibu, .dir = arena_printf(a, "%s-%s", from->dir, name) };
    const char *const clear[] = { "/bin/rm", "-rf", to.dir, NULL };
    const char *const copy[] = { "/bin/cp", "-a", from->dir, to.dir, NULL };
    if (tool(clear) || tool(copy))
        to.dir = NULL;
    if (from->database && admin) {
        const char *name_of = strchr(strstr(from->database, "://") + 3, '/') + 1;
        const char *like = arena_strndup(a, name_of, strcspn(name_of, "?"));
        const char *own = arena_printf(a, "%s_%s", like, name);
        to.database = site_database(admin, own, a);
        if (database_new(admin, own, like, a))
            to.dir = NULL;
    }
    return to;
}

/* --- beside the server ---------------------------------------------------------------------------------------------- */

static int sqlite_do(const char *dir, const char *sql)
{
    char path[4096];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/zhibu.db", dir);
    int failed = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
                 sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK;
    if (failed)
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
    return failed;
}

int site_sql(const struct site_place *p, const char *sql)
{
    return p->database ? database_do(p->database, sql) : sqlite_do(p->dir, sql);
}

/* --- events --------------------------------------------------------------------------------------------------------- */

#define COUNT_EVENTS                                                                                                   \
    "SELECT count(*) FROM event WHERE kind NOT LIKE '%\\_opened' ESCAPE '\\' AND kind NOT LIKE '%\\_exported' ESCAPE " \
    "'\\'"

static int64_t events_sqlite(const char *dir)
{
    char path[4096];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    int64_t n = -1;
    snprintf(path, sizeof path, "%s/zhibu.db", dir);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        if (sqlite3_prepare_v2(db, COUNT_EVENTS, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
            n = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return n;
}

static int64_t events_postgres(const char *address)
{
    PGconn *conn = PQconnectdb(address);
    PGresult *result = PQexec(conn, COUNT_EVENTS);
    int64_t n = -1;
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        n = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    PQfinish(conn);
    return n;
}

int64_t site_events(const struct site_place *p)
{
    return p->database ? events_postgres(p->database) : events_sqlite(p->dir);
}
