/*
 * web/event.c: writing events and reading them back as a timeline.
 *
 * One event or ten thousand go the same way, as one bulk statement each for the events and for their changes.  The
 * commitment is a keyed SM3 over a random salt and the changes; the salt lies sealed beside the changes, so that once
 * they are erased nobody can try values against the commitment.
 */
#include "web/event.h"

#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/random.h"
#include "base/utf8.h"
#include "web/call.h"
#include "web/event_proof.h"
#include "web/feature.h"
#include "web/site.h"

#include "http/http.h"

enum {
    EVENT_SALT_BYTES = 16,
    EVENT_COMMITTED_BYTES = 1 << 20, /* all changes of one event, far above what a form can hold */
    EVENT_TIMELINE = 500,            /* lines of one file; more is what the audit pages are for */
};

static const char *event_via(const struct ctx *c)
{
    if (!c->call)
        return "command";
    return c->call->as == AS_JSON ? "json" : "page";
}

static void hex_put(char *out, const uint8_t *in, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[in[i] >> 4];
        out[2 * i + 1] = digits[in[i] & 15];
    }
    out[2 * n] = '\0';
}

static enum rc commitment_make(struct ctx *c, const struct event *e, const char *salt, char **out)
{
    struct buf b = BUF_INIT(EVENT_COMMITTED_BYTES);
    event_text_put(&b, salt);
    for (size_t i = 0; i < e->nchanges; i++) {
        event_text_put(&b, e->changes[i].field);
        event_text_put(&b, e->changes[i].before);
        event_text_put(&b, e->changes[i].after);
    }
    uint8_t sum[32];
    enum rc rc = buf_check(&b);
    if (!rc)
        rc = vault_sign(db_vault(c->db), "event", b.at, b.len, sum);
    buf_free(&b);
    if (rc)
        return rc;
    *out = arena_alloc(c->arena, 65);
    if (!*out)
        return RC_OOM;
    hex_put(*out, sum, sizeof(sum));
    return RC_OK;
}

/* The rows of one event's changes into at; the first carries the salt. */
static enum rc changes_fill(struct ctx *c, const struct event *e, struct event_add_in *row,
                            struct event_change_add_in *at)
{
    char *salt = arena_alloc(c->arena, 2 * EVENT_SALT_BYTES + 1);
    if (!salt)
        return RC_OOM;
    random_hex(salt, EVENT_SALT_BYTES);
    char *commitment = NULL;
    enum rc rc = commitment_make(c, e, salt, &commitment);
    row->commitment = commitment;
    for (size_t i = 0; i < e->nchanges; i++)
        at[i] = (struct event_change_add_in){
            .event_id = row->event_id,
            .subject_id = row->subject_id,
            .position = (int64_t)i,
            .field = e->changes[i].field,
            .label = e->changes[i].label,
            .salt = i ? "" : salt,
            .before_value = e->changes[i].before,
            .after_value = e->changes[i].after,
        };
    return rc;
}

static struct event_add_in row_of(const struct ctx *c, const struct event *e, const struct event_subject *of)
{
    return (struct event_add_in){
        .event_id = id_new(),
        .now = instant_now(),
        .kind = e->kind,
        .subject_id = of->subject_id,
        .org_id = of->org_id,
        .account_id = c->viewer->account_id,
        .via = event_via(c),
        .remote = c->call && c->call->x ? http_request(c->call->x)->remote : "",
        .request = c->call ? c->call->request_id : "",
        .effective_on = e->effective_on ? e->effective_on : c->today,
        .basis = e->basis ? e->basis : "",
        .note = e->note ? e->note : "",
        .commitment = "",
    };
}

