/*
 * feature/evidence/state.c: the rows that events are about, as the features declare them, and their sums.
 *
 * One statement reads a table's rows of a range of subjects.  Ids of what came in together lie together, so many
 * subjects are first tried as ranges; where others' rows lie in between, each is read by itself.
 */
#include <string.h>

#include "base/log.h"
#include "feature/evidence/evidence_i.h"

enum {
    RANGE_SUBJECTS = 256,            /* tried at once */
    RANGE_LEAST = 32,                /* fewer are not worth the try */
    RANGE_ROWS = RANGE_SUBJECTS * 8, /* more than that and the range holds mostly others */
    SUBJECT_ROWS = 100000,           /* of one subject in one table: years of intervals are a few hundred */
    STATE_BYTES = 64 << 20,          /* so many rows of one subject */
};

struct evidence_range { /* the parameters of every such statement, in this order */
    int64_t from_id, until_id, row_limit;
};

void classes_list(const struct site *site, struct classes *out)
{
    out->n = 0;
    for (const struct feature *const *f = site->features; f && *f; f++)
        for (const struct evidence *e = (*f)->evidence; e && e->label && out->n < EVIDENCE_CLASSES; e++)
            out->at[out->n++] = e;
}

static bool is_look(const struct evidence *e, const char *kind)
{
    for (const char *const *k = e->looks; k && *k; k++)
        if (!strcmp(kind, *k))
            return true;
    return false;
}

/* The longest beginning wins: "member_proposed" may belong to somebody else than "member_". */
int class_of(const struct classes *classes, const char *kind)
{
    size_t longest = 0;
    int found = -1;
    for (int i = 0; i < classes->n; i++)
        for (const char *const *k = classes->at[i]->kinds; *k; k++)
            if (strlen(*k) > longest && !strncmp(kind, *k, strlen(*k))) {
                longest = strlen(*k);
                found = i;
            }
    return found >= 0 && is_look(classes->at[found], kind) ? -1 : found;
}

static bool is_part(const struct evidence *of, const char *kind)
{
    return of->part && !strncmp(kind, of->part->kind, strlen(of->part->kind));
}

enum rc class_subject(struct db *db, const struct evidence *of, const struct evidence_event *e, int64_t *out)
{
    *out = e->subject_id;
    if (!is_part(of, e->kind) || !e->subject_id)
        return RC_OK;
    *out = 0;
    if (of->part->whole->in_size != sizeof(*out) || of->part->whole->row->size != sizeof(*out))
        return RC_INVALID;
    enum rc rc = db_one(db, of->part->whole, 0, &e->subject_id, out);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

const char *class_label(const struct classes *classes, const char *kind)
{
    int class = class_of(classes, kind);
    if (class < 0)
        return "";
    return is_part(classes->at[class], kind) ? classes->at[class]->part->label : classes->at[class]->label;
}

static enum rc table_read(struct db *db, const struct db_stmt *stmt, const struct evidence_range *in,
                          struct state_table *out)
{
    if (stmt->in_size != sizeof(*in) || stmt->nparams != 3 || !stmt->row || stmt->row->cols[0].type != COL_ID) {
        log_error("evidence statement=%s is not one of a range of subjects", stmt->name);
        return RC_INVALID;
    }
    *out = (struct state_table){ .desc = stmt->row };
    return db_many(db, stmt, 0, in, &out->rows);
}

static enum rc tables_read(struct db *db, const struct evidence_range *in, struct state *out)
{
    enum rc rc = RC_OK;
    for (const struct db_stmt *const *s = out->of->rows; *s && out->n < EVIDENCE_TABLES && !rc; s++) {
        struct state_table *t = &out->tables[out->n++];
        rc = table_read(db, *s, in, t);
        out->cut = out->cut || (!rc && t->rows.n >= (size_t)in->row_limit);
    }
    return rc;
}

/* In a unit of its own: a text where a number belongs, which only somebody else can have put there, ends no more than it. */
enum rc state_read(struct db *db, const struct evidence *of, int64_t from, int64_t until, int64_t limit,
                   struct state *out)
{
    *out = (struct state){ .of = of };
    enum rc rc = db_begin(db);
    if (rc)
        return db_end(db, rc);
    rc = db_end(db, tables_read(db, &(struct evidence_range){ from, until, limit }, out));
    if (rc != RC_DB || !db_misread(db))
        return rc; /* of rows that could not be read just now nothing is said */
    *out = (struct state){ .of = of, .cut = true, .unreadable = true };
    return RC_OK;
}

static const char *row_at(const struct state_table *t)
{
    return t->next < t->rows.n ? (const char *)t->rows.at + t->next * t->desc->size : NULL;
}

static int64_t row_subject(const struct state_table *t, const char *row)
{
    return *(const int64_t *)(const void *)(row + t->desc->cols[0].offset);
}

enum rc state_mac(struct db *db, struct state *s, int64_t subject, struct buf *b, uint8_t out[static MAC_BYTES],
                  size_t *stored)
{
    *stored = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct state_table *t = &s->tables[i];
        const char *row;
        while ((row = row_at(t)) && row_subject(t, row) < subject)
            t->next++;
        buf_puts(b, t->desc->name);
        buf_putc(b, '\n');
        for (; (row = row_at(t)) && row_subject(t, row) == subject; t->next++, ++*stored)
            canon_row(b, t->desc, t->desc->n, row);
    }
    return canon_mac(db, "seal-state", b, out);
}

