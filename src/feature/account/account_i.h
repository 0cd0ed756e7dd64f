/* feature/account/account_i.h: what the pages of this folder show; private to it. */
#pragma once

#include "web/form.h"
#include "web/notice.h"
#include "web/viewer.h"

extern const struct form login_form;
extern const struct form password_form;
extern const struct form activation_form;

struct login_view {
    const char *next; /* where to go afterwards, "" for the start */
};

struct activation_view {
    const char *action; /* this address */
    const char *login;
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
