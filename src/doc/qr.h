/* doc/qr.h: QR codes: the squares by libqrencode, what is drawn of them by us. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum { QR_QUIET = 4 }; /* empty squares around a code, without which readers do not find it */

struct qr {
    int width;              /* squares a side, without the quiet ones */
    const uint8_t *squares; /* width * width, row by row; 1 is dark */
};

/* text is UTF-8, at most about 1,000 bytes: RC_TOOBIG. */
MUST_CHECK enum rc qr_make(struct arena *a, const char *text, struct qr *out);
/* An <svg> of one path, a run of dark squares a line of it; label is what those hear who do not see it. */
void qr_svg(struct buf *out, const struct qr *qr, const char *label);
