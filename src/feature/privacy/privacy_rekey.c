/* feature/privacy/privacy_rekey.c: objections sealed anew (web/rekey.h), and those of a person who is erased. */
#include "feature/privacy/privacy_i.h"
#include "web/event.h"

static enum rc objection_anew(struct ctx *c, const struct privacy_sealed_row *o)
{
    struct privacy_reseal_in in = { .id = o->id, .words = o->words, .answer = o->answer };
    enum rc rc = db_reseal(c->db, "privacy_objection.words", o->id, o->member_id, &in.words);
    if (!rc)
        rc = db_reseal(c->db, "privacy_objection.answer", o->id, o->member_id, &in.answer);
    bool same = in.words.at == o->words.at && in.answer.at == o->answer.at;
    return rc || same ? rc : privacy_reseal(c->db, &in);
}

static enum rc objections_anew(struct ctx *c, int64_t after, int64_t *last)
{
    struct privacy_sealed_row *rows = NULL;
    size_t n = 0;
    enum rc rc =
        privacy_sealed(c->db, &(struct privacy_sealed_in){ .after_id = after, .row_limit = REKEY_ROWS }, &rows, &n);
    for (size_t i = 0; !rc && i < n; i++)
        rc = objection_anew(c, &rows[i]);
    *last = n ? rows[n - 1].id : 0;
    return rc;
}

const struct rekey_step privacy_rekey[] = {
    { "privacy", "privacy_objection", objections_anew },
    { 0 },
};

enum rc privacy_on_erase(struct ctx *c, int64_t person_id)
{
    struct privacy_evidence_objection *rows = NULL;
    size_t n = 0;
    const struct privacy_evidence_objections_in in = { .from_id = person_id, .until_id = person_id, .row_limit = 1 };
    enum rc rc = privacy_evidence_objections(c->db, &in, &rows, &n);
    if (rc || !n)
        return rc;
    rc = privacy_erase(c->db, &(struct privacy_erase_in){ .member_id = person_id, .nothing = { "", 0 } });
    return rc ? rc : event_record(c, &(struct event){ .kind = "privacy_erased", .subject_id = person_id });
}