/* The mark of the program on each row, and each into the queue of what waits for its seal. */
static enum rc rows_write(struct ctx *c, struct event_add_in *rows, size_t n)
{
    uint8_t(*proofs)[EVENT_PROOF_BYTES] = arena_array(c->arena, n, sizeof(*proofs));
    struct event_unsealed_add_in *waiting = arena_array(c->arena, n, sizeof(*waiting));
    enum rc rc = proofs && waiting ? RC_OK : RC_TOOBIG;
    for (size_t i = 0; i < n && !rc; i++) {
        rc = event_proof(db_vault(c->db), &rows[i], proofs[i]);
        rows[i].proof = (struct blob){ proofs[i], EVENT_PROOF_BYTES };
        waiting[i].event_id = rows[i].event_id;
    }
    if (!rc)
        rc = event_add(c->db, rows, n);
    return rc ? rc : event_unsealed_add(c->db, waiting, n);
}

static enum rc event_tell(struct ctx *c, const struct event *e, const struct event_subject *of, size_t n)
{
    enum rc rc = RC_OK;
    for (const struct feature *const *f = c->site->features; f && *f && !rc; f++)
        for (size_t i = 0; i < n && (*f)->on_event && !rc; i++) {
            struct event one = *e;
            one.subject_id = of[i].subject_id;
            one.org_id = of[i].org_id;
            rc = (*f)->on_event(c, &one);
        }
    return rc;
}

enum rc event_record_many(struct ctx *c, const struct event *e, const struct event_subject *of, size_t n)
{
    if (!n)
        return RC_OK;
    size_t nchanges = n * e->nchanges;
    struct event_add_in *rows = arena_array(c->arena, n, sizeof(*rows));
    struct event_change_add_in *changes = arena_array(c->arena, nchanges + 1, sizeof(*changes));
    if (!rows || !changes)
        return RC_TOOBIG;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && !rc; i++) {
        rows[i] = row_of(c, e, &of[i]);
        if (e->nchanges)
            rc = changes_fill(c, e, &rows[i], changes + i * e->nchanges);
    }
    if (!rc)
        rc = rows_write(c, rows, n);
    if (!rc && nchanges)
        rc = event_change_add(c->db, changes, nchanges);
    return rc ? rc : event_tell(c, e, of, n);
}

enum rc event_record_past(struct ctx *c, const struct event_past *of, size_t n)
{
    struct event_add_in *rows = arena_array(c->arena, n + 1, sizeof(*rows));
    if (!rows)
        return RC_TOOBIG;
    for (size_t i = 0; i < n; i++) {
        const struct event_subject about = { of[i].event.subject_id, of[i].event.org_id };
        rows[i] = row_of(c, &of[i].event, &about);
        rows[i].now = of[i].at;
        rows[i].account_id = of[i].account_id;
        rows[i].via = of[i].via;
        rows[i].remote = of[i].remote;
        rows[i].request = of[i].request;
    }
    return n ? rows_write(c, rows, n) : RC_OK;
}

enum rc event_announce(struct ctx *c, const struct event *e)
{
    return event_tell(c, e, &(struct event_subject){ e->subject_id, e->org_id }, 1);
}

