/* feature/privacy/privacy_objections.c: a member objects (PIPL 44, 50); whoever keeps the entry answers. */
#include "feature/privacy/objection.html.h"
#include "feature/privacy/privacy_i.h"
#include "web/call.h"

struct objection_in {
    const char *words, *answer;
};

#define IN(member) .offset = offsetof(struct objection_in, member)
/* clang-format off */
static const struct field words_fields[] = {
    { .name = "words", .label = "对什么有异议", .type = FIELD_LINES, .flags = REQUIRED | SENSITIVE, IN(words), .min = 1, .max = WORDS_CHARS,
      .hint = "例如哪一项信息不该收集，哪一次查看您觉得没有必要。" },
};
static const struct field answer_fields[] = {
    { .name = "answer", .label = "答复本人", .type = FIELD_LINES, .flags = REQUIRED | SENSITIVE, IN(answer), .min = 1, .max = WORDS_CHARS },
};
/* clang-format on */
const struct form privacy_answer_form = FORM("privacy_answer", objection_in, answer_fields);

static enum rc subject(struct ctx *c, struct change_subject *out)
{
    (void)c;
    *out = (struct change_subject){ .href = "/me", .place = "me" };
    return RC_OK;
}

static enum rc run(struct ctx *c, int64_t id, const void *form)
{
    (void)id;
    return privacy_object(c, ((const struct objection_in *)form)->words);
}

const struct change privacy_objection_change = {
    .form = FORM("privacy_objection", objection_in, words_fields),
    .title = "提出异议",
    .lead = "党组织会在十五个工作日内答复您。",
    .clause = "依据：《中华人民共和国个人信息保护法》第四十四条、第五十条。",
    .button = "提交",
    .sentence = "已提交。答复以后，您会在这里看到。",
    .subject = subject,
    .run = run,
    .created = true,
};

enum rc privacy_objection_show(struct ctx *c, const void *form)
{
    (void)form;
    struct privacy_objection_view v = { .form = &privacy_answer_form };
    enum rc rc = privacy_get_objection(c, call_id(c, 0), &v.o);
    if (rc)
        return rc;
    v.action = arena_printf(c->arena, "/objections/%lld/answers", (long long)v.o.id);
    return answer_page(c, &(struct page){ .title = "异议", .place = "members", .body = privacy_objection_page, .view = &v,
                                          .desc = &privacy_objection_row_desc, .row = &v.o });
}

enum rc privacy_answer_create(struct ctx *c, const void *form)
{
    enum rc rc = privacy_answer(c, call_id(c, 0), ((const struct objection_in *)form)->answer);
    return rc ? rc : answer_done(c, &(struct done){ .location = "/me", .sentence = "已答复，本人会看到。" });
}
