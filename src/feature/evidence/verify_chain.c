/*
 * feature/evidence/verify_chain.c: the batches in their order, and what was kept of them outside.
 *
 * Each batch is summed with the link it claims to follow, so one that was touched is told apart from one whose neighbour
 * is gone.
 */
#include <string.h>

#include "base/date.h"
#include "feature/evidence/evidence_i.h"

enum { CHAIN_LOT = 16 }; /* batches at once: 3 MB */

struct chain {
    int64_t seq;
    char link[LINK_TEXT_BYTES];
};

static enum rc subjects_learn(struct verify *v, const struct evidence_seal_row *s)
{
    const uint8_t *at = s->entries.at;
    int kind = -1, class = -1;
    enum rc rc = RC_OK;
    for (size_t i = 0; i + ENTRY_BYTES <= s->entries.len && !rc; i += ENTRY_BYTES) {
        struct entry e = entry_get(at + i);
        struct subject *subject;
        if (!e.subject_id || !entry_has_state(&e))
            continue;
        if (e.kind != kind) {
            kind = e.kind;
            class = class_of(&v->classes, entry_kind(v->lot, s->kinds, kind));
        }
        if (class < 0)
            continue;
        rc = subjects_put(v->subjects, class, e.subject_id, &subject);
        if (!rc)
            memcpy(subject->state, e.state, MAC_BYTES);
    }
    return rc;
}

static enum rc batch_check(struct verify *v, const struct evidence_seal_row *s, struct chain *c)
{
    char link[LINK_TEXT_BYTES], at[25];
    enum rc rc = seal_link(v->db, s, link);
    if (rc)
        return rc;
    if (s->seq > c->seq + 1)
        verify_say(v, "封存链断开：第 %lld 批到第 %lld 批被删除", (long long)c->seq + 1, (long long)s->seq - 1);
    if (strcmp(link, s->link) != 0 || s->entries.len != (size_t)s->n * ENTRY_BYTES)
        verify_say(v, "封存批次被改动或者是添加的：第 %lld 批，%s", (long long)s->seq, instant_text(s->sealed_at, at));
    else if (s->seq == c->seq + 1 && strcmp(s->link_before, c->link) != 0)
        verify_say(v, "封存链断开：第 %lld 批不接在第 %lld 批之后", (long long)s->seq, (long long)c->seq);
    c->seq = s->seq;
    memcpy(c->link, s->link, strlen(s->link) < sizeof(c->link) ? strlen(s->link) + 1 : 0);
    v->marked = s->marked != 0;
    v->count.seals++;
    return subjects_learn(v, s);
}

static enum rc chain_walk(struct verify *v, struct chain *c)
{
    enum rc rc = RC_OK;
    for (size_t n = CHAIN_LOT; n == CHAIN_LOT && !rc;) {
        struct arena_mark mark = arena_mark(v->lot);
        struct evidence_seal_row *rows = NULL;
        rc = evidence_seal_page(v->db, &(struct evidence_seal_page_in){ .after_seq = c->seq, .row_limit = CHAIN_LOT },
                                &rows, &n);
        for (size_t i = 0; i < n && !rc; i++)
            rc = batch_check(v, &rows[i], c);
        arena_rewind(v->lot, mark);
    }
    return rc;
}

/* A printed link may be given in part, from its beginning. */
static enum rc outside_check(struct verify *v, const char *where, const struct seal_line *kept, int64_t last)
{
    struct evidence_link now;
    struct arena_mark mark = arena_mark(v->lot);
    enum rc rc = evidence_link_of(v->db, &(struct evidence_link_of_in){ .seq = kept->seq }, &now);
    if (rc == RC_NOTFOUND && kept->seq > last)
        verify_say(v, "封存链的末尾被截去：%s有第 %lld 批，数据库里只到第 %lld 批", where, (long long)kept->seq,
                   (long long)last);
    else if (!rc && strncmp(now.link, kept->link, strlen(kept->link)) != 0)
        verify_say(v, "封存批次被替换：第 %lld 批与%s的校验码不同", (long long)kept->seq, where);
    arena_rewind(v->lot, mark);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc verify_chain(struct verify *v)
{
    struct chain c = { 0 };
    struct seal_log *log;
    struct seal_line line;
    enum rc rc = chain_walk(v, &c);
    if (!rc && v->given.seq)
        rc = outside_check(v, "打印件上", &v->given, c.seq);
    if (!rc)
        rc = seal_log_open(v->arena, v->site->dir, &log);
    while (!rc && seal_log_next(log, &line))
        rc = outside_check(v, "数据目录里", &line, c.seq);
    return rc;
}
