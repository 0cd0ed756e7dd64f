/*
 * db/person.c: whose key seals.
 *
 * A statement that seals "of" a person asks for the slot before it is bound, since PostgreSQL cannot be asked while a
 * bulk is on its way.  What was asked is remembered until the transaction ends: an import gives out thousands of keys
 * and writes each person in several statements.
 */
#include <stdlib.h>
#include <string.h>

#include "db/db_i.h"
#include "db/person.sql.h"

enum {
    PERSONS_LEAST = 256,
    PERSONS_MOST = 64 << 10, /* past that all are forgotten and asked anew: 1 MB */
    PERSONS_BETWEEN = 2,     /* of as many keys between the first and the last id, reading all of them is cheaper */
};

/* --- what is remembered ------------------------------------------------------------------------------------------- */

static struct db_person *place_of(struct db_person *at, size_t room, int64_t id)
{
    size_t i = ((uint64_t)id * 0x9e3779b97f4a7c15u >> 32) & (room - 1);
    while (at[i].id && at[i].id != id)
        i = (i + 1) & (room - 1);
    return &at[i];
}

static const struct db_person *find(const struct db *db, int64_t id)
{
    const struct db_person *p = db->persons.room ? place_of(db->persons.at, db->persons.room, id) : NULL;
    return p && p->id ? p : NULL;
}

uint32_t person_slot(const struct db *db, int64_t id)
{
    const struct db_person *p = id ? find(db, id) : NULL;
    return p && p->slot ? p->slot : db->persons.common;
}

static enum rc grow(struct db_persons *m)
{
    size_t room = m->room ? 2 * m->room : PERSONS_LEAST;
    struct db_person *at = calloc(room, sizeof *at);
    if (!at)
        return RC_OOM;
    for (size_t i = 0; i < m->room; i++)
        if (m->at[i].id)
            *place_of(at, room, m->at[i].id) = m->at[i];
    free(m->at);
    m->at = at;
    m->room = room;
    return RC_OK;
}

static enum rc remember(struct db *db, int64_t id, uint32_t slot)
{
    struct db_persons *m = &db->persons;
    enum rc rc = 2 * (m->used + 1) > m->room ? grow(m) : RC_OK;
    if (rc)
        return rc;
    struct db_person *p = place_of(m->at, m->room, id);
    m->used += !p->id;
    *p = (struct db_person){ id, slot };
    return RC_OK;
}

void persons_forget(struct db *db)
{
    if (db->persons.used)
        memset(db->persons.at, 0, db->persons.room * sizeof *db->persons.at);
    db->persons.used = 0;
    if (db->persons.room > PERSONS_MOST)
        persons_free(db);
}

void persons_free(struct db *db)
{
    free(db->persons.at);
    db->persons = (struct db_persons){ .common = db->persons.common };
}

/* --- what is asked -------------------------------------------------------------------------------------------------- */

static int64_t person_of(const struct db_stmt *s, const void *in, size_t i)
{
    int64_t id;
    memcpy(&id, (const char *)in + i * s->in_size + s->person, sizeof id);
    return id;
}

static enum rc ask_one(struct db *db, int64_t id)
{
    struct person_key_row row = { 0 };
    enum rc rc = person_key_of(db, &(struct person_key_of_in){ .person_id = id }, &row);
    return rc && rc != RC_NOTFOUND ? rc : remember(db, id, (uint32_t)row.slot);
}

