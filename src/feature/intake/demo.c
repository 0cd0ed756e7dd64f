/*
 * feature/intake/demo.c: `zhibu demo`: a believable university of N members, the same for the same seed.
 *
 * It goes the way of an import: organisations at once, members a few thousand at a time, each lot with an arena of its
 * own; then some of the lot move as transfers do, and branches elect their committees.  One transaction: all or nothing.
 */
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "feature/intake/demo_person.h"
#include "feature/intake/intake_i.h"
#include "web/site.h"

enum {
    DEMO_MEMBERS_MAX = 2000000,
    DEMO_SEED = 2026,
    BRANCH_LEAST = 12,
    BRANCH_SPREAD = 33, /* 28 on average */
    SCHOOLS_MAX = 60,
    SCHOOL_BRANCHES = 14,
    LOT_MEMBERS = 4000,
    LOT_ARENA_BYTES = 256 << 20,
    YEARS = 3, /* as far as the register knows the past */
};

struct demo_branch {
    int64_t id;
    const char *short_name;
    enum demo_sort sort;
    int size;
};

struct demo {
    struct dice dice;
    int64_t members;
    struct demo_branch *branches;
    struct org_entry *orgs;
    size_t nbranches, nschools;
    int32_t since; /* the first day */
};

static const char basis[] = "演示数据";

/* --- the tree ------------------------------------------------------------------------------------------------------- */

static enum rc branches_size(struct ctx *c, struct demo *d)
{
    size_t room = (size_t)d->members / BRANCH_LEAST + 1;
    d->branches = arena_array(c->arena, room, sizeof(*d->branches));
    if (!d->branches)
        return RC_TOOBIG;
    for (int64_t left = d->members; left > 0;) {
        int size = BRANCH_LEAST + (int)dice_roll(&d->dice, BRANCH_SPREAD);
        struct demo_branch *b = &d->branches[d->nbranches++];
        b->size = size < left ? size : (int)left;
        b->sort = (enum demo_sort)dice_roll(&d->dice, DEMO_SORTS);
        left -= b->size;
    }
    size_t schools = d->nbranches / SCHOOL_BRANCHES;
    d->nschools = schools < 1 ? 1 : schools > SCHOOLS_MAX ? SCHOOLS_MAX : schools;
    return RC_OK;
}

static struct org_entry org_of(const char *name, const char *short_name, int kind, int64_t parent_id)
{
    return (struct org_entry){
        .id = id_new(),
        .parent_id = parent_id,
        .name = name,
        .short_name = short_name,
        .kind = kind,
        .national_code = "",
        .contact_person = "",
        .contact_phone = "",
        .unit_situation = "",
        .unit_name = "",
        .unit_category = "",
        .unit_party_status = "",
        .uscc = "",
    };
}

static int32_t day_back(struct dice *dice, int32_t today, uint32_t from_months, uint32_t months)
{
    return date_add_days(date_add_months(today, -(int)(from_months + dice_roll(dice, months))),
                         -(int)dice_roll(dice, 28));
}

static const char *school_word(struct arena *a, size_t i)
{
    static const char *const words[] = {
        "数学",       "物理", "化学", "生命科学", "计算机",   "软件", "电子信息", "机械工程", "土木工程", "材料",
        "环境",       "能源", "经济", "管理",     "法学",     "文学", "外国语",   "历史",     "哲学",     "新闻传播",
        "马克思主义", "教育", "体育", "艺术",     "临床医学", "药学", "护理",     "公共卫生", "农学",     "建筑",
    };
    return i < COUNT(words) ? arena_printf(a, "%s学院", words[i])
                            : arena_printf(a, "%s研究院", words[i % COUNT(words)]);
}

static void branch_name(struct ctx *c, struct demo *d, size_t i, size_t school, struct org_entry *o)
{
    struct demo_branch *b = &d->branches[i];
    const char *word = school_word(c->arena, school), *sort = demo_sort_words[b->sort];
    int nth = (int)(i / d->nschools) + 1;
    b->short_name = arena_printf(c->arena, "%s%s第%d党支部", word, sort, nth);
    *o = org_of(arena_printf(c->arena, "中共青岚大学%s%s第%d支部委员会", word, sort, nth), b->short_name, ORG_BRANCH,
                d->orgs[1 + school].id);
    b->id = o->id;
}

