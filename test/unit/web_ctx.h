/* test/unit/web_ctx.h: a request made by hand, for tests of the answers and forms that need no database. */
#pragma once

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web/answer_i.h"
#include "web/call.h"

#define COLOUR_LIST(X) X(RED, "red", "红", "") X(BLUE, "blue", "蓝", "")
#define SHADE_LIST(X) \
    X(ONE, "1", "一", "") X(TWO, "2", "二", "") X(THREE, "3", "三", "") X(FOUR, "4", "四", "")
VOCAB_TABLE(colour, COLOUR_LIST)
VOCAB_TABLE(shade, SHADE_LIST)

struct world {
    struct ctx ctx;
    struct call call;
    struct viewer viewer;
    struct answer answer;
};

static inline int world_setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    w->viewer = (struct viewer){ .kind = VIEWER_GUEST, .login = "", .name = "" };
    w->call =
        (struct call){ .as = AS_PAGE, .path = "/members", .query = "", .request_id = "01JTEST" };
    w->ctx = (struct ctx){
        .arena = arena_new(1 << 20),
        .viewer = &w->viewer,
        .call = &w->call,
        .answer = &w->answer,
        .today = 20261122,
        .on = 20261122,
    };
    *state = w;
    return 0;
}

static inline int world_teardown(void **state)
{
    struct world *w = *state;
    buf_free(&w->answer.reply.body);
    if (w->answer.reply.fd > 0)
        close(w->answer.reply.fd);
    arena_free(w->ctx.arena);
    free(w);
    return 0;
}
