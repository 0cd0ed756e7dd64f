/* feature/intake/intake_rekey.c: previews and files that wait, sealed anew (web/rekey.h). */
#include "feature/intake/intake_run.h"

static enum rc line_anew(struct ctx *c, const struct intake_line_sealed_row *l)
{
    struct intake_line_reseal_in in = { .intake_line_id = l->id,
                                        .message = l->message,
                                        .name = l->name,
                                        .before_value = l->before_value,
                                        .after_value = l->after_value };
    enum rc rc = db_reseal(c->db, "intake_line.message", l->id, 0, &in.message);
    if (!rc)
        rc = db_reseal(c->db, "intake_line.name", l->id, 0, &in.name);
    if (!rc)
        rc = db_reseal(c->db, "intake_line.before_value", l->id, 0, &in.before_value);
    if (!rc)
        rc = db_reseal(c->db, "intake_line.after_value", l->id, 0, &in.after_value);
    return rc ? rc : intake_line_reseal(c->db, &in);
}

static enum rc lines_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct intake_line_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc =
        intake_line_sealed(c->db, &(struct intake_line_sealed_in){ .after_id = after, .limit = REKEY_ROWS }, &rows, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = line_anew(c, &rows[i]);
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

/* One at a time: a file is larger than all rows together. */
static enum rc files_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct intake_run_id_row *rows = NULL;
    size_t n = 0;
    enum rc rc = intake_runs_open(c->db, &(struct intake_runs_open_in){ .after_id = after, .limit = 1 }, &rows, &n);
    *last = n ? rows[0].id : 0;
    return !rc && n ? run_file_anew(c, *last) : rc;
}

const struct rekey_step intake_rekey[] = {
    { "intake_line", "intake_line", lines_anew },
    { "intake_file", "intake_run", files_anew },
    { 0 },
};
