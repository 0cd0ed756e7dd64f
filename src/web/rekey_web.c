/* web/rekey_web.c: what web itself keeps sealed, sealed anew: events, their changes, and answers kept for a day. */
#include "web/event.sql.h"
#include "web/rekey.h"
#include "web/web.sql.h"

/* An event about nobody is sealed as one about an organisation is. */
static int64_t key_of(int64_t subject_id)
{
    return subject_id ? subject_id : DB_COMMON_PERSON;
}

/* --- events ------------------------------------------------------------------------------------------------------- */

static enum rc note_anew(struct ctx *c, const struct event_sealed_row *e)
{
    struct event_reseal_in in = { .event_id = e->id, .note = e->note };
    enum rc rc = db_reseal(c->db, "event.note", e->id, key_of(e->subject_id), &in.note);
    return rc || in.note.at == e->note.at ? rc : event_reseal(c->db, &in);
}

static enum rc change_anew(struct ctx *c, int64_t subject_id, const struct event_change_sealed_row *r)
{
    struct event_change_reseal_in in = { .event_id = r->event_id,
                                         .position = r->position,
                                         .salt = r->salt,
                                         .before_value = r->before_value,
                                         .after_value = r->after_value };
    enum rc rc = db_reseal(c->db, "event_change.salt", r->event_id, key_of(subject_id), &in.salt);
    if (!rc)
        rc = db_reseal(c->db, "event_change.before_value", r->event_id, key_of(subject_id), &in.before_value);
    if (!rc)
        rc = db_reseal(c->db, "event_change.after_value", r->event_id, key_of(subject_id), &in.after_value);
    bool same =
        in.salt.at == r->salt.at && in.before_value.at == r->before_value.at && in.after_value.at == r->after_value.at;
    return rc || same ? rc : event_change_reseal(c->db, &in);
}

static enum rc event_anew(struct ctx *c, const struct event_sealed_row *e)
{
    struct event_change_sealed_row *changes = NULL;
    size_t n = 0;
    enum rc rc = note_anew(c, e);
    if (!rc)
        rc = event_change_sealed(c->db, &(struct event_change_sealed_in){ .event_id = e->id }, &changes, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = change_anew(c, e->subject_id, &changes[i]);
    return rc;
}

static enum rc events_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct event_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc = event_sealed(c->db, &(struct event_sealed_in){ .after_id = after, .limit = REKEY_ROWS }, &rows, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = event_anew(c, &rows[i]);
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

enum rc event_rekey_person(struct ctx *c, int64_t person_id)
{
    struct event_sealed_of_in in = { .subject_id = person_id, .limit = REKEY_ROWS };
    size_t n = REKEY_ROWS;
    enum rc rc = RC_OK;
    while (!rc && n == REKEY_ROWS) {
        struct event_sealed_row *rows = NULL;
        rc = event_sealed_of(c->db, &in, &rows, &n);
        for (size_t i = 0; !rc && i < n; i++)
            rc = event_anew(c, &rows[i]);
        in.after_id = !rc && n ? rows[n - 1].id : 0;
    }
    return rc;
}

/* --- kept answers ------------------------------------------------------------------------------------------------- */

static enum rc once_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct web_once_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc =
        web_once_sealed(c->db, &(struct web_once_sealed_in){ .after_id = after, .limit = REKEY_ROWS }, &rows, &n);
    for (size_t i = 0; !rc && i < n; i++) {
        struct web_once_reseal_in in = { .once_id = rows[i].id, .body = rows[i].body };
        rc = db_reseal(c->db, "web_once.body", in.once_id, 0, &in.body);
        if (!rc && in.body.at != rows[i].body.at)
            rc = web_once_reseal(c->db, &in);
    }
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

/* Permits last minutes, and their look-ups are of the keys before: whoever waits for one says the reason again. */
static enum rc exports_end(struct ctx *c, int64_t after, int64_t *last)
{
    (void)after;
    *last = 0;
    return web_export_forget(c->db, &(struct web_export_forget_in){ .before = INT64_MAX });
}

const struct rekey_step web_rekey_steps[] = {
    { "event", "event, event_change", events_anew },
    { "web_once", "web_once", once_anew },
    { "web_export", "web_export", exports_end },
    { 0 },
};
