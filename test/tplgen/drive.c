/* test/tplgen/drive.c: draws the page that run.sh names, with values that would do harm unescaped. */
#include <stdio.h>

#include PAGE_HEADER
#include "base/vocab.h"
#include "test/tplgen/view.h"

#define COLOUR_LIST(X) X(RED, "red", "红", "") X(BLUE, "blue", "蓝", "")
VOCAB_TABLE(colour, COLOUR_LIST)

int main(void)
{
    static const char *const words[] = { "一", "<二>" };
    static const struct thing things[] = {
        { 9007199254740993, "a<b>&\"c\"'d'", 1, { "家" }, words, 2 },
        { 2, "𣲗", 2, { "" }, words, 1 },
    };
    const struct sample_view v = {
        .title = "T & <i>",
        .link = "/a?b=1&c=\"",
        .empty = "",
        .day = 20261122,
        .fen = -1230,
        .yes = true,
        .things = things,
        .things_n = 2,
        .one = things[0],
        .first = &things[1],
    };
    struct buf b = BUF_INIT(1 << 20);
    struct html o = { .b = &b };
    PAGE(&o, &v);
    if (buf_check(&b) || fwrite(b.at, 1, b.len, stdout) != b.len)
        return 1;
    buf_free(&b);
    return 0;
}
