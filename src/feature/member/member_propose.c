/* feature/member/member_propose.c: a member proposes a correction, the branch decides (PIPL 46, DOMAIN 10.1). */
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "feature/member/member_i.h"

static const struct col *item_col(const char *field)
{
    for (size_t i = 0; i < member_clear_desc.n; i++)
        if (strcmp(member_clear_desc.cols[i].name, field) == 0)
            return &member_clear_desc.cols[i];
    return NULL;
}

const char *member_item_words(struct ctx *c, const struct member_row *m, const char *field)
{
    struct buf b = BUF_INIT(4096);
    for (size_t i = 0; i < member_row_desc.n; i++)
        if (strcmp(member_row_desc.cols[i].name, field) == 0)
            col_text(&b, &member_row_desc.cols[i], m);
    const char *out = arena_strndup(c->arena, b.at ? b.at : "", b.len);
    buf_free(&b);
    return out;
}

/* What was typed, as the column keeps it. */
static enum rc set_item(struct ctx *c, struct member_clear *m, const char *field, const char *value)
{
    const struct col *col = item_col(field);
    char *at = (char *)m + (col ? col->offset : 0);
    if (!col)
        return refuse(c, "field", "unknown_value", "这一项不能在这里更正。");
    if (col->type == COL_DATE) {
        int32_t date = date_parse(value);
        if (!date)
            return refuse(c, "proposed", "date_unreadable", "请按 2026-11-22 的样子写日期。");
        *(int32_t *)(void *)at = date;
    } else if (col->type == COL_VOCAB) {
        int found = vocab_by_word(col->vocab, value);
        if (!found)
            return refuse(c, "proposed", "unknown_value", "没有这个选项，请核对写法。");
        *(int *)(void *)at = found;
    } else {
        *(const char **)(void *)at = value;
    }
    return RC_OK;
}

enum rc member_propose(struct ctx *c, int64_t id, const char *field, const char *value,
                       const char *reason)
{
    struct member_clear m;
    int64_t proposal = id_new();
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = member_get_clear(c, id, &m);
    if (!rc)
        rc = set_item(c, &m, field, value); /* only whether it can be read */
    if (!rc)
        rc = member_proposal_insert(
            c->db, &(struct member_proposal_insert_in){ .member_proposal_id = proposal,
                                                        .member_id = id,
                                                        .field = field,
                                                        .proposed = value,
                                                        .reason = reason,
                                                        .proposed_at = instant_now() });
    if (!rc)
        rc = event_record(
            c,
            &(struct event){ .kind = "member_proposed", .subject_id = id, .org_id = m.branch_id });
    return db_end(c->db, rc);
}

enum rc member_decide(struct ctx *c, int64_t proposal_id, bool accepted, const char *answer)
{
    struct member_proposal_row p;
    struct member_clear m;
    bool changed;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = member_get_proposal(c, proposal_id, &p);
    if (!rc && p.decided_at)
        rc = refuse_as(c, RC_CONFLICT, "decided", "这份申请已经处理过了。");
    if (!rc)
        rc = member_get_clear(c, p.member_id, &m);
    if (!rc && accepted) {
        rc = set_item(c, &m, p.field, p.proposed);
        struct member_items next = member_items_of(&m);
        if (!rc)
            rc = member_correct(c, &next, "本人申请更正", &changed);
    }
    if (!rc)
        rc = member_proposal_decide(
            c->db, &(struct member_proposal_decide_in){ .member_proposal_id = proposal_id,
                                                        .decided_at = instant_now(),
                                                        .accepted = accepted,
                                                        .answer = answer });
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "member_decided",
                                              .subject_id = p.member_id,
                                              .org_id = m.branch_id,
                                              .note = accepted ? "采纳" : "不采纳" });
    return db_end(c->db, rc);
}
