/*
 * feature/privacy/privacy_many.c: somebody who opens very many files in a day is told that it was noticed, and whoever gave
 * the right is told as well.  Once a day; nobody is stopped, since there are days on which it is the work.
 */
#include <string.h>

#include "base/date.h"
#include "feature/privacy/privacy_i.h"
#include "web/auth.sql.h"
#include "web/event.h"
#include "web/notice.h"
#include "web/site.h"

/* clang-format off */
/* Different files in one day, beyond which it is told. */
static const struct {
    enum role role;
    int files;
    const char *why;
} limits[] = {
    { ROLE_BRANCH_SECRETARY,          100, "a branch has up to a hundred members; one does not need all of them on a day" },
    { ROLE_GENERAL_BRANCH_ADMIN,      100, "works through its branches, which open their own" },
    { ROLE_ORG_COMMISSIONER,          100, "as the secretary of the branch" },
    { ROLE_ORGANIZER,                 150, "checks the files of a school's admissions in spring and autumn" },
    { ROLE_SECONDARY_COMMITTEE_ADMIN, 150, "as the organiser" },
    { ROLE_UNIVERSITY_ORG_ADMIN,      200, "checks files before statistics, from lists; three hundred is a copy of them" },
    { ROLE_UNIVERSITY_COMMITTEE,      200, "as the organisation department" },
};
/* clang-format on */
enum { LIMIT_OF_OTHERS = 100, ROLES_MAX = 64 };

int64_t many_files_limit(const enum role *roles, size_t n)
{
    int limit = LIMIT_OF_OTHERS;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < COUNT(limits); k++)
            if (limits[k].role == roles[i] && limits[k].files > limit)
                limit = limits[k].files;
    return limit;
}

static enum rc limit_of(struct ctx *c, int64_t account_id, int64_t *limit)
{
    struct auth_duty_row *rows = NULL;
    enum role roles[ROLES_MAX];
    size_t n = 0, nroles = 0;
    enum rc rc = auth_duties(c->db, &(struct auth_duties_in){ .account_id = account_id, .on = c->today }, &rows, &n);
    for (size_t i = 0; !rc && i < n && nroles < ROLES_MAX; i++)
        roles[nroles++] = (enum role)rows[i].role;
    *limit = many_files_limit(roles, nroles);
    return rc;
}

/* The beginning of the day in Shanghai, by the clock: what was opened bears its time. */
static int64_t day_began(int64_t now)
{
    static const int64_t day_ms = 24 * 60 * 60 * 1000, east_ms = 8 * 60 * 60 * 1000;
    return now - (now + east_ms) % day_ms;
}

static enum rc tell(struct ctx *c, int64_t account_id, int64_t files)
{
    struct privacy_account who;
    struct event_past past = {
        .event = { .kind = "privacy_many_files", .subject_id = account_id },
        .at = instant_now(),
        .account_id = account_id,
        .via = "page",
        .remote = "",
        .request = "",
    };
    enum rc rc = privacy_account_named(c->db, &(struct privacy_account_named_in){ .account_id = account_id }, &who);
    if (rc)
        return rc;
    past.event.basis = arena_printf(c->arena, "%d 份档案", (int)files);
    struct notice own = { .account_id = account_id, .kind = "privacy_many_files" }, theirs = own;
    own.sentence = arena_printf(c->arena, "您今天打开了 %d 份档案，已告知授权给您的人。", (int)files);
    theirs.sentence = arena_printf(c->arena, "%s今天打开了 %d 份档案，请了解是否工作需要。", who.name, (int)files);
    rc = event_record_past(c, &past, 1);
    if (!rc)
        rc = notice_send(c, &own);
    return rc ? rc : notice_grantors(c, account_id, &theirs);
}

static enum rc look(struct ctx *c, int64_t account_id)
{
    int64_t since = day_began(instant_now()), limit = 0;
    struct privacy_number opened = { 0 }, told = { 0 };
    enum rc rc = limit_of(c, account_id, &limit);
    if (!rc)
        rc = privacy_files_opened(
            c->db, &(struct privacy_files_opened_in){ .account_id = account_id, .since = since }, &opened);
    if (rc || opened.number <= limit)
        return rc;
    rc = db_lock(c->db, account_id); /* two servers tell it once */
    if (!rc)
        rc = privacy_told(c->db, &(struct privacy_told_in){ .account_id = account_id, .since = since }, &told);
    return rc || told.number ? rc : tell(c, account_id, opened.number);
}

enum rc privacy_on_event(struct ctx *c, const struct event *e)
{
    return strcmp(e->kind, "openings_written") == 0 ? look(c, e->subject_id) : RC_OK;
}
