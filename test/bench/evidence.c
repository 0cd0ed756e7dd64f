/*
 * bench/evidence.c: what evidence costs.  evidence DIR EVENTS [DATABASE]
 *
 * Writes so many events with one change each, seals them, verifies the whole, and hashes as many bytes as verifying read
 * (the events, their changes, the entries of the batches) with SM3.  Prints four figures, one a line: seconds to seal,
 * to verify and to hash, and the bytes.  Seconds are the processor's, so that what else runs on the machine falls out.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/app.h"
#include "feature/evidence/evidence_run.h"
#include "web/event.h"

enum { LOT = 2000, HASH_BYTES = 1 << 20, ARENA_BYTES = 1 << 30 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "evidence: %s\n", what);
    exit(1);
}

static enum rc lot_write(struct ctx *c, void *arg)
{
    struct event_subject of[LOT];
    int64_t first = *(int64_t *)arg;
    const struct event_change change = { "education", "学历", "大学本科", "硕士研究生" };
    for (int64_t i = 0; i < LOT; i++)
        of[i] = (struct event_subject){ 1 + (first + i) % 100000, 7 };
    return event_record_many(
        c, &(struct event){ .kind = "bench_changed", .basis = "试验", .changes = &change, .nchanges = 1 }, of, LOT);
}

static void events_write(const struct site *site, int64_t events)
{
    for (int64_t i = 0; i < events; i += LOT) {
        struct command_call call = { .site = site, .arena = arena_new(ARENA_BYTES) };
        if (command_write(&call, lot_write, &i))
            die("not written");
        arena_free(call.arena);
    }
}

/* The bytes that verifying takes into its sums: a canonical value is its bytes and nine before them. */
static double bytes_read(const struct site *site)
{
    double n = 0;
    struct arena *a = arena_new(ARENA_BYTES);
    struct db *db;
    struct buf b = BUF_INIT(1 << 20);
    struct evidence_event *events;
    struct evidence_change *changes;
    size_t nevents = LOT, nchanges;
    if (db_read_begin(site->db, a, &db))
        die("not read");
    for (int64_t after = 0; nevents == LOT;) {
        struct arena_mark mark = arena_mark(a);
        if (evidence_events(db, &(struct evidence_events_in){ .after_id = after, .row_limit = LOT }, &events,
                            &nevents) ||
            !nevents)
            break;
        after = events[nevents - 1].id;
        if (evidence_changes(db, &(struct evidence_changes_in){ events[0].id, after }, &changes, &nchanges))
            die("not read");
        for (size_t i = 0; i < nevents; i++, n += (double)b.len + ENTRY_BYTES, b.len = 0)
            canon_row(&b, &evidence_event_desc, 14, &events[i]);
        for (size_t i = 0; i < nchanges; i++, n += (double)b.len, b.len = 0)
            canon_row(&b, &evidence_change_desc, evidence_change_desc.n, &changes[i]);
        arena_rewind(a, mark);
    }
    db_read_end(db);
    buf_free(&b);
    arena_free(a);
    return n;
}

static double hash(double bytes)
{
    static char block[HASH_BYTES];
    unsigned char sum[64];
    EVP_MD_CTX *m = EVP_MD_CTX_new();
    const double start = now();
    if (!m || EVP_DigestInit_ex(m, EVP_sm3(), NULL) != 1)
        die("no SM3");
    for (double left = bytes; left > 0; left -= HASH_BYTES)
        EVP_DigestUpdate(m, block, left < HASH_BYTES ? (size_t)left : HASH_BYTES);
    EVP_DigestFinal_ex(m, sum, NULL);
    EVP_MD_CTX_free(m);
    return now() - start;
}

static double verify(const struct site *site)
{
    struct buf out = BUF_INIT(1 << 20);
    bool altered = true;
    const double start = now();
    if (verify_run(site, &(struct seal_line){ 0 }, &out, &altered) || altered)
        die(out.at ? out.at : "not verified");
    buf_free(&out);
    return now() - start;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4)
        die("usage: evidence DIR EVENTS [DATABASE]");
    struct app app = { .lock = -1 };
    const struct app_place place = { .dir = argv[1], .url = argc == 4 ? argv[3] : NULL };
    mkdir(place.dir, 0700);
    if (!place.url)
        app.lock = app_lock(place.dir);
    if (app_open(&app, &place, true))
        die("no site");
    events_write(&app.site, strtoll(argv[2], NULL, 10));
    double start = now();
    while (seal_run(&app.site))
        ;
    const double sealed = now() - start, verified = verify(&app.site), bytes = bytes_read(&app.site);
    printf("%f\n%f\n%f\n%.0f\n", sealed, verified, hash(bytes), bytes);
    app_close(&app);
    return 0;
}
