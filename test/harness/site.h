/*
 * test/harness/site.h: a site for tests, made as a user makes it: zhibu init, import, user add, serve.
 *
 * The small university of fixture.c is made once per engine and copied for every run that writes to it.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"

#define SITE_TODAY "2026-11-22"

struct site_place {
    const char *zhibu;    /* the program */
    const char *dir;      /* --data */
    const char *database; /* --database, NULL on SQLite */
};

/* Runs zhibu WORDS… --data --database with these lines as standard input (NULL: none); its exit status. */
int site_command(const struct site_place *p, const char *const *words, const char *input);

/* init, both workbooks, the accounts of fixture_logins. 0 when done. */
int site_make(const struct site_place *p, struct arena *a);
/* A copy of a site under a new folder (and database); admin is an address that may make databases. */
struct site_place site_copy(const struct site_place *from, const char *name, const char *admin, struct arena *a);
/* An address of another database of the same server. */
const char *site_database(const char *admin, const char *name, struct arena *a);
/* An empty one in place of any that was there. */
int site_database_new(const char *admin, const char *name, struct arena *a);

/* The port, 0 where it did not start; what it says on standard error goes to DIR/log. */
int site_serve(const struct site_place *p, pid_t *pid);
/* Asks it to end; its exit status, -1 when it did not end by itself. */
int site_stop(pid_t pid);

/* Statements that no page would make, while no server runs: the hand of somebody with the database, or of time. 0: done. */
int site_sql(const struct site_place *p, const char *sql);

/* How many events there are, looked up beside the server; openings of files do not count. -1 where that failed. */
int64_t site_events(const struct site_place *p);

/* --- fixture.c -------------------------------------------------------------------------------------------------- */
struct fixture_login {
    const char *login, *role, *org; /* role NULL: made by init, to be activated; org: a code, NULL: none */
    const char *member;             /* name of the member whose account it is; NULL: nobody's */
    const char *also;               /* code of another organisation for the same role; NULL: none */
};
extern const struct fixture_login fixture_logins[]; /* ended by {0} */
const char *fixture_password(const char *login, struct arena *a);
const char *fixture_citizen_number(const char *member, struct arena *a);
/* DIR/orgs.xlsx, members.xlsx, and more.xlsx for tests of the import page; 0 when written. */
int fixture_workbooks(const char *dir, struct arena *a);
