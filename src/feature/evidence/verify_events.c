/*
 * feature/evidence/verify_events.c: events beside the entries of the batches, both in the order of ids.
 *
 * A batch may reach back behind the one before it (a transaction that took long, a clock that was behind), so the
 * entries are merged from all batches that reach to where the events are.
 */
#include <string.h>

#include "feature/evidence/evidence_i.h"

enum {
    EVENTS_LOT = 2000,
    OPEN_MAX = 256, /* batches open at once: 50 MB; on one server it is one or two */
    OPEN_BYTES = 8 << 20,
    ORPHANS = 1000,
};

/* --- entries ---------------------------------------------------------------------------------------------------------------- */

struct open {
    struct arena *arena; /* kept for the next batch */
    struct evidence_seal_row seal;
    size_t at, end; /* bytes of its entries; at == end: free */
    int64_t id;     /* of the entry at at */
};

struct entries {
    struct verify *v;
    struct open open[OPEN_MAX];
    size_t n;
    int64_t first_id, seq; /* of the last batch that was opened */
    int64_t next_id;       /* where the one after it begins; INT64_MAX: there is none */
};

static void open_step(struct open *o)
{
    if (o->at + ENTRY_BYTES > o->end)
        o->at = o->end;
    else
        o->id = entry_get((const uint8_t *)o->seal.entries.at + o->at).event_id;
}

static void arena_drop(void *arg)
{
    arena_free(arg);
}

static enum rc open_take(struct entries *x, struct open **out)
{
    size_t i = 0;
    while (i < x->n && x->open[i].at < x->open[i].end)
        i++;
    if (i == OPEN_MAX)
        return RC_TOOBIG;
    struct open *o = &x->open[i];
    if (i == x->n) {
        o->arena = arena_new(OPEN_BYTES);
        if (!o->arena)
            return RC_OOM;
        arena_defer(x->v->arena, arena_drop, o->arena);
        x->n++;
    }
    arena_reset(o->arena);
    *out = o;
    return RC_OK;
}

/* Opens the next batch; next_id is then where it begins, so that the caller knows when the one after is due. */
static enum rc batch_open(struct entries *x)
{
    struct open *o;
    struct evidence_seal_row *rows = NULL;
    size_t n = 0;
    enum rc rc = open_take(x, &o);
    if (rc)
        return rc;
    struct arena *before = db_use_arena(x->v->db, o->arena);
    rc = evidence_seal_next(x->v->db, &(struct evidence_seal_next_in){ .first_id = x->first_id, .after_seq = x->seq },
                            &rows, &n);
    db_use_arena(x->v->db, before);
    x->next_id = n ? rows[0].first_id : INT64_MAX;
    if (rc || !n)
        return rc;
    o->seal = rows[0];
    o->at = 0;
    o->end = rows[0].entries.len;
    x->first_id = rows[0].first_id;
    x->seq = rows[0].seq;
    open_step(o);
    return RC_OK;
}

static struct open *lowest(struct entries *x)
{
    struct open *low = NULL;
    for (size_t i = 0; i < x->n; i++)
        if (x->open[i].at < x->open[i].end && (!low || x->open[i].id < low->id))
            low = &x->open[i];
    return low;
}

/* The batch with the lowest entry, NULL at the end. One batch beyond is always open, so nothing lower can follow. */
static enum rc entries_peek(struct entries *x, struct open **out)
{
    enum rc rc = RC_OK;
    struct open *low = lowest(x);
    while (!rc && x->next_id != INT64_MAX && (!low || x->next_id <= low->id)) {
        rc = batch_open(x);
        low = lowest(x);
    }
    *out = low;
    return rc;
}

static void entries_step(struct open *o)
{
    o->at += ENTRY_BYTES;
    open_step(o);
}

/* --- side by side ------------------------------------------------------------------------------------------------------------ */

static const char *open_kind(struct verify *v, const struct open *o, const struct entry *e)
{
    return entry_kind(v->lot, o->seal.kinds, e->kind);
}

static void say_removed(struct verify *v, const struct open *o)
{
    struct entry e = entry_get((const uint8_t *)o->seal.entries.at + o->at);
    verify_say(v, "操作记录被删除：%s，对象 %lld", verify_event_words(v, e.event_id, open_kind(v, o, &e)),
               (long long)e.subject_id);
}

/* Not sealed yet: its mark has to be there, and the rows it is about are not compared. */
static enum rc event_waits(struct verify *v, const struct evidence_event *e)
{
    bool ours;
    struct subject *subject;
    int64_t id = 0;
    int class = class_of(&v->classes, e->kind);
    enum rc rc = event_is_ours(v->db, e, &ours);
    v->count.waiting++;
    if (!rc && !ours && (v->marked || e->proof.len)) {
        verify_say(v, "操作记录是添加的，或者在封存之前被改动：%s，对象 %lld", verify_event_words(v, e->id, e->kind),
                   (long long)e->subject_id);
        return RC_OK;
    }
    if (!rc && class >= 0)
        rc = class_subject(v->db, v->classes.at[class], e, &id);
    if (!rc && id) {
        rc = subjects_put(v->subjects, class, id, &subject);
        if (!rc)
            subject->waiting = true;
    }
    return rc;
}

