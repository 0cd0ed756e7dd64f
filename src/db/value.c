/* db/value.c: values between C structs and an engine: NULL, vocabularies, sealed columns, look-up hashes. */
#include "db/db_i.h"

#include <stdbool.h>
#include <string.h>

#include "base/log.h"

/* Fields are read and written through memcpy: a row struct is bytes with an offset here. */
#define FIELD(type, base, col)     (*(type const *)(const void *)((const char *)(base) + (col)->offset))
#define FIELD_SET(type, base, col) (*(type *)(void *)((char *)(base) + (col)->offset))

/* --- parameters ------------------------------------------------------------------------------- */

static struct db_value value_int(int64_t v)
{
    return (struct db_value){ .kind = DB_INT, .num = v };
}

static struct db_value value_text(const char *s, unsigned flags)
{
    if (!s || (!*s && !(flags & COL_AS_IS)))
        return (struct db_value){ .kind = s && (flags & COL_AS_IS) ? DB_TEXT : DB_NULL, .at = "" };
    return (struct db_value){ .kind = DB_TEXT, .at = s, .len = strlen(s) };
}

static struct db_value value_nonzero(int64_t v)
{
    return v ? value_int(v) : (struct db_value){ .kind = DB_NULL };
}

static int64_t id_at(const void *base, size_t offset)
{
    return *(const int64_t *)(const void *)((const char *)base + offset);
}

static enum rc value_seal(struct db *db, const struct db_stmt *s, const struct col *c, const void *in,
                          struct db_value *v)
{
    const char *plain = FIELD(const char *, in, c);
    if (!plain || !*plain)
        return RC_OK;
    struct vault_place place = { .column = c->seal, .id = id_at(in, c->seal_id) };
    if (c->flags & COL_OF_PERSON)
        place.slot = person_slot(db, id_at(in, s->person));
    struct blob sealed;
    enum rc rc = vault_seal_at(db->vault, db->arena, &place, (struct blob){ plain, strlen(plain) }, &sealed);
    if (!rc)
        *v = (struct db_value){ .kind = DB_BLOB, .at = sealed.at, .len = sealed.len };
    return rc;
}

static enum rc value_lookup(struct db *db, const struct col *c, const void *in, struct db_value *v)
{
    const char *plain = FIELD(const char *, in, c);
    if (!plain || !*plain)
        return RC_OK;
    uint8_t *hash = arena_alloc(db->arena, 32);
    if (!hash)
        return RC_TOOBIG;
    enum rc rc = c->flags & COL_RENEWED
                     ? vault_lookup_renewed(db->vault, c->seal, plain, (c->flags & COL_EARLIER) != 0, hash)
                     : vault_lookup(db->vault, c->seal, plain, hash);
    if (!rc)
        *v = (struct db_value){ .kind = DB_BLOB, .at = hash, .len = 32 };
    return rc == RC_NOTFOUND ? RC_OK : rc; /* no earlier keys: NULL, which nothing equals */
}

enum rc value_of(struct db *db, const struct db_stmt *s, const struct col *c, const void *in, struct db_value *v)
{
    *v = (struct db_value){ .kind = DB_NULL };
    switch (c->type) {
    case COL_INT:
    case COL_FEN: *v = value_int(FIELD(int64_t, in, c)); break;
    case COL_ID:
    case COL_INSTANT: *v = value_nonzero(FIELD(int64_t, in, c)); break;
    case COL_DATE: *v = value_nonzero(FIELD(int32_t, in, c)); break;
    case COL_BOOL: *v = value_int(FIELD(bool, in, c)); break;
    case COL_TEXT: *v = value_text(FIELD(const char *, in, c), c->flags); break;
    case COL_VOCAB: *v = value_text(vocab_id(c->vocab, FIELD(int, in, c)), 0); break;
    case COL_SEALED: return value_seal(db, s, c, in, v);
    case COL_LOOKUP: return value_lookup(db, c, in, v);
    case COL_BLOB: {
        struct blob b = FIELD(struct blob, in, c);
        if (b.at)
            *v = (struct db_value){ .kind = DB_BLOB, .at = b.at, .len = b.len };
        break;
    }
    }
    return RC_OK;
}

/* --- results ---------------------------------------------------------------------------------- */

static enum rc put_int(const struct col *c, void *row, const struct db_value *v)
{
    if (v->kind != DB_INT && v->kind != DB_NULL)
        return RC_DB;
    if (c->type == COL_DATE) {
        if (v->num < 0 || v->num > 99991231)
            return RC_DB;
        FIELD_SET(int32_t, row, c) = (int32_t)v->num;
    } else if (c->type == COL_BOOL) {
        FIELD_SET(bool, row, c) = v->num != 0;
    } else {
        FIELD_SET(int64_t, row, c) = v->num;
    }
    return RC_OK;
}

static enum rc put_text(struct db *db, const struct col *c, void *row, const struct db_value *v)
{
    if (v->kind == DB_NULL || (v->kind == DB_TEXT && !v->len))
        FIELD_SET(const char *, row, c) = "";
    else if (v->kind == DB_TEXT)
        FIELD_SET(const char *, row, c) = arena_strndup(db->arena, v->at, v->len);
    else
        return RC_DB;
    return RC_OK;
}

