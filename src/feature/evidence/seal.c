/*
 * feature/evidence/seal.c: the job that seals events.
 *
 * Everything is read in one snapshot beside the writer: events that wait, their changes, the rows they are about, the end
 * of the chain.  What is written is one batch, with one statement for the queue.  A commit that fails (a full disk, a lost
 * connection) leaves the events in the queue, and the next round takes them again.
 *
 * What is sealed of the rows is how they are when the batch is made, at or after its events.  An event that came later
 * stands in the queue and seals the rows again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "feature/evidence/evidence_i.h"
#include "web/event.sql.h"
#include "web/rekey.h"

enum {
    SEAL_ARENA_BYTES = 512 << 20, /* 4,000 events of an import with all their changes are a tenth of it */
    SEAL_SCRATCH_BYTES = 16 << 20,
    SEAL_KINDS = 256, /* of one batch */
};

/* Several servers of one site on PostgreSQL seal in turn: "evidence". */
static const int64_t LOCK_SEAL = 0x65766964656e6365;

struct about { /* which rows an event is about */
    int class_of;
    int64_t subject_id;
    size_t entry;
};

struct batch {
    struct arena *arena;
    struct classes classes;
    struct evidence_event *events;
    struct changes changes;
    struct entry *entries;
    struct about *about;
    size_t n, nabout;
    const char *kinds[SEAL_KINDS];
    int kind_class[SEAL_KINDS];
    int nkinds;
    struct evidence_seal_end end; /* of the chain as it was read */
    struct evidence_seal_row seal;
};

/* --- what is about to be sealed ------------------------------------------------------------------------------------------ */

static enum rc batch_read(struct db *db, struct batch *b)
{
    enum rc rc = evidence_waiting(db, &(struct evidence_waiting_in){ .row_limit = EVIDENCE_BATCH }, &b->events, &b->n);
    struct evidence_change *changes = NULL;
    if (rc || !b->n)
        return rc;
    rc = evidence_waiting_changes(db, &(struct evidence_waiting_changes_in){ .last_id = b->events[b->n - 1].id },
                                  &changes, &b->changes.n);
    b->changes.at = changes;
    if (!rc)
        rc = evidence_seal_last(db, &b->end);
    if (rc == RC_NOTFOUND) { /* the first of all */
        b->end = (struct evidence_seal_end){ .link = "" };
        rc = RC_OK;
    }
    b->entries = arena_array(b->arena, b->n, sizeof(*b->entries));
    b->about = arena_array(b->arena, b->n, sizeof(*b->about));
    return rc ? rc : b->entries && b->about ? RC_OK : RC_TOOBIG;
}

/* -1: there are too many in one batch. */
static int kind_of(struct batch *b, const char *kind)
{
    for (int i = b->nkinds; i-- > 0;)
        if (!strcmp(b->kinds[i], kind))
            return i;
    if (b->nkinds == SEAL_KINDS)
        return -1;
    b->kinds[b->nkinds] = kind;
    b->kind_class[b->nkinds] = class_of(&b->classes, kind);
    return b->nkinds++;
}

/* Events from before there were marks are believed as long as none with a mark was sealed before them. */
static enum rc mark_check(struct db *db, struct batch *b, const struct evidence_event *e, struct entry *to)
{
    bool ours;
    enum rc rc = event_is_ours(db, e, &ours);
    if (ours)
        b->seal.marked = 1;
    to->foreign = !ours && (b->seal.marked || e->proof.len);
    if (!rc && to->foreign)
        log_error("evidence event=%lld what=without the mark of the program", (long long)e->id);
    return rc;
}

static enum rc about_add(struct db *db, struct batch *b, size_t i)
{
    struct entry *to = &b->entries[i];
    int class = b->kind_class[to->kind];
    enum rc rc = class_subject(db, b->classes.at[class], &b->events[i], &to->subject_id);
    if (!rc && to->subject_id)
        b->about[b->nabout++] = (struct about){ class, to->subject_id, i };
    return rc;
}

