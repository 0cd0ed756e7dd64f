/*
 * feature/member/member_list.c: /members as rows: filters, search, paging by key.
 *
 * A list is read in stages, one after the other, each in key order: one for every way in which the words can match (the
 * beginning of the pinyin, then of the initials; the beginning of the name, then any part of it).  The cursor names
 * stage and key, so any page is one range of an index, wherever it is: one for each organisation that the viewer holds,
 * put together in the order of the key.
 */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/merge.h"
#include "base/pinyin.h"
#include "base/utf8.h"
#include "feature/member/member_i.h"

enum stage { STAGE_ALL, STAGE_PINYIN, STAGE_PINYIN_V, STAGE_INITIALS, STAGE_HEAD, STAGE_PART, STAGE_END };
enum { ROOTS_MAX = 32 };

enum { PINYIN_BYTES = 512, INITIALS_BYTES = 128 }; /* of a name of 60 characters */

struct member_cursor {
    char after_pinyin[PINYIN_BYTES], after_initials[INITIALS_BYTES]; /* the key, which outlives its row */
    struct member_page_in in;
    unsigned filters; /* fragments of the items and filters, whatever the stage */
    int64_t roots[ROOTS_MAX];
    size_t nroots;
    enum stage stages[3];
    size_t nstages, stage;
    const char *q, *q_v, *name_pinyin;
    int32_t on;
    size_t lot; /* rows of a page, or of a piece of an export */
    bool full;  /* the last lot ended because it was full */
    bool ended;
};

int64_t member_list_org(const struct member_cursor *cursor)
{
    return cursor->nroots == 1 ? cursor->roots[0] : 0;
}

const int64_t *member_list_orgs(const struct member_cursor *cursor, size_t *n)
{
    *n = cursor->nroots;
    return cursor->roots;
}

/* --- what is asked for ---------------------------------------------------------------------------------------------- */

static void add_filters(struct member_cursor *cu, const struct member_query *q, int32_t on)
{
    struct member_page_in *in = &cu->in;
    const struct {
        bool asked;
        unsigned fragment;
    } asked[] = {
        { q->kind, MEMBER_PAGE_KIND },
        { q->sex, MEMBER_PAGE_SEX },
        { q->age_to, MEMBER_PAGE_BORN_FROM },
        { q->age_from, MEMBER_PAGE_BORN_TO },
        { q->ethnicity, MEMBER_PAGE_ETHNICITY },
        { q->education, MEMBER_PAGE_EDUCATION },
        { q->joined_from, MEMBER_PAGE_JOINED_FROM },
        { q->joined_to, MEMBER_PAGE_JOINED_TO },
        { q->membership_status, MEMBER_PAGE_STANDING },
        { q->lost, MEMBER_PAGE_LOST },
        { q->mobile_member, MEMBER_PAGE_MOBILE },
    };
    for (size_t i = 0; i < COUNT(asked); i++)
        cu->filters |= asked[i].asked ? asked[i].fragment : 0;
    in->kind = q->kind;
    in->sex = q->sex;
    in->ethnicity = q->ethnicity;
    in->education = q->education;
    in->joined_from = q->joined_from;
    in->joined_to = q->joined_to;
    in->membership_status = q->membership_status;
    in->lost = q->lost == 1;
    in->mobile_member = q->mobile_member == 1;
    /* As old as 30 on that day: born on it or earlier, thirty years before. */
    in->born_to = date_add_months(on, -12 * (int)q->age_from);
    in->born_from = date_add_days(date_add_months(on, -12 * ((int)q->age_to + 1)), 1);
}

static void add_stage(struct member_cursor *cu, enum stage stage)
{
    cu->stages[cu->nstages++] = stage;
}

