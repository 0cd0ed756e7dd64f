/*
 * web/proof.h: showing once more who one is, before something dangerous (routes that are .fresh).
 *
 * A page that is asked for comes after the proof by itself.  A form that was sent is kept, sealed, in the page that
 * asks for the password, and comes back with one button: nothing dangerous ever happens by having typed a password.
 */
#pragma once

#include <stdbool.h>

#include "web/ctx.h"
#include "web/form.h"

enum {
    PROOF_MS = 10 * 60 * 1000,   /* how long a proof holds; signing in is one */
    PROOF_KEPT_BYTES = 8 * 1024, /* of a form that waits; forms of routes that are .fresh are short */
};

struct proof_in {
    const char *password;
    const char *code; /* of the second factor */
    const char *next; /* the page that was asked for */
    const char *kept; /* the form that was sent */
};
extern const struct form proof_form;

bool proof_holds(const struct viewer *v);
/* For the dispatcher: the page that asks, or the way to it. Returns what the answer says: RC_DENIED for a form. */
MUST_CHECK enum rc proof_ask(struct ctx *c);
/* The page again with what was refused (rc), or for the first time (RC_OK). */
MUST_CHECK enum rc proof_page(struct ctx *c, enum rc rc, const struct proof_in *in);
/* It was shown: the session knows it, and what was wanted goes on. */
MUST_CHECK enum rc proof_given(struct ctx *c, const struct proof_in *in);
