/* feature/evidence/evidence_pages.h: what the pages are given. */
#pragma once

#include "feature/evidence/evidence_i.h"
#include "web/answer.h"

/* --- look-ups (evidence_store.c) ------------------------------------------------------------------------------------------- */
MUST_CHECK enum rc evidence_get_lines(struct ctx *c, const struct evidence_search_in *in, struct evidence_line **rows,
                                      size_t *n);
MUST_CHECK enum rc evidence_get_moment(struct ctx *c, int64_t event_id, int64_t *at);
MUST_CHECK enum rc evidence_get_days(struct ctx *c, int64_t before, int64_t limit, struct evidence_day_row **rows,
                                     size_t *n);

/* --- views ------------------------------------------------------------------------------------------------------------------- */
struct evidence_kind_choice {
    const char *name, *label;
    bool chosen;
};

struct evidence_events_view {
    const struct evidence_line *rows;
    size_t rows_n;
    const struct evidence_kind_choice *kinds;
    size_t kinds_n;
    const char *q;
    int32_t from, until;
    bool past_first; /* not at the beginning of the list */
    const char *first, *next, *csv, *xlsx;
};

struct evidence_seal_group {
    const char *digits;
};

struct evidence_seals_view {
    const struct evidence_day_row *rows;
    size_t rows_n;
    const struct evidence_day_row *last; /* NULL: nothing is sealed yet */
    const struct evidence_seal_group *groups;
    size_t groups_n;
    const char *given; /* SEQ:LINK, as the command takes it */
    const char *next;
};
