/*
 * feature/member/member_change.c: what can happen to a member's entry in the register.
 *
 * Each verb is one transaction with one event, and keeps the derived list and counts (member_relist.c).  What was is
 * never overwritten: belonging, kind and standing are intervals, items keep their old value in the event.
 */
#include <string.h>

#include "base/date.h"
#include "base/pinyin.h"
#include "base/random.h"
#include "feature/member/member_i.h"
#include "feature/org/org_tally.h"
#include "web/person.h"

/* --- new members ---------------------------------------------------------------------------------------------------- */

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* clang-format off */
static struct member_insert_in insert_of(struct ctx *c, const struct member_items *m, int64_t id, int32_t known_from)
{
    struct pinyin p = pinyin_of_person(c->arena, m->name);
    return (struct member_insert_in){
        .member_id = id, .name = m->name, .pinyin = p.full, .initials = p.initials, .sex = m->sex,
        .citizen_number = m->citizen_number, .citizen_lookup = m->citizen_number,
        .citizen_tail = member_tail(c->arena, m->citizen_number, 2), .ethnicity = m->ethnicity,
        .birth_date = m->birth_date, .education = m->education, .join_date = m->join_date, .full_date = m->full_date,
        .post = m->post, .mobile = m->mobile, .mobile_tail = member_tail(c->arena, m->mobile, 4), .phone = m->phone,
        .phone_tail = member_tail(c->arena, m->phone, 4), .home_address = m->home_address,
        .address_head = address_head(c->arena, m->home_address), .lost = m->lost, .lost_since = m->lost_since,
        .mobile_member = m->mobile_member, .destination = m->destination, .known_from = known_from,
    };
}
/* clang-format on */

/* Probationary until the day of conversion, full from then on; both only as far as the platform knows the person. */
static size_t kinds_of(const struct member_items *m, int64_t id, int32_t from, const char *basis,
                       struct member_kind_add_in out[static 2])
{
    size_t n = 0;
    bool full = m->person_category == CATEGORY_FULL_MEMBER;
    if (full && m->full_date > from)
        out[n++] = (struct member_kind_add_in){ .member_id = id,
                                                .from_on = from,
                                                .until_on = m->full_date,
                                                .person_category = CATEGORY_PROBATIONARY_MEMBER,
                                                .basis = basis };
    out[n++] = (struct member_kind_add_in){ .member_id = id,
                                            .from_on = full ? later(from, m->full_date) : from,
                                            .until_on = DATE_OPEN,
                                            .person_category = m->person_category,
                                            .basis = basis };
    return n;
}

static enum rc bulk_make(struct arena *a, size_t n, struct member_bulk *b)
{
    *b = (struct member_bulk){ .gather = b->gather,
                               .n = n,
                               .items = arena_array(a, n, sizeof(*b->items)),
                               .belonging = arena_array(a, n, sizeof(*b->belonging)),
                               .kinds = arena_array(a, 2 * n, sizeof(*b->kinds)),
                               .standing = arena_array(a, n, sizeof(*b->standing)),
                               .subjects = arena_array(a, n, sizeof(*b->subjects)) };
    return b->items && b->belonging && b->kinds && b->standing && b->subjects ? RC_OK : RC_TOOBIG;
}

static enum rc bulk_fill(struct ctx *c, struct member_bulk *b, size_t i, const struct member_new *in, int64_t id)
{
    const struct org_place *place;
    enum rc rc = member_gather_place(c, b->gather, in->org_id, &place);
    if (rc)
        return rc;
    int32_t from = later(later(in->on, in->items.join_date), place->founded_on);
    int status = in->items.membership_status ? in->items.membership_status : STATUS_NORMAL;
    b->items[i] = insert_of(c, &in->items, id, from);
    b->belonging[i] = (struct member_belonging_add_in){ .member_id = id,
                                                        .from_on = from,
                                                        .until_on = DATE_OPEN,
                                                        .org_id = in->org_id,
                                                        .branch_id = place->branch_id,
                                                        .basis = in->basis };
    b->nkinds += kinds_of(&in->items, id, from, in->basis, &b->kinds[b->nkinds]);
    b->standing[i] = (struct member_standing_add_in){
        .member_id = id, .from_on = from, .until_on = DATE_OPEN, .membership_status = status, .basis = in->basis
    };
    b->subjects[i] = (struct event_subject){ .subject_id = id, .org_id = in->org_id };
    return RC_OK;
}

