/*
 * web/dispatch_i.h: one request on its way from the HTTP layer to its answer; private to the dispatcher.
 *
 * dispatch.c takes it in, finds the route and decides which thread does what; turn.c makes the checks of web/route.h
 * in their order and calls the handler; guard_form.c and once.c are two of these checks.
 */
#pragma once

#include "http/http.h"
#include "web/answer_i.h"
#include "web/call.h"
#include "web/dispatch.h"
#include "web/observe.h"
#include "web/router.h"

/* Names that pages, scripts and programs use. */
#define COOKIE_SESSION "zhibu"
#define COOKIE_FLASH   "done"        /* a sentence for the next page (answer_flash_read) */
#define COOKIE_GUEST   "zhibu_form"  /* what a guest's form is bound to */
#define COOKIE_DEVICE  "zhibu_known" /* a browser in which somebody signed in before (web/device.h) */
#define FIELD_TOKEN    "form_token"
#define FIELD_ONCE     "once_token"
#define HEADER_TOKEN   "X-Form-Token"
#define HEADER_ONCE    "Idempotency-Key"

enum { TURN_COOKIES = 5, SECRET_BYTES = 32, SECRET_HEX = 2 * SECRET_BYTES };

struct web {
    const struct site *site;
    struct router *router;
    struct arena *arena;
    bool behind_proxy;
    bool inline_reads; /* SQLite: short reads run on the I/O thread */
    struct observe observe;
};

struct session_half {
    int64_t account_id; /* 0: none */
    int64_t session_id;
    const char *login;
};

struct turn {
    struct ctx ctx;
    struct call call;
    struct answer answer;
    struct viewer viewer;
    const struct web *web;
    struct db_job job;
    struct arena *arena;
    int64_t began;      /* observe_clock() when the request was whole */
    const char *secret; /* of the session cookie or the bearer token, "" for none */
    const char *guest;  /* what a guest's forms are bound to */
    bool bearer;
    bool json;                /* the answer, when something is wrong */
    bool json_body;           /* the question */
    bool prove;               /* who it is has to be shown once more first */
    bool duty;                /* something of the account has to be done first (viewer.duty) */
    bool stale;               /* the last request of the session or token is long enough ago to be noted */
    bool stolen;              /* the session goes on in another kind of browser: it ends */
    struct session_half half; /* signed in but for the second factor: a guest who may give it */
    void *values;             /* the form, decoded */
    enum rc refused;          /* before there was a viewer: route, form of answer, prepare */
    enum rc input;            /* of decoding */
    enum rc result;           /* what was answered */
    bool kept;                /* a write was done, is on disk, and not only remembered from before */
    const char *cookies[TURN_COOKIES];
};

/* turn.c: with the database at hand (c->db). */
MUST_CHECK enum rc turn_check(struct turn *t);
void turn_finish(struct turn *t, enum rc rc);
MUST_CHECK enum rc turn_handle(struct turn *t); /* after turn_check; makes the answer */
void turn_cookie(struct turn *t, const char *name, const char *value, int64_t seconds);
struct turn *turn_of(struct ctx *c); /* NULL for commands and jobs */
bool text_is_hex(const char *s, size_t n);

/* viewer.c: who asks; leaves a guest where secret is not, or no longer, known. */
MUST_CHECK enum rc viewer_find(struct turn *t);

/* guard_form.c */
MUST_CHECK enum rc form_guard(struct turn *t);
MUST_CHECK enum rc form_token_make(struct turn *t, const char **token);

/* once.c */
struct once {
    const char *key; /* NULL: nothing to remember */
    const char *digest;
};
MUST_CHECK enum rc once_of(struct turn *t, struct once *out);
MUST_CHECK enum rc once_recall(struct turn *t, const struct once *o, bool *answered);
MUST_CHECK enum rc once_remember(struct turn *t, const struct once *o);
