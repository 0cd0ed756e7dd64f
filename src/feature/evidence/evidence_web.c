/*
 * feature/evidence/evidence_web.c: /events, the one search over what happened, and /evidence/seals to be printed.
 *
 * Whoever reads events sees who did what to which object, by kind and number; never a value, a note or a basis, which
 * may name people.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "feature/evidence/events.html.h"
#include "feature/evidence/evidence_pages.h"
#include "feature/evidence/seals.html.h"
#include "web/call.h"

enum {
    PAGE_ROWS = 100,
    SEAL_DAYS = 31,
    FOUND_KINDS = 4, /* as many as the statement takes */
    GROUP_DIGITS = 4,
    DAY_MS = 24 * 60 * 60 * 1000,
};

static const int64_t shanghai_ms = 8 * 60 * 60 * 1000;

/* --- what is looked for ---------------------------------------------------------------------------------------------------- */

struct events_in {
    const char *q, *kind;
    int32_t from, until;
    int64_t subject, after;
};

/* clang-format off */
#define IN(member) .offset = offsetof(struct events_in, member)
static const struct field events_fields[] = {
    { .name = "q", .label = "账号、姓名、操作或编号", .type = FIELD_TEXT, IN(q), .max = 64 },
    { .name = "kind", .label = "操作", .type = FIELD_TEXT, IN(kind), .max = 64 },
    { .name = "from", .label = "从哪天", .type = FIELD_DATE, IN(from) },
    { .name = "until", .label = "到哪天", .type = FIELD_DATE, IN(until) },
    { .name = "subject", .label = "对象", .type = FIELD_ID, IN(subject), .max = INT64_MAX },
    { .name = "after", .label = "", .type = FIELD_ID, IN(after), .max = INT64_MAX },
};
/* clang-format on */
static const struct form events_form = FORM("events_query", events_in, events_fields);

struct events_cursor {
    struct evidence_search_in in;
    struct classes classes;
    bool more;
};

/* The beginning of a day in Shanghai, as an instant. */
static int64_t day_start(int32_t date)
{
    return (int64_t)date_days_between(19700101, date) * DAY_MS - shanghai_ms;
}

static bool is_number(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s);
}

/* Kinds whose name or label holds these words; how many. */
static size_t kinds_find(const struct site *site, const char *words, const char *out[static FOUND_KINDS])
{
    size_t n = 0;
    for (const struct feature *const *f = site->features; f && *f; f++)
        for (const struct event_kind *k = (*f)->events; k && k->name && n < FOUND_KINDS; k++)
            if (!strcmp(k->name, words) || strstr(k->label, words))
                out[n++] = k->name;
    return n;
}

static void by_kinds(struct events_cursor *cu, const char *const kinds[static FOUND_KINDS])
{
    cu->in.kind1 = kinds[0];
    cu->in.kind2 = kinds[1];
    cu->in.kind3 = kinds[2];
    cu->in.kind4 = kinds[3];
    cu->in.with |= EVIDENCE_SEARCH_KIND;
}

/* One box for all three questions: a number is an object, a word of an operation that operation, else it is a person. */
static void by_words(struct ctx *c, struct events_cursor *cu, const char *q)
{
    const char *kinds[FOUND_KINDS] = { "", "", "", "" };
    if (is_number(q) && strlen(q) > 9)
        cu->in.subject_id = strtoll(q, NULL, 10);
    else if (kinds_find(c->site, q, kinds))
        by_kinds(cu, kinds);
    else {
        cu->in.account = q;
        cu->in.with |= EVIDENCE_SEARCH_WHO;
    }
}

static enum rc cursor_fill(struct ctx *c, const struct events_in *in, struct events_cursor *cu)
{
    const char *kinds[FOUND_KINDS] = { in->kind, "", "", "" };
    cu->in = (struct evidence_search_in){ .from_at = in->from ? day_start(in->from) : 0,
                                          .until_at = in->until ? day_start(date_add_days(in->until, 1)) : INT64_MAX,
                                          .account = "",
                                          .kind1 = "",
                                          .kind2 = "",
                                          .kind3 = "",
                                          .kind4 = "",
                                          .subject_id = in->subject,
                                          .row_limit = PAGE_ROWS + 1 };
    classes_list(c->site, &cu->classes);
    if (*in->q)
        by_words(c, cu, in->q);
    if (*in->kind)
        by_kinds(cu, kinds);
    if (cu->in.subject_id)
        cu->in.with |= EVIDENCE_SEARCH_SUBJECT;
    if (!in->after)
        return RC_OK;
    enum rc rc = evidence_get_moment(c, in->after, &cu->in.after_at);
    cu->in.after_id = in->after;
    cu->in.with |= EVIDENCE_SEARCH_AFTER;
    return rc;
}

static const char *label_of(const struct site *site, const char *kind)
{
    for (const struct feature *const *f = site->features; f && *f; f++)
        for (const struct event_kind *k = (*f)->events; k && k->name; k++)
            if (!strcmp(k->name, kind))
                return k->label;
    return kind;
}

