/*
 * feature/intake/intake_run.c: an upload that waits for a yes.
 *
 * The file is sealed before it touches the disk, since it is full of what no table holds in clear.  The preview is what
 * one check found; a confirmation checks once more against the register of that moment, with what was answered, and
 * writes that.  A file goes with the confirmation, the withdrawal, or after a week, and never before the database knows
 * that for good.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/files.h"
#include "base/random.h"
#include "base/utf8.h"
#include "feature/intake/intake_run.h"
#include "web/call.h"
#include "web/event.h"
#include "web/site.h"

static const char seal_column[] = "intake_run.file";

static const char *path_of(struct ctx *c, int64_t id)
{
    return arena_printf(c->arena, "%s/intake/%lld.xlsx", c->site->dir, (long long)id);
}

/* --- the file ------------------------------------------------------------------------------------------------------- */

static void file_drop(const void *arg, bool kept)
{
    if (kept)
        (void)unlink(arg);
}

static void file_drop_unless(const void *arg, bool kept)
{
    file_drop(arg, !kept);
}

static enum rc file_goes(struct ctx *c, int64_t id)
{
    return call_after(c, file_drop, path_of(c, id));
}

static enum rc file_seal(struct ctx *c, int64_t id, struct xlsx_source src)
{
    struct vault *v = vault_new(c->site->keys);
    struct blob sealed;
    enum rc rc = v ? vault_seal_bytes(v, c->arena, seal_column, id, (struct blob){ src.at, src.len }, &sealed) : RC_OOM;
    vault_free(v);
    if (!rc)
        rc = dir_make(arena_printf(c->arena, "%s/intake", c->site->dir), 0700);
    const char *path = path_of(c, id);
    if (!rc)
        rc = arena_check(c->arena); /* of the path */
    if (!rc)
        rc = call_after(c, file_drop_unless, path);
    return rc ? rc : file_create(path, sealed.at, sealed.len, 0600);
}

static enum rc file_unseal(struct ctx *c, int64_t id, struct xlsx_source *src)
{
    char *at = NULL;
    size_t len = 0;
    struct blob plain;
    const char *path = path_of(c, id);
    enum rc rc = arena_check(c->arena);
    if (!rc)
        rc = file_read(path, XLSX_FILE_BYTES + 4096, &at, &len);
    if (rc == RC_NOTFOUND)
        return refuse_as(c, RC_CONFLICT, "file_gone", "上传的表格已经不在了，请重新上传。");
    if (rc)
        return rc;
    arena_defer(c->arena, free, at);
    struct vault *v = vault_new(c->site->keys);
    rc = v ? vault_open_bytes(v, c->arena, seal_column, id, (struct blob){ at, len }, &plain) : RC_OOM;
    vault_free(v);
    if (!rc)
        *src = (struct xlsx_source){ plain.at, plain.len };
    return rc;
}

enum rc run_file_anew(struct ctx *c, int64_t id)
{
    char *at = NULL;
    size_t len = 0;
    enum rc rc = file_read(path_of(c, id), XLSX_FILE_BYTES + 4096, &at, &len);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    arena_defer(c->arena, free, at);
    struct blob sealed = { at, len };
    rc = db_reseal(c->db, seal_column, id, 0, &sealed);
    return rc || sealed.at == at ? rc : file_write(path_of(c, id), sealed.at, sealed.len, 0600);
}

/* --- checking, on a worker ------------------------------------------------------------------------------------------ */

static void arena_done(void *at)
{
    arena_free(at);
}

static enum rc work_new(struct ctx *c, struct intake_work **out)
{
    struct arena *a = arena_new(INTAKE_ARENA_BYTES);
    struct intake_work *w = a ? arena_alloc(a, sizeof(*w)) : NULL;
    if (!w) {
        arena_free(a);
        return RC_OOM;
    }
    arena_defer(c->arena, arena_done, a);
    w->arena = a;
    *out = w;
    return RC_OK;
}

/* The request's own sentences and rights, with memory and a session of the work's. */
static struct ctx work_ctx(const struct ctx *c, const struct intake_work *w, struct db *db)
{
    struct ctx own = *c;
    own.arena = w->arena;
    own.db = db;
    return own;
}

/* The work's memory is not the request's: when the system has none, that is not a file too large. */
static enum rc work_rc(const struct intake_work *w, enum rc rc)
{
    return rc == RC_TOOBIG && arena_check(w->arena) ? arena_check(w->arena) : rc;
}

static enum rc work_check(struct ctx *c, struct intake_work *w, struct xlsx_source src)
{
    w->in.asks = w->in.differences_wanted = true;
    enum rc rc = intake_check(c, &w->in, src);
    if (w->in.why && rc != RC_OOM)
        return refuse(c, "file", "unreadable", arena_strdup(c->arena, w->in.why));
    return rc;
}

