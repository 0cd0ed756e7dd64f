/* web/person.c: the order in which a person is erased, so that a crash at any moment leaves nobody half erased. */
#include "web/person.h"

#include "base/date.h"
#include "base/log.h"
#include "db/person.sql.h"
#include "web/answer_i.h"
#include "web/event.h"
#include "web/feature.h"
#include "web/rekey.h"
#include "web/site.h"

enum { RECOVER_ARENA_BYTES = 64 << 20 };

static enum rc state_of(struct ctx *c, int64_t person_id, struct person_state_row *out)
{
    *out = (struct person_state_row){ 0 };
    enum rc rc = person_state(c->db, &(struct person_state_in){ .person_id = person_id }, out);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc person_is_erased(struct ctx *c, int64_t person_id, bool *erased)
{
    struct person_state_row state;
    enum rc rc = state_of(c, person_id, &state);
    *erased = !rc && state.erased_at;
    return rc;
}

static enum rc features_erase(struct ctx *c, int64_t person_id)
{
    enum rc rc = RC_OK;
    for (const struct feature *const *f = c->site->features; f && *f && !rc; f++)
        if ((*f)->on_erase)
            rc = (*f)->on_erase(c, person_id);
    return rc;
}

/* What the site's key sealed of a person without a key of the own comes under one first, so that it goes with it. */
static enum rc key_of(struct ctx *c, int64_t person_id, struct person_state_row *state)
{
    enum rc rc = state_of(c, person_id, state);
    if (!rc && !state->slot)
        rc = db_persons_add(c->db, &person_id, 1);
    return rc ? rc : state_of(c, person_id, state);
}

/*
 * First everything in the database, then the list, then the key, then the commit: up to the list a failure undoes all,
 * and from there on the next start goes through with it.
 */
static enum rc erase(struct ctx *c, int64_t person_id, const char *reason, struct person_state_row *state)
{
    enum rc rc = event_rekey_person(c, person_id);
    if (!rc)
        rc = features_erase(c, person_id);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "person_erased", .subject_id = person_id, .basis = reason });
    if (!rc)
        rc = person_key_erased(c->db, &(struct person_key_erased_in){ .person_id = person_id, .now = instant_now() });
    struct vault_erased e = { .person_id = person_id, .slot = (uint32_t)state->slot };
    if (!rc)
        rc = vault_erased_add(c->site->keys, e);
    return rc ? rc : vault_person_erase(db_vault(c->db), e.slot);
}

enum rc person_erase(struct ctx *c, int64_t person_id, const char *reason)
{
    struct person_state_row state = { 0 };
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = db_lock(c->db, person_id);
    if (!rc)
        rc = key_of(c, person_id, &state);
    if (!rc && state.erased_at)
        rc = refuse_as(c, RC_CONFLICT, "erased", "这个人的个人信息已经删除。");
    if (!rc)
        rc = erase(c, person_id, reason, &state);
    return db_end(c->db, rc);
}

/* --- at the start ------------------------------------------------------------------------------------------------- */

struct recover {
    const struct site *site;
    struct vault_erased *erased;
    size_t n;
};

static enum rc recover_one(struct ctx *c, const struct vault_erased *e)
{
    bool erased;
    enum rc rc = vault_person_erase(db_vault(c->db), e->slot);
    if (!rc)
        rc = person_is_erased(c, e->person_id, &erased);
    if (rc || erased)
        return rc;
    log_info("erased id=%lld what=a backup that was restored had this person, who was erased once more",
             (long long)e->person_id);
    return person_erase(c, e->person_id, "恢复备份后再次删除");
}

static enum rc recover_all(struct db *db, void *arg)
{
    struct recover *r = arg;
    struct answer answer = { 0 };
    struct ctx c = { .arena = db_arena(db),
                     .db = db,
                     .site = r->site,
                     .viewer = viewer_site(),
                     .answer = &answer,
                     .today = site_today(r->site) };
    c.on = c.today;
    enum rc rc = db_begin(db);
    for (size_t i = 0; !rc && i < r->n; i++)
        rc = recover_one(&c, &r->erased[i]);
    return db_end(db, rc);
}

static enum rc slots_there(struct db *db, const struct site *site)
{
    struct person_state_row last = { 0 };
    uint32_t slots = 0;
    enum rc rc = person_key_last(db, &last);
    if (!rc)
        rc = vault_persons_count(site->keys, &slots);
    if (!rc && last.slot > slots) {
        log_error("keys/persons is older than the database: slots=%u needed=%lld; restore the key folder of that day",
                  slots, (long long)last.slot);
        rc = RC_IO;
    }
    return rc;
}

static enum rc common_make(struct db *db, void *arg)
{
    (void)arg;
    return db_common_key(db);
}

enum rc persons_recover(const struct site *site)
{
    struct recover r = { .site = site };
    struct person_key_row common;
    struct db *db;
    bool first = false;
    struct arena *a = arena_new(RECOVER_ARENA_BYTES);
    enum rc rc = a ? db_read_begin(site->db, a, &db) : RC_OOM;
    if (!rc) {
        rc = slots_there(db, site);
        if (!rc)
            rc = person_key_of(db, &(struct person_key_of_in){ .person_id = DB_COMMON_PERSON }, &common);
        first = rc == RC_NOTFOUND;
        db_read_end(db);
    }
    if (first)
        rc = db_write(site->db, a, common_make, NULL);
    if (!rc)
        rc = vault_erased_list(site->keys, a, &r.erased, &r.n);
    if (!rc && r.n)
        rc = db_write(site->db, a, recover_all, &r);
    arena_free(a);
    return rc;
}
