/* feature/evidence/evidence.c: the descriptor. */
#include "feature/evidence/evidence_run.h"

enum { SEAL_EVERY_MS = 1000 }; /* what happens within a second shares a seal */

extern const struct migration evidence_migrations[];

static const struct job jobs[] = {
    { "seal", SEAL_EVERY_MS, seal_run },
    { 0 },
};

/* clang-format off */
static const struct menu_item menu[] = {
    { "操作记录", "history",      "/events",         "events", CAP_EVENT_READ, 80 },
    { "每日封存", "shield-check", "/evidence/seals", "seals",  CAP_EVENT_READ, 81 },
    { 0 },
};
/* clang-format on */

const struct feature evidence_feature = {
    .name = "evidence",
    .needs = (const char *const[]){ "account", NULL },
    .routes = evidence_routes,
    .statements = evidence_statements,
    .migrations = evidence_migrations,
    .menu = menu,
    .commands = evidence_commands,
    .jobs = jobs,
};
