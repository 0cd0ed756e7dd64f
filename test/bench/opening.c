/*
 * test/bench/opening.c: what remembering an opening costs the page: nanoseconds of opening_note, for a file that was opened
 * within the hour and for one that was not.  Beside it nothing runs, so the queue is emptied by hand.
 *
 *     make build/bench/opening && build/bench/opening
 */
#include <stdio.h>
#include <time.h>

#include "web/answer_i.h"
#include "web/call.h"
#include "web/opening.h"
#include "web/site.h"

enum { ROUNDS = 500, FILES = OPENINGS_MAX };

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Every file once: the queue is full afterwards. */
static double round_of(struct ctx *c, int64_t first)
{
    struct opening o = { .kind = "member_opened", .org_id = 7, .org_code = "001.012.003" };
    double began = now_ns();
    for (int64_t i = 0; i < FILES; i++) {
        o.subject_id = first + i;
        if (opening_note(c, &o))
            return -1;
    }
    return (now_ns() - began) / FILES;
}

int main(void)
{
    double fresh = 0, again = 0;
    struct route route = { .method = GET };
    struct viewer viewer = { .kind = VIEWER_SESSION, .account_id = 42 };
    struct call call = { .route = &route, .as = AS_JSON, .request_id = "01JTEST" };
    for (int64_t r = 0; r < ROUNDS; r++) {
        struct site site = { .openings = openings_new() };
        struct ctx c = { .site = &site, .viewer = &viewer, .call = &call };
        if (!site.openings)
            return 1;
        fresh += round_of(&c, r * FILES + 1);
        openings_free(site.openings);
        site.openings = openings_new();
        struct opening one = { .kind = "member_opened", .subject_id = 1, .org_code = "" };
        double began = now_ns();
        for (int i = 0; site.openings && i < FILES; i++)
            if (opening_note(&c, &one))
                return 1;
        again += (now_ns() - began) / FILES;
        openings_free(site.openings);
    }
    printf("opening_note: %.0f ns for a new opening, %.0f ns for one within the hour\n", fresh / ROUNDS,
           again / ROUNDS);
    return 0;
}
