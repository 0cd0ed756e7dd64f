/* feature/account/account_i.h: what the pages of this folder show; private to it. */
#pragma once

#include "doc/qr.h"
#include "web/auth.sql.h"
#include "web/form.h"
#include "web/notice.h"
#include "web/viewer.h"

extern const struct form login_form;
extern const struct form password_form;
extern const struct form activation_form;
extern const struct form code_form;
extern const struct form factor_form;
extern const struct form token_form;

struct login_view {
    const char *next; /* where to go afterwards, "" for the start */
};

struct activation_view {
    const char *action; /* this address */
    const char *login;
};

struct factor_view {
    bool set;
    bool needed; /* a role asks for it: it cannot be ended */
    int64_t made_at;
    int64_t codes; /* recovery codes that are left */
    const char *key;
    struct qr qr;
};

struct code_line {
    const char *code;
};
struct codes_view {
    const struct code_line *codes;
    size_t codes_n;
    const char *login;
};

struct sessions_view {
    const struct auth_session_line *rows;
    size_t rows_n;
    int64_t here; /* this one */
};

struct token_line {
    struct auth_token_line row;
    const char *name;
    const char *scope; /* in words */
};
struct tokens_view {
    const struct token_line *rows;
    size_t rows_n;
};
struct token_view {
    const char *name;
    const char *token;
};

struct notices_view {
    const struct notice_row *rows;
    size_t rows_n;
    const char *next; /* "" at the end */
    bool unread;
};

struct home_role {
    const char *role;
    const char *org;
};

struct home_view {
    const char *name;
    const char *login;
    const struct home_role *roles;
    size_t roles_n;
};
