/* web/answer_i.h: between the dispatcher and the answers; private to web/. */
#pragma once

#include "http/http.h"
#include "web/answer.h"
#include "web/form.h"

enum {
    ANSWER_PROBLEMS = 32,      /* more are counted as one page of them; the form comes back in any case */
    ANSWER_FORMS = 4,          /* forms on one page that start from given values */
    ANSWER_BYTES = 8 << 20,    /* a page or a JSON answer; lists come in lots, so real ones are below 200 kB */
    ANSWER_FLASH_SECONDS = 60, /* between a write's answer and the page that says what happened */
};

struct answer_kept {
    const struct form *form;
    const char *const *texts; /* per field, NULL where there is none */
};

struct answer {
    struct http_reply reply; /* filled by answer_*(); the dispatcher sends it after the transaction is durable */
    bool filled;
    struct problem problems[ANSWER_PROBLEMS];
    size_t nproblems;
    const struct form *form;  /* what was sent to this route, for drawing it again */
    const char *const *typed; /* per field of form: the text as typed, NULL where not sent */
    struct answer_kept prefilled[ANSWER_FORMS];
    const char *flash;      /* a sentence left by the page before (answer_done), to be shown once */
    const char *flash_from; /* address of the form it is about (its draft is done with); answer_flash_read */
    const char *form_token; /* against forged forms, for html_form_tokens */
    const char *once_token; /* against repeated ones */
};

/* The page that says why something cannot be done: what happened, and what to do now. */
struct error_view {
    const char *title;
    const char *sentence;
    const char *advice;
    const char *request; /* the number to tell the administrator, "" for none */
    bool several;        /* the sentences stand in a summary of their own */
    bool sign_in;        /* signing in is what to do */
};

/* Makes the reply out of what the handler returned: its own answer, else the error page or JSON of CONTRACT 4. */
void answer_finish(struct ctx *c, enum rc rc);
/* The same without a ctx worth the name: guards of the HTTP layer and failures before there is a viewer. */
void answer_bare(enum rc rc, bool json, const char *request_id, struct http_reply *out);
/* Replaces an earlier value, except Set-Cookie, of which there may be several. */
void answer_header(struct ctx *c, const char *name, const char *value);
/* What is kept in field i of form: as typed, else the given start; NULL for nothing. */
const char *answer_kept(const struct ctx *c, const struct form *form, size_t i);

/* The sentence for the next page as the value of the cookie "done", and back; NULL when it is no good or too old. */
const char *answer_flash_sign(struct ctx *c, const char *sentence);
const char *answer_flash_read(struct ctx *c, const char *cookie);

/* Shared by the answer*.c files. */
void reply_header(struct http_reply *r, const char *name, const char *value);
void reply_standard_headers(struct http_reply *r);
void answer_drop(struct http_reply *r);
/* Body inside the layout where whole is set; c may be NULL.  b holds a failure like any buf. */
void page_write(struct ctx *c, const struct page *p, bool whole, struct buf *b);
/* Takes the body, or frees it and passes its failure on. */
MUST_CHECK enum rc answer_fill(struct ctx *c, int status, const char *content_type, struct buf *body);
/* In test builds RC_IO where the route declares another answer (web/route.h). */
MUST_CHECK enum rc answer_promised(const struct ctx *c, const struct row_desc *row, bool list, int status);
void answer_attachment(struct ctx *c, const char *plain, const char *name);
/* This address in another form of answer, its query kept but "after", and name set to value (NULL: taken out). */
const char *call_address(const struct ctx *c, const char *ending, const char *name, const char *value);

/* --- forms (form.c) --- */
struct http_field;
/* Decodes and checks; refusals go to c->answer. values is zeroed memory of form->size. */
MUST_CHECK enum rc form_decode_fields(struct ctx *c, const struct form *f, const struct http_field *fields, size_t n,
                                      void *values);
MUST_CHECK enum rc form_decode_json(struct ctx *c, const struct form *f, const char *body, size_t len, void *values);
MUST_CHECK enum rc form_decode_query(struct ctx *c, const struct form *f, const char *query, void *values);
