/* web/ctx.c: scope and refusals. */
#include "web/ctx.h"

#include <string.h>

#include "web/answer_i.h"
#include "web/call.h"

struct scope ctx_scope_for(const struct ctx *c, enum cap cap)
{
    const struct viewer *v = c->viewer;
    bool may = viewer_may(v, cap); /* a token may have less than its account */
    bool own = may && (member_caps() >> cap) & 1;
    return (struct scope){
        .account = may ? v->account_id : 0,
        .member = own ? v->member_id : 0,
        .home = own ? v->home_id : 0,
        .cap = cap,
        .site = v->kind == VIEWER_SITE,
        .today = c->today,
    };
}

struct scope ctx_scope(const struct ctx *c)
{
    return ctx_scope_for(c, c->call && c->call->route ? c->call->route->cap : CAP_NONE);
}

enum rc refuse_as(struct ctx *c, enum rc rc, const char *code, const char *message)
{
    struct answer *a = c->answer;
    if (a->nproblems < ANSWER_PROBLEMS)
        a->problems[a->nproblems++] = (struct problem){ NULL, code, message };
    return rc;
}

enum rc refuse(struct ctx *c, const char *field, const char *code, const char *message)
{
    struct answer *a = c->answer;
    if (a->nproblems < ANSWER_PROBLEMS)
        a->problems[a->nproblems++] = (struct problem){ field, code, message };
    return RC_INVALID;
}
