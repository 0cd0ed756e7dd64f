/* feature/account/account_web.h: the handlers of this folder, for its descriptor, and what they share. */
#pragma once

#include "feature/account/account_i.h"
#include "web/account.h"
#include "web/proof.h"
#include "web/route.h"

enum { PASSWORD_CHARS = 256 }; /* more is no password but a try at our memory */

extern const struct form login_query;
extern const struct form large_form;
extern const struct form proof_query;
extern const struct form notices_query;
extern const struct form factor_query;

enum rc login_show(struct ctx *c, const void *form);
enum rc login_prepare(struct ctx *c, const void *form, void **work);
enum rc login_create(struct ctx *c, const void *form);
enum rc code_show(struct ctx *c, const void *form);
enum rc code_create(struct ctx *c, const void *form);
enum rc logout_create(struct ctx *c, const void *form);

enum rc password_show(struct ctx *c, const void *form);
enum rc password_prepare(struct ctx *c, const void *form, void **work);
enum rc password_create(struct ctx *c, const void *form);
enum rc activation_show(struct ctx *c, const void *form);
enum rc activation_prepare(struct ctx *c, const void *form, void **work);
enum rc activation_create(struct ctx *c, const void *form);

enum rc proof_show(struct ctx *c, const void *form);
enum rc proof_prepare(struct ctx *c, const void *form, void **work);
enum rc proof_create(struct ctx *c, const void *form);

enum rc factor_show(struct ctx *c, const void *form);
enum rc factor_create(struct ctx *c, const void *form);
enum rc codes_create(struct ctx *c, const void *form);
enum rc factor_ending_create(struct ctx *c, const void *form);

enum rc sessions_index(struct ctx *c, const void *form);
enum rc session_ending_create(struct ctx *c, const void *form);
enum rc session_endings_create(struct ctx *c, const void *form);
enum rc tokens_index(struct ctx *c, const void *form);
enum rc token_create(struct ctx *c, const void *form);
enum rc token_ending_create(struct ctx *c, const void *form);

enum rc notices_index(struct ctx *c, const void *form);
enum rc readings_create(struct ctx *c, const void *form);
enum rc start_show(struct ctx *c, const void *form);
enum rc home_show(struct ctx *c, const void *form);
enum rc large_create(struct ctx *c, const void *form);

/* path where it is one of ours, else the other. */
const char *local_path(const char *path, const char *otherwise);

/* For prepare: fn with c->db in a transaction of its own that reads. */
enum rc reading(struct ctx *c, enum rc (*fn)(struct ctx *c, void *arg), void *arg);

/* The password was right: signed in, or on to the second step. */
enum rc sign_in(struct ctx *c, const struct account_secret *of, const char *next, const char *sentence);

struct account_of {
    int64_t account_id;
    const char *login;
};
/* A code of the second factor; a wrong one counts and leaves an event. RC_LIMIT where too many were wrong. */
enum rc code_try(struct ctx *c, const struct account_of *of, const char *code, bool *right);
