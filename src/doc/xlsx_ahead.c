/*
 * doc/xlsx_ahead.c: reads a workbook on a thread of its own, a few batches of rows ahead of who takes them.
 *
 * Unpacking and parsing take as long as all that is done with the rows; the two share nothing but the batches.  A batch
 * is bounded by bytes as well as by rows, since a row of a hostile file can be large.
 */
#include <pthread.h>
#include <string.h>

#include "doc/xlsx_read.h"

enum {
    BATCHES = 4,
    BATCH_ROWS = 128,
    BATCH_BYTES = 256 << 10,       /* more than that, and it is handed over */
    BATCH_LIMIT_BYTES = 128 << 20, /* of one row */
    READER_BYTES = 512 << 20,      /* as much as who takes the rows may use */
};

struct row {
    int number, n;
    struct cell *cells;
};

struct batch {
    struct arena *arena;
    const char *sheet;
    struct row rows[BATCH_ROWS];
    size_t n;
};

struct ahead {
    struct xlsx_source src;
    struct arena *arena; /* the reader's: shared strings, the sheet's name */
    struct batch batches[BATCHES];
    struct batch *filling; /* the reader's */
    pthread_mutex_t lock;  /* of what follows */
    pthread_cond_t changed;
    size_t filled, taken; /* batches, ever */
    bool ended, stop;     /* the reader has ended; nobody takes any more */
    enum rc rc;
    const char *why;
};

/* --- the reader ----------------------------------------------------------------------------------------------------- */

/* Hands over what is filled and waits for room; RC_CONFLICT when nobody wants more. */
static enum rc batch_pass(struct ahead *h)
{
    pthread_mutex_lock(&h->lock);
    h->filled += h->filling && h->filling->n;
    pthread_cond_signal(&h->changed);
    while (h->filled - h->taken == BATCHES && !h->stop)
        pthread_cond_wait(&h->changed, &h->lock);
    enum rc rc = h->stop ? RC_CONFLICT : RC_OK;
    h->filling = &h->batches[h->filled % BATCHES];
    pthread_mutex_unlock(&h->lock);
    h->filling->n = 0;
    arena_reset(h->filling->arena);
    return rc;
}

static enum rc row_keep(void *arg, const char *sheet, int number, const struct cell *cells, int n)
{
    struct ahead *h = arg;
    struct batch *b = h->filling;
    if (!b || b->n == BATCH_ROWS || arena_used(b->arena) > BATCH_BYTES) {
        enum rc rc = batch_pass(h);
        if (rc)
            return rc;
        b = h->filling;
    }
    b->sheet = sheet;
    struct row *r = &b->rows[b->n];
    *r = (struct row){ number, n, arena_array(b->arena, (size_t)n, sizeof(*cells)) };
    if (!r->cells)
        return arena_check(b->arena);
    for (int i = 0; i < n; i++) {
        r->cells[i] = cells[i];
        r->cells[i].text = *cells[i].text ? arena_strdup(b->arena, cells[i].text) : "";
    }
    b->n++;
    return arena_check(b->arena);
}

static void *reader_main(void *arg)
{
    struct ahead *h = arg;
    const char *why = NULL;
    enum rc rc = xlsx_read(h->arena, h->src, row_keep, h, &why);
    pthread_mutex_lock(&h->lock);
    h->filled += h->filling && h->filling->n; /* the last rows, also before a fault */
    h->rc = rc;
    h->why = why;
    h->ended = true;
    pthread_cond_signal(&h->changed);
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* --- who takes the rows --------------------------------------------------------------------------------------------- */

static struct batch *batch_take(struct ahead *h)
{
    pthread_mutex_lock(&h->lock);
    while (h->filled == h->taken && !h->ended)
        pthread_cond_wait(&h->changed, &h->lock);
    struct batch *b = h->filled == h->taken ? NULL : &h->batches[h->taken % BATCHES];
    pthread_mutex_unlock(&h->lock);
    return b;
}

static void batch_done(struct ahead *h, bool stop)
{
    pthread_mutex_lock(&h->lock);
    h->taken++;
    h->stop = stop;
    pthread_cond_signal(&h->changed);
    pthread_mutex_unlock(&h->lock);
}

static enum rc rows_take(struct ahead *h, xlsx_row_fn on_row, void *arg)
{
    enum rc rc = RC_OK;
    for (struct batch *b; !rc && (b = batch_take(h)); batch_done(h, rc != RC_OK))
        for (size_t i = 0; !rc && i < b->n; i++)
            rc = on_row(arg, b->sheet, b->rows[i].number, b->rows[i].cells, b->rows[i].n);
    return rc;
}

static void ahead_free(struct ahead *h)
{
    for (size_t i = 0; i < BATCHES; i++)
        arena_free(h->batches[i].arena);
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
    arena_free(h->arena);
}

static struct ahead *ahead_new(struct xlsx_source src)
{
    struct arena *a = arena_new(READER_BYTES);
    struct ahead *h = a ? arena_alloc(a, sizeof(*h)) : NULL;
    if (!h) {
        arena_free(a);
        return NULL;
    }
    h->arena = a;
    h->src = src;
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);
    bool made = true;
    for (size_t i = 0; i < BATCHES; i++)
        made = (h->batches[i].arena = arena_new(BATCH_LIMIT_BYTES)) && made;
    if (made)
        return h;
    ahead_free(h);
    return NULL;
}

enum rc xlsx_read_ahead(struct arena *a, struct xlsx_source src, xlsx_row_fn on_row, void *arg, const char **why)
{
    *why = NULL;
    struct ahead *h = ahead_new(src);
    if (!h)
        return RC_OOM;
    pthread_t reader;
    if (pthread_create(&reader, NULL, reader_main, h)) {
        ahead_free(h);
        return RC_OOM;
    }
    enum rc rc = rows_take(h, on_row, arg);
    pthread_join(reader, NULL);
    if (!rc && h->rc) {
        rc = h->rc;
        *why = h->why ? arena_strdup(a, h->why) : NULL;
    }
    ahead_free(h);
    return rc;
}
