/* feature/org/org_commands.c: `zhibu export orgs`, in the form that `zhibu import orgs` reads. */
#include "feature/org/org_i.h"
#include "web/command_export.h"

/* A masked phone would not import again: it is left out unless it may be told. */
static enum rc export_rows(struct ctx *c, struct export_call *e)
{
    struct org_export_row *rows = NULL;
    struct command_table table;
    size_t n = 0;
    enum rc rc = org_export(c->db, &(struct org_export_in){ .org_id = e->org_id, .on = e->on, .scope = ctx_scope(c) },
                            &rows, &n);
    for (size_t i = 0; !rc && !e->unmask && i < n; i++)
        rows[i].contact_phone = "";
    if (!rc)
        rc = command_table_begin(e->call, &org_export_row_desc, NULL, &table);
    return rc ? rc : command_table_end(&table, command_table_rows(&table, rows, n));
}

static int export_orgs(struct command_call *call)
{
    static const struct export_kind kind = { "org_exported", "含完整的联系电话", org_chosen, export_rows };
    return export_run(call, &kind);
}

const struct command org_commands[] = {
    { "export orgs", export_options, export_orgs, "导出党组织" },
    { 0 },
};