int64_t state_stranger(struct state *s, int64_t below)
{
    int64_t found = 0;
    const char *row;
    for (size_t i = 0; i < s->n; i++)
        if ((row = row_at(&s->tables[i])) && row_subject(&s->tables[i], row) < below &&
            (!found || row_subject(&s->tables[i], row) < found))
            found = row_subject(&s->tables[i], row);
    for (size_t i = 0; found && i < s->n; i++)
        while ((row = row_at(&s->tables[i])) && row_subject(&s->tables[i], row) <= found)
            s->tables[i].next++;
    return found;
}

static enum rc subject_mac(struct db *db, const struct evidence *of, int64_t subject, struct buf *b,
                           uint8_t out[static MAC_BYTES])
{
    struct state s;
    size_t stored;
    struct arena_mark mark = arena_mark(db_arena(db));
    enum rc rc = state_read(db, of, subject, subject, SUBJECT_ROWS, &s);
    if (!rc && !s.unreadable) /* else the seal before it goes on to hold */
        rc = state_mac(db, &s, subject, b, out, &stored);
    arena_rewind(db_arena(db), mark);
    return rc;
}

/* A lot of subjects, as one range or each by itself. */
static enum rc lot_mac(struct db *db, const struct evidence *of, const int64_t *subjects, size_t n,
                       uint8_t (*out)[MAC_BYTES])
{
    struct state s = { .cut = true };
    struct buf b = BUF_INIT(STATE_BYTES);
    size_t stored;
    enum rc rc = RC_OK;
    if (n >= RANGE_LEAST)
        rc = state_read(db, of, subjects[0], subjects[n - 1], RANGE_ROWS, &s);
    for (size_t i = 0; i < n && !rc; i++)
        rc = s.cut ? subject_mac(db, of, subjects[i], &b, out[i]) : state_mac(db, &s, subjects[i], &b, out[i], &stored);
    buf_free(&b);
    return rc;
}

enum rc state_mac_all(struct db *db, const struct evidence *of, const int64_t *subjects, size_t n,
                      uint8_t (*out)[MAC_BYTES])
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && !rc; i += RANGE_SUBJECTS) {
        struct arena_mark mark = arena_mark(db_arena(db));
        rc = lot_mac(db, of, subjects + i, n - i < RANGE_SUBJECTS ? n - i : RANGE_SUBJECTS, out + i);
        arena_rewind(db_arena(db), mark);
    }
    return rc;
}
