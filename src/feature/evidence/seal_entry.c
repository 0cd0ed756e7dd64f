/*
 * feature/evidence/seal_entry.c: what a batch looks like.
 *
 * An entry is  event(8) subject(8) kind(2) sum of the event(16) sum of the rows it is about(16),  numbers with the
 * highest byte first.  The kind is a line number in the batch's list of kinds, its highest bit says that the event did
 * not bear the mark of the program.  Subject and kind stand here so that a removed event is still told by them.
 */
#include <string.h>

#include "feature/evidence/evidence_i.h"

enum { KIND_FOREIGN = 0x8000 };

static void number_put(struct buf *b, uint64_t v, int bytes)
{
    while (bytes--)
        buf_putc(b, (char)(v >> (8 * bytes)));
}

static uint64_t number_get(const uint8_t *at, int bytes)
{
    uint64_t v = 0;
    while (bytes--)
        v = v << 8 | *at++;
    return v;
}

void entry_put(struct buf *b, const struct entry *e)
{
    number_put(b, (uint64_t)e->event_id, 8);
    number_put(b, (uint64_t)e->subject_id, 8);
    number_put(b, (uint64_t)e->kind | (e->foreign ? KIND_FOREIGN : 0), 2);
    buf_put(b, e->event, MAC_BYTES);
    buf_put(b, e->state, MAC_BYTES);
}

struct entry entry_get(const uint8_t at[static ENTRY_BYTES])
{
    uint64_t kind = number_get(at + 16, 2);
    struct entry e = { .event_id = (int64_t)number_get(at, 8),
                       .subject_id = (int64_t)number_get(at + 8, 8),
                       .kind = (int)(kind & ~(uint64_t)KIND_FOREIGN),
                       .foreign = kind & KIND_FOREIGN };
    memcpy(e.event, at + 18, MAC_BYTES);
    memcpy(e.state, at + 18 + MAC_BYTES, MAC_BYTES);
    return e;
}

bool entry_has_state(const struct entry *e)
{
    static const uint8_t none[MAC_BYTES];
    return memcmp(e->state, none, MAC_BYTES) != 0;
}

const char *entry_kind(struct arena *a, const char *kinds, int nth)
{
    for (; nth > 0 && *kinds; nth--) {
        kinds += strcspn(kinds, "\n");
        kinds += *kinds == '\n';
    }
    return arena_strndup(a, kinds, strcspn(kinds, "\n"));
}

/* Over everything in the row, so a batch that lacks its neighbours still says whether it was touched itself. */
enum rc seal_link(struct db *db, const struct evidence_seal_row *s, char out[static LINK_TEXT_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t sum[32];
    struct buf b = BUF_INIT(2 * EVIDENCE_BATCH * ENTRY_BYTES);
    buf_printf(&b, "%s;%lld;%lld;%lld;%lld;%lld;%lld;%zu:%s;", s->link_before, (long long)s->seq,
               (long long)s->sealed_at, (long long)s->first_id, (long long)s->last_id, (long long)s->n,
               (long long)s->marked, strlen(s->kinds), s->kinds);
    buf_put(&b, s->entries.at ? s->entries.at : "", s->entries.len);
    enum rc rc = buf_check(&b);
    if (!rc)
        rc = vault_sign(db_vault(db), "seal-link", b.at, b.len, sum);
    buf_free(&b);
    for (size_t i = 0; i < sizeof(sum); i++) {
        out[2 * i] = digits[sum[i] >> 4];
        out[2 * i + 1] = digits[sum[i] & 15];
    }
    out[LINK_TEXT_BYTES - 1] = '\0';
    return rc;
}