enum rc run_receive(struct ctx *c, const struct intake_upload *up, struct intake_work **out)
{
    struct db *db;
    struct intake_work *w = NULL;
    enum rc rc = work_new(c, &w);
    if (!rc)
        rc = db_read_begin(c->site->db, w->arena, &db);
    if (rc)
        return rc;
    w->in = (struct intake){ .kind = up->kind, .effective = up->effective, .file = up->file };
    w->id = id_new();
    struct ctx own = work_ctx(c, w, db);
    rc = work_check(&own, w, up->src);
    db_read_end(db);
    if (!rc)
        rc = file_seal(&own, w->id, up->src);
    *out = w;
    return work_rc(w, rc);
}

static enum rc answers_take(struct ctx *c, struct intake_work *w)
{
    struct intake_line_row *rows = NULL;
    size_t n = 0;
    enum rc rc = run_get_lines(c, w->id, "question", &rows, &n);
    struct intake_answer *answers = rc ? NULL : arena_array(c->arena, n + 1, sizeof(*answers));
    if (!rc && !answers)
        rc = RC_TOOBIG;
    for (size_t i = 0; !rc && i < n; i++)
        answers[i] = (struct intake_answer){ rows[i].subject_id, rows[i].choice };
    w->in.answers = answers;
    w->in.nanswers = n;
    return rc;
}

static enum rc reopen_with(struct ctx *c, struct intake_work *w)
{
    struct xlsx_source src;
    enum rc rc = run_get(c, w->id, &w->run);
    if (!rc && w->run.state != STATE_OPEN)
        rc = refuse_as(c, RC_CONFLICT, "closed", "这次导入已经处理过了。");
    if (!rc)
        rc = answers_take(c, w);
    if (!rc)
        rc = file_unseal(c, w->id, &src);
    if (rc)
        return rc;
    w->in.kind = (enum intake_kind)w->run.kind;
    w->in.effective = w->run.effective;
    w->in.file = w->run.file;
    return work_check(c, w, src);
}

enum rc run_reopen(struct ctx *c, int64_t id, struct intake_work **out)
{
    struct db *db;
    struct intake_work *w = NULL;
    enum rc rc = work_new(c, &w);
    if (!rc)
        rc = db_read_begin(c->site->db, w->arena, &db);
    if (rc)
        return rc;
    w->id = id;
    struct ctx own = work_ctx(c, w, db);
    rc = reopen_with(&own, w);
    db_read_end(db);
    *out = w;
    return work_rc(w, rc);
}

/* --- keeping what was found ----------------------------------------------------------------------------------------- */

static size_t most(size_t n)
{
    return n < RUN_LINES ? n : RUN_LINES;
}

static enum rc lines_keep(struct ctx *c, const struct intake_work *w)
{
    const struct intake *in = &w->in;
    const struct intake_fault *f = in->faults.at;
    const struct intake_difference *d = in->differences.at;
    const struct intake_question *q = in->questions.at;
    struct intake_line_add_in *rows = arena_array(c->arena, 3 * RUN_LINES, sizeof(*rows));
    size_t n = 0;
    if (!rows)
        return RC_TOOBIG;
    for (size_t i = 0; i < most(in->faults.n); i++)
        rows[n++] = (struct intake_line_add_in){ .line = "fault",
                                                 .row_number = f[i].row,
                                                 .first_row = f[i].first_row,
                                                 .column_name = f[i].column,
                                                 .code = f[i].code,
                                                 .message = f[i].message };
    for (size_t i = 0; i < most(in->differences.n); i++)
        rows[n++] = (struct intake_line_add_in){ .line = "difference",
                                                 .row_number = d[i].row,
                                                 .column_name = d[i].label,
                                                 .subject_id = d[i].subject_id,
                                                 .name = d[i].name,
                                                 .before_value = d[i].before,
                                                 .after_value = d[i].after };
    for (size_t i = 0; i < most(in->questions.n); i++)
        rows[n++] = (struct intake_line_add_in){ .line = "question",
                                                 .row_number = q[i].row,
                                                 .subject_id = q[i].member_id,
                                                 .org_id = q[i].org_id,
                                                 .name = q[i].name,
                                                 .before_value = q[i].before,
                                                 .after_value = q[i].after };
    for (size_t i = 0; i < n; i++) {
        rows[i].intake_line_id = id_new();
        rows[i].intake_run_id = w->id;
    }
    return n ? intake_line_add(c->db, rows, n) : RC_OK;
}