/* The keys of new people, all with one wait for the disk. */
static enum rc bulk_keys(struct ctx *c, const struct member_bulk *b)
{
    struct arena_mark mark = arena_mark(c->arena);
    int64_t *ids = arena_array(c->arena, b->n, sizeof(*ids));
    for (size_t i = 0; ids && i < b->n; i++)
        ids[i] = b->items[i].member_id;
    enum rc rc = ids ? db_persons_add(c->db, ids, b->n) : RC_TOOBIG;
    arena_rewind(c->arena, mark);
    return rc;
}

static enum rc bulk_write(struct ctx *c, const struct member_bulk *b)
{
    size_t n = b->n;
    enum rc rc = bulk_keys(c, b);
    if (!rc)
        rc = member_insert(c->db, b->items, n);
    if (!rc)
        rc = member_belonging_add(c->db, b->belonging, n);
    if (!rc)
        rc = member_kind_add(c->db, b->kinds, b->nkinds);
    if (!rc)
        rc = member_standing_add(c->db, b->standing, n);
    if (!rc)
        rc = member_gather_add(c, b);
    return rc;
}

enum rc member_add_lot(struct ctx *c, struct member_gather *g, const struct member_new *in, size_t n, const char *basis)
{
    struct arena_mark mark = arena_mark(c->arena); /* the memory of one lot serves the next */
    struct member_bulk b = { .gather = g };
    enum rc rc = bulk_make(c->arena, n, &b);
    for (size_t i = 0; !rc && i < n; i++)
        rc = bulk_fill(c, &b, i, &in[i], id_new());
    if (!rc)
        rc = bulk_write(c, &b);
    if (!rc)
        rc = event_record_many(c, &(struct event){ .kind = "member_added", .basis = basis, .effective_on = in[0].on },
                               b.subjects, n);
    if (!rc) /* a refusal's sentence lies there */
        arena_rewind(c->arena, mark);
    return rc;
}

enum rc member_add(struct ctx *c, const struct member_new *in, int64_t *id)
{
    struct member_fault faults[MEMBER_FAULTS];
    int64_t there;
    const char *name;
    struct member_bulk b = { 0 };
    enum rc rc = db_begin(c->db);
    size_t n = rc ? 0 : member_check(c, &in->items, faults);
    for (size_t i = 0; i < n; i++)
        rc = refuse(c, faults[i].field, faults[i].code, faults[i].message);
    struct ctx everywhere = *c;
    everywhere.viewer = viewer_site();
    if (!rc && member_by_citizen_number(&everywhere, in->items.citizen_number, &there, &name, &(int64_t){ 0 }) == RC_OK)
        rc = refuse_as(c, RC_CONFLICT, "citizen_number_duplicate",
                       "这个公民身份号码已经登记过。如果组织关系要转入，请联系党委组织部。");
    if (!rc)
        rc = member_gather_new(&b.gather);
    if (!rc)
        rc = bulk_make(c->arena, 1, &b);
    *id = id_new();
    if (!rc)
        rc = bulk_fill(c, &b, 0, in, *id);
    if (!rc)
        rc = bulk_write(c, &b);
    if (!rc)
        rc = member_gather_list(c, b.gather);
    member_gather_free(b.gather);
    if (!rc)
        rc = event_record(c, &(struct event){ .kind = "member_added",
                                              .subject_id = *id,
                                              .org_id = in->org_id,
                                              .effective_on = b.belonging[0].from_on,
                                              .basis = in->basis });
    return db_end(c->db, rc);
}

/* --- items ---------------------------------------------------------------------------------------------------------- */