static enum rc tree_make(struct ctx *c, struct demo *d)
{
    size_t n = 1 + d->nschools + d->nbranches;
    d->orgs = arena_array(c->arena, n, sizeof(*d->orgs));
    if (!d->orgs)
        return RC_TOOBIG;
    d->orgs[0] = org_of("中共青岚大学委员会", "青岚大学党委", ORG_PARTY_COMMITTEE, 0);
    d->orgs[0].founded_on = 19580901;
    for (size_t i = 0; i < d->nschools; i++) {
        const char *word = school_word(c->arena, i);
        d->orgs[1 + i] = org_of(arena_printf(c->arena, "中共青岚大学%s委员会", word),
                                arena_printf(c->arena, "%s党委", word), ORG_PARTY_COMMITTEE, d->orgs[0].id);
        d->orgs[1 + i].founded_on = day_back(&d->dice, c->today, 240, 300);
    }
    for (size_t i = 0; i < d->nbranches; i++) {
        struct org_entry *o = &d->orgs[1 + d->nschools + i];
        branch_name(c, d, i, i % d->nschools, o);
        o->founded_on = day_back(&d->dice, c->today, 40, 190);
    }
    for (size_t i = 0; i < n; i++) {
        bool branch = org_kind_is_branch(d->orgs[i].kind);
        d->orgs[i].term_years = branch ? 3 : 5;
        d->orgs[i].elected_on = day_back(&d->dice, c->today, 1, branch ? 37 : 61);
    }
    return org_found_many(c, d->orgs, n, basis);
}

/* --- a lot of members ----------------------------------------------------------------------------------------------- */

struct lot {
    struct member_new *at;
    const struct demo_branch **branch;
    size_t n;
};

static enum rc member_id(struct ctx *c, const struct member_new *m, int64_t *id, const char **name)
{
    int64_t home;
    return member_by_citizen_number(c, m->items.citizen_number, id, name, &home);
}

/* Secretary, deputy and three commissioners, in nine branches of ten; the others have never entered theirs. */
static enum rc lot_posts(struct ctx *c, struct demo *d, const struct lot *lot)
{
    static const int posts[] = { POST_SECRETARY, POST_DEPUTY_SECRETARY, POST_ORG_COMMISSIONER,
                                 POST_PUBLICITY_COMMISSIONER, POST_DISCIPLINE_COMMISSIONER };
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < lot->n; i++) {
        bool first = i == 0 || lot->branch[i] != lot->branch[i - 1];
        size_t n = lot->branch[i]->size >= 20 ? COUNT(posts) : 3;
        if (!first || !dice_chance(&d->dice, 900))
            continue;
        for (size_t k = 0; !rc && k < n && i + k < lot->n && lot->branch[i + k] == lot->branch[i]; k++) {
            int64_t id, post;
            const char *name;
            rc = member_id(c, &lot->at[i + k], &id, &name);
            int32_t on = day_back(&d->dice, c->today, 1, 30);
            if (!rc)
                rc = org_post_add(c,
                                  &(struct org_post_in){ .org_id = lot->branch[i]->id,
                                                         .person_id = id,
                                                         .person_name = name,
                                                         .post = posts[k],
                                                         .from_on = on,
                                                         .basis = basis },
                                  &post);
        }
    }
    return rc;
}

/* One in thirty came from another branch within the past years. */
static enum rc lot_moves(struct ctx *c, struct demo *d, const struct lot *lot)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < lot->n; i++) {
        const struct demo_branch *to = &d->branches[dice_roll(&d->dice, (uint32_t)d->nbranches)];
        int32_t on = day_back(&d->dice, c->today, 0, 12 * YEARS - 2);
        int64_t id;
        const char *name;
        if (!dice_chance(&d->dice, 33) || lot->at[i].items.join_date >= on || to->id == lot->at[i].org_id)
            continue;
        rc = member_id(c, &lot->at[i], &id, &name);
        if (!rc)
            rc = member_move(c, id, to->id, on, "组织关系介绍信");
    }
    return rc;
}

