/*
 * web/export.h: taking a list about people out of the platform.
 *
 * Every export is remembered (web/opening.h), and whoever stands in it sees it.  A long one asks for a reason first:
 * POST /exports (feature/privacy) leaves the event, tells those who gave the right, and makes a permit; the list's own
 * address with &export=ID then answers for a while, its file marked with who and when.
 */
#pragma once

#include "web/answer.h"

enum {
    EXPORT_FREE_ROWS = 200, /* a branch fits: nobody explains why the own branch is printed */
    EXPORT_MINUTES = 15,    /* from the reason to the file */
};

/* The list and its filters, for the event: where it is about several organisations, one event each. */
struct export_of {
    const char *kind; /* "member_exported" */
    const int64_t *orgs;
    size_t norgs;
    const char *filters; /* in words; "" for all */
};

/*
 * For answer_list: mark is what has to stand in the file, NULL for nothing.  Without a permit a long list answers with the
 * way to the page that asks (RC_OK, and the answer is filled), a program gets "reason_needed".
 */
MUST_CHECK enum rc export_check(struct ctx *c, const struct list *l, const char **mark);

/* A permit for address ("/members.xlsx?org=1"), and where it leads. The caller leaves the event. */
MUST_CHECK enum rc export_permit(struct ctx *c, const char *address, const char *reason, const char **to);
