/*
 * feature/evidence/canon.c: rows as bytes, and keyed sums over them.
 *
 * Values are taken as they are stored, sealed ones unopened: once a person's key is erased the sums still hold.  The key
 * is the vault's for signing, each use under a purpose of its own.
 */
#include <string.h>

#include "base/date.h"
#include "feature/evidence/evidence_i.h"
#include "web/event_proof.h"

enum { EVENT_COLUMNS = 14 }; /* of evidence_event, without what only says that it waits */

static void canon_int(struct buf *b, char tag, int64_t v)
{
    char out[9] = { tag };
    for (int i = 0; i < 8; i++)
        out[1 + i] = (char)((uint64_t)v >> (56 - 8 * i));
    buf_put(b, out, sizeof(out));
}

static void canon_bytes(struct buf *b, char tag, const void *at, size_t n)
{
    canon_int(b, tag, (int64_t)n);
    if (n)
        buf_put(b, at, n);
}

static void canon_column(struct buf *b, const struct col *c, const void *row)
{
    const void *at = (const char *)row + c->offset;
    switch (c->type) {
    case COL_ID:
    case COL_INT:
    case COL_FEN:
    case COL_INSTANT: canon_int(b, 'i', *(const int64_t *)at); break;
    case COL_DATE: canon_int(b, 'i', *(const int32_t *)at); break;
    case COL_BOOL: canon_int(b, 'i', *(const bool *)at); break;
    case COL_BLOB: canon_bytes(b, 'b', ((const struct blob *)at)->at, ((const struct blob *)at)->len); break;
    case COL_TEXT: canon_bytes(b, 't', *(const char *const *)at, strlen(*(const char *const *)at)); break;
    default: b->error = RC_INVALID; /* would have to be opened or looked up: the statement asks for the wrong type */
    }
}

void canon_row(struct buf *b, const struct row_desc *desc, size_t ncols, const void *row)
{
    canon_int(b, 'r', (int64_t)ncols);
    for (size_t i = 0; i < ncols; i++)
        canon_column(b, &desc->cols[i], row);
}

/* Empties b for the next. */
enum rc canon_mac(struct db *db, const char *purpose, struct buf *b, uint8_t out[static MAC_BYTES])
{
    uint8_t sum[32];
    enum rc rc = buf_check(b);
    if (!rc)
        rc = vault_sign(db_vault(db), purpose, b->at, b->len, sum);
    b->len = 0;
    if (!rc)
        memcpy(out, sum, MAC_BYTES);
    return rc;
}

enum rc event_mac(struct db *db, struct buf *b, const struct evidence_event *e, struct changes *c,
                  uint8_t out[static MAC_BYTES])
{
    canon_row(b, &evidence_event_desc, EVENT_COLUMNS, e);
    while (c->n && c->at->event_id < e->id) {
        c->at++;
        c->n--;
    }
    for (; c->n && c->at->event_id == e->id; c->at++, c->n--)
        canon_row(b, &evidence_change_desc, evidence_change_desc.n, c->at);
    return canon_mac(db, "seal-event", b, out);
}

enum rc event_is_ours(struct db *db, const struct evidence_event *e, bool *ours)
{
    uint8_t mark[EVENT_PROOF_BYTES];
    *ours = false;
    if (e->proof.len != sizeof(mark) || e->effective_on < 0 || e->effective_on > DATE_OPEN)
        return RC_OK;
    enum rc rc = event_proof(db_vault(db),
                             &(struct event_add_in){
                                 .event_id = e->id,
                                 .now = e->at,
                                 .kind = e->kind,
                                 .subject_id = e->subject_id,
                                 .org_id = e->org_id,
                                 .account_id = e->account_id,
                                 .via = e->via,
                                 .remote = e->remote,
                                 .request = e->request,
                                 .effective_on = (int32_t)e->effective_on,
                                 .basis = e->basis,
                                 .commitment = e->commitment,
                             },
                             mark);
    *ours = !rc && memcmp(mark, e->proof.at, sizeof(mark)) == 0;
    return rc;
}
