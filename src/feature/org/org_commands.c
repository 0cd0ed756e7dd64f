/* feature/org/org_commands.c: `zhibu export orgs`, in the form that `zhibu import orgs` reads. */
#include <string.h>

#include "base/date.h"
#include "feature/org/org_i.h"
#include "web/command_table.h"
#include "web/site.h"

/* clang-format off */
static const struct option export_options[] = {
    { "--format", OPTION_VALUE, true,  "csv、xlsx 或 json" },
    { "--on",     OPTION_VALUE, false, "哪一天的情况，不写是今天" },
    { "--org",    OPTION_VALUE, false, "党组织编码，不写是全校" },
    { "--unmask", OPTION_FLAG,  false, "不遮住联系电话，需写明事由" },
    { "--reason", OPTION_VALUE, false, "事由" },
    { "-o",       OPTION_OUT,   true,  "写到哪个文件" },
    { 0 },
};
/* clang-format on */

struct export_call {
    struct command_call *call;
    const char *code, *reason;
    int32_t on;
    int64_t org_id;
    bool unmask;
};

static enum rc export_note(struct ctx *c, void *arg)
{
    struct export_call *e = arg;
    c->on = e->on;
    enum rc rc = e->code ? org_by_code(c, e->code, &e->org_id) : org_root(c, &e->org_id);
    if (rc == RC_NOTFOUND)
        return refuse_as(c, rc, "org_unknown", "没有这个编码的党组织。");
    return rc ? rc : event_record(c, &(struct event){ .kind = "org_exported", .subject_id = e->org_id, .org_id = e->org_id,
                                                      .effective_on = e->on, .note = e->reason });
}

/* A masked phone would not import again: it is left out unless it may be told. */
static enum rc export_rows(struct ctx *c, void *arg)
{
    struct export_call *e = arg;
    struct org_export_row *rows = NULL;
    struct command_table table;
    size_t n = 0;
    c->on = e->on;
    enum rc rc = org_export(c->db, &(struct org_export_in){ .org_id = e->org_id, .on = e->on, .scope = ctx_scope(c) }, &rows, &n);
    for (size_t i = 0; !rc && !e->unmask && i < n; i++)
        rows[i].contact_phone = "";
    if (!rc)
        rc = command_table_begin(e->call, &org_export_row_desc, NULL, &table);
    return rc ? rc : command_table_end(&table, command_table_rows(&table, rows, n));
}

static int export_orgs(struct command_call *call)
{
    const char *on = command_option(call, "--on"), *format = command_option(call, "--format");
    struct export_call e = { .call = call, .code = command_option(call, "--org"), .unmask = command_flag(call, "--unmask"),
                             .reason = command_option(call, "--reason") };
    int32_t today = site_today(command_site(call));
    e.on = on ? date_parse(on) : today;
    if (!e.on || e.on > today)
        return command_cannot(call, "请把 --on 写成 2026-11-22 这样、不晚于今天的日期。");
    if (strcmp(format, "csv") != 0 && strcmp(format, "xlsx") != 0 && strcmp(format, "json") != 0)
        return command_cannot(call, "--format 可以是 csv、xlsx 或 json。");
    if (e.unmask && !(e.reason && *e.reason))
        return command_cannot(call, "导出联系电话要用 --reason 写明事由。");
    enum rc rc = command_write(call, export_note, &e);
    if (!rc)
        rc = command_read(call, export_rows, &e);
    return rc ? command_failed(call, rc) : COMMAND_DONE;
}

const struct command org_commands[] = {
    { "export orgs", export_options, export_orgs, "导出党组织" },
    { 0 },
};