static void add_words(struct ctx *c, struct member_cursor *cu, const char *q)
{
    const char *p = q;
    cu->q = q;
    if (!*q) {
        add_stage(cu, STAGE_ALL);
    } else if (utf8_next(&p) < 0x80) {
        char *lower = arena_copy(c->arena, q, strlen(q));
        for (char *s = lower; s && *s; s++)
            *s = (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
        cu->q = lower ? lower : "";
        cu->q_v = pinyin_with_v(c->arena, cu->q);
        add_stage(cu, STAGE_PINYIN);
        if (cu->q_v && strcmp(cu->q_v, cu->q) != 0)
            add_stage(cu, STAGE_PINYIN_V);
        add_stage(cu, STAGE_INITIALS);
    } else {
        cu->name_pinyin = pinyin_of_person(c->arena, q).full;
        add_stage(cu, STAGE_HEAD);
        add_stage(cu, STAGE_PART);
    }
}

/* "1.1234.zhangsan.zs": stage, member, pinyin, initials. Anything else starts at the beginning. */
static void go_on(struct member_cursor *cu, const char *after)
{
    unsigned stage;
    long long id;
    int n = sscanf(after, "%1u.%19lld.%511[a-z0-9].%127[a-z0-9]", &stage, &id, cu->after_pinyin, cu->after_initials);
    if (n < 2 || stage >= cu->nstages)
        return;
    cu->stage = stage;
    cu->in.after_id = id;
}

enum rc member_list_begin(struct ctx *c, const struct member_query *q, unsigned items, struct member_cursor **out)
{
    struct member_cursor *cu = arena_alloc(c->arena, sizeof(*cu));
    if (!cu)
        return RC_OOM;
    *out = cu;
    cu->on = c->on;
    cu->in = (struct member_page_in){ .on = c->on,
                                      .after_pinyin = cu->after_pinyin,
                                      .prefix = "",
                                      .prefix_end = "",
                                      .after_initials = cu->after_initials,
                                      .part = "",
                                      .head = "",
                                      .scope = ctx_scope(c) };
    cu->lot =
        (items & MEMBER_PAGE_FULL) && !(c->call && c->call->as == AS_JSON) ? MEMBER_EXPORT_ROWS : MEMBER_PAGE_ROWS;
    cu->filters = items;
    cu->roots[0] = q->org;
    cu->nroots = q->org ? 1 : viewer_roots(c->viewer, CAP_MEMBER_LIST, cu->roots, ROOTS_MAX);
    enum rc rc = RC_OK;
    if (q->org)
        rc = org_object(c, CAP_MEMBER_LIST, q->org);
    else if (!cu->nroots && c->viewer->kind == VIEWER_SITE)
        rc = org_root(c, &cu->roots[cu->nroots++]);
    else if (!cu->nroots)
        rc = RC_DENIED;
    add_filters(cu, q, c->on);
    add_words(c, cu, q->q);
    if (*q->after)
        go_on(cu, q->after);
    return rc;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

static void set_stage(struct arena *a, struct member_cursor *cu)
{
    struct member_page_in *in = &cu->in;
    enum stage stage = cu->stages[cu->stage];
    bool first = !in->after_id;
    in->with = cu->filters | (first ? 0 : stage == STAGE_INITIALS ? MEMBER_PAGE_AFTER_INITIALS : MEMBER_PAGE_AFTER);
    switch (stage) {
    case STAGE_PINYIN:
    case STAGE_PINYIN_V:
        in->with |= MEMBER_PAGE_PINYIN;
        in->prefix = stage == STAGE_PINYIN ? cu->q : cu->q_v;
        break;
    case STAGE_INITIALS:
        in->with |= MEMBER_PAGE_INITIALS;
        in->prefix = cu->q;
        break;
    case STAGE_HEAD:
        in->with |= MEMBER_PAGE_HEAD | MEMBER_PAGE_PINYIN;
        in->prefix = cu->name_pinyin;
        break;
    case STAGE_PART:
        in->with |= MEMBER_PAGE_PART;
        in->part = text_like(a, "%", cu->q);
        break;
    default: break;
    }
    in->prefix_end = text_after(a, in->prefix);
    in->head = text_like(a, "", cu->q);
}

static void next_stage(struct member_cursor *cu)
{
    cu->in.after_id = 0;
    cu->after_pinyin[0] = cu->after_initials[0] = '\0';
    cu->ended = ++cu->stage >= cu->nstages;
}

static void keep_key(struct member_cursor *cu, const struct member_row *last)
{
    cu->in.after_id = last->id;
    snprintf(cu->after_pinyin, sizeof(cu->after_pinyin), "%s", last->pinyin);
    snprintf(cu->after_initials, sizeof(cu->after_initials), "%s", last->initials);
}

/* Initials of one or two letters are often also the beginning of somebody's pinyin: those were shown already. */
static size_t drop_seen(const struct member_cursor *cu, struct member_row *rows, size_t n)
{
    size_t kept = 0, len = strlen(cu->q);
    if (cu->stages[cu->stage] != STAGE_INITIALS)
        return n;
    for (size_t i = 0; i < n; i++)
        if (strncmp(rows[i].pinyin, cu->q, len) != 0)
            rows[kept++] = rows[i];
    return kept;
}

static int by_pinyin(const void *va, const void *vb)
{
    const struct member_row *a = va, *b = vb;
    int order = strcmp(a->pinyin, b->pinyin);
    return order ? order : (a->id > b->id) - (a->id < b->id);
}

static int by_initials(const void *va, const void *vb)
{
    const struct member_row *a = va, *b = vb;
    int order = strcmp(a->initials, b->initials);
    return order ? order : by_pinyin(va, vb);
}

/* The same range of every organisation, in one order; who stands in two of them stands there once. */
static enum rc read_roots(struct ctx *c, struct member_cursor *cu, struct member_row **rows, size_t *n)
{
    struct merge order = { .size = sizeof(**rows), .max = (size_t)cu->in.limit, .compare = by_pinyin };
    if (cu->stages[cu->stage] == STAGE_INITIALS)
        order.compare = by_initials;
    for (size_t i = 0; i < cu->nroots; i++) {
        struct member_row *got = NULL, *both;
        size_t ngot = 0;
        cu->in.org_id = cu->roots[i];
        enum rc rc = member_page(c->db, &cu->in, &got, &ngot);
        if (rc)
            return rc;
        both = i ? arena_array(c->arena, order.max, sizeof(*both)) : got;
        if (i && !both)
            return RC_OOM;
        *n = i ? merge_rows(&order, (struct merge_list){ *rows, *n }, (struct merge_list){ got, ngot }, both) : ngot;
        *rows = both;
    }
    return RC_OK;
}

/* One stage's part of a lot of which `room` rows are free: one row more is asked for, to know whether there is one. */
static enum rc read_stage(struct ctx *c, struct member_cursor *cu, struct member_row *into, size_t room, size_t *n)
{
    struct member_row *got = NULL;
    size_t ngot = 0;
    set_stage(c->arena, cu);
    cu->in.limit = (int64_t)room + 1;
    enum rc rc = read_roots(c, cu, &got, &ngot);
    if (rc)
        return rc;
    bool more = ngot > room;
    size_t take = more ? room : ngot;
    if (take)
        keep_key(cu, &got[take - 1]);
    *n = drop_seen(cu, got, take);
    if (*n)
        memcpy(into, got, *n * sizeof(*got));
    cu->full = more;
    if (!more)
        next_stage(cu);
    return RC_OK;
}

enum rc member_list_next(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    struct member_cursor *cu = cursor;
    struct member_row *lot = arena_array(c->arena, cu->lot, sizeof(*lot));
    *rows = lot;
    *n = 0;
    cu->full = false;
    if (!lot)
        return RC_OOM;
    while (!cu->ended && !cu->full) {
        size_t got = 0;
        enum rc rc = read_stage(c, cu, lot + *n, cu->lot - *n, &got);
        if (rc)
            return rc;
        *n += got;
    }
    return RC_OK;
}

const char *member_list_after(struct ctx *c, const struct member_cursor *cu)
{
    if (cu->ended)
        return NULL;
    return arena_printf(c->arena, "%zu.%lld.%s.%s", cu->stage, (long long)cu->in.after_id, cu->after_pinyin,
                        cu->after_initials);
}
