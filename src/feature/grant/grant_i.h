/* feature/grant/grant_i.h: private to this folder. */
#pragma once

#include "feature/grant/grant.sql.h"
#include "feature/grant/grant_words.h"
#include "feature/org/org.h"
#include "web/account.h"
#include "web/answer.h"
#include "web/call.h"
#include "web/command.h"
#include "web/event.h"
#include "web/feature.h"

enum {
    GRANT_PAGE_ROWS = 50,
    GRANT_EXPORT_ROWS = 500,
    GRANT_BASIS_CHARS = 200,
    GRANT_WHO_CHARS = 64, /* a name of sixty characters or a login */
    GRANT_KEY_BYTES = 160,
};

/* --- look-ups (grant_store.c): each fills in viewer and day ---------------------------------------------------------- */
struct grant_query {
    int64_t org; /* 0: all that the viewer reaches */
    int role, state;
    const char *q, *after;
};
struct grant_cursor {
    struct grant_query q;
    char after_code[GRANT_KEY_BYTES];
    int64_t after_id, root_id;
    size_t lot;
    bool more;
};
MUST_CHECK enum rc grant_list_begin(struct ctx *c, const struct grant_query *q, size_t lot, struct grant_cursor *cu);
MUST_CHECK enum rc grant_list_next(struct ctx *c, void *cursor, const void **rows, size_t *n);
MUST_CHECK enum rc grant_due_next(struct ctx *c, void *cursor, const void **rows, size_t *n);
const char *grant_list_after(struct ctx *c, const struct grant_cursor *cu); /* NULL at the end */
MUST_CHECK enum rc grant_get(struct ctx *c, int64_t id, struct grant_row *out);
MUST_CHECK enum rc grant_get_held(struct ctx *c, int64_t account_id, struct grant_held **rows, size_t *n);
/* Until when the viewer's own grants let them give that role there; RC_DENIED where they never do. */
MUST_CHECK enum rc grant_power(struct ctx *c, enum role role, int64_t org_id, int32_t *until_on);
/* Does the viewer give at the university level (the security administrator, and commands)? */
bool grant_at_university(const struct ctx *c);
/* The roles that the viewer can give at all: bit (1 << role). */
uint32_t grant_roles(const struct ctx *c);

/* --- rules and verbs (grant_rules.c, grant.c) ------------------------------------------------------------------------ */
/* What one account may hold together, and which role fits which organisation; refuses with a sentence. */
MUST_CHECK enum rc grant_check_holding(struct ctx *c, const struct grant_new *in, int64_t member_id);
MUST_CHECK enum rc grant_check_kind(struct ctx *c, enum role role, const struct org_name *org);

/* How long a grant stands before somebody looks at it again. */
enum { REVIEW_OTHERS, REVIEW_ADMINISTRATORS, REVIEW_KINDS };
extern const struct grant_review {
    int months;
    const char *source;
} grant_reviews[REVIEW_KINDS];

MUST_CHECK enum rc grant_give(struct ctx *c, const struct grant_new *in, int64_t *id);
MUST_CHECK enum rc grant_take(struct ctx *c, const struct grant_row *g, int32_t on, const char *reason);
MUST_CHECK enum rc grant_review(struct ctx *c, const struct grant_row *g);
enum rc grant_on_event(struct ctx *c, const struct event *e);

/* --- accounts (accounts.c) -------------------------------------------------------------------------------------------- */
struct accounts_query {
    int state;
    const char *q, *after;
};
struct accounts_cursor {
    struct accounts_query q;
    char after[GRANT_KEY_BYTES];
    size_t lot;
    bool more;
};
MUST_CHECK enum rc accounts_next(struct ctx *c, void *cursor, const void **rows, size_t *n);
MUST_CHECK enum rc accounts_get(struct ctx *c, int64_t id, struct grant_account_row *out);

/* --- what the pages are given ----------------------------------------------------------------------------------------- */
struct grant_index_view {
    const struct grant_row *rows;
    size_t rows_n;
    const char *next, *first, *csv, *xlsx, *q;
    const struct org_name *chain;
    size_t chain_n;
    const char *place, *state;
    int64_t org_id;
    bool may_give, paged;
};

struct grant_show_view {
    struct grant_row g;
    const struct event_line *events;
    size_t events_n;
    const char *state;
    bool may_end, may_confirm, org_open;
};

struct grant_choice {
    const char *id, *label;
    bool chosen;
};

struct grant_give_view {
    const struct grant_choice *roles;
    size_t roles_n;
    const char *root; /* the university's own organisation */
    bool university;
};

struct grant_end_view {
    struct grant_row g;
    const char *action, *back;
};

struct grant_due_view {
    const struct grant_row *rows;
    size_t rows_n;
    const char *next;
};

struct accounts_index_view {
    const struct grant_account_row *rows;
    size_t rows_n;
    const char *next, *first, *csv, *xlsx, *q;
    int state;
    bool paged;
};

struct accounts_show_view {
    struct grant_account_row a;
    const struct event_line *events;
    size_t events_n;
    const char *link; /* that sets the first password, told once; "" for none */
    bool own;
};

struct accounts_reason_view {
    struct grant_account_row a;
    const char *title, *lead, *action, *back, *button;
};

extern const struct form grant_query_form;
extern const struct form grant_give_form;
extern const struct form grant_ending_form;
extern const struct row_desc accounts_link_desc; /* an activation link, told once */
extern const struct form accounts_query_form;
extern const struct form accounts_new_form;
extern const struct form accounts_reason_form;
extern const struct command grant_commands[];

/* --- handlers ---------------------------------------------------------------------------------------------------------- */
size_t grant_lot(const struct ctx *c); /* rows of a page, or of a piece of a file */
enum rc grant_new_show(struct ctx *c, const void *form);
enum rc grant_create(struct ctx *c, const void *form);
enum rc grant_ending_show(struct ctx *c, const void *form);
enum rc grant_ending_create(struct ctx *c, const void *form);
enum rc grant_confirmation_create(struct ctx *c, const void *form);
enum rc grant_reviews_show(struct ctx *c, const void *form);
enum rc accounts_index(struct ctx *c, const void *form);
enum rc accounts_show(struct ctx *c, const void *form);
enum rc accounts_new_show(struct ctx *c, const void *form);
enum rc accounts_create(struct ctx *c, const void *form);
enum rc accounts_link_create(struct ctx *c, const void *form);
enum rc accounts_disable_show(struct ctx *c, const void *form);
enum rc accounts_disable_create(struct ctx *c, const void *form);
enum rc accounts_enable_show(struct ctx *c, const void *form);
enum rc accounts_enable_create(struct ctx *c, const void *form);
