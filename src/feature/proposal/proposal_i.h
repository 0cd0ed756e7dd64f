/* feature/proposal/proposal_i.h: private to this folder. */
#pragma once

#include "feature/member/member.h"
#include "feature/proposal/proposal_words.h"
#include "feature/proposal/proposal.sql.h"
#include "web/change.h"
#include "web/feature.h"
#include "web/rekey.h"

/* --- verbs (proposal.c) --------------------------------------------------------------------------------------------- */
struct proposal_new {
    int64_t member_id;
    int field; /* enum proposal_field */
    const char *proposed, *reason;
};
MUST_CHECK enum rc proposal_make(struct ctx *c, const struct proposal_new *in);
MUST_CHECK enum rc proposal_decide(struct ctx *c, int64_t id, bool accepted, const char *answer);
/* A citizen number is compared by those alone who may see one whole (CONTRACT 3). */
MUST_CHECK enum rc proposal_may_see(struct ctx *c, const struct proposal_row *p, bool *may);
/* What is registered now, in words; a citizen number masked. */
MUST_CHECK enum rc proposal_now(struct ctx *c, const struct proposal_row *p, const char **words);

/* --- keys (proposal_rekey.c) ---------------------------------------------------------------------------------------- */
extern const struct rekey_step proposal_rekey[];
enum rc proposal_on_erase(struct ctx *c, int64_t person_id);

/* --- look-ups (proposal_store.c): each fills in viewer and day ------------------------------------------------------ */
MUST_CHECK enum rc proposal_get(struct ctx *c, int64_t id, struct proposal_row *out);
MUST_CHECK enum rc proposal_get_of(struct ctx *c, int64_t member_id, struct proposal_row **rows, size_t *n);
MUST_CHECK enum rc proposal_get_waiting(struct ctx *c, int64_t org_id, struct proposal_row **rows, size_t *n);

/* --- what the pages are given --------------------------------------------------------------------------------------- */
struct proposal_show_view {
    struct proposal_row p;
    const char *now, *action;
    bool may_decide;
    const struct form *form;
};

struct proposal_list_view { /* on a member's file, and on the own first screen */
    const struct proposal_row *rows;
    size_t rows_n;
    bool own, may_decide;
};

struct proposal_todo_view {
    const struct proposal_row *rows;
    size_t rows_n;
};

extern const struct panel proposal_panels[];
extern const struct holding proposal_holdings[];
extern const struct migration proposal_migrations[];
