/* feature/activation/slips_pdf.c: slips on paper: to be cut apart and handed over one by one. */
#include "base/date.h"
#include "doc/pdf.h"
#include "feature/activation/activation_i.h"

static const char *day_words(struct arena *a, int32_t day)
{
    return arena_printf(a, "%d年%d月%d日", date_year(day), date_month(day), date_day(day));
}

static void slip_draw(const struct ctx *c, const struct slips *slips, const struct slip *s, const char *origin,
                      struct pdf *p)
{
    const char *lines[] = {
        slips->org_name,
        arena_printf(c->arena, "账号：%s", s->login),
        arena_printf(c->arena, "启用码：%s", s->code),
        arena_printf(c->arena, "%s以前有效，只能用一次。", day_words(c->arena, slips->until_on)),
        "请扫码或者打开下面的网址，不要告诉别人。",
        arena_printf(c->arena, "%s/activate", origin),
        NULL,
    };
    pdf_slip(p, &(struct pdf_slip){ .heading = s->member.name,
                                    .lines = lines,
                                    .qr = arena_printf(c->arena, "%s/activate?code=%s", origin, s->code) });
}

enum rc slips_draw(const struct ctx *c, const struct slips *slips, const char *origin, struct buf *to)
{
    struct pdf *p;
    const char *foot = arena_printf(c->arena, "%s启用单，%s打印，共 %zu 张。请剪开，当面交给本人。", slips->org_name,
                                    day_words(c->arena, c->today), slips->n);
    enum rc rc = pdf_new(&(struct pdf_setup){ .title = "启用单", .foot = foot }, to, &p);
    if (rc)
        return rc;
    for (size_t i = 0; i < slips->n; i++)
        slip_draw(c, slips, &slips->at[i], origin, p);
    return pdf_end(p);
}
