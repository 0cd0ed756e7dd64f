/* feature/member/member_commands.c: `zhibu export members`. */
#include "feature/member/member_i.h"
#include "web/command_export.h"

static enum rc masked_rows(struct ctx *c, struct export_call *e, struct command_table *table)
{
    struct member_query q = { .org = e->org_id, .q = "", .after = "", .columns = "" };
    struct member_cursor *cursor = NULL;
    enum rc rc = member_list_begin(c, &q, MEMBER_ITEMS_ALL, &cursor);
    size_t n = 1;
    while (!rc && n) {
        const void *rows = NULL;
        rc = member_list_next(c, cursor, &rows, &n);
        if (!rc && n)
            rc = command_table_rows(table, rows, n);
    }
    return rc;
}

static enum rc clear_rows(struct ctx *c, struct export_call *e, struct command_table *table)
{
    struct member_clear_page_in in = {
        .org_id = e->org_id, .on = c->on, .after_pinyin = "", .limit = MEMBER_EXPORT_ROWS, .scope = ctx_scope(c)
    };
    size_t n = MEMBER_EXPORT_ROWS;
    enum rc rc = RC_OK;
    while (!rc && n == MEMBER_EXPORT_ROWS) {
        struct member_clear *rows = NULL;
        rc = member_clear_page(c->db, &in, &rows, &n);
        if (!rc && n) {
            rc = command_table_rows(table, rows, n);
            in.after_id = rows[n - 1].id;
            in.after_pinyin = rows[n - 1].pinyin;
        }
    }
    return rc;
}

static enum rc export_rows(struct ctx *c, struct export_call *e)
{
    const struct row_desc *desc = e->unmask ? &member_clear_desc : &member_row_desc;
    struct command_table table;
    struct org_name org;
    enum rc rc = org_name_of(c, e->org_id, &org);
    const char *title = rc ? NULL : arena_printf(c->arena, "%s党员名册", org.name);
    if (!rc)
        rc = command_table_begin(e->call, desc, title, &table);
    if (rc)
        return rc;
    return command_table_end(&table, e->unmask ? clear_rows(c, e, &table) : masked_rows(c, e, &table));
}

static int export_members(struct command_call *call)
{
    static const struct export_kind kind = { "member_exported", "含完整证件号和联系方式", org_chosen, export_rows };
    return export_run(call, &kind);
}

const struct command member_commands[] = {
    { "export members", export_options, export_members, "导出党员名册" },
    { 0 },
};
