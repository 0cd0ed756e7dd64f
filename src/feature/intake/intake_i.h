/*
 * feature/intake/intake_i.h: one workbook on its way into the register; private to this folder.
 *
 *   sheet.c           rows of a workbook into records: the header row, columns by their names, each cell by its type
 *   members.c orgs.c  a record against the register and against the rows before it: new, changed, unchanged, refused
 *   intake.c          the order of the steps; what is written; the descriptor
 *   report.c          the report of CONTRACT 2 and the commands
 *   intake_web.c      the import page
 *   demo*.c           an invented university
 *
 * Checking fills a plan, writing carries it out in one transaction.  Into an empty register the command writes while it
 * checks, in a transaction that a refused row undoes.
 */
#pragma once

#include "base/buf.h"
#include "base/grow.h"
#include "doc/xlsx_read.h"
#include "feature/member/member.h"
#include "feature/org/org_entry.h"
#include "web/command.h"
#include "web/ctx.h"
#include "web/feature.h"
#include "web/rekey.h"

/* clang-format off */
#define INTAKE_KIND_LIST(X)                         \
    X(ORGS,    "orgs",    "党组织名册", "党组织")   \
    X(MEMBERS, "members", "党员名册",   "党员")

#define INTAKE_CHOICE_LIST(X)                                   \
    X(MOVE,       "move",       "转移：从生效日起转到表里的党支部，以前的记录保留", "") \
    X(CORRECTION, "correction", "更正：原来登记错了，一直在表里的党支部", "")           \
    X(SKIP,       "skip",       "先不处理这一行", "")

#define INTAKE_STATE_LIST(X)                        \
    X(OPEN,      "open",      "等待确认", "")       \
    X(WRITTEN,   "written",   "已写入",   "")       \
    X(WITHDRAWN, "withdrawn", "没有写入", "")       \
    X(EXPIRED,   "expired",   "已过期",   "")
/* clang-format on */

enum intake_state {
    STATE_NONE,
#define X(name, id, label, aliases) STATE_##name,
    INTAKE_STATE_LIST(X)
#undef X
};
enum intake_kind {
    INTAKE_NONE,
#define X(name, id, label, aliases) INTAKE_##name,
    INTAKE_KIND_LIST(X)
#undef X
};
enum intake_choice {
    CHOICE_NONE,
#define X(name, id, label, aliases) CHOICE_##name,
    INTAKE_CHOICE_LIST(X)
#undef X
};
extern const struct vocab intake_kind_vocab, intake_choice_vocab, intake_state_vocab;

struct intake_fault {
    int row, first_row;
    const char *column; /* as the workbook has it */
    const char *code, *message;
};
struct intake_difference {
    int row;
    int64_t subject_id;
    const char *name, *label, *before, *after;
};
struct intake_question { /* a known member, here in another branch than in the file */
    int64_t line; /* by which it is answered, once it is kept */
    int row, choice;
    int64_t member_id, org_id; /* org_id: the branch of the file */
    const char *name, *before, *after;
};
struct intake_answer {
    int64_t member_id;
    int choice;
};

struct sheet_kind;
struct numbers;
struct viewer_reach;

struct intake {
    struct ctx *c; /* during a check or a write */
    enum intake_kind kind;
    int32_t effective;
    const char *file, *basis;
    const struct intake_answer *answers; /* of the page */
    size_t nanswers;
    bool asks; /* a page: somebody is there to be asked */
    bool differences_wanted;
    bool writes;      /* while it checks, in a transaction that is undone where a row is refused */
    bool accept_good; /* but not for a refused row */

    const char *why;      /* the sentence, where the whole workbook was refused */
    const char *sheet;    /* its name */
    const char **headers; /* by column of the kind; NULL where the sheet has none */
    int accepted, changed, unchanged, refused;
    struct grow faults, differences, questions;