static enum rc events_more(struct ctx *c, void *cursor, const void **rows, size_t *n)
{
    struct events_cursor *cu = cursor;
    struct evidence_line *lot = NULL;
    enum rc rc = evidence_get_lines(c, &cu->in, &lot, n);
    if (rc)
        return rc;
    cu->more = *n > PAGE_ROWS; /* one more was asked for, to know */
    *n -= cu->more;
    for (size_t i = 0; i < *n; i++) {
        lot[i].what = label_of(c->site, lot[i].kind);
        lot[i].subject_kind = class_label(&cu->classes, lot[i].kind);
        if (!*lot[i].actor)
            lot[i].actor = *lot[i].login ? lot[i].login : "系统";
    }
    if (*n) {
        cu->in.after_at = lot[*n - 1].at;
        cu->in.after_id = lot[*n - 1].id;
        cu->in.with |= EVIDENCE_SEARCH_AFTER;
    }
    *rows = lot;
    return RC_OK;
}

/* --- the page ---------------------------------------------------------------------------------------------------------------- */

static enum rc choices_fill(struct ctx *c, const char *chosen, struct evidence_events_view *v)
{
    size_t n = 0;
    for (const struct feature *const *f = c->site->features; f && *f; f++)
        for (const struct event_kind *k = (*f)->events; k && k->name; k++)
            n++;
    struct evidence_kind_choice *out = arena_array(c->arena, n + 1, sizeof(*out));
    if (!out)
        return RC_OOM;
    for (const struct feature *const *f = c->site->features; f && *f; f++)
        for (const struct event_kind *k = (*f)->events; k && k->name; k++)
            out[v->kinds_n++] = (struct evidence_kind_choice){ k->name, k->label, !strcmp(k->name, chosen) };
    v->kinds = out;
    return RC_OK;
}

static enum rc events_show(struct ctx *c, const void *form)
{
    const struct events_in *in = form;
    struct events_cursor cu = { 0 };
    struct evidence_events_view v = { .q = in->q, .from = in->from, .until = in->until, .past_first = in->after };
    const void *rows = NULL;
    enum rc rc = cursor_fill(c, in, &cu);
    if (!rc)
        rc = events_more(c, &cu, &rows, &v.rows_n);
    if (!rc)
        rc = choices_fill(c, in->kind, &v);
    if (rc)
        return rc;
    const char *next = cu.more ? arena_printf(c->arena, "%lld", (long long)cu.in.after_id) : NULL;
    v.rows = rows;
    v.next = next ? call_link(c, "after", next) : NULL;
    v.first = call_link(c, "after", NULL);
    v.csv = call_as(c, ".csv");
    v.xlsx = call_as(c, ".xlsx");
    struct page page = { .title = "操作记录", .place = "events", .body = evidence_events_page, .view = &v };
    return answer_list(c, &(struct list){ .page = page,
                                          .desc = &evidence_line_desc,
                                          .rows = rows,
                                          .n = v.rows_n,
                                          .next = next,
                                          .more = events_more,
                                          .cursor = &cu });
}

/* --- seals ------------------------------------------------------------------------------------------------------------------- */

struct seals_in {
    int64_t after; /* the day, as a number, at which the page before ended */
};
static const struct field seals_fields[] = {
    { .name = "after", .label = "", .type = FIELD_ID, .offset = offsetof(struct seals_in, after), .max = DATE_OPEN },
};
static const struct form seals_form = FORM("seals_query", seals_in, seals_fields);

/* Short groups can be read out and compared by eye. */
static enum rc groups_fill(struct ctx *c, const struct evidence_day_row *last, struct evidence_seals_view *v)
{
    size_t n = strlen(last->link) / GROUP_DIGITS;
    struct evidence_seal_group *out = arena_array(c->arena, n + 1, sizeof(*out));
    const char *given = arena_printf(c->arena, "%lld:", (long long)last->seq);
    if (!out)
        return RC_OOM;
    for (size_t i = 0; i < n; i++) {
        out[i].digits = arena_strndup(c->arena, last->link + i * GROUP_DIGITS, GROUP_DIGITS);
        given = arena_printf(c->arena, "%s%s%s", given, i ? "-" : "", out[i].digits);
    }
    v->last = last;
    v->groups = out;
    v->groups_n = n;
    v->given = given;
    return RC_OK;
}

static enum rc seals_show(struct ctx *c, const void *form)
{
    const struct seals_in *in = form;
    struct evidence_day_row *rows = NULL;
    struct evidence_seals_view v = { 0 };
    enum rc rc = evidence_get_days(c, in->after ? in->after : DATE_OPEN, SEAL_DAYS, &rows, &v.rows_n);
    if (!rc && v.rows_n)
        rc = groups_fill(c, &rows[0], &v);
    if (rc)
        return rc;
    v.rows = rows;
    const char *next = NULL;
    if (v.rows_n == SEAL_DAYS)
        next = arena_printf(c->arena, "%d", (int)rows[v.rows_n - 1].on_date);
    v.next = next ? call_link(c, "after", next) : NULL;
    struct page page = { .title = "每日封存", .place = "seals", .body = evidence_seals_page, .view = &v };
    return answer_list(
        c, &(struct list){ .page = page, .desc = &evidence_day_row_desc, .rows = rows, .n = v.rows_n, .next = next });
}

/* clang-format off */
const struct route evidence_routes[] = {
    { GET, "/events",         CAP_EVENT_READ, &events_form, events_show, .as = AS_LIST, .lists = &evidence_line_desc },
    { GET, "/evidence/seals", CAP_EVENT_READ, &seals_form,  seals_show,  .as = AS_BOTH, .lists = &evidence_day_row_desc },
    ROUTES_END
};
/* clang-format on */
