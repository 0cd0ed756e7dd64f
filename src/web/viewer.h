/*
 * web/viewer.h: who asks.
 *
 * Made once per request from the session cookie or the bearer token, in the transaction of the request, so a grant that
 * ended a moment ago is gone.  Commands act as the site itself (VIEWER_SITE), which sees everything.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"
#include "db/scope.h"
#include "web/cap.h"

enum viewer_kind { VIEWER_GUEST, VIEWER_SESSION, VIEWER_TOKEN, VIEWER_SITE };

struct viewer_grant {
    enum role role;
    int64_t org_id;
    const char *org_name;
};

/* What an account has to do before it may do anything else. */
enum viewer_duty { DUTY_NONE, DUTY_FACTOR, DUTY_PASSWORD };

struct viewer {
    enum viewer_kind kind;
    bool read_only; /* a token that may not write */
    bool factor;    /* has a second factor */
    enum viewer_duty duty;
    int32_t factor_by;   /* the day from which a second factor is a duty; 0: it is none, or there is one */
    int32_t password_by; /* the day from which a new password is a duty; 0: it is none, or not soon */
    int64_t account_id;
    int64_t session_id; /* of the session or token */
    int64_t member_id;  /* the member the account belongs to, 0 for none */
    int64_t home_id;    /* that member's organisation (branch or group), 0 for none */
    const char *login;
    const char *name;  /* the member's name, else the login */
    int64_t proved_at; /* when this session last showed who it is; 0 for tokens */
    int64_t unread;    /* notices */
    uint32_t caps;     /* bit (1 << cap): what any grant or the membership includes */
    const struct viewer_grant *grants;
    size_t ngrants;
};

/*
 * What other features tell the accounts, since nobody reads another's tables: where the member of an account belongs and
 * what the organisation of a grant is called.  To be called in the transaction that changes it; nothing happens where
 * there is no such account or grant.
 */
struct ctx;
MUST_CHECK enum rc account_set_home(struct ctx *c, int64_t member_id, int64_t org_id, const char *name);
MUST_CHECK enum rc grant_set_org(struct ctx *c, int64_t org_id, const char *code, const char *name);

/* The site itself: commands and jobs. */
const struct viewer *viewer_site(void);
bool viewer_may(const struct viewer *v, enum cap cap);
/* The organisations in which the viewer holds cap, highest first, none inside another's subtree is needed: at most max. */
size_t viewer_roots(const struct viewer *v, enum cap cap, int64_t *out, size_t max);
