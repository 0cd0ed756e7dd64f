/*
 * web/opening.c: the queue of openings, and writing it.
 *
 * Two lots: requests fill one while the job writes the other.  What was opened within the hour is found in a table with a
 * few places for each key; where they are all taken the oldest goes, and the worst that comes of it is an event more.
 */
#include "web/opening.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/log.h"
#include "web/auth.sql.h"
#include "web/call.h"
#include "web/event.h"
#include "web/site.h"

enum {
    AGAIN_MS = 60 * 60 * 1000,
    SEEN_SETS = 8192, /* times the places: an hour of 30,000 files, in 800 KB */
    SEEN_PLACES = 4,
    CODE_BYTES = 48, /* twelve levels */
    REMOTE_BYTES = 46,
    REQUEST_BYTES = 14,
    NOTE_BYTES = 1024, /* a reason of 200 characters, and the filters */
    QUEUE_BYTES = 8 << 20,
    WRITE_BYTES = 16 << 20,
};

struct waiting {
    const char *kind;
    int64_t at, subject_id, org_id, account_id;
    int32_t effective_on, today;
    bool json;
    char request[REQUEST_BYTES], remote[REMOTE_BYTES], code[CODE_BYTES], note[NOTE_BYTES];
};

struct seen {
    int64_t account_id, subject_id, at;
};

struct openings {
    pthread_mutex_t lock;
    pthread_cond_t written;
    struct arena *arena; /* holds this struct too */
    struct seen (*seen)[SEEN_PLACES];
    struct waiting *filling, *writing;
    size_t nfilling, nwriting;
};

struct openings *openings_new(void)
{
    struct arena *a = arena_new(QUEUE_BYTES);
    struct openings *q = a ? arena_alloc(a, sizeof(*q)) : NULL;
    pthread_condattr_t monotonic;
    if (q) {
        q->arena = a;
        q->seen = arena_array(a, SEEN_SETS, sizeof(*q->seen));
        q->filling = arena_array(a, OPENINGS_MAX, sizeof(*q->filling));
        q->writing = arena_array(a, OPENINGS_MAX, sizeof(*q->writing));
    }
    if (!q || arena_check(a)) {
        arena_free(a);
        return NULL;
    }
    pthread_mutex_init(&q->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&q->written, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return q;
}

void openings_free(struct openings *q)
{
    if (!q)
        return;
    pthread_cond_destroy(&q->written);
    pthread_mutex_destroy(&q->lock);
    arena_free(q->arena);
}

/* --- noting --------------------------------------------------------------------------------------------------------------- */

/* Whether this viewer opened this file within the hour; if not, now is. */
static bool seen_before(struct openings *q, int64_t account_id, int64_t subject_id, int64_t now)
{
    uint64_t h = ((uint64_t)account_id * 0x9e3779b97f4a7c15u) ^ ((uint64_t)subject_id * 0xc2b2ae3d27d4eb4fu);
    struct seen *set = q->seen[(h >> 32) % SEEN_SETS], *take = set;
    for (size_t i = 0; i < SEEN_PLACES; i++) {
        if (set[i].account_id == account_id && set[i].subject_id == subject_id) {
            if (set[i].at > now - AGAIN_MS && set[i].at <= now)
                return true;
            take = &set[i];
            break;
        }
        if (set[i].at < take->at)
            take = &set[i];
    }
    *take = (struct seen){ account_id, subject_id, now };
    return false;
}

static bool wait_for_room(struct openings *q)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += OPENING_WAIT_MS / 1000;
    until.tv_nsec += OPENING_WAIT_MS % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    int failed = 0;
    while (q->nfilling == OPENINGS_MAX && failed != ETIMEDOUT)
        failed = pthread_cond_timedwait(&q->written, &q->lock, &until);
    return q->nfilling < OPENINGS_MAX;
}

/* Cut between characters where it is too long. */
static void text_keep(char *to, size_t size, const char *from)
{
    size_t n = from ? strlen(from) : 0;
    if (n >= size)
        for (n = size - 1; n && ((unsigned char)from[n] & 0xc0) == 0x80;)
            n--;
    if (n)
        memcpy(to, from, n);
    to[n] = '\0';
}

static void waiting_fill(const struct ctx *c, const struct opening *o, int64_t now, struct waiting *w)
{
    w->kind = o->kind;
    w->at = now;
    w->subject_id = o->subject_id;
    w->org_id = o->org_id;
    w->account_id = c->viewer->account_id;
    w->effective_on = c->on;
    w->today = c->today;
    w->json = c->call->as == AS_JSON;
    text_keep(w->request, sizeof(w->request), c->call->request_id);
    text_keep(w->remote, sizeof(w->remote), c->call->x ? call_remote(c) : "");
    text_keep(w->code, sizeof(w->code), o->org_code);
    text_keep(w->note, sizeof(w->note), o->note);
}

