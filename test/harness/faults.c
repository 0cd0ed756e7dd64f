/*
 * test/harness/faults.c: every scenario with the N-th allocation or statement failing, N from 1 until nothing fails.
 *
 * A request that met a failure either says so (500 or 503, 413 where its arena was full) and has changed nothing, or is
 * answered as the row says, completely.  The server lives; what leaks ends it with a status at its end.  Where a
 * request succeeds in spite of a failure, the row is done with for this pass, and the next pass, on a new copy of the
 * site, goes on behind that failure.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/rc.h"
#include "faults/control.h"
#include "harness/dump.h"
#include "harness/run.h"

enum { PASSES = 24, ROWS_MAX = 512, TOLD_MAX = 20 };

static const char *const fault_names[FAULTS] = {
    [FAULT_MEMORY] = "no memory",
    [FAULT_ARENA] = "a full arena",
    [FAULT_STATEMENT] = "a refused statement",
    [FAULT_LOST] = "a lost connection",
};

struct faulty {
    const struct scenario_list *list;
    const struct site_place *made;
    const char *admin;
    struct arena *arena;
    struct faults *control;
    enum fault what;
    enum faults_how how;
    unsigned form;
    int next[ROWS_MAX]; /* of each row, the failure to try next; 0: all were tried */
    int tried, told;
    /* of the pass */
    struct run run;
    struct dump_view *view;
    const char *before; /* how the database stood, NULL: not looked at since the last change */
};

static void tell(struct faulty *f, const struct scenario *s, int n, const char *why)
{
    if (f->told++ < TOLD_MAX)
        result(false, why, "%s: %s, %s at %d (%s, %s)", f->list->feature, s->name, fault_names[f->what], n,
               f->form == AS_PAGE ? "page" : "JSON", f->run.engine);
}

/* What a reader is told is our page or our JSON, not an empty answer. */
static bool is_clear(const struct faulty *f, const struct reply *got)
{
    if (got->status == 422 && f->what == FAULT_ARENA && strstr(got->body, "这个表格太大，一次处理不完。"))
        return true; /* the arena of a workbook */
    if (got->status != 500 && got->status != 503 && !(got->status == 413 && f->what == FAULT_ARENA))
        return false;
    if (f->what == FAULT_MEMORY && !strcmp(got->body, rc_text(RC_BUSY)))
        return true; /* there was none even for taking the request in */
    return strstr(got->body, f->form == AS_PAGE ? "</html>" : "{\"error\":{\"code\":\"") != NULL;
}

static const char *change(struct faulty *f, struct arena *a)
{
    const char *after = dump_take(f->view, a);
    const char *difference = dump_difference(f->before, after, a);
    return *difference ? difference : NULL;
}

/* One request with the n-th failing. true: that is not the end of this row. */
static bool row_fails(struct faulty *f, const struct scenario *s, int n, bool *hit)
{
    struct run *r = &f->run;
    struct client *c = row_client(r, s);
    atomic_store(&f->control->left[f->what], n);
    const struct reply got = row_ask(r, s, f->form, c);
    *hit = atomic_exchange(&f->control->left[f->what], 0) == 0;
    const char *why = row_why(r, s, f->form, &got);
    if (!*hit) {
        if (why)
            tell(f, s, n, arena_printf(r->answers, "and without any: %s", why));
        if (s->keep)
            row_keep(r, s, &got);
        return false;
    }
    f->tried++;
    const char *changed = change(f, r->answers);
    if (why && !is_clear(f, &got))
        tell(f, s, n, why);
    if (why && changed)
        tell(f, s, n, arena_printf(r->answers, "it was answered with %d, but %s", got.status, changed));
    if (!why && s->keep)
        row_keep(r, s, &got);
    return !changed;
}

static void row_plain(struct faulty *f, const struct scenario *s)
{
    const struct reply got = row_ask(&f->run, s, f->form, row_client(&f->run, s));
    const char *why = row_why(&f->run, s, f->form, &got);
    if (why)
        tell(f, s, 0, why);
    if (s->keep)
        row_keep(&f->run, s, &got);
}

