/* feature/evidence/evidence_i.h: private to this folder: sealing, what a batch looks like, and verifying. */
#pragma once

#include "base/buf.h"
#include "feature/evidence/evidence.sql.h"
#include "web/ctx.h"
#include "web/feature.h"
#include "web/site.h"

enum {
    EVIDENCE_BATCH = 4000, /* events of one seal: 200 KB of entries */
    EVIDENCE_CLASSES = 32, /* kinds of subjects, one for each struct evidence */
    EVIDENCE_TABLES = 12,  /* statements of one class */
    MAC_BYTES = 16,
    ENTRY_BYTES = 8 + 8 + 2 + 2 * MAC_BYTES,
    LINK_TEXT_BYTES = 65,
};

/* --- keyed sums (canon.c) --------------------------------------------------------------------------------------------- */

/* One column, or one row, so that no two lists of values read alike. */
void canon_row(struct buf *b, const struct row_desc *desc, size_t ncols, const void *row);
MUST_CHECK enum rc canon_mac(struct db *db, const char *purpose, struct buf *b, uint8_t out[static MAC_BYTES]);
/* Of an event as it is stored, with its changes: the first n of changes, which moves on behind them. */
struct changes {
    const struct evidence_change *at;
    size_t n;
};
MUST_CHECK enum rc event_mac(struct db *db, struct buf *b, const struct evidence_event *e, struct changes *c,
                             uint8_t out[static MAC_BYTES]);
/* Whether it bears the mark of the program. */
MUST_CHECK enum rc event_is_ours(struct db *db, const struct evidence_event *e, bool *ours);

/* --- which rows an event is about (state.c) ----------------------------------------------------------------------------- */

struct classes {
    const struct evidence *at[EVIDENCE_CLASSES];
    int n;
};
void classes_list(const struct site *site, struct classes *out);
int class_of(const struct classes *classes, const char *kind); /* -1: of none */

/* Whose rows an event is about: its subject, or what that is a part of; 0: nobody's any more. */
MUST_CHECK enum rc class_subject(struct db *db, const struct evidence *of, const struct evidence_event *e,
                                 int64_t *out);
const char *class_label(const struct classes *classes, const char *kind); /* of the subject itself, "" for none */

/* The rows of the subjects from … until; cut where there were more than limit in one table. */
struct state {
    const struct evidence *of;
    struct state_table {
        const struct row_desc *desc;
        struct db_rows rows;
        size_t next;
    } tables[EVIDENCE_TABLES];
    size_t n;
    bool cut;
    bool unreadable; /* a value is none of its column's; cut as well */
};
MUST_CHECK enum rc state_read(struct db *db, const struct evidence *of, int64_t from, int64_t until, int64_t limit,
                              struct state *out);
/* Subjects have to be asked for in rising order. stored: how many rows there are. */
MUST_CHECK enum rc state_mac(struct db *db, struct state *s, int64_t subject, struct buf *b,
                             uint8_t out[static MAC_BYTES], size_t *stored);
/* The lowest subject below the given one whose rows were not asked for; 0 for none. Moves behind it. */
int64_t state_stranger(struct state *s, int64_t below);
/* Of many subjects of one class, rising; each 16 bytes. */
MUST_CHECK enum rc state_mac_all(struct db *db, const struct evidence *of, const int64_t *subjects, size_t n,
                                 uint8_t (*out)[MAC_BYTES]);

/* --- a batch (seal_entry.c) ---------------------------------------------------------------------------------------------- */

struct entry {
    int64_t event_id, subject_id;
    int kind;     /* which of the batch's kinds */
    bool foreign; /* without the mark of the program: sealed as what it is, not believed */
    uint8_t event[MAC_BYTES];
    uint8_t state
        [MAC_BYTES]; /* zero: a later event of the batch is about the same subject, or the event describes no rows */
};
void entry_put(struct buf *b, const struct entry *e);
struct entry entry_get(const uint8_t at[static ENTRY_BYTES]);
bool entry_has_state(const struct entry *e);
/* The nth line of the batch's kinds; "" where there is none. */
const char *entry_kind(struct arena *a, const char *kinds, int nth);

MUST_CHECK enum rc seal_link(struct db *db, const struct evidence_seal_row *s, char out[static LINK_TEXT_BYTES]);

/* --- sealing (seal.c, seal_log.c) ------------------------------------------------------------------------------------------ */

bool seal_run(const struct site *site); /* true: there is more */
/* One batch, without the line in the folder; n 0: nothing waits. */
MUST_CHECK enum rc seal_batch(const struct site *site, struct arena *a, struct evidence_seal_row *out);

struct seal_line {
    int64_t seq;
    char link[LINK_TEXT_BYTES];
};
MUST_CHECK enum rc seal_log_add(const char *dir, const struct evidence_seal_row *s);
/* The lines of DIR/seals in the order in which they were written. */
struct seal_log;
MUST_CHECK enum rc seal_log_open(struct arena *a, const char *dir, struct seal_log **out);
bool seal_log_next(struct seal_log *log, struct seal_line *out);

/* --- verifying (verify.c, verify_chain.c, verify_events.c, verify_rows.c) --------------------------------------------------- */

struct subjects;
struct verify {
    struct db *db;
    const struct site *site;
    struct arena *arena; /* lives as long as the run */
    struct arena *lot;   /* of one page */
    struct classes classes;
    struct subjects *subjects;
    struct buf *out;
    struct buf scratch;
    struct {
        int64_t findings, events, waiting, seals, subjects;
    } count;
    bool marked; /* as of the last seal */
    struct seal_line given;
};
void verify_say(struct verify *v, const char *fmt, ...) PRINTF(2, 3);
const char *verify_event_words(struct verify *v, int64_t id, const char *kind);
MUST_CHECK enum rc verify_chain(struct verify *v);
MUST_CHECK enum rc verify_events(struct verify *v);
MUST_CHECK enum rc verify_rows(struct verify *v);

/* What was last sealed of each subject (subjects.c). */
struct subject {
    int64_t id;
    int32_t class_of;
    bool waiting; /* has events that are not sealed yet */
    uint8_t state[MAC_BYTES];
};
MUST_CHECK enum rc subjects_new(struct arena *a, struct subjects **out);
void subjects_free(struct subjects *s);
MUST_CHECK enum rc subjects_put(struct subjects *s, int class_of, int64_t id, struct subject **out);
/* All of one class, rising by id. */
const struct subject *subjects_sorted(struct subjects *s, int class_of, size_t *n);

/* --- pages ------------------------------------------------------------------------------------------------------------------ */
extern const struct route evidence_routes[];