enum rc opening_note(struct ctx *c, const struct opening *o)
{
    struct openings *q = c->site->openings;
    if (!q || !c->call || !c->viewer->account_id || c->call->route->method != GET)
        return RC_OK;
    int64_t now = instant_now();
    bool room = true;
    pthread_mutex_lock(&q->lock);
    if (q->nfilling == OPENINGS_MAX)
        room = wait_for_room(q);
    if (room && (o->each || !seen_before(q, c->viewer->account_id, o->subject_id, now)))
        waiting_fill(c, o, now, &q->filling[q->nfilling++]);
    pthread_mutex_unlock(&q->lock);
    return room ? RC_OK : RC_BUSY;
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

struct lot {
    const struct site *site;
    const struct waiting *rows;
    size_t n;
};

static bool code_above(const char *above, const char *code)
{
    size_t n = strlen(above);
    return n && !strncmp(above, code, n) && (!code[n] || code[n] == '.');
}

/* By which duty: the nearest one above that reads files; of somebody who stands nowhere any more, the first that does. */
static enum rc duty_find(struct ctx *c, const struct waiting *w, const char **words)
{
    struct auth_duty_row *rows = NULL;
    const struct auth_duty_row *found = NULL;
    size_t n = 0;
    enum rc rc = auth_duties(c->db, &(struct auth_duties_in){ .account_id = w->account_id, .on = w->today }, &rows, &n);
    for (size_t i = 0; i < n && !rc; i++)
        if (role_reach((enum role)rows[i].role, CAP_MEMBER_READ) != REACH_NONE &&
            (!*w->code || code_above(rows[i].org_code, w->code)))
            found = found && !*w->code ? found : &rows[i];
    *words = found ? arena_printf(c->arena, "%s（%s）", vocab_label(&role_vocab, found->role), found->org_name) : "";
    return rc;
}

static enum rc accounts_tell(struct ctx *c, const struct lot *l)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < l->n && !rc; i++) {
        bool told = false;
        for (size_t k = 0; k < i && !told; k++)
            told = l->rows[k].account_id == l->rows[i].account_id;
        if (!told)
            rc = event_announce(c, &(struct event){ .kind = "openings_written", .subject_id = l->rows[i].account_id });
    }
    return rc;
}

static enum rc lot_run(struct db *db, void *arg)
{
    const struct lot *l = arg;
    int32_t today = site_today(l->site);
    struct ctx c = {
        .arena = db_arena(db), .db = db, .site = l->site, .viewer = viewer_site(), .today = today, .on = today
    };
    struct event_past *past = arena_array(c.arena, l->n, sizeof(*past));
    enum rc rc = past ? RC_OK : RC_TOOBIG;
    for (size_t i = 0; i < l->n && !rc; i++) {
        const struct waiting *w = &l->rows[i];
        past[i] = (struct event_past){ .event = { .kind = w->kind,
                                                  .subject_id = w->subject_id,
                                                  .org_id = w->org_id,
                                                  .effective_on = w->effective_on,
                                                  .note = w->note },
                                       .at = w->at,
                                       .account_id = w->account_id,
                                       .via = w->json ? "json" : "page",
                                       .remote = w->remote,
                                       .request = w->request };
        rc = duty_find(&c, w, &past[i].event.basis);
    }
    if (!rc)
        rc = event_record_past(&c, past, l->n);
    return rc ? rc : accounts_tell(&c, l);
}

/* The lot that requests filled, once the one before is written. */
static size_t lot_take(struct openings *q, bool *again)
{
    pthread_mutex_lock(&q->lock);
    *again = q->nwriting > 0;
    if (!*again) {
        struct waiting *empty = q->writing;
        q->writing = q->filling;
        q->nwriting = q->nfilling;
        q->filling = empty;
        q->nfilling = 0;
        pthread_cond_broadcast(&q->written);
    }
    size_t n = q->nwriting;
    pthread_mutex_unlock(&q->lock);
    return n;
}

bool openings_write(const struct site *site)
{
    struct openings *q = site->openings;
    bool again = false;
    size_t n = q ? lot_take(q, &again) : 0;
    if (!n)
        return false;
    struct lot l = { .site = site, .rows = q->writing, .n = n };
    struct arena *a = arena_new(WRITE_BYTES);
    enum rc rc = a ? db_write(site->db, a, lot_run, &l) : RC_OOM;
    arena_free(a);
    if (rc) {
        log_error("openings rc=%s waiting=%zu what=tried again", rc_code(rc), n);
        return false;
    }
    pthread_mutex_lock(&q->lock);
    q->nwriting = 0;
    bool more = again || q->nfilling > OPENINGS_MAX / 2;
    pthread_mutex_unlock(&q->lock);
    return more;
}
