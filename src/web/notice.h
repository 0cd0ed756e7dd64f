/*
 * web/notice.h: what the platform has to tell somebody: a line on their page /notices, and a count in the top bar.
 *
 * A notice is sent in the transaction of what causes it, so there is none of what did not happen.  Its sentence names
 * people and nothing else about them: whoever reads it over a shoulder learns no number and no phone.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "web/ctx.h"
#include "web/notice.sql.h"

enum {
    NOTICE_PAGE_ROWS = 50,
    NOTICE_DAYS = 365, /* how long one is kept; the events stay */
};

struct notice {
    int64_t account_id;
    const char *kind;     /* "account_signed_in": stable, begins with the feature's name */
    const char *sentence; /* whole, in Chinese */
    const char *href;     /* where to look or act; NULL for none */
};

MUST_CHECK enum rc notice_send(struct ctx *c, const struct notice *n);
/*
 * To everyone who gave about_account a grant that holds today (to the security administrators, where the site itself
 * gave it); n's own account_id does not count.
 */
MUST_CHECK enum rc notice_grantors(struct ctx *c, int64_t about_account, const struct notice *n);

/* The viewer's own, newest first, below the id `before` (0: from the newest). */
MUST_CHECK enum rc notice_list(struct ctx *c, int64_t before, struct notice_row **rows, size_t *n);
/* The viewer's own are read, and the old ones forgotten. */
MUST_CHECK enum rc notice_read(struct ctx *c);
