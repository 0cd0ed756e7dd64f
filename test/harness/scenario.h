/*
 * test/harness/scenario.h: a scenario is a row (STYLE T15).
 *
 * Every feature brings an array <feature>_scenarios in src/feature/<feature>/test/scenarios.c, ended by {0}; folders are
 * found by the build.  Each row runs over real HTTP against a real server, on SQLite and on PostgreSQL, as a page
 * and as JSON; rows of one array run in their order on a site of their own, so a row may build on the one before.
 *
 * A PDF is looked at as the text that poppler reads in it.
 *
 * In path, body and what is looked for stand names instead of ids: {org:001.001.001} by code, {member:林晓} by name,
 * {kept:x} what an earlier row kept under x.
 */
#pragma once

#include <stddef.h>

#include "web/route.h"

#define AS(who) .as = who
#define GUEST   .as = NULL

struct scenario {
    const char *name;
    const char *as; /* login of test/harness/fixture.c; NULL: nobody signed in */
    enum route_method method;
    const char *path; /* without an ending */
    const char *body; /* of a form, before encoding: "name=value&name=value"; the token is added */
    const char *file; /* sent in the field "file": one of the workbooks of fixture.c */
    int status;       /* of the page */
    int json_status; /* of the JSON; 0: 401 for a guest who is sent to sign in, 200 or 201 for a write, else the same */
    const char *has, *lacks;           /* in both */
    const char *page_has, *page_lacks; /* only in the page */
    const char *json_has, *json_lacks; /* only in the JSON */
    int events;                        /* that a POST leaves, opening a file aside */
    unsigned forms;                    /* AS_PAGE, AS_JSON: only these; 0: those that the route has */
    const char *keep, *after;          /* keeps the digits that follow this text in the answer */
    const char *chars;                 /* what is kept consists of; NULL: digits */
};

#define SCENARIOS_END \
    {                 \
        .name = NULL  \
    }

struct scenario_list {
    const char *feature;
    const struct scenario *rows;
};
extern const struct scenario_list scenario_lists[]; /* made by the build */