static enum rc lot_add(struct ctx *c, const struct lot *lot)
{
    struct member_gather *g = NULL;
    enum rc rc = member_gather_new(&g);
    if (!rc)
        rc = member_add_lot(c, g, lot->at, lot->n, basis);
    if (!rc)
        rc = member_gather_list(c, g);
    member_gather_free(g);
    return rc;
}

static enum rc lot_write(struct ctx *c, struct demo *d, const struct lot *lot)
{
    enum rc rc = lot_add(c, lot);
    if (!rc && d->nbranches > 1)
        rc = lot_moves(c, d, lot);
    return rc ? rc : lot_posts(c, d, lot);
}

/* The next branches, whole, until the lot is full. */
static enum rc lot_make(struct ctx *c, struct demo *d, size_t *branch, int64_t *nth, struct lot *lot)
{
    size_t room = LOT_MEMBERS + BRANCH_LEAST + BRANCH_SPREAD;
    *lot = (struct lot){ .at = arena_array(c->arena, room, sizeof(*lot->at)),
                         .branch = arena_array(c->arena, room, sizeof(struct demo_branch *)) };
    if (!lot->at || !lot->branch)
        return RC_TOOBIG;
    for (; *branch < d->nbranches && lot->n < LOT_MEMBERS; (*branch)++)
        for (int i = 0; i < d->branches[*branch].size; i++) {
            const struct demo_branch *b = &d->branches[*branch];
            lot->branch[lot->n] = b;
            lot->at[lot->n++] =
                (struct member_new){ .items = demo_person(c->arena, &d->dice, b->sort, (*nth)++, c->today),
                                     .org_id = b->id,
                                     .on = d->since,
                                     .basis = basis };
        }
    return arena_check(c->arena);
}

static enum rc lots_write(struct ctx *c, struct demo *d)
{
    struct arena *a = arena_new(LOT_ARENA_BYTES), *before = db_use_arena(c->db, a);
    struct ctx own = *c;
    enum rc rc = a ? RC_OK : RC_OOM;
    int64_t nth = 0;
    own.arena = a;
    for (size_t branch = 0; !rc && branch < d->nbranches;) {
        struct lot lot;
        rc = lot_make(&own, d, &branch, &nth, &lot);
        if (!rc)
            rc = lot_write(&own, d, &lot);
        arena_reset(a);
    }
    (void)db_use_arena(c->db, before);
    arena_free(a);
    return rc;
}

/* --- zhibu demo ----------------------------------------------------------------------------------------------------- */

static enum rc demo_write(struct ctx *c, void *arg)
{
    struct demo *d = arg;
    int64_t root;
    if (org_root(c, &root) == RC_OK)
        return refuse_as(c, RC_CONFLICT, "not_empty", "这个站点已经有党组织。演示数据要写进新建的站点。");
    d->since = date_add_months(c->today, -12 * YEARS);
    enum rc rc = branches_size(c, d);
    if (!rc)
        rc = tree_make(c, d);
    if (!rc)
        rc = lots_write(c, d);
    return rc ? rc : db_survey(c->db);
}

static int64_t number_of(const char *text, int64_t otherwise)
{
    int64_t v = 0;
    if (!text)
        return otherwise;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9' || v > INT32_MAX)
            return -1;
        v = v * 10 + (*p - '0');
    }
    return v;
}

int demo_run(struct command_call *call)
{
    struct demo d = { .members = number_of(command_option(call, "--members"), 0) };
    int64_t seed = number_of(command_option(call, "--seed"), DEMO_SEED);
    if (d.members < 1 || d.members > DEMO_MEMBERS_MAX || seed < 0)
        return command_cannot(call, "--members 可以是 1 到 2000000，--seed 是一个整数。");
    d.dice.state = (uint64_t)seed;
    enum rc rc = command_write(call, demo_write, &d);
    if (rc)
        return command_failed(call, rc);
    buf_printf(command_out(call, NULL), "党组织 %d 个，党员 %d 人，都是虚构的。\n", (int)(1 + d.nschools + d.nbranches),
               (int)d.members);
    return COMMAND_DONE;
}