static void row_try(struct faulty *f, const struct scenario *s, int *next)
{
    struct run *r = &f->run;
    const bool wanted = f->how == FAULTS_ALL || (s->method == POST && s->events);
    if (!wanted || !*next) {
        *next = 0;
        row_plain(f, s);
        arena_reset(r->answers);
        return;
    }
    row_client(r, s); /* signing in for the first time is no part of it */
    f->before = dump_take(f->view, r->arena);
    for (bool hit = true, same = true; same && *next;) {
        same = row_fails(f, s, *next, &hit);
        *next = !hit ? 0 : f->how == FAULTS_ALL ? *next + 1 : *next * 2;
        arena_reset(r->answers);
    }
}

/* true: another pass has something to do. */
static bool pass_run(struct faulty *f)
{
    bool more = false;
    const char *label =
        arena_printf(f->arena, "%s_%s_fault%d", f->list->feature, f->form == AS_PAGE ? "page" : "json", (int)f->what);
    if (run_start(&f->run, f->made, label, f->admin))
        return false;
    f->view = dump_open(&f->run.place, f->run.arena);
    for (size_t i = 0; f->view && f->list->rows[i].name && i < ROWS_MAX; i++)
        if (row_forms(&f->run, &f->list->rows[i]) & f->form) {
            row_try(f, &f->list->rows[i], &f->next[i]);
            more |= f->next[i] != 0;
        }
    dump_close(f->view);
    run_end(&f->run);
    return more;
}

static void fault_run(struct faulty *f)
{
    const int passes = f->how == FAULTS_ALL ? PASSES : 1;
    bool more = true;
    for (size_t i = 0; i < ROWS_MAX; i++)
        f->next[i] = f->how == FAULTS_ALL ? 1 : 2; /* PostgreSQL survives the first: a BEGIN is tried again */
    f->tried = f->told = 0;
    for (int i = 0; more && i < passes; i++)
        more = pass_run(f);
    if (!f->tried && f->how == FAULTS_SAMPLE)
        return; /* nothing there writes */
    result(f->tried > 0 && !f->told && (!more || f->how == FAULTS_SAMPLE), "see above",
           "%s: %d requests that met %s (%s, %s)", f->list->feature, f->tried, fault_names[f->what],
           f->form == AS_PAGE ? "page" : "JSON", f->admin ? "postgresql" : "sqlite");
}

static struct faults *control_make(const char *path)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *at = MAP_FAILED;
    if (fd >= 0 && !ftruncate(fd, sizeof(struct faults)))
        at = mmap(NULL, sizeof(struct faults), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0)
        close(fd);
    return at == MAP_FAILED ? NULL : at;
}

void faults_run(const struct scenario_list *list, enum faults_how how, const struct site_place *made, const char *admin)
{
    struct arena *a = arena_new(RUN_ARENA_BYTES);
    const char *path = arena_printf(a, "%s-faults-control", made->dir);
    struct faulty *f = arena_alloc(a, sizeof *f);
    struct faults *control = control_make(path);
    /* of a sample each engine takes one form */
    const unsigned first = how == FAULTS_SAMPLE && admin ? AS_JSON : AS_PAGE;
    const unsigned last = how == FAULTS_SAMPLE && !admin ? AS_PAGE : AS_JSON;
    if (f && control && !setenv(FAULTS_ENV, path, 1))
        for (unsigned form = first; form <= last; form <<= 1)
            for (int what = 0; what < FAULTS; what++) {
                *f = (struct faulty){ list, made, admin, a, control, (enum fault)what, how, form };
                if (what != FAULT_LOST || admin)
                    fault_run(f);
            }
    else
        result(false, path, "failures can be arranged");
    if (control)
        munmap(control, sizeof *control);
    arena_free(a);
}
