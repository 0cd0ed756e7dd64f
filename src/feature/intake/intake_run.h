/* feature/intake/intake_run.h: an upload that waits for a yes: its file, its row, its lines. Private to this folder. */
#pragma once

#include "feature/intake/intake.sql.h"
#include "feature/intake/intake_i.h"

enum {
    RUN_LINES = 2000, /* of each sort are kept; more is no longer read by anybody */
    RUN_DAYS = 7,
};

/* What prepare hands to the handler: everything in an arena of its own. */
struct intake_work {
    struct arena *arena;
    int64_t id;
    struct intake in;
    struct intake_run_row run; /* of a confirmation */
};

struct intake_upload {
    enum intake_kind kind;
    int32_t effective;
    const char *file;
    struct xlsx_source src;
};

/* On a worker, outside of any transaction: read, check, and lay the file aside. */
MUST_CHECK enum rc run_receive(struct ctx *c, const struct intake_upload *up, struct intake_work **out);
MUST_CHECK enum rc run_reopen(struct ctx *c, int64_t id, struct intake_work **out);
/* In the transaction. */
MUST_CHECK enum rc run_keep(struct ctx *c, struct intake_work *w);
MUST_CHECK enum rc run_write(struct ctx *c, struct intake_work *w);
MUST_CHECK enum rc run_withdraw(struct ctx *c, int64_t id);
MUST_CHECK enum rc run_get(struct ctx *c, int64_t id, struct intake_run_row *out);
MUST_CHECK enum rc run_get_all(struct ctx *c, struct intake_run_row **rows, size_t *n);
MUST_CHECK enum rc run_get_lines(struct ctx *c, int64_t id, const char *line, struct intake_line_row **rows, size_t *n);
/* RC_NOTFOUND where the line is no question of this run. */
MUST_CHECK enum rc run_answer(struct ctx *c, int64_t id, int64_t line_id, int choice);

/* What the templates are given. */
struct intake_index_view {
    const struct form *form;
    const struct intake_run_row *runs;
    size_t runs_n;
};
struct intake_show_view {
    struct intake_run_row run;
    const char *unit; /* 人 or 个 */
    int64_t ready;
    bool open, members;
    const struct intake_line_row *faults, *differences, *questions;
    size_t faults_n, differences_n, questions_n;
};

/* The file that waits, under the keys of today. */
MUST_CHECK enum rc run_file_anew(struct ctx *c, int64_t id);
