/* feature/activation/activation_i.h: private to this folder. */
#pragma once

#include "feature/activation/activation.sql.h"
#include "feature/activation/activation_words.h"
#include "feature/member/member.h"
#include "web/account.h"
#include "web/change.h"
#include "web/feature.h"

enum {
    SLIP_DAYS = 14,         /* the last day is whole */
    SLIPS_MAX = 100,        /* of one printing: a large branch */
    SLIP_MEMBERS = 500,     /* of one list; the largest branches have a fifth of that */
    SLIP_LINK_MINUTES = 60, /* to set a password after the code was typed */
    HELP_DAYS = 3,
    HELP_TOLD = 8, /* who is told that somebody waits: those nearest to the branch */
    HELPS_SHOWN = 20,
    CODE_CHARS = 15, /* 14 of 5 bits each, and one that checks them */
    CODE_GROUP = 5,
    CODE_TEXT = CODE_CHARS + CODE_CHARS / CODE_GROUP, /* with hyphens and a NUL */
};

/* --- codes (code.c) --------------------------------------------------------------------------------------------------- */
/* "ABCDE-FGHJK-MNPQR": letters and digits that nobody takes for each other. */
void slip_code_make(char out[static CODE_TEXT]);
/* What was typed, without hyphens; NULL where no slip can say that. */
const char *slip_code_clean(struct arena *a, const char *typed);

/* --- slips (slips.c, slips_pdf.c) ------------------------------------------------------------------------------------- */
struct slip {
    struct activation_member member;
    const char *login;
    char code[CODE_TEXT];
};
struct slips {
    int64_t org_id;
    const char *org_name;
    int32_t until_on; /* the last day */
    struct slip *at;
    size_t n;
};
/* Chooses logins and codes for these members and writes nothing: refuses those who need none. */
MUST_CHECK enum rc slips_plan(struct ctx *c, int64_t org_id, const struct form_ids *members, struct slips *out);
MUST_CHECK enum rc slips_plan_ahead(struct ctx *c, int64_t org_id, const struct form_ids *members, struct slips *out);
/* RC_CONFLICT where it is no longer as it was when they were planned. */
MUST_CHECK enum rc slips_write(struct ctx *c, const struct slips *slips);
/* On paper; asks no database. */
MUST_CHECK enum rc slips_draw(const struct ctx *c, const struct slips *slips, const char *origin, struct buf *to);
/* The account that a code opens at that instant; RC_NOTFOUND. */
MUST_CHECK enum rc slip_account(struct ctx *c, const char *code, int64_t now, int64_t *account_id);
enum rc activation_on_event(struct ctx *c, const struct event *e);

/* --- helping (helps.c) ------------------------------------------------------------------------------------------------ */
MUST_CHECK enum rc help_ask(struct ctx *c, int64_t member_id, int cause);
MUST_CHECK enum rc help_confirm(struct ctx *c, int64_t help_id);
MUST_CHECK enum rc help_decline(struct ctx *c, int64_t help_id);

/* --- look-ups (activation_store.c): each fills in viewer and day ------------------------------------------------------ */
MUST_CHECK enum rc activation_get_members(struct ctx *c, int64_t org_id, struct activation_member **rows, size_t *n);
MUST_CHECK enum rc activation_get_member(struct ctx *c, int64_t org_id, int64_t member_id,
                                         struct activation_member *out);
/* The branch of today; RC_NOTFOUND for who belongs nowhere any more. */
MUST_CHECK enum rc activation_get_branch(struct ctx *c, int64_t member_id, int64_t *branch_id);
MUST_CHECK enum rc help_get(struct ctx *c, int64_t id, struct activation_help_row *out);
MUST_CHECK enum rc help_get_of(struct ctx *c, int64_t account_id, struct activation_help_row *out);
MUST_CHECK enum rc help_get_open(struct ctx *c, struct activation_help_row **rows, size_t *n);

/* --- what the pages are given ----------------------------------------------------------------------------------------- */
struct activation_slips_view {
    struct org_name org;
    const struct activation_member *rows;
    size_t rows_n;
    int64_t members, active, open; /* how many there are, have an account in use, could get a slip */
};

struct activation_code_view {
    const char *login; /* where one goes who has a password */
};

struct activation_help_view {
    struct activation_help_row h;
    bool may_confirm, mine;
    const char *why_not; /* why the viewer cannot confirm it; "" where there is nothing to say */
};

struct activation_org_view {
    int64_t org_id;
    int64_t active, members;
};

struct activation_member_view {
    struct activation_member m;
    int64_t branch_id;
    int64_t help_id; /* that waits; 0 for none */
    bool may_print, may_help;
};

struct activation_todo_view {
    const struct activation_help_row *rows;
    size_t rows_n;
};

/* --- handlers ----------------------------------------------------------------------------------------------------------- */
enum rc slips_show(struct ctx *c, const void *form);
enum rc slips_prepare(struct ctx *c, const void *form, void **work);
enum rc slips_create(struct ctx *c, const void *form);
enum rc code_activation_show(struct ctx *c, const void *form);
enum rc code_activation_create(struct ctx *c, const void *form);
enum rc help_show(struct ctx *c, const void *form);
enum rc help_confirmation_create(struct ctx *c, const void *form);
enum rc help_refusal_create(struct ctx *c, const void *form);

extern const struct form activation_slips_form;
extern const struct form activation_code_form;
extern const struct form activation_code_query;
extern const struct change activation_help_change;
extern const struct panel activation_panels[];
extern const struct migration activation_migrations[];
