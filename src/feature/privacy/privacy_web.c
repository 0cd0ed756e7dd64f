/* feature/privacy/privacy_web.c: the descriptor of the feature. */
#include "feature/privacy/privacy_i.h"

/* clang-format off */
static const struct route routes[] = {
    { GET,  "/privacy",                  CAP_PUBLIC,        NULL,                 privacy_notice_show,    .as = AS_PAGE },
    { POST, "/privacy/acknowledgements", CAP_SIGNED_IN,     NULL,                 privacy_acknowledge },
    { GET,  "/me/readings",              CAP_OWN_FILE,      &privacy_after_form,  privacy_readings_index, .lists = &privacy_reading_desc },
    { GET,  "/me/copy",                  CAP_OWN_FILE,      NULL,                 privacy_copy_show,      .slow = true, .shape = "{'type':'object'}" },
    CHANGE("/me/objections/new", "/me/objections", CAP_OWN_FILE, privacy_objection_change, .object = NULL),
    { GET,  "/objections/:id",           CAP_MEMBER_WRITE,  NULL,                 privacy_objection_show, .answers = &privacy_objection_row_desc },
    { POST, "/objections/:id/answers",   CAP_MEMBER_WRITE,  &privacy_answer_form, privacy_answer_create,  .again = privacy_objection_show },
    { GET,  "/exports/new",              CAP_MEMBER_EXPORT, NULL,                 privacy_export_ask,     .as = AS_PAGE },
    { POST, "/exports",                  CAP_MEMBER_EXPORT, &privacy_export_form, privacy_export_create,  .again = privacy_export_ask, .answers = &privacy_export_desc, .creates = true },
    { GET,  "/retentions",               CAP_MEMBER_ERASE,  &privacy_after_form,  privacy_over_index, .lists = &privacy_over_desc },
    ROUTES_END
};

static const struct event_kind events[] = {
    { "privacy_objected",     "本人提出异议" },
    { "privacy_answered",     "答复异议" },
    { "privacy_erased",       "清除异议" },
    { "privacy_notice_read",  "阅读隐私说明" },
    { "privacy_export_asked", "写明事由导出名册" },
    { "privacy_many_files",   "一天打开很多档案" },
    { 0 },
};
/* clang-format on */

static const struct evidence evidence[] = {
    { .label = "异议",
      .kinds = (const char *const[]){ "privacy_objected", "privacy_answered", "privacy_erased", NULL },
      .rows = (const struct db_stmt *const[]){ &privacy_evidence_objections_stmt, NULL } },
    { 0 },
};

const struct feature privacy_feature = {
    .name = "privacy",
    .needs = (const char *const[]){ "org", "member", NULL },
    .routes = routes,
    .statements = privacy_statements,
    .migrations = privacy_migrations,
    .events = events,
    .panels = privacy_panels,
    .holdings = privacy_holdings,
    .evidence = evidence,
    .rekey = privacy_rekey,
    .on_event = privacy_on_event,
    .on_erase = privacy_on_erase,
};
