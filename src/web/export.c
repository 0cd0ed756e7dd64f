/* web/export.c: which lists may leave, with which mark. */
#include "web/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/random.h"
#include "doc/xlsx_write.h"
#include "web/answer_i.h"
#include "web/call.h"
#include "web/opening.h"
#include "web/url.h"
#include "web/web.sql.h"

static const int64_t export_ms = (int64_t)EXPORT_MINUTES * 60 * 1000;

/* One spelling for one list, whoever wrote the address. */
static const char *address_plain(struct ctx *c, const char *address, const char *name, const char *value)
{
    size_t n = strcspn(address, "?");
    struct call call = { .path = arena_strndup(c->arena, address, n), .query = address + n + (address[n] == '?') };
    struct ctx there = *c;
    there.call = &call;
    return call_address(&there, "", name, value);
}

static const char *address_here(struct ctx *c)
{
    return call_address(c, c->call->as == AS_CSV ? ".csv" : ".xlsx", "export", NULL);
}

static int64_t permit_asked(struct ctx *c)
{
    struct url_param params[URL_PARAMS];
    size_t n = url_query(c->arena, c->call->query ? c->call->query : "", params);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(params[i].name, "export"))
            return strtoll(params[i].value, NULL, 10);
    return 0;
}

/* 导出人 林晓（secretary），2026-11-22 15:03，编号 1234 */
static const char *mark_of(struct ctx *c, const struct web_export_row *e)
{
    static const struct col at = {
        .name = "made_at", .label = "", .type = COL_INSTANT, .offset = offsetof(struct web_export_row, made_at)
    };
    struct buf b = BUF_INIT(64);
    col_text(&b, &at, e);
    const char *mark = arena_printf(c->arena, "导出人 %s（%s），%.*s，编号 %lld", c->viewer->name, c->viewer->login,
                                    (int)b.len, b.at ? b.at : "", (long long)e->id);
    arena_fail(c->arena, buf_check(&b));
    buf_free(&b);
    return mark;
}

static enum rc note(struct ctx *c, const struct export_of *of, const char *reason)
{
    const char *words = *of->filters ? arena_printf(c->arena, "%s（%s）", reason, of->filters) : reason;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < of->norgs && !rc; i++)
        rc = opening_note(c, &(struct opening){ .kind = of->kind,
                                                .subject_id = of->orgs[i],
                                                .org_id = of->orgs[i],
                                                .org_code = "",
                                                .note = words,
                                                .each = true });
    return rc;
}

static enum rc ask_for_reason(struct ctx *c)
{
    struct buf b = BUF_INIT(64 * 1024);
    const char *here = address_here(c);
    if (c->viewer->kind != VIEWER_SESSION)
        return refuse(c, "reason", "reason_needed",
                      "超过 200 人的名册要先写明事由：向 /exports 提交 address 和 reason，再到答复的地址取文件。");
    buf_puts(&b, "/exports/new?of=");
    url_put(&b, here, strlen(here));
    const char *to = arena_strndup(c->arena, b.at ? b.at : "", b.len);
    enum rc rc = buf_check(&b);
    buf_free(&b);
    return rc ? rc : answer_done(c, &(struct done){ .location = to });
}

enum rc export_check(struct ctx *c, const struct list *l, const char **mark)
{
    struct web_export_row e = { .reason = "" };
    int64_t id = permit_asked(c);
    *mark = NULL;
    if (!l->export)
        return RC_OK;
    enum rc rc = RC_NOTFOUND;
    if (id)
        rc = web_export_find(c->db,
                             &(struct web_export_find_in){ .export_id = id,
                                                           .account_id = c->viewer->account_id,
                                                           .address = address_here(c),
                                                           .after = instant_now() - export_ms },
                             &e);
    if (rc == RC_NOTFOUND && (l->n > EXPORT_FREE_ROWS || l->next))
        return ask_for_reason(c);
    if (rc && rc != RC_NOTFOUND)
        return rc;
    *mark = rc ? NULL : mark_of(c, &e);
    return note(c, l->export, e.reason);
}

enum rc export_permit(struct ctx *c, const char *address, const char *reason, const char **to)
{
    int64_t id = id_new(), now = instant_now();
    enum rc rc = web_export_forget(c->db, &(struct web_export_forget_in){ .before = now - export_ms });
    if (!rc)
        rc = web_export_add(c->db, &(struct web_export_add_in){ .export_id = id,
                                                                .account_id = c->viewer->account_id,
                                                                .address = address_plain(c, address, "export", NULL),
                                                                .reason = reason,
                                                                .now = now });
    *to = address_plain(c, address, "export", arena_printf(c->arena, "%lld", (long long)id));
    return rc;
}
