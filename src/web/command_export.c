/* web/command_export.c: what all exports of the command line share. */
#include "web/command_export.h"

#include <string.h>

#include "base/date.h"
#include "web/event.h"
#include "web/site.h"

/* clang-format off */
const struct option export_options[] = {
    { "--format", OPTION_VALUE, true,  "csv、xlsx 或 json" },
    { "--on",     OPTION_VALUE, false, "哪一天的情况，不写是今天" },
    { "--org",    OPTION_VALUE, false, "党组织编码，不写是全校" },
    { "--unmask", OPTION_FLAG,  false, "不遮住证件号和联系方式，需写明事由" },
    { "--reason", OPTION_VALUE, false, "事由" },
    { "-o",       OPTION_OUT,   true,  "写到哪个文件" },
    { 0 },
};
/* clang-format on */

/* Who takes a list out leaves a trace, before the first row is read. */
static enum rc export_note(struct ctx *c, void *arg)
{
    struct export_call *e = arg;
    c->on = e->on;
    enum rc rc = e->kind->place(c, command_option(e->call, "--org"), &e->org_id);
    return rc ? rc
              : event_record(c, &(struct event){ .kind = e->kind->event,
                                                 .subject_id = e->org_id,
                                                 .org_id = e->org_id,
                                                 .effective_on = e->on,
                                                 .note = e->reason,
                                                 .basis = e->unmask ? e->kind->unmasked : NULL });
}

static enum rc export_rows(struct ctx *c, void *arg)
{
    struct export_call *e = arg;
    c->on = e->on;
    return e->kind->rows(c, e);
}

int export_run(struct command_call *call, const struct export_kind *kind)
{
    const char *on = command_option(call, "--on"), *format = command_option(call, "--format");
    struct export_call e = { .call = call,
                             .kind = kind,
                             .reason = command_option(call, "--reason"),
                             .unmask = command_flag(call, "--unmask") };
    int32_t today = site_today(command_site(call));
    e.on = on ? date_parse(on) : today;
    if (!e.on || e.on > today)
        return command_cannot(call, "请把 --on 写成 2026-11-22 这样、不晚于今天的日期。");
    if (strcmp(format, "csv") != 0 && strcmp(format, "xlsx") != 0 && strcmp(format, "json") != 0)
        return command_cannot(call, "--format 可以是 csv、xlsx 或 json。");
    if (e.unmask && !(e.reason && *e.reason))
        return command_cannot(call, "导出完整信息要用 --reason 写明事由。");
    enum rc rc = command_write(call, export_note, &e);
    if (!rc)
        rc = command_read(call, export_rows, &e);
    return rc ? command_failed(call, rc) : COMMAND_DONE;
}
