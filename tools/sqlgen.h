/*
 * tools/sqlgen.h: what the parts of sqlgen share: the parsed file.
 *
 * sqlgen.c reads the blocks, sqlgen_body.c turns bodies into parts, sqlgen_emit.c writes C.  It is a program of one
 * run: memory is never freed.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

enum { NAME_MAX_BYTES = 64, FIELDS_MAX = 64, FLAGS_MAX = 30, MACRO_ARGS_MAX = 8, PARTS_MAX = 256 };

enum type {
    T_ID,
    T_INT,
    T_FEN,
    T_BOOL,
    T_DATE,
    T_INSTANT,
    T_TEXT,
    T_BLOB,
    T_VOCAB,
    T_SEALED,
    T_LOOKUP,
    T_ID0,
    T_TEXT0,
    T_N
};

struct field {
    char name[NAME_MAX_BYTES]; /* "branch.id" */
    char c[NAME_MAX_BYTES];    /* "branch_id" */
    enum type type;
    char vocab[NAME_MAX_BYTES];
    char seal[2 * NAME_MAX_BYTES];
    char seal_id[NAME_MAX_BYTES]; /* the field a sealed value is bound to */
    char person[NAME_MAX_BYTES];  /* the field with the person whose key seals; "" for the site's */
    bool renewed, earlier;        /* of a look-up hash that is made anew when keys are replaced */
    bool masked, hidden, used;
    const char *label;
    int line;
};

struct fields {
    struct field at[FIELDS_MAX];
    int n;
};

struct row {
    char name[NAME_MAX_BYTES];
    const char *title;
    struct fields columns;
    int line;
};

/* A run of body lines of one fragment. */
struct part {
    char *sql;
    int flag;     /* index + 1 of the flag; 0: always there */
    bool without; /* there when the flag is not given */
    int line;
};

struct body {
    struct part at[PARTS_MAX];
    int n;
    bool ended;
};

enum kind { K_ONE, K_MANY, K_EXEC, K_MUST, K_BULK };
enum { ENGINES = 2 };

/* A column of the row that is selected only where the fragment is given. */
struct only {
    char column[NAME_MAX_BYTES];
    int flag, line;
};

struct statement {
    char name[NAME_MAX_BYTES];
    char in_name[NAME_MAX_BYTES]; /* of the in-struct and the parameters; intervals share theirs */
    enum kind kind;
    char row[NAME_MAX_BYTES];
    struct fields in;
    char flags[FLAGS_MAX][NAME_MAX_BYTES];
    int nflags;
    struct only only[FIELDS_MAX];
    int nonly;
    struct body body[ENGINES]; /* as written; the second is empty unless there is a "-- pgsql" */
    struct body made[ENGINES]; /* as generated */
    bool unscoped, scoped[ENGINES], has_scope, of_interval;
    int line;
};

struct macro {
    char name[NAME_MAX_BYTES];
    char args[MACRO_ARGS_MAX][NAME_MAX_BYTES];
    int nargs;
    char *body;
    int line;
    struct macro *next;
};

struct interval {
    char name[NAME_MAX_BYTES];
    struct fields in; /* keys, values, from_on */
    int nkeys;
    int line;
};

struct source {
    const char *path;
    char base[NAME_MAX_BYTES]; /* "member" */
    const char *includes[32];
    int nincludes;
    struct row **rows;
    int nrows;
    struct statement **statements;
    int nstatements;
    struct interval **intervals;
    int nintervals;
    struct macro *macros;
};

/* Prints "file:line: sentence" and ends the program with 1. */
_Noreturn void fail(const char *path, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void *must_alloc(size_t n);
struct statement *statement_new(struct source *src, const char *name, enum kind kind, int line);
struct field *field_find(struct fields *fields, const char *name);

/* sqlgen_body.c */
void body_add_line(struct source *src, struct statement *st, struct body *body, const char *line, int no);
void body_add_only(struct source *src, struct statement *st, const char *words, int no);
void check_sealed(const struct source *src, struct fields *fields);
void check_renewed(const struct source *src);
void statement_make(struct source *src, struct statement *st);
void interval_make(struct source *src, struct interval *iv);

/* sqlgen_emit.c */
void emit_header(const struct source *src, FILE *out);
void emit_source(const struct source *src, FILE *out);
