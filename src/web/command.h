/*
 * web/command.h: the command line.  CONTRACT 1.
 *
 * A command is a row: words, options, and a function that runs with the site open and a transaction if it wants one.
 * The same function runs in the process of the command or, when a server owns the database, inside the server: the
 * command then reads its input files and standard input, sends them over the socket in the data folder, and writes what
 * comes back.  So a command touches no file itself.  An option whose name ends in "-stdin" has standard input read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "web/ctx.h"

enum option_kind {
    OPTION_FLAG,
    OPTION_VALUE,
    OPTION_IN,  /* a file that is read */
    OPTION_OUT, /* a file that is written */
};

struct option {
    const char *name; /* "--effective", "-o"; a name without a dash is a positional argument */
    enum option_kind kind;
    bool required;
    const char *text; /* for the usage */
};

enum command_status { COMMAND_DONE = 0, COMMAND_CANNOT = 1, COMMAND_REFUSED_ROWS = 3, COMMAND_ALTERED = 4 };

struct command_call;
/* NULL where it was not given. */
const char *command_option(const struct command_call *call, const char *name);
bool command_flag(const struct command_call *call, const char *name);
/* Bytes of an OPTION_IN file; NULL where it was not given. */
const void *command_file(const struct command_call *call, const char *name, size_t *len);
const char *command_file_name(const struct command_call *call, const char *name); /* without folders */
const char *command_line(struct command_call *call); /* the next line of standard input, NULL at the end */
struct buf *command_out(struct command_call *call, const char *name); /* an OPTION_OUT file; NULL: standard output */
/* One plain sentence on standard error; returns COMMAND_CANNOT. */
MUST_CHECK int command_cannot(struct command_call *call, const char *sentence);

/* The same out of what fn refused (the first sentence it remembered), else what rc says of itself. */
MUST_CHECK int command_failed(struct command_call *call, enum rc rc);
struct arena *command_arena(struct command_call *call);
const struct site *command_site(const struct command_call *call);

/* Runs fn in a writing (or reading) transaction as the site itself. */
typedef enum rc (*command_fn)(struct ctx *c, void *arg);
MUST_CHECK enum rc command_write(struct command_call *call, command_fn fn, void *arg);
MUST_CHECK enum rc command_read(struct command_call *call, command_fn fn, void *arg);

enum command_where {
    COMMAND_AT_SITE,    /* with the site open, in whatever process owns it */
    COMMAND_APART,      /* in its own process beside whatever runs; it opens what it needs, and reads files itself */
    COMMAND_MAKES_SITE, /* likewise, with the folder locked; the site is opened afterwards as by any command */
};

/*
 * Runs a command of the site's features without options, for a feature that does not know whose it is; what it printed
 * is in the arena.  RC_NOTFOUND where there is no such command.
 */
MUST_CHECK enum rc command_on_site(const struct site *site, struct arena *a, char *const *words, int *status,
                                   const char **out);

struct command {
    const char *words;                     /* "user add" */
    const struct option *options;          /* {0}; --data and --database are everybody's */
    int (*run)(struct command_call *call); /* enum command_status */
    const char *text;                      /* for the usage */
    enum command_where where;
};
