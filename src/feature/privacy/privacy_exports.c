/* feature/privacy/privacy_exports.c: the page that asks why a long list leaves (web/export.h). */
#include <string.h>

#include "feature/privacy/export.html.h"
#include "feature/privacy/privacy_i.h"
#include "web/call.h"
#include "web/url.h"

enum { ADDRESS_CHARS = 4096 };

struct export_in {
    const char *address, *reason;
};

#define IN(member) .offset = offsetof(struct export_in, member)
/* clang-format off */
static const struct field export_fields[] = {
    { .name = "address", .label = "名册的地址", .type = FIELD_TEXT, IN(address), .max = ADDRESS_CHARS },
    { .name = "reason", .label = "为什么要导出", .type = FIELD_TEXT, .flags = REQUIRED, IN(reason), .min = 2, .max = REASON_CHARS,
      .hint = "名册里的每一位党员都能看到谁在何时因何导出过。" },
};
/* clang-format on */
const struct form privacy_export_form = FORM("privacy_export", export_in, export_fields);

/* A file of ours: /members.xlsx?org=1. */
static bool is_list(const char *address)
{
    size_t n = strcspn(address, "?");
    return url_is_local(address) &&
           ((n > 4 && !strncmp(address + n - 4, ".csv", 4)) || (n > 5 && !strncmp(address + n - 5, ".xlsx", 5)));
}

/* The page keeps the list in its own address, so it is still there when the form is drawn again. */
static const char *list_asked(struct ctx *c)
{
    struct url_param params[URL_PARAMS];
    size_t n = url_query(c->arena, c->call->query, params);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(params[i].name, "of"))
            return params[i].value;
    return "";
}

/* /members.xlsx?org=1 came from /members?org=1. */
static const char *page_of(struct arena *a, const char *address)
{
    size_t n = strcspn(address, "?"), dot = n;
    while (dot && address[dot - 1] != '.')
        dot--;
    return arena_printf(a, "%.*s%s", (int)(dot ? dot - 1 : n), address, address + n);
}

enum rc privacy_export_ask(struct ctx *c, const void *form)
{
    (void)form;
    struct privacy_export_view v = { .of = list_asked(c) };
    if (!is_list(v.of))
        return RC_NOTFOUND;
    v.back = page_of(c->arena, v.of);
    return answer_page(
        c, &(struct page){ .title = "导出名册", .place = "members", .body = privacy_export_page, .view = &v });
}

static const struct col file_cols[] = {
    { .name = "file", .label = "文件", .type = COL_TEXT, .offset = offsetof(struct export_in, address) },
};
const struct row_desc privacy_export_desc = {
    .name = "privacy_export", .title = "", .size = sizeof(struct export_in), .cols = file_cols, .n = COUNT(file_cols)
};

enum rc privacy_export_create(struct ctx *c, const void *form)
{
    const struct export_in *in = form;
    struct export_in out = { .address = *in->address ? in->address : list_asked(c) };
    if (!is_list(out.address))
        return refuse(c, "address", "not_a_list", "这不是名册的地址，请从名册的“导出”进入。");
    enum rc rc = privacy_permit(c, out.address, in->reason, &out.address);
    return rc ? rc
              : answer_done(c,
                            &(struct done){
                                .location = out.address, .created = true, .desc = &privacy_export_desc, .row = &out });
}