/* clang-format off */
static enum rc save_items(struct ctx *c, const struct member_items *m)
{
    struct member_insert_in v = insert_of(c, m, m->id, c->today);
    return member_save(c->db, &(struct member_save_in){ .member_id = m->id,
                                                        .name = v.name, .pinyin = v.pinyin, .initials = v.initials,
                                                        .sex = v.sex, .citizen_number = v.citizen_number,
                                                        .citizen_lookup = v.citizen_lookup,
                                                        .citizen_tail = v.citizen_tail, .ethnicity = v.ethnicity,
                                                        .birth_date = v.birth_date, .education = v.education,
                                                        .join_date = v.join_date, .full_date = v.full_date,
                                                        .post = v.post, .mobile = v.mobile,
                                                        .mobile_tail = v.mobile_tail, .phone = v.phone,
                                                        .phone_tail = v.phone_tail, .home_address = v.home_address,
                                                        .address_head = v.address_head, .lost = v.lost,
                                                        .lost_since = v.lost_since, .mobile_member = v.mobile_member,
                                                        .destination = v.destination });
}
/* clang-format on */

static struct member_clear with_items(struct member_clear now, const struct member_items *next)
{
    now.name = next->name;
    now.sex = next->sex;
    now.citizen_number = next->citizen_number;
    now.ethnicity = next->ethnicity;
    now.birth_date = next->birth_date;
    now.education = next->education;
    now.join_date = next->join_date;
    now.full_date = next->full_date;
    now.post = next->post;
    now.mobile = next->mobile;
    now.phone = next->phone;
    now.home_address = next->home_address;
    now.lost = next->lost;
    now.lost_since = next->lost_since;
    now.mobile_member = next->mobile_member;
    now.destination = next->destination;
    return now;
}

static enum rc correct_write(struct ctx *c, const struct member_clear *now, const struct member_items *next,
                             const struct event *e)
{
    enum rc rc = member_unlist(c, next->id);
    if (!rc)
        rc = save_items(c, next);
    if (!rc)
        rc = member_relist(c, next->id, next->id);
    if (!rc && strcmp(now->name, next->name) != 0) {
        rc = org_posts_rename(c, next->id, next->name);
        if (!rc)
            rc = account_set_home(c, next->id, now->branch_id, next->name);
    }
    return rc ? rc : event_record(c, e);
}

/* Nobody is written down again under an entry whose person was erased. */
static enum rc erased_check(struct ctx *c, int64_t id)
{
    bool erased;
    enum rc rc = person_is_erased(c, id, &erased);
    return !rc && erased ? RC_GONE : rc;
}

static enum rc correct_as(struct ctx *c, const char *kind, const struct member_items *next, const char *basis,
                          bool *changed)
{
    struct member_clear now;
    struct event_change *changes = NULL;
    size_t n = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = db_lock(c->db, next->id);
    if (!rc)
        rc = erased_check(c, next->id);
    if (!rc)
        rc = member_get_clear(c, next->id, &now);
    struct member_clear then = rc ? (struct member_clear){ 0 } : with_items(now, next);
    if (!rc)
        rc = event_diff(c, &member_clear_desc, &now, &then, &changes, &n);
    *changed = n > 0;
    if (!rc && n)
        rc = correct_write(c, &now, next,
                           &(struct event){ .kind = kind,
                                            .subject_id = next->id,
                                            .org_id = now.branch_id,
                                            .basis = basis,
                                            .changes = changes,
                                            .nchanges = n });
    return db_end(c->db, rc);
}

enum rc member_correct(struct ctx *c, const struct member_items *next, const char *basis, bool *changed)
{
    struct member_fault faults[MEMBER_FAULTS];
    struct member_items checked = *next;
    enum rc rc = RC_OK;
    size_t n = member_check(c, &checked, faults);
    *changed = false;
    for (size_t i = 0; i < n; i++)
        rc = refuse(c, faults[i].field, faults[i].code, faults[i].message);
    if (!rc)
        rc = correct_as(c, "member_corrected", next, basis, changed);
    if (rc == RC_CONFLICT)
        rc = refuse_as(c, RC_CONFLICT, "citizen_number_duplicate", "这个公民身份号码已经登记在另一位党员名下。");
    return rc;
}

