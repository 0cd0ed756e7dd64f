/* app/frame.h: what goes over the control socket: a kind, a number, and bytes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"

enum frame_kind {
    FRAME_ARG = 'A',  /* one argument */
    FRAME_FILE = 'F', /* the number is the option's */
    FRAME_STDIN = 'I',
    FRAME_RUN = 'R', /* all said: run it */
    FRAME_STDOUT = 'O',
    FRAME_WRITE = 'W', /* the number is the option's */
    FRAME_SENTENCE = 'X',
    FRAME_STATUS = 'S', /* the number is the exit status; the last one */
};

struct frame {
    uint32_t kind;
    uint32_t number;
    uint64_t len;
    char *at; /* malloc'd, with a NUL behind it */
};

MUST_CHECK enum rc frame_send(int fd, enum frame_kind kind, uint32_t number, const void *at, size_t len);
/* RC_IO where the other end is gone, RC_TOOBIG past max. */
MUST_CHECK enum rc frame_receive(int fd, size_t max, struct frame *out);
