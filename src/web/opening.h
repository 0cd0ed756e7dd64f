/*
 * web/opening.h: who opened whose file, remembered without being in the way of the page.
 *
 * What is opened, and what is taken out as a list, goes into a bounded queue in memory; a job of the server writes it as
 * events, with the time of the opening and in its order.  One viewer and one file make one event within the hour.
 * Full, the request waits for the queue to be written, and after OPENING_WAIT_MS says that it is busy: nothing is shown
 * that is not remembered.  A server that is stopped writes what waits; one that is killed loses what the last
 * OPENING_EVERY_MS brought.
 *
 * In the event the basis says by which duty the file was opened: 支部书记（中共…本科生支部委员会）.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "web/ctx.h"

enum {
    OPENING_EVERY_MS = 500,
    OPENING_WAIT_MS = 1500, /* less than writing waits for a connection, which the requests that wait here may hold */
    OPENINGS_MAX = 2048,    /* in half a second, far above what a server can show */
};

struct opening {
    const char *kind; /* "member_opened"; lives as long as the program */
    int64_t subject_id;
    int64_t org_id;       /* where the subject stands; 0 for nowhere */
    const char *org_code; /* of that organisation: which duty reaches it; "" for nowhere */
    const char *note;     /* sealed; NULL for none */
    bool each;            /* every one is an event, as of an export */
};

/* The viewer's own requests for reading; what a POST opens has an event of its own. Nothing for commands. */
MUST_CHECK enum rc opening_note(struct ctx *c, const struct opening *o);

/*
 * The job: writes what waits; true: there is more.  Features then hear "openings_written" (event_announce), whose
 * subject is the account, once for each account of the lot.
 */
bool openings_write(const struct site *site);

struct openings;
struct openings *openings_new(void); /* NULL: no memory */
void openings_free(struct openings *q);