    struct org_index *orgs;
    struct viewer_reach *reach;
    struct numbers *numbers; /* in the file, with their first row */
    bool empty;              /* the register knows nobody yet */
    struct grow added;       /* struct member_new, or struct org_entry */
    struct member_gather *gather; /* those already written */
    struct grow updates;     /* of the kind's own */
};

/* Reads and checks everything; RC_INVALID and in->why where the workbook cannot be read at all. */
MUST_CHECK enum rc intake_check(struct ctx *c, struct intake *in, struct xlsx_source src);
MUST_CHECK enum rc intake_write(struct ctx *c, struct intake *in);
/* Nothing would be changed but only added: then nobody is kept waiting where it is checked while it is written. */
MUST_CHECK enum rc intake_only_adds(struct ctx *c, const struct intake *in, bool *yes);
/* Both at once; RC_CONFLICT undoes what was written where in->refused says that rows were refused. */
MUST_CHECK enum rc intake_check_and_write(struct ctx *c, struct intake *in, struct xlsx_source src);
void intake_report(struct buf *out, const struct intake *in, bool written);
extern const char intake_report_shape[]; /* the schema of one that may be answered (web/route.h) */
const char *intake_summary(struct arena *a, const struct intake *in);

/* --- sheet.c -------------------------------------------------------------------------------------------------------- */
enum want {
    WANT_TEXT,
    WANT_NAME,    /* inner blanks of a Han name are dropped */
    WANT_CODE,    /* blanks dropped, upper case */
    WANT_CITIZEN, /* must be text: a number has lost digits */
    WANT_DATE,
    WANT_VOCAB,
    WANT_BOOL,
    WANT_INT,
};
enum {
    COLUMN_NEEDED = 1, /* no header row without it */
    COLUMN_SECRET = 2, /* may have been exported under a mask */
    COLUMN_SIGNED = 4, /* may begin with + or - */
};

struct sheet_column {
    const char *field, *names; /* names: headers without blanks; the first is the national form's */
    enum want want;
    unsigned flags;
    size_t offset; /* in the record */
    size_t max;    /* characters, or the largest number */
    const struct vocab *vocab;
};
enum { SHEET_COLUMNS = 32, SHEET_HEADER_ROWS = 10 };

struct sheet_row {
    int row;
    void *record;     /* of the kind; texts are "" where nothing was given */
    uint32_t given;   /* bit i: column i of the kind has content */
    uint32_t faulted; /* bit i: column i was refused */
    bool refused;
};

struct sheet_kind {
    const struct sheet_column *columns;
    size_t n;
    size_t record_bytes;
    enum rc (*begin)(struct intake *in);
    enum rc (*row)(struct intake *in, struct sheet_row *r);
    enum rc (*end)(struct intake *in);
    enum rc (*write)(struct intake *in);
};
extern const struct sheet_kind members_sheet, orgs_sheet;

MUST_CHECK enum rc sheet_take(struct intake *in, const struct sheet_kind *kind,
                              struct xlsx_source src);
int sheet_column(const struct sheet_kind *kind, const char *field); /* -1: none */
/* Refuses the row for this column (or the whole, field NULL); one fault a column. */
void sheet_fault(struct intake *in, const struct sheet_kind *kind, struct sheet_row *r,
                 const struct intake_fault *f, const char *field);
/* Fills from known what the row did not give, and remembers the differences: how many. */
size_t sheet_merge(struct intake *in, const struct sheet_kind *kind, const struct sheet_row *r,
                   const void *known, const char *name);

/* --- who may be told what ------------------------------------------------------------------------------------------- */
bool intake_reaches(struct intake *in, enum cap cap, int64_t org_id);

/* --- pages and commands --------------------------------------------------------------------------------------------- */

extern const struct command intake_commands[];
extern const struct migration intake_migrations[];
extern const struct rekey_step intake_rekey[]; /* intake_rekey.c */
extern const struct route intake_routes[];

int demo_run(struct command_call *call);
enum { INTAKE_ARENA_BYTES = 512 << 20 }; /* a workbook of a hundred thousand rows */