/* A member keeps the own contact data without asking anybody. */
enum rc member_own_contact(struct ctx *c, int64_t id, const char *mobile, const char *phone, const char *address)
{
    struct member_clear now;
    bool changed;
    enum rc rc = member_get_clear(c, id, &now);
    struct member_items next = rc ? (struct member_items){ 0 } : member_items_of(&now);
    next.mobile = mobile;
    next.phone = phone;
    next.home_address = address;
    return rc ? rc : correct_as(c, "member_contact", &next, NULL, &changed);
}

/* clang-format off */
enum rc member_more_change(struct ctx *c, const struct member_more *next, const char *basis)
{
    struct member_more now;
    struct event_change *changes = NULL;
    size_t n = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = member_get_more(c, next->id, &now);
    if (!rc)
        rc = erased_check(c, next->id);
    if (!rc)
        rc = event_diff(c, &member_more_desc, &now, next, &changes, &n);
    if (!rc && n)
        rc = member_save_more(c->db, &(struct member_save_more_in){ .member_id = next->id,
                                                                    .native_place = next->native_place,
                                                                    .work_started_on = next->work_started_on,
                                                                    .degree = next->degree, .school = next->school,
                                                                    .major = next->major,
                                                                    .other_party = next->other_party });
    if (!rc && n)
        rc = event_record(c, &(struct event){ .kind = "member_corrected",
                                              .subject_id = next->id, .basis = basis, .changes = changes,
                                              .nchanges = n });
    return db_end(c->db, rc);
}
/* clang-format on */

/* --- what holds for an interval ------------------------------------------------------------------------------------- */

static enum rc check_on(struct ctx *c, int64_t id, int32_t on)
{
    struct member_more more;
    char text[DATE_TEXT_BYTES];
    enum rc rc = member_get_more(c, id, &more);
    if (!rc && on > c->today)
        rc = refuse(c, "on", "date_in_future", "日期还没有到。请在变动生效以后登记。");
    if (!rc && on < more.known_from)
        rc = refuse(
            c, "on", "before_known",
            arena_printf(c->arena, "日期不能早于 %s，那是本系统开始记录的日子。", date_text(more.known_from, text)));
    return rc;
}

/* Locks, checks the day, takes the member off the lists. */
static enum rc begin_change(struct ctx *c, int64_t id, int32_t on, struct member_link *now)
{
    enum rc rc = db_lock(c->db, id);
    if (!rc)
        rc = member_get_link(c, id, now);
    if (!rc)
        rc = check_on(c, id, on);
    return rc ? rc : member_unlist(c, id);
}

struct interval_change { /* what the event of a change says */
    const char *kind, *field, *label, *before, *after, *basis;
    int64_t org_id;
    int32_t on;
};

/* Back onto the lists, and the event. */
static enum rc end_change(struct ctx *c, int64_t id, const struct interval_change *x)
{
    struct event_change change = { .field = x->field, .label = x->label, .before = x->before, .after = x->after };
    enum rc rc = member_relist(c, id, id);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = x->kind,
                                                 .subject_id = id,
                                                 .org_id = x->org_id,
                                                 .basis = x->basis,
                                                 .effective_on = x->on,
                                                 .changes = &change,
                                                 .nchanges = 1 });
}

static const char *org_words(struct ctx *c, int64_t id)
{
    struct org_name name;
    return org_name_of(c, id, &name) ? "" : name.short_name;
}