static enum rc clear_old(struct ctx *c)
{
    struct intake_run_old *old = NULL;
    size_t n = 0;
    int64_t before = instant_now() - (int64_t)RUN_DAYS * 24 * 3600 * 1000;
    enum rc rc = intake_runs_old(c->db, &(struct intake_runs_old_in){ .before = before }, &old, &n);
    for (size_t i = 0; !rc && i < n; i++) {
        rc = intake_lines_drop(c->db, &(struct intake_lines_drop_in){ .intake_run_id = old[i].id });
        if (!rc)
            rc = intake_run_clear(c->db, &(struct intake_run_clear_in){ .intake_run_id = old[i].id });
        if (!rc)
            rc = file_goes(c, old[i].id);
    }
    return rc;
}

static enum rc note(struct ctx *c, const char *kind, int64_t id, const struct intake *in)
{
    return event_record(c, &(struct event){ .kind = kind,
                                            .subject_id = id,
                                            .basis = in ? in->basis : NULL,
                                            .note = in ? intake_summary(c->arena, in) : NULL });
}

enum rc run_keep(struct ctx *c, struct intake_work *w)
{
    const struct intake *in = &w->in;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = clear_old(c);
    if (!rc)
        rc = intake_run_insert(c->db, &(struct intake_run_insert_in){ .intake_run_id = w->id,
                                                                      .account_id = c->viewer->account_id,
                                                                      .made_at = instant_now(),
                                                                      .kind = (int)in->kind,
                                                                      .file_name = in->file,
                                                                      .sheet = in->sheet,
                                                                      .effective_on = in->effective,
                                                                      .state = STATE_OPEN,
                                                                      .accepted = in->accepted,
                                                                      .changed = in->changed,
                                                                      .unchanged = in->unchanged,
                                                                      .refused = in->refused });
    if (!rc)
        rc = lines_keep(c, w);
    if (!rc)
        rc = note(c, "intake_received", w->id, in);
    return db_end(c->db, rc);
}

enum rc run_write(struct ctx *c, struct intake_work *w)
{
    struct arena *before = db_use_arena(c->db, w->arena);
    struct ctx own = work_ctx(c, w, c->db);
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = intake_run_close(c->db, &(struct intake_run_close_in){ .intake_run_id = w->id, .state = STATE_WRITTEN });
    if (!rc)
        rc = intake_write(&own, &w->in);
    if (!rc)
        rc = note(&own, "intake_written", w->id, &w->in);
    if (!rc)
        rc = file_goes(c, w->id);
    rc = db_end(c->db, rc);
    (void)db_use_arena(c->db, before);
    return work_rc(w, rc);
}

enum rc run_withdraw(struct ctx *c, int64_t id)
{
    struct intake_run_row run;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = run_get(c, id, &run);
    if (!rc)
        rc = intake_run_close(c->db, &(struct intake_run_close_in){ .intake_run_id = id, .state = STATE_WITHDRAWN });
    if (rc == RC_NOTFOUND && run.id == id)
        rc = refuse_as(c, RC_CONFLICT, "closed", "这次导入已经处理过了。");
    if (!rc)
        rc = intake_lines_drop(c->db, &(struct intake_lines_drop_in){ .intake_run_id = id });
    if (!rc)
        rc = note(c, "intake_withdrawn", id, NULL);
    if (!rc)
        rc = file_goes(c, id);
    return db_end(c->db, rc);
}

enum rc run_answer(struct ctx *c, int64_t id, int64_t line_id, int choice)
{
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = intake_line_answer(
            c->db, &(struct intake_line_answer_in){ .intake_line_id = line_id, .intake_run_id = id, .choice = choice });
    if (!rc)
        rc = note(c, "intake_answered", id, NULL);
    return db_end(c->db, rc);
}

/* --- look-ups ------------------------------------------------------------------------------------------------------- */

enum rc run_get(struct ctx *c, int64_t id, struct intake_run_row *out)
{
    *out = (struct intake_run_row){ 0 };
    return intake_run_find(c->db, &(struct intake_run_find_in){ .intake_run_id = id, .scope = ctx_scope(c) }, out);
}

enum rc run_get_all(struct ctx *c, struct intake_run_row **rows, size_t *n)
{
    return intake_runs(c->db, &(struct intake_runs_in){ .scope = ctx_scope(c) }, rows, n);
}

enum rc run_get_lines(struct ctx *c, int64_t id, const char *line, struct intake_line_row **rows, size_t *n)
{
    return intake_lines(c->db, &(struct intake_lines_in){ .intake_run_id = id, .line = line, .limit = RUN_LINES }, rows,
                        n);
}
