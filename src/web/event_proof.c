/* web/event_proof.c: every part with its length before it, so that no two events read alike; HMAC-SM3, cut. */
#include "web/event_proof.h"

#include <string.h>

#include "base/buf.h"

enum { PROOF_ROW_BYTES = 256 * 1024 }; /* the basis is the longest part, a line or two */

static void int_put(struct buf *b, int64_t v)
{
    buf_int(b, v);
    buf_putc(b, ';');
}

void event_text_put(struct buf *b, const char *s)
{
    size_t n = s ? strlen(s) : 0;
    buf_int(b, (int64_t)n);
    buf_putc(b, ':');
    buf_put(b, s ? s : "", n);
}

enum rc event_proof(struct vault *v, const struct event_add_in *e, uint8_t out[static EVENT_PROOF_BYTES])
{
    uint8_t sum[32];
    struct buf b = BUF_INIT(PROOF_ROW_BYTES);
    int_put(&b, e->event_id);
    int_put(&b, e->now);
    event_text_put(&b, e->kind);
    int_put(&b, e->subject_id);
    int_put(&b, e->org_id);
    int_put(&b, e->account_id);
    event_text_put(&b, e->via);
    event_text_put(&b, e->remote);
    event_text_put(&b, e->request);
    int_put(&b, e->effective_on);
    event_text_put(&b, e->basis);
    event_text_put(&b, e->commitment);
    enum rc rc = buf_check(&b);
    if (!rc)
        rc = vault_sign(v, "event-proof", b.at, b.len, sum);
    buf_free(&b);
    if (!rc)
        memcpy(out, sum, EVENT_PROOF_BYTES);
    return rc;
}