static enum rc ask_common(struct db *db)
{
    struct person_key_row row = { 0 };
    enum rc rc = db->persons.common
                     ? RC_OK
                     : person_key_of(db, &(struct person_key_of_in){ .person_id = DB_COMMON_PERSON }, &row);
    if (row.slot)
        db->persons.common = (uint32_t)row.slot;
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

/* Many at once: all keys in the span of their ids, unless those are far more than are asked for. */
static enum rc ask_span(struct db *db, const int64_t span[2], size_t n, bool *all)
{
    struct arena_mark mark = arena_mark(db->arena);
    struct person_key_row *rows = NULL;
    size_t found = 0;
    int64_t limit = (int64_t)(PERSONS_BETWEEN * n);
    enum rc rc = person_key_between(
        db, &(struct person_key_between_in){ .first_id = span[0], .last_id = span[1], .limit = limit }, &rows, &found);
    for (size_t i = 0; !rc && i < found; i++)
        rc = remember(db, rows[i].person_id, (uint32_t)rows[i].slot);
    *all = !rc && (int64_t)found < limit;
    arena_rewind(db->arena, mark);
    return rc;
}

enum rc persons_need(struct db *db, const struct db_stmt *s, const void *in, size_t n)
{
    int64_t span[2] = { INT64_MAX, 0 };
    size_t unknown = 0;
    bool all = false;
    if (db->persons.used > PERSONS_MOST / 2)
        persons_forget(db);
    for (size_t i = 0; i < n; i++) {
        int64_t id = person_of(s, in, i);
        if (!id || find(db, id))
            continue;
        unknown++;
        span[0] = id < span[0] ? id : span[0];
        span[1] = id > span[1] ? id : span[1];
    }
    enum rc rc = ask_common(db);
    if (!rc && unknown > 1)
        rc = ask_span(db, span, unknown, &all);
    for (size_t i = 0; unknown && !rc && i < n; i++) {
        int64_t id = person_of(s, in, i);
        if (id && !find(db, id))
            rc = all ? remember(db, id, 0) : ask_one(db, id);
    }
    return rc;
}

/* --- giving out, and sealing anew ------------------------------------------------------------------------------------- */

enum rc db_persons_add(struct db *db, const int64_t *ids, size_t n)
{
    uint32_t first = 0;
    struct arena_mark mark = arena_mark(db->arena);
    struct person_key_add_in *rows = arena_array(db->arena, n, sizeof *rows);
    enum rc rc = rows ? vault_persons_add(db->vault, n, &first) : RC_TOOBIG;
    for (size_t i = 0; !rc && i < n; i++)
        rows[i] = (struct person_key_add_in){ .person_id = ids[i], .slot = (int64_t)(first + i) };
    if (!rc)
        rc = person_key_add(db, rows, n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = remember(db, ids[i], first + (uint32_t)i);
    arena_rewind(db->arena, mark);
    return rc;
}

enum rc db_common_key(struct db *db)
{
    const int64_t id = DB_COMMON_PERSON;
    enum rc rc = db_begin(db);
    if (!rc)
        rc = db_lock(db, id);
    if (!rc)
        rc = ask_common(db);
    if (!rc && !db->persons.common)
        rc = db_persons_add(db, &id, 1);
    return db_end(db, rc);
}

/* What cannot be opened stays as it is: it could not be read before, either, and the vault has said so. */
enum rc db_reseal(struct db *db, const char *column, int64_t id, int64_t person_id, struct blob *value)
{
    struct vault_place place = { .column = column, .id = id };
    struct blob plain;
    enum rc rc = person_id ? ask_common(db) : RC_OK;
    if (!rc && person_id && !find(db, person_id))
        rc = ask_one(db, person_id);
    if (rc || !value->len)
        return rc;
    place.slot = person_id ? person_slot(db, person_id) : 0;
    if (vault_is_current(db->vault, place.slot, *value))
        return RC_OK;
    rc = vault_open_bytes(db->vault, db->arena, column, id, *value, &plain);
    if (rc == RC_GONE || rc == RC_IO)
        return RC_OK;
    return rc ? rc : vault_seal_at(db->vault, db->arena, &place, plain, value);
}

enum rc db_relookup(struct db *db, const char *column, int64_t id, struct blob sealed, struct blob *hash)
{
    struct blob plain = { 0 };
    uint8_t *renewed = arena_alloc(db->arena, 32);
    enum rc rc = !renewed     ? RC_TOOBIG
                 : sealed.len ? vault_open_bytes(db->vault, db->arena, column, id, sealed, &plain)
                              : RC_GONE;
    if (rc == RC_GONE || rc == RC_IO)
        return RC_OK;
    if (!rc)
        rc = vault_lookup_renewed(db->vault, column, plain.at, false, renewed);
    if (!rc)
        *hash = (struct blob){ renewed, 32 };
    return rc;
}
