/* feature/intake/intake.c: the order of an import's steps; the descriptor of the feature. */
#include <string.h>

#include "feature/intake/intake.sql.h"
#include "feature/intake/intake_i.h"
#include "web/command.h"
#include "web/feature.h"

VOCAB_TABLE(intake_kind, INTAKE_KIND_LIST)
VOCAB_TABLE(intake_choice, INTAKE_CHOICE_LIST)
VOCAB_TABLE(intake_state, INTAKE_STATE_LIST)

/* --- the viewer's reach: one look-up for each organisation, not for each row ---------------------------------------- */

enum { REACH_SLOTS = 4096 };

struct viewer_reach {
    struct {
        int64_t org_id;
        enum cap cap;
        bool yes;
    } slots[REACH_SLOTS];
    enum rc failed; /* of a look-up that gave no answer */
};

bool intake_reaches(struct intake *in, enum cap cap, int64_t org_id)
{
    if (in->c->viewer->kind == VIEWER_SITE)
        return true;
    if (!in->reach || !org_id)
        return false;
    size_t at = (size_t)(((uint64_t)org_id * 0x9e3779b97f4a7c15u + (uint64_t)cap) >> 40) % REACH_SLOTS;
    if (in->reach->slots[at].org_id != org_id || in->reach->slots[at].cap != cap) {
        in->reach->slots[at].org_id = org_id;
        in->reach->slots[at].cap = cap;
        enum rc rc = org_object(in->c, cap, org_id);
        in->reach->slots[at].yes = !rc;
        if (rc != RC_NOTFOUND && rc != RC_DENIED && !in->reach->failed)
            in->reach->failed = rc;
    }
    return in->reach->slots[at].yes;
}

/* --- steps ---------------------------------------------------------------------------------------------------------- */

static const struct sheet_kind *sheet_of(enum intake_kind kind)
{
    return kind == INTAKE_ORGS ? &orgs_sheet : &members_sheet;
}

enum rc intake_check(struct ctx *c, struct intake *in, struct xlsx_source src)
{
    const struct sheet_kind *kind = sheet_of(in->kind);
    in->c = c;
    in->basis = arena_printf(c->arena, "导入 %s", in->file);
    if (c->viewer->kind != VIEWER_SITE && !(in->reach = arena_alloc(c->arena, sizeof(*in->reach))))
        return RC_TOOBIG;
    enum rc rc = kind->begin ? kind->begin(in) : RC_OK;
    if (!rc)
        rc = sheet_take(in, kind, src);
    if (!rc && kind->end)
        rc = kind->end(in);
    if (!rc && in->reach)
        rc = in->reach->failed;
    if (!rc || rc == RC_TOOBIG)
        rc = arena_check(c->arena) ? arena_check(c->arena) : rc; /* no memory at all is not too large */
    if (rc == RC_TOOBIG && !in->why)
        in->why = "这个表格太大，一次处理不完。请分成几个文件后再导入。";
    in->c = NULL;
    return rc;
}

static void gather_drop(struct intake *in)
{
    member_gather_free(in->gather);
    in->gather = NULL;
}

static enum rc plan_write(struct ctx *c, struct intake *in)
{
    in->c = c;
    enum rc rc = sheet_of(in->kind)->write(in);
    in->c = NULL;
    gather_drop(in);
    return rc ? rc : arena_check(c->arena); /* else what was written may lack a piece */
}

enum rc intake_write(struct ctx *c, struct intake *in)
{
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = plan_write(c, in);
    return db_end(c->db, rc);
}

enum rc intake_only_adds(struct ctx *c, const struct intake *in, bool *yes)
{
    *yes = false;
    return in->kind == INTAKE_MEMBERS ? member_register_empty(c, yes) : RC_OK;
}

enum rc intake_check_and_write(struct ctx *c, struct intake *in, struct xlsx_source src)
{
    in->writes = true;
    enum rc rc = db_begin(c->db);
    if (!rc)
        rc = intake_check(c, in, src);
    if (!rc && in->refused && !in->accept_good)
        rc = RC_CONFLICT;
    if (!rc) /* no unit of its own: SQLite would keep what lies before it, page by page, at every statement */
        rc = plan_write(c, in);
    gather_drop(in);
    return db_end(c->db, rc);
}

/* clang-format off */
static const struct event_kind intake_events[] = {
    { "intake_received",  "上传表格" },
    { "intake_answered",  "说明支部不同的原因" },
    { "intake_written",   "写入表格" },
    { "intake_withdrawn", "撤回表格" },
    { 0 },
};

static const struct menu_item intake_menu[] = {
    { "导入", "file-import", "/import", "import", CAP_MEMBER_IMPORT, 40 },
    { 0 },
};
/* clang-format on */

const struct feature intake_feature = {
    .name = "intake",
    .needs = (const char *const[]){ "org", "member", NULL },
    .routes = intake_routes,
    .statements = intake_statements,
    .events = intake_events,
    .menu = intake_menu,
    .migrations = intake_migrations,
    .commands = intake_commands,
    .rekey = intake_rekey,
};
