/* web/answer_i.h: between the dispatcher and the answers; private to web/. */
#pragma once

#include "http/http.h"
#include "web/answer.h"
#include "web/form.h"

enum { ANSWER_PROBLEMS = 32 };

struct answer {
    struct http_reply reply; /* filled by answer_*(); the dispatcher sends it after the transaction is durable */
    bool filled;
    struct problem problems[ANSWER_PROBLEMS];
    size_t nproblems;
    const struct form *form;          /* what was sent to this route, for drawing it again */
    const char *const *typed;         /* per field of form: the text as typed, NULL where not sent */
    const char *flash;                /* a sentence left by the page before (answer_done), to be shown once */
    const char *form_token;           /* against forged forms, for html_form_tokens */
    const char *once_token;           /* against repeated ones */
};

/* Makes the reply out of what the handler returned: its own answer, else the error page or JSON of CONTRACT 4. */
void answer_finish(struct ctx *c, enum rc rc);
/* The same without a ctx worth the name: guards of the HTTP layer and failures before there is a viewer. */
void answer_bare(enum rc rc, bool json, const char *request_id, struct http_reply *out);
void answer_header(struct ctx *c, const char *name, const char *value);

/* --- forms (form.c) --- */
struct http_field;
/* Decodes and checks; refusals go to c->answer. values is zeroed memory of form->size. */
MUST_CHECK enum rc form_decode_fields(struct ctx *c, const struct form *f, const struct http_field *fields, size_t n,
                                      void *values);
MUST_CHECK enum rc form_decode_json(struct ctx *c, const struct form *f, const char *body, size_t len, void *values);
MUST_CHECK enum rc form_decode_query(struct ctx *c, const struct form *f, const char *query, void *values);
