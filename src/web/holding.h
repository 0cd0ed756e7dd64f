/*
 * web/holding.h: what a feature holds on a person, so that the person can have a copy of all of it (PIPL 45).
 *
 * Whoever keeps rows about a member has a row in .holdings; /me/copy (feature/privacy) asks all of them and writes what
 * they give as JSON and as a document, values in clear.
 */
#pragma once

#include "base/row.h"
#include "web/ctx.h"

struct holding {
    const char *name;            /* the key in JSON: "proposals" */
    const char *title;           /* 更正申请 */
    const struct row_desc *desc; /* columns with a label stand in the document */
    /* member_id is the viewer's own. */
    enum rc (*fill)(struct ctx *c, int64_t member_id, const void **rows, size_t *n);
};