enum rc event_record(struct ctx *c, const struct event *e)
{
    return event_record_many(c, e, &(struct event_subject){ e->subject_id, e->org_id }, 1);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static const char *event_label(const struct site *site, const char *kind)
{
    for (const struct feature *const *f = site->features; f && *f; f++)
        for (const struct event_kind *k = (*f)->events; k && k->name; k++)
            if (!strcmp(k->name, kind))
                return k->label;
    return kind;
}

/* Changes come in the order of the lines; each line takes its run of them. */
static size_t line_take(struct event_line *l, const struct event_change_row *rows, size_t n, struct event_change *into)
{
    size_t k = 0;
    for (; k < n && rows[k].event_id == l->id; k++)
        into[k] = (struct event_change){ rows[k].field, rows[k].label, rows[k].before_value, rows[k].after_value };
    l->changes = into;
    l->changes_n = k;
    return k;
}

static enum rc lines_fill(struct ctx *c, const struct event_of_subject_in *of, const struct event_row *rows,
                          struct event_line *lines, size_t n)
{
    struct event_change_row *changes = NULL;
    size_t nchanges = 0;
    enum rc rc = event_changes_of_subject(c->db,
                                          &(struct event_changes_of_subject_in){
                                              .subject_id = of->subject_id,
                                              .kinds = of->kinds,
                                              .first_id = rows[n - 1].id,
                                              .with = of->with ? EVENT_CHANGES_OF_SUBJECT_KINDS : 0,
                                          },
                                          &changes, &nchanges);
    if (rc)
        return rc;
    struct event_change *all = arena_array(c->arena, nchanges + 1, sizeof(*all));
    if (!all)
        return RC_TOOBIG;
    size_t done = 0;
    for (size_t i = 0; i < n; i++) {
        const struct event_row *r = &rows[i];
        lines[i] = (struct event_line){
            .id = r->id,
            .at = r->at,
            .kind = r->kind,
            .label = event_label(c->site, r->kind),
            .actor = r->actor[0] ? r->actor : "系统",
            .effective_on = r->effective_on,
            .basis = r->basis,
            .note = r->note,
        };
        done += line_take(&lines[i], changes + done, nchanges - done, all + done);
    }
    return RC_OK;
}

enum rc event_timeline(struct ctx *c, int64_t subject_id, struct event_line **out, size_t *n)
{
    return event_timeline_of(c, subject_id, "", out, n);
}

enum rc event_timeline_of(struct ctx *c, int64_t subject_id, const char *kinds, struct event_line **out, size_t *n)
{
    const struct event_of_subject_in of = {
        .subject_id = subject_id,
        .kinds = text_like(c->arena, "", kinds),
        .limit = EVENT_TIMELINE,
        .with = *kinds ? EVENT_OF_SUBJECT_KINDS : 0,
    };
    struct event_row *rows = NULL;
    *n = 0;
    enum rc rc = event_of_subject(c->db, &of, &rows, n);
    if (rc)
        return rc;
    *out = arena_array(c->arena, *n + 1, sizeof(**out));
    if (!*out)
        return RC_TOOBIG;
    return *n ? lines_fill(c, &of, rows, *out, *n) : RC_OK;
}

/* --- comparing ---------------------------------------------------------------------------------------------------- */

static const char *col_words(struct ctx *c, const struct col *col, const void *row)
{
    const void *at = (const char *)row + col->offset;
    char date[DATE_TEXT_BYTES];
    char instant[25];
    switch (col->type) {
    case COL_TEXT:
    case COL_SEALED: return *(const char *const *)at ? *(const char *const *)at : "";
    case COL_VOCAB: return vocab_label(col->vocab, *(const int *)at);
    case COL_BOOL: return *(const bool *)at ? "是" : "否";
    case COL_DATE: return arena_strdup(c->arena, date_text(*(const int32_t *)at, date));
    case COL_INSTANT: return arena_strdup(c->arena, instant_text(*(const int64_t *)at, instant));
    case COL_FEN: {
        int64_t fen = *(const int64_t *)at;
        return arena_printf(c->arena, "%s%lld.%02d", fen < 0 ? "-" : "", (long long)(fen < 0 ? -fen : fen) / 100,
                            (int)((fen < 0 ? -fen : fen) % 100));
    }
    case COL_INT:
    case COL_ID: return arena_printf(c->arena, "%lld", (long long)*(const int64_t *)at);
    default: return "";
    }
}

enum rc event_diff(struct ctx *c, const struct row_desc *desc, const void *before, const void *after,
                   struct event_change **out, size_t *n)
{
    *n = 0;
    *out = arena_array(c->arena, desc->n + 1, sizeof(**out));
    if (!*out)
        return RC_TOOBIG;
    for (size_t i = 0; i < desc->n; i++) {
        const struct col *col = &desc->cols[i];
        if ((col->flags & COL_HIDDEN) || !col->label || !col->label[0])
            continue;
        const char *was = before ? col_words(c, col, before) : "";
        const char *is = after ? col_words(c, col, after) : "";
        if (strcmp(was, is) != 0)
            (*out)[(*n)++] = (struct event_change){ col->name, col->label, was, is };
    }
    return arena_check(c->arena);
}
