/*
 * feature/member/member_erase.c: the personal data of somebody who is no member any more are deleted.
 *
 * What is sealed goes with the person's key (web/person.h), what stands in clear is blanked here.  What counts are made of
 * stays: that somebody of this sex and ethnicity, born in that year, belonged to that branch from then to then.
 */
#include "base/date.h"
#include "base/pinyin.h"
#include "base/random.h"
#include "feature/member/member_i.h"
#include "web/event.h"
#include "web/person.h"

enum { RETENTION_YEARS = 3 }; /* as approvals are kept, DOMAIN 10.2 and 12; what the archive keeps is on paper */

/* --- what the register keeps in clear --------------------------------------------------------------------------------- */

static const char erased_name[] = "已删除的党员";

static enum rc entry_blank(struct ctx *c, int64_t id, int32_t birth_date)
{
    uint8_t *nobody = arena_alloc(c->arena, 32); /* no hash: the number may be registered again */
    struct pinyin p = pinyin_of_person(c->arena, erased_name);
    const struct blob nothing = { "", 0 };
    if (!nobody)
        return RC_TOOBIG;
    random_bytes(nobody, 32);
    enum rc rc =
        member_erase_items(c->db, &(struct member_erase_items_in){ .member_id = id,
                                                                   .name = erased_name,
                                                                   .pinyin = p.full,
                                                                   .initials = p.initials,
                                                                   .birth_date = birth_date / 10000 * 10000 + 101,
                                                                   .nothing = nothing,
                                                                   .citizen_lookup = { nobody, 32 } });
    return rc;
}

enum rc member_on_erase(struct ctx *c, int64_t id)
{
    struct ctx site = *c;
    struct member_row m;
    site.viewer = viewer_site();
    enum rc rc = member_get(&site, id, &m);
    if (rc == RC_NOTFOUND)
        return RC_OK; /* somebody else's person */
    if (!rc)
        rc = member_unlist(&site, id);
    if (!rc)
        rc = entry_blank(&site, id, m.birth_date);
    if (!rc)
        rc = member_relist(&site, id, id);
    if (!rc)
        rc = org_posts_rename(&site, id, erased_name);
    if (!rc)
        rc = account_set_home(&site, id, m.branch_id, erased_name);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = "member_erased", .subject_id = id, .org_id = m.branch_id });
}

/* --- the verb --------------------------------------------------------------------------------------------------------- */

static enum rc retention_check(struct ctx *c, int64_t id)
{
    struct member_number left;
    enum rc rc = member_left_on(
        c->db, &(struct member_left_on_in){ .member_id = id, .on = c->today, .scope = ctx_scope(c) }, &left);
    if (rc && rc != RC_NOTFOUND)
        return rc;
    if (!rc && left.number + RETENTION_YEARS * 10000 <= c->today)
        return RC_OK;
    return refuse_as(c, RC_CONFLICT, "retention_not_over",
                     "只有离开党组织满三年的人，个人信息才能删除。这位党员还不到时候。");
}

enum rc member_erase(struct ctx *c, int64_t id, const char *reason)
{
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = retention_check(c, id);
    if (!rc)
        rc = person_erase(c, id, reason);
    return db_end(c->db, rc);
}

/* --- the page --------------------------------------------------------------------------------------------------------- */

struct erasure_in {
    const char *reason;
};

static enum rc erasure_subject(struct ctx *c, struct change_subject *out)
{
    struct member_row m;
    enum rc rc = member_get(c, call_id(c, 0), &m);
    if (!rc)
        *out = (struct change_subject){ .name = m.name,
                                        .href = arena_printf(c->arena, "/members/%lld", (long long)m.id),
                                        .place = "members",
                                        .org_id = m.branch_id };
    return rc;
}

static enum rc erasure_run(struct ctx *c, int64_t id, const void *in)
{
    return member_erase(c, id, ((const struct erasure_in *)in)->reason);
}

/* clang-format off */
static const struct field erasure_fields[] = {
    { .name = "reason", .label = "依据和事由", .type = FIELD_TEXT, .flags = REQUIRED, .offset = offsetof(struct erasure_in, reason),
      .min = 1, .max = ORG_BASIS_CHARS, .hint = "会一直留在记录里，请不要写姓名、证件号或联系方式。" },
};
const struct change member_change_erasure = {
    .form = FORM("member_erasure", erasure_in, erasure_fields),
    .title = "删除个人信息",
    .lead = "姓名、证件号、联系方式和往来记录的内容将永久删除，备份里的也不能再打开。历年的人数不受影响。",
    .clause = "依据：《中华人民共和国个人信息保护法》第十九条、第四十七条。",
    .button = "永久删除", .sentence = "个人信息已经删除。",
    .subject = erasure_subject, .run = erasure_run,
};
/* clang-format on */
