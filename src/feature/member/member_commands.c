/* feature/member/member_commands.c: `zhibu export members`. */
#include <string.h>

#include "base/date.h"
#include "feature/member/member_i.h"
#include "web/command_table.h"
#include "web/site.h"

/* clang-format off */
static const struct option export_options[] = {
    { "--format", OPTION_VALUE, true,  "csv、xlsx 或 json" },
    { "--on",     OPTION_VALUE, false, "哪一天的情况，不写是今天" },
    { "--org",    OPTION_VALUE, false, "党组织编码，不写是全校" },
    { "--unmask", OPTION_FLAG,  false, "不遮住证件号和联系方式，需写明事由" },
    { "--reason", OPTION_VALUE, false, "事由" },
    { "-o",       OPTION_OUT,   true,  "写到哪个文件" },
    { 0 },
};
/* clang-format on */

struct export_call {
    struct command_call *call;
    struct command_table table;
    const char *code, *reason;
    int32_t on;
    int64_t org_id;
    bool unmask;
};

static enum rc masked_rows(struct ctx *c, struct export_call *e)
{
    struct member_query q = { .org = e->org_id, .q = "", .after = "", .columns = "" };
    struct member_cursor *cursor = NULL;
    enum rc rc = member_list_begin(c, &q, MEMBER_ITEMS_ALL, &cursor);
    size_t n = 1;
    while (!rc && n) {
        const void *rows = NULL;
        rc = member_list_next(c, cursor, &rows, &n);
        if (!rc && n)
            rc = command_table_rows(&e->table, rows, n);
    }
    return rc;
}

static enum rc clear_rows(struct ctx *c, struct export_call *e)
{
    struct member_clear_page_in in = { .org_id = e->org_id, .on = c->on, .after_pinyin = "", .limit = MEMBER_EXPORT_ROWS,
                                       .scope = ctx_scope(c) };
    size_t n = MEMBER_EXPORT_ROWS;
    enum rc rc = RC_OK;
    while (!rc && n == MEMBER_EXPORT_ROWS) {
        struct member_clear *rows = NULL;
        rc = member_clear_page(c->db, &in, &rows, &n);
        if (!rc && n) {
            rc = command_table_rows(&e->table, rows, n);
            in.after_id = rows[n - 1].id;
            in.after_pinyin = rows[n - 1].pinyin;
        }
    }
    return rc;
}

/* Who takes a roster out leaves a trace, before the first row is read. */
static enum rc export_note(struct ctx *c, void *arg)
{
    struct export_call *e = arg;
    c->on = e->on;
    enum rc rc = e->code ? org_by_code(c, e->code, &e->org_id) : org_root(c, &e->org_id);
    if (rc == RC_NOTFOUND)
        return refuse_as(c, rc, "org_unknown", "没有这个编码的党组织。");
    return rc ? rc : event_record(c, &(struct event){ .kind = "member_exported", .subject_id = e->org_id,
                                                      .org_id = e->org_id, .effective_on = e->on, .note = e->reason,
                                                      .basis = e->unmask ? "含完整证件号和联系方式" : NULL });
}

static enum rc export_rows(struct ctx *c, void *arg)
{
    struct export_call *e = arg;
    const struct row_desc *desc = e->unmask ? &member_clear_desc : &member_row_desc;
    struct org_name org;
    c->on = e->on;
    enum rc rc = org_name_of(c, e->org_id, &org);
    const char *title = rc ? NULL : arena_printf(c->arena, "%s党员名册", org.name);
    if (!rc)
        rc = command_table_begin(e->call, desc, title, &e->table);
    if (rc)
        return rc;
    return command_table_end(&e->table, e->unmask ? clear_rows(c, e) : masked_rows(c, e));
}

static int export_members(struct command_call *call)
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
        return command_cannot(call, "导出完整信息要用 --reason 写明事由。");
    enum rc rc = command_write(call, export_note, &e);
    if (!rc)
        rc = command_read(call, export_rows, &e);
    return rc ? command_failed(call, rc) : COMMAND_DONE;
}

const struct command member_commands[] = {
    { "export members", export_options, export_members, "导出党员名册" },
    { 0 },
};