static enum rc entries_fill(struct db *db, struct batch *b)
{
    struct buf scratch = BUF_INIT(SEAL_SCRATCH_BYTES);
    enum rc rc = RC_OK;
    b->seal.marked = b->end.marked;
    for (size_t i = 0; i < b->n && !rc; i++) {
        const struct evidence_event *e = &b->events[i];
        struct entry *to = &b->entries[i];
        *to = (struct entry){ .event_id = e->id, .subject_id = e->subject_id, .kind = kind_of(b, e->kind) };
        if (to->kind < 0) {
            b->n = i; /* the rest goes into the next batch */
            break;
        }
        rc = event_mac(db, &scratch, e, &b->changes, to->event);
        if (!rc)
            rc = mark_check(db, b, e, to);
        if (!rc && !to->foreign && b->kind_class[to->kind] >= 0)
            rc = about_add(db, b, i);
    }
    buf_free(&scratch);
    return rc;
}

static int about_compare(const void *a, const void *b)
{
    const struct about *x = a, *y = b;
    if (x->class_of != y->class_of)
        return x->class_of < y->class_of ? -1 : 1;
    if (x->subject_id != y->subject_id)
        return x->subject_id < y->subject_id ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The subjects of one class from about on: their sums go into the last entry of each. Returns how far it went. */
static enum rc class_fill(struct db *db, struct batch *b, size_t *at)
{
    int class_of = b->about[*at].class_of;
    int64_t *subjects = arena_array(b->arena, b->nabout, sizeof(*subjects));
    size_t *entries = arena_array(b->arena, b->nabout, sizeof(*entries));
    uint8_t(*macs)[MAC_BYTES] = arena_array(b->arena, b->nabout, MAC_BYTES);
    size_t n = 0;
    if (!subjects || !entries || !macs)
        return RC_TOOBIG;
    for (; *at < b->nabout && b->about[*at].class_of == class_of; ++*at) {
        if (!n || subjects[n - 1] != b->about[*at].subject_id)
            subjects[n++] = b->about[*at].subject_id;
        entries[n - 1] = b->about[*at].entry;
    }
    enum rc rc = state_mac_all(db, b->classes.at[class_of], subjects, n, macs);
    for (size_t i = 0; i < n && !rc; i++)
        memcpy(b->entries[entries[i]].state, macs[i], MAC_BYTES);
    return rc;
}

static enum rc states_fill(struct db *db, struct batch *b)
{
    enum rc rc = RC_OK;
    if (b->nabout)
        qsort(b->about, b->nabout, sizeof(*b->about), about_compare);
    for (size_t at = 0; at < b->nabout && !rc;)
        rc = class_fill(db, b, &at);
    return rc;
}

/* --- the row of the batch -------------------------------------------------------------------------------------------------- */

static enum rc seal_fill(struct db *db, struct batch *b)
{
    struct buf entries = BUF_INIT(EVIDENCE_BATCH * ENTRY_BYTES), kinds = BUF_INIT(SEAL_KINDS * 256);
    for (size_t i = 0; i < b->n; i++)
        entry_put(&entries, &b->entries[i]);
    for (int i = 0; i < b->nkinds; i++) {
        buf_puts(&kinds, b->kinds[i]);
        buf_putc(&kinds, '\n');
    }
    enum rc rc = buf_check(&entries) ? buf_check(&entries) : buf_check(&kinds);
    if (!rc)
        b->seal = (struct evidence_seal_row){
            .seq = b->end.seq + 1,
            .sealed_at = instant_now(),
            .first_id = b->events[0].id,
            .last_id = b->events[b->n - 1].id,
            .n = (int64_t)b->n,
            .marked = b->seal.marked,
            .link_before = b->end.link,
            .kinds = arena_strndup(b->arena, kinds.at, kinds.len),
            .entries = { arena_strndup(b->arena, entries.at, entries.len), entries.len },
        };
    buf_free(&entries);
    buf_free(&kinds);
    char link[LINK_TEXT_BYTES];
    if (!rc)
        rc = seal_link(db, &b->seal, link);
    b->seal.link = rc ? "" : arena_strdup(b->arena, link);
    return rc ? rc : arena_check(b->arena);
}

static enum rc batch_make(struct db *db, struct batch *b)
{
    enum rc rc = batch_read(db, b);
    if (rc || !b->n)
        return rc;
    rc = entries_fill(db, b);
    if (!rc)
        rc = states_fill(db, b);
    return rc ? rc : seal_fill(db, b);
}

static enum rc queue_drop(struct db *db, const struct batch *b)
{
    struct buf ids = BUF_INIT(EVIDENCE_BATCH * 24);
    for (size_t i = 0; i < b->n; i++) {
        if (i)
            buf_putc(&ids, ',');
        buf_int(&ids, b->events[i].id);
    }
    enum rc rc = buf_check(&ids);
    if (!rc)
        rc = event_unsealed_drop(db, &(struct event_unsealed_drop_in){ .ids = ids.at });
    buf_free(&ids);
    return rc;
}

/* Another server may have sealed since the chain was read: then nothing is written, and the next round sees its batch. */
static enum rc batch_write(struct db *db, void *arg)
{
    struct batch *b = arg;
    const struct evidence_seal_row *s = &b->seal;
    struct evidence_seal_end end = { .link = "" };
    enum rc rc = db_lock(db, LOCK_SEAL);
    if (!rc)
        rc = evidence_seal_last(db, &end);
    if (rc == RC_NOTFOUND)
        rc = RC_OK;
    if (!rc && (end.seq != b->end.seq || strcmp(end.link, b->end.link) != 0))
        return RC_CONFLICT;
    if (!rc)
        rc = evidence_seal_add(db, &(struct evidence_seal_add_in){ .seq = s->seq,
                                                                   .sealed_at = s->sealed_at,
                                                                   .first_id = s->first_id,
                                                                   .last_id = s->last_id,
                                                                   .n = s->n,
                                                                   .marked = s->marked != 0,
                                                                   .link_before = s->link_before,
                                                                   .link = s->link,
                                                                   .kinds = s->kinds,
                                                                   .entries = s->entries });
    if (!rc)
        rc = evidence_day_set(
            db, &(struct evidence_day_set_in){ .on_date = instant_date(s->sealed_at), .seq = s->seq, .events = s->n });
    return rc ? rc : queue_drop(db, b);
}

enum rc seal_batch(const struct site *site, struct arena *a, struct evidence_seal_row *out)
{
    struct batch *b = arena_alloc(a, sizeof(*b));
    struct db *db;
    if (!b)
        return RC_TOOBIG;
    b->arena = a;
    classes_list(site, &b->classes);
    db_read_anew(site->db);
    enum rc rc = db_read_begin(site->db, a, &db);
    if (rc)
        return rc;
    rc = batch_make(db, b);
    db_read_end(db);
    if (!rc && b->n)
        rc = db_write(site->db, a, batch_write, b);
    *out = b->seal;
    return rc;
}

/*
 * Values from before there was one key per person are sealed anew at the first start with it; sums made in between would
 * be of bytes that go.  Later replacements of the site's keys change no bytes that are summed up.
 */
static bool bytes_settle(const struct site *site)
{
    bool pending = false;
    return rekey_pending(site, &pending) || pending;
}

bool seal_run(const struct site *site)
{
    struct evidence_seal_row s = { 0 };
    if (bytes_settle(site))
        return false;
    struct arena *a = arena_new(SEAL_ARENA_BYTES);
    enum rc rc = a ? seal_batch(site, a, &s) : RC_OOM;
    if (!rc && s.n)
        rc = seal_log_add(site->dir, &s);
    if (rc && rc != RC_CONFLICT)
        log_error("evidence what=not sealed rc=%s", rc_code(rc));
    bool more = !rc && s.n == EVIDENCE_BATCH;
    arena_free(a);
    return more;
}
