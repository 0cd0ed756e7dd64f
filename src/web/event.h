/*
 * web/event.h: every write leaves an event in its transaction.  CONTRACT 6, DESIGN idea 8.
 *
 * The event says what happened to which row, when, by whom, in which way, from which day on and on what basis.  What
 * changed from what to what is kept beside it, sealed (event_change), so that erasing a person's key erases the
 * person and the event stays; the event itself holds a salted commitment to the changes.  The same rows are the
 * timeline of a file, the audit trail and what other features listen to.
 */
#pragma once

#include <stdint.h>

#include "base/row.h"
#include "web/ctx.h"

struct event_kind {
    const char *name;  /* "member_corrected": stable, begins with the feature's name */
    const char *label; /* "更正信息" */
};

struct event_change {
    const char *field; /* "education" */
    const char *label; /* "学历" */
    const char *before;
    const char *after; /* in words, as people read them; "" for nothing */
};

struct event {
    const char *kind;
    int64_t subject_id;   /* the row it is about */
    int64_t org_id;       /* under which organisation it counts; 0 for none */
    int32_t effective_on; /* from when it holds; 0: the day it was done */
    const char *basis;    /* document, meeting, file name and row; NULL for none */
    const char *note;     /* the reason given; NULL for none */
    const struct event_change *changes;
    size_t nchanges;
};

MUST_CHECK enum rc event_record(struct ctx *c, const struct event *e);
/* The same for many rows at once (imports): all share everything but subject and org. */
struct event_subject {
    int64_t subject_id;
    int64_t org_id;
};
MUST_CHECK enum rc event_record_many(struct ctx *c, const struct event *e, const struct event_subject *of, size_t n);

/* What somebody did a moment ago and is written now (web/opening.h): event_record without changes and without telling. */
struct event_past {
    struct event event;
    int64_t at;
    int64_t account_id;
    const char *via, *remote, *request;
};
MUST_CHECK enum rc event_record_past(struct ctx *c, const struct event_past *of, size_t n);

/* Tells the features that listen and records nothing: for what is about to happen (org_moving). */
MUST_CHECK enum rc event_announce(struct ctx *c, const struct event *e);

/* The timeline of a subject, newest first; the caller has looked the subject up for its viewer. */
struct event_line {
    int64_t id;
    int64_t at;
    const char *kind;
    const char *label; /* of the kind, in Chinese */
    const char *actor; /* name or login; "系统" for commands */
    int32_t effective_on;
    const char *basis;
    const char *note;
    const struct event_change *changes;
    size_t changes_n;
};
MUST_CHECK enum rc event_timeline(struct ctx *c, int64_t subject_id, struct event_line **out, size_t *n);
/* Only the kinds that begin so. */
MUST_CHECK enum rc event_timeline_of(struct ctx *c, int64_t subject_id, const char *kinds, struct event_line **out,
                                     size_t *n);
/* Compares two rows of one descriptor, column by column with a label; sealed and masked columns as they are in C. */
MUST_CHECK enum rc event_diff(struct ctx *c, const struct row_desc *desc, const void *before, const void *after,
                              struct event_change **out, size_t *n);
