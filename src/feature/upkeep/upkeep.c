/*
 * feature/upkeep/upkeep.c: the descriptor, and /healthz.
 *
 * A program in front asks /healthz whether to send people here.  The dispatcher has opened a transaction and read from the
 * database before the handler runs, so there is nothing left for it to try: a database that is away is a 503 already.
 */
#include "feature/upkeep/upkeep_i.h"

#include "base/vocab.h"
#include "feature/upkeep/drill_i.h"
#include "feature/upkeep/health.html.h"
#include "feature/upkeep/upkeep_web.h"
#include "web/answer.h"
#include "web/command.h"
#include "web/feature.h"

extern const struct migration upkeep_migrations[];

VOCAB_TABLE(upkeep_level, UPKEEP_LEVEL_LIST)
VOCAB_TABLE(drill_state, DRILL_STATE_LIST)

enum { DRILL_LOOK_MS = 1000 };

static const struct col health_cols[] = {
    { .name = "status", .label = "", .type = COL_TEXT, .offset = offsetof(struct health_row, status) },
};
static const struct row_desc health_desc = { "health", "运行情况", sizeof(struct health_row), health_cols, 1 };

static enum rc health_show(struct ctx *c, const void *form)
{
    (void)form;
    const struct health_row row = { "ok" };
    return answer_page(
        c, &(struct page){
               .title = "运行正常", .body = upkeep_health_page, .view = &row, .desc = &health_desc, .row = &row });
}

/* clang-format off */
static const struct route routes[] = {
    { GET,  "/healthz",       CAP_PUBLIC,    NULL, health_show, .answers = &health_desc },
    { GET,  "/upkeep",        CAP_SITE_KEEP, NULL, upkeep_show, .as = AS_LIST, .lists = &upkeep_finding_row_desc },
    { GET,  "/upkeep/drills", CAP_SITE_KEEP, NULL, drills_index, .as = AS_LIST, .lists = &upkeep_drill_row_desc },
    { POST, "/upkeep/drills", CAP_SITE_KEEP, NULL, drills_create, .again = upkeep_show },
    ROUTES_END,
};
static const struct menu_item menu[] = {
    { "运行情况", "server", "/upkeep", "upkeep", CAP_SITE_KEEP, 82 },
    { 0 },
};
static const struct event_kind events[] = {
    { "upkeep_drill_asked",  "开始恢复演练" },
    { "upkeep_drill_passed", "恢复演练通过" },
    { "upkeep_drill_failed", "恢复演练没有通过" },
    { 0 },
};
static const struct job jobs[] = {
    { "drill", DRILL_LOOK_MS, drill_job },
    { 0 },
};
static const struct option backup_options[] = {
    { "FILE",           OPTION_VALUE, true,  "备份写到哪个文件" },
    { "--without-keys", OPTION_FLAG,  false, "不带密钥" },
    { 0 },
};
static const struct option restore_options[] = {
    { "FILE", OPTION_VALUE, true, "备份文件" },
    { 0 },
};
static const struct command commands[] = {
    { "backup",  backup_options,  backup_command,  "备份", COMMAND_APART },
    { "restore", restore_options, restore_command, "把备份恢复到空的文件夹", COMMAND_MAKES_SITE },
    { "doctor",  NULL,            doctor_command,  "检查站点是否正常", COMMAND_APART },
    { 0 },
};
/* clang-format on */

const struct feature upkeep_feature = {
    .name = "upkeep",
    .routes = routes,
    .statements = upkeep_statements,
    .migrations = upkeep_migrations,
    .events = events,
    .menu = menu,
    .jobs = jobs,
    .commands = commands,
};
