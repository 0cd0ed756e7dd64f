/* feature/proposal/proposal.c: a member proposes a correction, the branch decides (PIPL 46, DOMAIN 10.1). */
#include "base/date.h"
#include "base/random.h"
#include "doc/xlsx_write.h"
#include "feature/proposal/proposal_i.h"
#include "web/event.h"

VOCAB_TABLE(proposal_field, PROPOSAL_FIELD_LIST)

#define ITEM(item_type, member) .type = item_type, .offset = offsetof(struct member_items, member)
static const struct col items[] = {
    [PROPOSAL_NAME] = { ITEM(COL_TEXT, name) },
    [PROPOSAL_CITIZEN] = { ITEM(COL_TEXT, citizen_number) },
    [PROPOSAL_SEX] = { ITEM(COL_VOCAB, sex), .vocab = &sex_vocab },
    [PROPOSAL_ETHNICITY] = { ITEM(COL_VOCAB, ethnicity), .vocab = &ethnicity_vocab },
    [PROPOSAL_BIRTH] = { ITEM(COL_DATE, birth_date) },
    [PROPOSAL_EDUCATION] = { ITEM(COL_VOCAB, education), .vocab = &education_vocab },
    [PROPOSAL_JOIN] = { ITEM(COL_DATE, join_date) },
    [PROPOSAL_FULL] = { ITEM(COL_DATE, full_date) },
    [PROPOSAL_POST] = { ITEM(COL_TEXT, post) },
};

/* What was typed, as the item keeps it. */
static enum rc item_set(struct ctx *c, struct member_items *m, int field, const char *value)
{
    const struct col *col = &items[field];
    void *at = (char *)m + col->offset;
    if (col->type == COL_TEXT) {
        *(const char **)at = value;
    } else if (col->type == COL_DATE) {
        int32_t date = date_parse(value);
        if (!date)
            return refuse(c, "proposed", "date_unreadable", "请按 2026-11-22 的样子写日期。");
        *(int32_t *)at = date;
    } else {
        int found = vocab_by_word(col->vocab, value);
        if (!found)
            return refuse(c, "proposed", "unknown_value", "没有这个选项，请核对写法。");
        *(int *)at = found;
    }
    return RC_OK;
}

enum rc proposal_may_see(struct ctx *c, const struct proposal_row *p, bool *may)
{
    *may = true;
    if (p->field != PROPOSAL_CITIZEN)
        return RC_OK;
    enum rc rc = member_object(c, CAP_MEMBER_DISCLOSE, p->member_id);
    *may = !rc;
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc proposal_now(struct ctx *c, const struct proposal_row *p, const char **words)
{
    struct member_items m;
    struct buf b = BUF_INIT(4096);
    enum rc rc = member_items_get(c, p->member_id, &m, &(int64_t){ 0 });
    if (rc)
        return rc;
    if (p->field == PROPOSAL_CITIZEN)
        buf_printf(&b, "****************%s", member_tail(c->arena, m.citizen_number, 2));
    else
        col_text(&b, &items[p->field], &m);
    *words = arena_strndup(c->arena, b.at ? b.at : "", b.len);
    buf_free(&b);
    return RC_OK;
}

enum rc proposal_make(struct ctx *c, const struct proposal_new *in)
{
    struct member_items m;
    int64_t branch = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = member_items_get(c, in->member_id, &m, &branch);
    if (!rc)
        rc = item_set(c, &m, in->field, in->proposed); /* only whether it can be read */
    if (!rc)
        rc = proposal_insert(c->db, &(struct proposal_insert_in){ .proposal_id = id_new(),
                                                                  .member_id = in->member_id,
                                                                  .field = in->field,
                                                                  .proposed = in->proposed,
                                                                  .reason = in->reason,
                                                                  .proposed_at = instant_now() });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "proposal_made", .subject_id = in->member_id, .org_id = branch });
    return db_end(c->db, rc);
}

static enum rc proposal_carry_out(struct ctx *c, const struct proposal_row *p, struct member_items *m)
{
    bool changed;
    enum rc rc = item_set(c, m, p->field, p->proposed);
    return rc ? rc : member_correct(c, m, "本人申请更正", &changed);
}

enum rc proposal_decide(struct ctx *c, int64_t id, bool accepted, const char *answer)
{
    struct proposal_row p;
    struct member_items m;
    int64_t branch = 0;
    bool may = false;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = proposal_get(c, id, &p);
    if (!rc && p.decided_at)
        rc = refuse_as(c, RC_CONFLICT, "decided", "这份申请已经处理过了。");
    if (!rc)
        rc = proposal_may_see(c, &p, &may);
    if (!rc && !may)
        rc = refuse_as(c, RC_DENIED, "not_disclosed", "这一项由可以查看完整证件号的同志处理。");
    if (!rc)
        rc = member_items_get(c, p.member_id, &m, &branch);
    if (!rc && accepted)
        rc = proposal_carry_out(c, &p, &m);
    if (!rc)
        rc = proposal_decided(
            c->db, &(struct proposal_decided_in){
                       .proposal_id = id, .decided_at = instant_now(), .accepted = accepted, .answer = answer });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "proposal_decided",
                                              .subject_id = p.member_id,
                                              .org_id = branch,
                                              .note = accepted ? "采纳" : "不采纳" });
    return db_end(c->db, rc);
}