enum rc member_move(struct ctx *c, int64_t id, int64_t org_id, int32_t on, const char *basis)
{
    struct member_link now;
    int64_t branch = 0;
    int32_t founded = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = begin_change(c, id, on, &now);
    if (!rc)
        rc = org_branch_of(c, org_id, &branch, &founded);
    if (!rc && now.org_id == org_id && now.branch_id == branch && now.until_on == DATE_OPEN)
        rc = refuse(c, "branch", "same_branch", "已经在这个党支部。");
    if (!rc && on < founded)
        rc = refuse(c, "on", "before_founding", "接收的党支部在这一天还没有成立。");
    if (!rc)
        rc = member_belonging_set(
            c->db, &(struct member_belonging_in){
                       .member_id = id, .from_on = on, .org_id = org_id, .branch_id = branch, .basis = basis });
    if (!rc && branch != now.branch_id)
        rc = org_posts_end_of(c, id, now.branch_id, on);
    if (!rc)
        rc = account_set_home(c, id, org_id, now.name);
    if (!rc)
        rc = end_change(c, id,
                        &(struct interval_change){ "member_moved", "branch", "所在党支部", org_words(c, now.org_id),
                                                   org_words(c, org_id), basis, org_id, on });
    return db_end(c->db, rc);
}

enum rc member_misplaced(struct ctx *c, int64_t id, int64_t org_id, const char *basis)
{
    struct member_link now;
    int64_t branch = 0;
    int32_t founded = 0;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = begin_change(c, id, c->today, &now);
    if (!rc)
        rc = org_branch_of(c, org_id, &branch, &founded);
    if (!rc)
        rc = member_belonging_correct(
            c->db, &(struct member_belonging_correct_in){ .member_id = id, .org_id = org_id, .branch_id = branch });
    if (!rc)
        rc = account_set_home(c, id, org_id, now.name);
    if (!rc)
        rc = end_change(c, id,
                        &(struct interval_change){ "member_corrected", "branch", "所在党支部", org_words(c, now.org_id),
                                                   org_words(c, org_id), basis, org_id, c->today });
    return db_end(c->db, rc);
}

enum rc member_set_kind(struct ctx *c, int64_t id, int person_category, int32_t on, const char *basis)
{
    struct member_link link;
    struct member_row now;
    struct member_clear clear;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = member_get(c, id, &now);
    if (!rc)
        rc = member_get_clear(c, id, &clear);
    if (!rc)
        rc = begin_change(c, id, on, &link);
    if (!rc && on < now.join_date)
        rc = refuse(c, "on", "full_before_joined", "日期早于入党日期。");
    if (!rc)
        rc = member_kind_set(c->db,
                             &(struct member_kind_in){
                                 .member_id = id, .from_on = on, .basis = basis, .person_category = person_category });
    struct member_items next = rc ? (struct member_items){ 0 } : member_items_of(&clear);
    next.full_date = person_category == CATEGORY_FULL_MEMBER ? on : DATE_NONE;
    if (!rc)
        rc = save_items(c, &next);
    if (!rc)
        rc = end_change(c, id,
                        &(struct interval_change){ "member_kind", "person_category", "人员类别",
                                                   vocab_label(&person_category_vocab, now.person_category),
                                                   vocab_label(&person_category_vocab, person_category), basis,
                                                   link.branch_id, on });
    return db_end(c->db, rc);
}

/* Who was removed, has left or died belongs nowhere from that day on; the entry and its past stay. */
static bool leaves(int status)
{
    return status == STATUS_REMOVED || status == STATUS_EXPELLED || status == STATUS_LEFT || status == STATUS_DECEASED;
}

enum rc member_set_standing(struct ctx *c, int64_t id, int status, int32_t on, const char *basis)
{
    struct member_link link;
    struct member_row now;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = member_get(c, id, &now);
    if (!rc)
        rc = begin_change(c, id, on, &link);
    if (!rc)
        rc = member_standing_set(c->db,
                                 &(struct member_standing_in){
                                     .member_id = id, .from_on = on, .basis = basis, .membership_status = status });
    if (!rc && leaves(status))
        rc = member_belonging_end(c->db, &(struct member_belonging_in){ .member_id = id, .from_on = on });
    if (!rc && leaves(status))
        rc = org_posts_end_of(c, id, 0, on);
    if (!rc)
        rc = end_change(c, id,
                        &(struct interval_change){ "member_standing", "membership_status", "党籍状态",
                                                   vocab_label(&membership_status_vocab, now.membership_status),
                                                   vocab_label(&membership_status_vocab, status), basis, link.branch_id,
                                                   on });
    return db_end(c->db, rc);
}
