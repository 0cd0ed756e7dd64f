/* tools/tplgen.h: what the two halves of the template compiler share: the place in the HTML, and the C made of it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *at;
    size_t len, room;
};

enum where {
    BETWEEN, /* tags: text */
    TAG_NAME,
    IN_TAG, /* before an attribute or the > */
    ATTR_NAME,
    ATTR_VALUE, /* right after the = */
    QUOTED,
    UNQUOTED,
    RAW, /* inside script or style */
};

/* What the branches of a condition must agree on. */
struct place {
    enum where where;
    bool tight;     /* in a tag: the next attribute needs a blank first */
    bool begun;     /* in an attribute: something stands in it already */
    bool after_tag; /* between tags: nothing but blanks since the last one */
    unsigned tag_seq, attr_seq;
};

enum { BLOCKS = 32, NAME_BYTES = 64, CODE_BYTES = 512 };

struct block {
    const char *kind; /* "if", "for" */
    int line;
    bool has_else;
    char var[NAME_BYTES];  /* of a loop */
    char list[CODE_BYTES]; /* "v->rows" */
    struct place before;   /* where every branch starts */
    struct place after;    /* what the branches so far ended with */
    bool has_after;
};

struct gen {
    const char *path;
    const char *p, *end;
    int line;
    int line_out; /* what the C compiler believes the next generated line to be */
    char view[NAME_BYTES];
    char header[2 * NAME_BYTES];
    struct text includes, body, pending;
    struct place at;
    unsigned seq;                      /* numbers tags and attributes */
    char tag[32], attr[48], value[16]; /* value: how the open attribute begins */
    char quote;
    bool closing, verbatim;
    int tag_line;
    enum { NONE, GET, POST } method;
    enum { PLAIN, URL, CLOSED } kind; /* of the open attribute */
    struct block blocks[BLOCKS];
    size_t nblocks;
};

_Noreturn void fail(const struct gen *g, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void text_put(struct text *t, const char *s, size_t n);
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool here(const struct gen *g, const char *word);
void move(struct gen *g, size_t n);
void emit(struct gen *g, int line, const char *code);
void end_name(struct gen *g);

void value(struct gen *g);     /* {{ … }} */
void statement(struct gen *g); /* {% … %} */
/* "src/feature/member/index.html" gives "member_index". */
void function_name(const struct gen *g, const char *path, char out[static 128]);
