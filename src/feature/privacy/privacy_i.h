/* feature/privacy/privacy_i.h: private to this folder. */
#pragma once

#include "feature/member/member.h"
#include "feature/privacy/privacy.sql.h"
#include "web/answer.h"
#include "web/cap.h"
#include "web/change.h"
#include "web/export.h"
#include "web/feature.h"
#include "web/rekey.h"

enum {
    PRIVACY_VERSION = 1, /* of the notice; test/unit_privacy.c fails where the table changes and this does not */
    READING_PAGE_ROWS = 50,
    OVER_PAGE_ROWS = 50,
    WORDS_CHARS = 1000, /* of an objection and its answer: a page */
    REASON_CHARS = 200,
    ANSWER_WORKING_DAYS = 15,
    RETENTION_YEARS = 3, /* DOMAIN 10.2: as approvals are kept */
};

/* --- the table of fields (privacy_fields.c) --------------------------------------------------------------------------- */

/* Why it may be processed, PIPL 13. */
enum privacy_basis { BASIS_DUTY, BASIS_SECURITY };

struct privacy_field {
    const char *group;   /* 党员信息 */
    const char *label;   /* 公民身份号码 */
    const char *columns; /* where it lies: "member.citizen_number member.citizen_lookup" */
    const char *purpose;
    enum privacy_basis basis;
    bool sensitive;
    enum cap cap;     /* who sees it, besides the person; CAP_NONE: nobody */
    const char *kept; /* until when */
};
extern const struct privacy_field privacy_fields[]; /* until group is NULL */
const char *privacy_basis_words(enum privacy_basis basis);
/* "党委组织部、院系党委": the roles that include it. */
const char *privacy_who(struct arena *a, enum cap cap);

/* --- pages -------------------------------------------------------------------------------------------------------------- */

struct privacy_line { /* of the notice */
    const struct privacy_field *f;
    const char *basis, *who;
};
struct privacy_group {
    const char *name;
    const struct privacy_line *rows;
    size_t rows_n;
};
struct privacy_notice_view {
    const struct privacy_group *groups;
    size_t groups_n;
    int64_t version, read_at;
    bool signed_in;
    const char *university;
};

struct privacy_readings_view {
    const struct privacy_reading *rows;
    size_t rows_n;
    const char *next; /* NULL at the end */
};

struct privacy_objections_view { /* on a file, and on the own first screen */
    const struct privacy_objection_row *rows;
    size_t rows_n;
    bool own, may_answer;
};
struct privacy_objection_view {
    struct privacy_objection_row o;
    const char *action;
    const struct form *form;
};
struct privacy_todo_view {
    const struct privacy_objection_row *rows;
    size_t rows_n;
    bool unread;
    int64_t version;
};

struct privacy_export_view {
    const char *of, *back;
};

struct privacy_over_view {
    const struct privacy_over *rows;
    size_t rows_n;
    int64_t years;
    const char *next;
};

enum rc privacy_notice_show(struct ctx *c, const void *form);
enum rc privacy_acknowledge(struct ctx *c, const void *form);
enum rc privacy_readings_index(struct ctx *c, const void *form);
enum rc privacy_copy_show(struct ctx *c, const void *form);
enum rc privacy_objection_show(struct ctx *c, const void *form);
enum rc privacy_answer_create(struct ctx *c, const void *form);
enum rc privacy_export_ask(struct ctx *c, const void *form);
enum rc privacy_export_create(struct ctx *c, const void *form);
enum rc privacy_over_index(struct ctx *c, const void *form);

extern const struct form privacy_after_form, privacy_answer_form, privacy_export_form;
extern const struct row_desc privacy_export_desc;
extern const struct change privacy_objection_change;
extern const struct panel privacy_panels[];
extern const struct holding privacy_holdings[];
extern const struct migration privacy_migrations[];
extern const struct rekey_step privacy_rekey[];

struct privacy_after {
    int64_t after; /* the last id of the page before */
};

/* --- look-ups and verbs ------------------------------------------------------------------------------------------------- */
MUST_CHECK enum rc privacy_get_readings(struct ctx *c, int64_t before, int64_t limit, struct privacy_reading **rows,
                                        size_t *n);
/* When the viewer read this version; 0: not yet. */
MUST_CHECK enum rc privacy_get_read(struct ctx *c, int64_t *at);
MUST_CHECK enum rc privacy_get_objections(struct ctx *c, int64_t member_id, struct privacy_objection_row **rows,
                                          size_t *n);
MUST_CHECK enum rc privacy_get_waiting(struct ctx *c, int64_t org_id, struct privacy_objection_row **rows, size_t *n);
MUST_CHECK enum rc privacy_get_objection(struct ctx *c, int64_t id, struct privacy_objection_row *out);
MUST_CHECK enum rc privacy_get_over(struct ctx *c, int64_t after, struct privacy_over **rows, size_t *n);

MUST_CHECK enum rc privacy_object(struct ctx *c, const char *words);
MUST_CHECK enum rc privacy_answer(struct ctx *c, int64_t id, const char *answer);
MUST_CHECK enum rc privacy_mark_read(struct ctx *c);
MUST_CHECK enum rc privacy_permit(struct ctx *c, const char *address, const char *reason, const char **to);
int32_t working_days_after(int32_t date, int days); /* Monday to Friday */
/* Hears what was opened; tells where somebody opened very many (privacy_many.c). */
MUST_CHECK enum rc privacy_on_event(struct ctx *c, const struct event *e);
MUST_CHECK enum rc privacy_on_erase(struct ctx *c, int64_t person_id);
int64_t many_files_limit(const enum role *roles, size_t n);
