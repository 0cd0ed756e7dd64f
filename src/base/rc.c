/* base/rc.c: what each result means to HTTP, to JSON and to a reader. */
#include "base/rc.h"

#include <stddef.h>

static const struct {
    int status;
    const char *code;
    const char *text;
} rc_table[] = {
#define X(name, status, code, text) [RC_##name] = { status, code, text },
    RC_LIST(X)
#undef X
};

/* A value that is not in the list can only be a defect of ours: it reads as RC_IO, not as success. */
static size_t rc_row(enum rc rc)
{
    return (size_t)rc < COUNT(rc_table) ? (size_t)rc : (size_t)RC_IO;
}

int rc_status(enum rc rc)
{
    return rc_table[rc_row(rc)].status;
}

const char *rc_code(enum rc rc)
{
    return rc_table[rc_row(rc)].code;
}

const char *rc_text(enum rc rc)
{
    return rc_table[rc_row(rc)].text;
}
