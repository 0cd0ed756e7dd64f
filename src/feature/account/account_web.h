/* feature/account/account_web.h: the handlers of this folder, for its descriptor. */
#pragma once

#include "feature/account/account_i.h"
#include "web/proof.h"
#include "web/route.h"

enum { PASSWORD_CHARS = 256 }; /* more is no password but a try at our memory */

extern const struct form login_query;
extern const struct form large_form;

enum rc login_show(struct ctx *c, const void *form);
enum rc login_prepare(struct ctx *c, const void *form, void **work);
enum rc login_create(struct ctx *c, const void *form);
enum rc logout_create(struct ctx *c, const void *form);

enum rc password_show(struct ctx *c, const void *form);
enum rc password_prepare(struct ctx *c, const void *form, void **work);
enum rc password_create(struct ctx *c, const void *form);
enum rc activation_show(struct ctx *c, const void *form);
enum rc activation_prepare(struct ctx *c, const void *form, void **work);
enum rc activation_create(struct ctx *c, const void *form);

extern const struct form proof_query;
extern const struct form notices_query;
enum rc proof_show(struct ctx *c, const void *form);
enum rc proof_prepare(struct ctx *c, const void *form, void **work);
enum rc proof_create(struct ctx *c, const void *form);
enum rc notices_index(struct ctx *c, const void *form);
enum rc readings_create(struct ctx *c, const void *form);

enum rc start_show(struct ctx *c, const void *form);
enum rc home_show(struct ctx *c, const void *form);
enum rc large_create(struct ctx *c, const void *form);

/* path where it is one of ours, else the other. */
const char *local_path(const char *path, const char *otherwise);
