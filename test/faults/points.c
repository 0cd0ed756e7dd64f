/*
 * test/faults/points.c: where a server under test can be made to fail.
 *
 * The linker puts these functions between our objects and the libraries (--wrap, see the Makefile), so the program
 * itself knows nothing of faults and no place can be forgotten.  What stands in the same file as its caller is not
 * reached; arena.c, whose functions call each other, fails at its doors.
 */
#include <fcntl.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "faults/control.h"

static struct faults *control; /* set before main, then only read */

__attribute__((constructor)) static void control_open(void)
{
    const char *path = getenv(FAULTS_ENV);
    const int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *at = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0)
        close(fd);
    control = at == MAP_FAILED ? NULL : at;
}

static bool fails(enum fault what)
{
    return control && atomic_load(&control->left[what]) > 0 && atomic_fetch_sub(&control->left[what], 1) == 1;
}

/* --- memory of the system --------------------------------------------------------------------------------------------- */

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_malloc(size_t n)
{
    return fails(FAULT_MEMORY) ? NULL : __real_malloc(n);
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
    return fails(FAULT_MEMORY) ? NULL : __real_calloc(n, size);
}

void *__real_realloc(void *at, size_t n);
void *__wrap_realloc(void *at, size_t n);
void *__wrap_realloc(void *at, size_t n)
{
    return fails(FAULT_MEMORY) ? NULL : __real_realloc(at, n);
}

/* --- memory of a request: asking for more than there can be fails in the arena's own way ------------------------------ */

#define TOO_MUCH (SIZE_MAX / 2)

void *__real_arena_alloc(struct arena *a, size_t bytes);
void *__wrap_arena_alloc(struct arena *a, size_t bytes);
void *__wrap_arena_alloc(struct arena *a, size_t bytes)
{
    return __real_arena_alloc(a, fails(FAULT_ARENA) ? TOO_MUCH : bytes);
}

void *__real_arena_array(struct arena *a, size_t n, size_t size);
void *__wrap_arena_array(struct arena *a, size_t n, size_t size);
void *__wrap_arena_array(struct arena *a, size_t n, size_t size)
{
    return fails(FAULT_ARENA) ? __real_arena_array(a, TOO_MUCH, 1) : __real_arena_array(a, n, size);
}

const char *__real_arena_strndup(struct arena *a, const char *s, size_t n);
const char *__wrap_arena_strndup(struct arena *a, const char *s, size_t n);
const char *__wrap_arena_strndup(struct arena *a, const char *s, size_t n)
{
    return __real_arena_strndup(a, s, fails(FAULT_ARENA) ? TOO_MUCH : n);
}

const char *__real_arena_strdup(struct arena *a, const char *s);
const char *__wrap_arena_strdup(struct arena *a, const char *s);
const char *__wrap_arena_strdup(struct arena *a, const char *s)
{
    return fails(FAULT_ARENA) ? __real_arena_strndup(a, s, TOO_MUCH) : __real_arena_strdup(a, s);
}

char *__real_arena_copy(struct arena *a, const char *s, size_t n);
char *__wrap_arena_copy(struct arena *a, const char *s, size_t n);
char *__wrap_arena_copy(struct arena *a, const char *s, size_t n)
{
    return __real_arena_copy(a, s, fails(FAULT_ARENA) ? TOO_MUCH : n);
}

const char *__wrap_arena_vprintf(struct arena *a, const char *fmt, va_list ap) PRINTF(2, 0);
const char *__real_arena_vprintf(struct arena *a, const char *fmt, va_list ap) PRINTF(2, 0);
const char *__wrap_arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    return fails(FAULT_ARENA) ? __real_arena_strndup(a, fmt, TOO_MUCH) : __real_arena_vprintf(a, fmt, ap);
}

const char *__wrap_arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
const char *__wrap_arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = __wrap_arena_vprintf(a, fmt, ap);
    va_end(ap);
    return text;
}

/* --- SQLite ----------------------------------------------------------------------------------------------------------- */

int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **end);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out,
                              const char **end);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **out, const char **end)
{
    return fails(FAULT_MEMORY) ? SQLITE_NOMEM : __real_sqlite3_prepare_v3(db, sql, n, flags, out, end);
}

int __real_sqlite3_step(sqlite3_stmt *h);
int __wrap_sqlite3_step(sqlite3_stmt *h);
int __wrap_sqlite3_step(sqlite3_stmt *h)
{
    return fails(FAULT_STATEMENT) ? SQLITE_FULL : __real_sqlite3_step(h);
}

/* --- PostgreSQL: an error that the server really says, so that its transaction is spoilt; or nothing is sent ---------- */

static int send_wrong(PGconn *h)
{
    return PQsendQueryParams(h, "SELECT 1 / 0", 0, NULL, NULL, NULL, NULL, 1);
}

int __real_PQsendQuery(PGconn *h, const char *sql);
int __wrap_PQsendQuery(PGconn *h, const char *sql);
int __wrap_PQsendQuery(PGconn *h, const char *sql)
{
    if (fails(FAULT_LOST))
        return 0;
    return fails(FAULT_STATEMENT) ? send_wrong(h) : __real_PQsendQuery(h, sql);
}

int __real_PQsendQueryPrepared(PGconn *h, const char *name, int n, const char *const *at, const int *len,
                               const int *format, int binary);
int __wrap_PQsendQueryPrepared(PGconn *h, const char *name, int n, const char *const *at, const int *len,
                               const int *format, int binary);
int __wrap_PQsendQueryPrepared(PGconn *h, const char *name, int n, const char *const *at, const int *len,
                               const int *format, int binary)
{
    if (fails(FAULT_LOST))
        return 0;
    return fails(FAULT_STATEMENT) ? send_wrong(h) : __real_PQsendQueryPrepared(h, name, n, at, len, format, binary);
}