/* Two letters tell nearly all words of a vocabulary apart; each has at least two bytes, its NUL among them. */
static enum rc put_vocab(const struct col *c, void *row, const struct db_value *v)
{
    FIELD_SET(int, row, c) = 0;
    if (v->kind == DB_NULL)
        return RC_OK;
    const char *id = v->at;
    if (v->kind != DB_TEXT || !v->len)
        return RC_DB;
    for (int i = 0; i < c->vocab->n; i++) {
        const char *word = c->vocab->items[i].id;
        if (word[0] == id[0] && word[1] == id[1] && !strcmp(word, id)) {
            FIELD_SET(int, row, c) = i + 1;
            return RC_OK;
        }
    }
    return RC_DB;
}

static enum rc put_blob(struct db *db, const struct col *c, void *row, const struct db_value *v)
{
    FIELD_SET(struct blob, row, c) = (struct blob){ 0 };
    if (v->kind == DB_NULL)
        return RC_OK;
    if (v->kind != DB_BLOB)
        return RC_DB;
    void *copy = arena_alloc(db->arena, v->len ? v->len : 1);
    if (!copy)
        return RC_TOOBIG;
    if (v->len)
        memcpy(copy, v->at, v->len);
    FIELD_SET(struct blob, row, c) = (struct blob){ copy, v->len };
    return RC_OK;
}

static enum rc put_sealed(struct db *db, const struct col *c, void *row, const struct db_value *v)
{
    FIELD_SET(const char *, row, c) = "";
    if (v->kind == DB_NULL)
        return RC_OK;
    if (v->kind != DB_BLOB)
        return RC_DB;
    if (!v->len) { /* emptied with the person's key */
        FIELD_SET(const char *, row, c) = DB_ERASED;
        return RC_OK;
    }
    const char *plain = "";
    enum rc rc =
        vault_open(db->vault, db->arena, c->seal, id_at(row, c->seal_id), (struct blob){ v->at, v->len }, &plain);
    FIELD_SET(const char *, row, c) = rc == RC_GONE ? DB_ERASED : plain;
    return rc == RC_GONE ? RC_OK : rc;
}

static enum rc value_put(struct db *db, const struct col *c, void *row, const struct db_value *v)
{
    switch (c->type) {
    case COL_ID:
    case COL_INT:
    case COL_FEN:
    case COL_INSTANT:
    case COL_DATE:
    case COL_BOOL: return put_int(c, row, v);
    case COL_TEXT: return put_text(db, c, row, v);
    case COL_VOCAB: return put_vocab(c, row, v);
    case COL_BLOB: return put_blob(db, c, row, v);
    case COL_SEALED: return put_sealed(db, c, row, v);
    case COL_LOOKUP: break; /* a parameter only */
    }
    return RC_DB;
}

/* Room for one row more; arrays grow fourfold, so a page is copied once, and the arena bounds them. */
static void *sink_row(struct db *db, const struct row_desc *d, struct db_sink *sink)
{
    if (sink->one)
        return sink->one;
    struct db_rows *m = &sink->many;
    if (m->n == sink->room) {
        size_t room = sink->room ? sink->room * 4 : 16;
        char *wider = arena_array(db->arena, room, d->size);
        if (!wider)
            return NULL;
        if (m->n)
            memcpy(wider, m->at, m->n * d->size);
        m->at = wider;
        sink->room = room;
    }
    return (char *)m->at + m->n++ * d->size;
}

struct columns {
    db_value_fn get;
    const void *from;
    bool sealed; /* the sealed ones, or all others */
};

/* What this set of fragments does not read is empty. */
static enum rc value_columns(struct db *db, const struct db_stmt *s, unsigned with, void *row, const struct columns *w)
{
    int at = 0;
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < s->row->n; i++) {
        const struct col *c = &s->row->cols[i];
        const bool there = stmt_has_column(s, with, i);
        if ((c->type == COL_SEALED) == w->sealed) {
            struct db_value v = { .kind = DB_NULL };
            if (there)
                v = w->get(w->from, at);
            rc = value_put(db, c, row, &v);
        }
        if (rc == RC_DB) {
            log_error("db: statement=%s column=%s value does not fit", s->name, c->name);
            db->misread = true;
        }
        at += there;
    }
    return rc;
}

static bool has_sealed(const struct row_desc *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->cols[i].type == COL_SEALED)
            return true;
    return false;
}

/* Sealed columns are opened last: what they are bound to is a field of the same row. */
enum rc value_row(struct db *db, const struct db_stmt *s, struct db_sink *sink, db_value_fn get, const void *from)
{
    void *row = sink_row(db, s->row, sink);
    enum rc rc = RC_TOOBIG;
    if (row)
        rc = value_columns(db, s, sink->with, row, &(struct columns){ get, from, false });
    if (!rc && has_sealed(s->row))
        rc = value_columns(db, s, sink->with, row, &(struct columns){ get, from, true });
    sink->count++;
    return rc ? rc : arena_check(db->arena);
}
