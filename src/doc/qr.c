/* doc/qr.c: see qr.h. */
#include "doc/qr.h"

#include <qrencode.h>
#include <string.h>

enum { QR_DARK = 1, QR_TEXT_BYTES = 1000 };

enum rc qr_make(struct arena *a, const char *text, struct qr *out)
{
    if (strlen(text) > QR_TEXT_BYTES)
        return RC_TOOBIG;
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return RC_OOM;
    size_t n = (size_t)code->width * (size_t)code->width;
    uint8_t *squares = arena_alloc(a, n);
    for (size_t i = 0; squares && i < n; i++)
        squares[i] = code->data[i] & QR_DARK;
    *out = (struct qr){ code->width, squares };
    QRcode_free(code);
    return squares ? RC_OK : RC_OOM;
}

static int run_of(const struct qr *qr, int x, int y)
{
    int n = 0;
    while (x + n < qr->width && qr->squares[y * qr->width + x + n])
        n++;
    return n;
}

void qr_svg(struct buf *out, const struct qr *qr, const char *label)
{
    int side = qr->width + 2 * QR_QUIET;
    buf_printf(out,
               "<svg class=\"qr\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
               "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
               label, side, side, side, side);
    for (int y = 0; y < qr->width; y++)
        for (int x = 0; x < qr->width; x++) {
            int run = run_of(qr, x, y);
            if (run)
                buf_printf(out, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run, run);
            x += run;
        }
    buf_puts(out, "\"/></svg>");
}