static void say_altered(struct verify *v, const struct evidence_event *e, bool ours)
{
    verify_say(v, "%s：%s，对象 %lld", ours ? "操作记录的说明或变更内容被改动" : "操作记录被改动",
               verify_event_words(v, e->id, e->kind), (long long)e->subject_id);
}

static enum rc event_sealed(struct verify *v, const struct evidence_event *e, struct changes *changes,
                            const struct open *o)
{
    struct entry entry = entry_get((const uint8_t *)o->seal.entries.at + o->at);
    uint8_t mac[MAC_BYTES];
    bool ours = false;
    enum rc rc = event_mac(v->db, &v->scratch, e, changes, mac);
    if (!rc && memcmp(mac, entry.event, MAC_BYTES) != 0) {
        rc = event_is_ours(v->db, e, &ours);
        say_altered(v, e, ours);
    } else if (!rc && entry.foreign) {
        verify_say(v, "操作记录是添加的：%s，对象 %lld", verify_event_words(v, e->id, e->kind),
                   (long long)e->subject_id);
    }
    return rc;
}

static enum rc event_check(struct verify *v, struct entries *x, const struct evidence_event *e, struct changes *changes)
{
    struct open *o;
    enum rc rc = entries_peek(x, &o);
    while (!rc && o && o->id < e->id) {
        say_removed(v, o);
        entries_step(o);
        rc = entries_peek(x, &o);
    }
    v->count.events++;
    if (rc)
        return rc;
    if (o && o->id == e->id) {
        rc = event_sealed(v, e, changes, o);
        entries_step(o);
    } else if (e->waiting) {
        rc = event_waits(v, e);
    } else {
        verify_say(v, "操作记录是添加的：%s，对象 %lld", verify_event_words(v, e->id, e->kind),
                   (long long)e->subject_id);
    }
    return rc;
}

struct events {
    struct evidence_event *at;
    size_t n;
    struct changes changes;
};

static enum rc lot_read(struct db *db, int64_t after, size_t limit, struct events *out)
{
    struct evidence_change *changes = NULL;
    enum rc rc = evidence_events(db, &(struct evidence_events_in){ .after_id = after, .row_limit = (int64_t)limit },
                                 &out->at, &out->n);
    if (!rc && out->n)
        rc = evidence_changes(
            db, &(struct evidence_changes_in){ .first_id = out->at[0].id, .last_id = out->at[out->n - 1].id }, &changes,
            &out->changes.n);
    out->changes.at = changes;
    return rc;
}

/* The event behind after holds what its columns cannot hold. */
static enum rc unreadable(struct verify *v, struct entries *x, int64_t *after)
{
    struct evidence_orphan next;
    struct open *o;
    enum rc rc = evidence_event_after(v->db, &(struct evidence_event_after_in){ .event_id = *after }, &next);
    if (rc)
        return rc;
    *after = next.event_id;
    v->count.events++;
    verify_say(v, "操作记录被改动，已无法读取：%s", verify_event_words(v, next.event_id, "?"));
    rc = entries_peek(x, &o);
    if (!rc && o && o->id == next.event_id)
        entries_step(o);
    return rc;
}

/* In a unit of its own, like the rows: what cannot be read is come at by ever smaller lots. */
static enum rc lot_check(struct verify *v, struct entries *x, int64_t *after, size_t *limit)
{
    struct events e = { 0 };
    enum rc rc = db_begin(v->db);
    if (rc)
        return db_end(v->db, rc);
    rc = db_end(v->db, lot_read(v->db, *after, *limit, &e));
    if (rc == RC_DB && *limit > 1) {
        *limit /= 2;
        return RC_OK;
    }
    if (rc == RC_DB)
        rc = unreadable(v, x, after);
    else if (!rc && e.n < *limit)
        *limit = 0; /* the last lot */
    else if (!rc)
        *limit = EVENTS_LOT;
    for (size_t i = 0; i < e.n && !rc; i++)
        rc = event_check(v, x, &e.at[i], &e.changes);
    if (!rc && e.n)
        *after = e.at[e.n - 1].id;
    return rc;
}

/* What waits for its seal and is gone was removed before it could be sealed. */
static enum rc orphans_check(struct verify *v)
{
    struct evidence_orphan *rows = NULL;
    size_t n = 0;
    enum rc rc = evidence_orphans(v->db, &(struct evidence_orphans_in){ .row_limit = ORPHANS }, &rows, &n);
    for (size_t i = 0; i < n && !rc; i++)
        verify_say(v, "操作记录在封存之前被删除：%s", verify_event_words(v, rows[i].event_id, "?"));
    return rc;
}

enum rc verify_events(struct verify *v)
{
    struct entries *x = arena_alloc(v->arena, sizeof(*x));
    struct open *o;
    int64_t after = 0;
    size_t limit = EVENTS_LOT;
    enum rc rc = x ? RC_OK : RC_TOOBIG;
    if (!rc)
        x->v = v;
    while (!rc && limit) {
        struct arena_mark mark = arena_mark(v->lot);
        rc = lot_check(v, x, &after, &limit);
        arena_rewind(v->lot, mark);
    }
    while (!rc && !(rc = entries_peek(x, &o)) && o) {
        struct arena_mark mark = arena_mark(v->lot);
        say_removed(v, o);
        entries_step(o);
        arena_rewind(v->lot, mark);
    }
    return rc ? rc : orphans_check(v);
}
