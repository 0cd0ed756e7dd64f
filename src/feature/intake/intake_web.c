/* feature/intake/intake_web.c: /import: upload, preview, answers, confirmation. */
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "feature/intake/index.html.h"
#include "feature/intake/intake_run.h"
#include "feature/intake/show.html.h"
#include "web/answer.h"
#include "web/answer_json.h"
#include "web/call.h"

struct upload_in {
    int kind;
    int32_t effective;
    struct form_file file;
};
struct answer_in {
    int64_t line;
    int choice;
};
struct confirm_in {
    bool accept_good;
};

static const struct field upload_fields[] = {
    { .name = "kind", .example = "orgs", .label = "表格内容", .type = FIELD_VOCAB, .flags = REQUIRED, .offset = offsetof(struct upload_in, kind),
      .vocab = &intake_kind_vocab },
    { .name = "effective", .label = "自哪天起生效", .type = FIELD_DATE, .flags = REQUIRED | NOT_FUTURE,
      .offset = offsetof(struct upload_in, effective), .hint = "组织关系从这一天算起。" },
    { .name = "file", .label = "表格文件", .type = FIELD_FILE, .flags = REQUIRED, .offset = offsetof(struct upload_in, file),
      .max = XLSX_FILE_BYTES, .hint = "xlsx 文件，最大 32 MB。" },
};
static const struct form upload_form = {
    .name = "intake_upload", .size = sizeof(struct upload_in), .fields = upload_fields, .n = COUNT(upload_fields),
    .body_max = XLSX_FILE_BYTES + FORM_BODY_BYTES, .given = SIZE_MAX,
};
static const struct field answer_fields[] = {
    { .name = "line", .label = "哪一行", .type = FIELD_ID, .flags = REQUIRED, .offset = offsetof(struct answer_in, line), .min = 1,
      .max = INT64_MAX },
    { .name = "choice", .label = "怎样处理", .type = FIELD_VOCAB, .flags = REQUIRED, .offset = offsetof(struct answer_in, choice),
      .vocab = &intake_choice_vocab },
};
static const struct form answer_form = FORM("intake_answer", answer_in, answer_fields);
static const struct field confirm_fields[] = {
    { .name = "accept_good", .example = "true", .label = "退回的行以后再补，其余的先写入", .type = FIELD_BOOL,
      .offset = offsetof(struct confirm_in, accept_good) },
};
static const struct form confirm_form = FORM("intake_confirm", confirm_in, confirm_fields);

static const char *address_of(struct ctx *c, int64_t id)
{
    return arena_printf(c->arena, "/import/%lld", (long long)id);
}

/* --- upload --------------------------------------------------------------------------------------------------------- */

static enum rc index_show(struct ctx *c, const void *form)
{
    (void)form;
    struct intake_index_view v = { .form = &upload_form };
    struct intake_run_row *runs = NULL;
    enum rc rc = run_get_all(c, &runs, &v.runs_n);
    if (rc)
        return rc;
    v.runs = runs;
    answer_prefill(c, &upload_form, &(struct upload_in){ .kind = INTAKE_MEMBERS, .effective = c->today });
    struct page page = { .title = "导入", .place = "import", .body = intake_index_page, .view = &v };
    return answer_list(c, &(struct list){ .page = page, .desc = &intake_run_row_desc, .rows = runs, .n = v.runs_n });
}

/* A browser may send a whole path; a name that is no text is none. */
static const char *file_name(struct ctx *c, const char *name)
{
    const char *clean;
    const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
    name = slash && slash > back ? slash + 1 : back ? back + 1 : name;
    if (text_clean(c->arena, name, strlen(name), 0, &clean) || !*clean || utf8_chars(clean) > 120)
        return "名册.xlsx";
    return clean;
}

static enum rc upload_prepare(struct ctx *c, const void *form, void **work)
{
    const struct upload_in *in = form;
    struct intake_work *w = NULL;
    struct intake_upload up = { .kind = (enum intake_kind)in->kind, .effective = in->effective,
                                .file = file_name(c, in->file.name ? in->file.name : ""),
                                .src = { in->file.at, in->file.len } };
    enum rc rc = run_receive(c, &up, &w);
    *work = w;
    return rc;
}

static enum rc upload_create(struct ctx *c, const void *form)
{
    (void)form;
    struct intake_work *w = call_work(c);
    struct intake_run_row *run = arena_alloc(c->arena, sizeof(*run));
    enum rc rc = run ? run_keep(c, w) : RC_OOM;
    if (!rc)
        rc = run_get(c, w->id, run);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = address_of(c, w->id), .sentence = "核对完了，还没有写入任何内容。",
                                          .desc = &intake_run_row_desc, .row = run, .created = true });
}

/* --- preview -------------------------------------------------------------------------------------------------------- */

/* The report of CONTRACT 2, out of what was kept. */
static enum rc report_answer(struct ctx *c, const struct intake_show_view *v)
{
    struct intake in = { .file = v->run.file, .sheet = v->run.sheet, .effective = v->run.effective, .asks = true,
                         .accepted = (int)v->run.accepted, .changed = (int)v->run.changed,
                         .unchanged = (int)v->run.unchanged, .refused = (int)v->run.refused };
    struct intake_fault *faults = arena_array(c->arena, v->faults_n + 1, sizeof(*faults));
    struct intake_question *questions = arena_array(c->arena, v->questions_n + 1, sizeof(*questions));
    struct buf body = BUF_INIT(8 << 20);
    if (!faults || !questions)
        return RC_TOOBIG;
    for (size_t i = 0; i < v->faults_n; i++)
        faults[i] = (struct intake_fault){ .row = (int)v->faults[i].row, .first_row = (int)v->faults[i].first_row,
                                           .column = v->faults[i].column, .code = v->faults[i].code,
                                           .message = v->faults[i].message };
    for (size_t i = 0; i < v->questions_n; i++)
        questions[i] = (struct intake_question){ .line = v->questions[i].id, .row = (int)v->questions[i].row,
                                                 .member_id = v->questions[i].subject_id, .name = v->questions[i].name,
                                                 .before = v->questions[i].before, .after = v->questions[i].after,
                                                 .choice = v->questions[i].choice };
    in.faults = (struct grow){ .at = faults, .n = v->faults_n };
    in.questions = (struct grow){ .at = questions, .n = v->questions_n };
    intake_report(&body, &in, v->run.state == STATE_WRITTEN);
    return answer_file(c, "report.json", "application/json; charset=utf-8", &body);
}

static enum rc run_show(struct ctx *c, const void *form)
{
    (void)form;
    struct intake_show_view v = { 0 };
    struct intake_line_row *faults = NULL, *differences = NULL, *questions = NULL;
    int64_t id = call_id(c, 0);
    enum rc rc = run_get(c, id, &v.run);
    if (!rc)
        rc = run_get_lines(c, id, "fault", &faults, &v.faults_n);
    if (!rc)
        rc = run_get_lines(c, id, "difference", &differences, &v.differences_n);
    if (!rc)
        rc = run_get_lines(c, id, "question", &questions, &v.questions_n);
    if (rc)
        return rc;
    v.faults = faults;
    v.differences = differences;
    v.questions = questions;
    v.open = v.run.state == STATE_OPEN;
    v.members = v.run.kind == INTAKE_MEMBERS;
    v.unit = v.members ? "人" : "个";
    v.ready = v.run.accepted + v.run.changed;
    for (size_t i = 0; i < v.questions_n; i++)
        v.ready += questions[i].choice == CHOICE_MOVE || questions[i].choice == CHOICE_CORRECTION;
    if (c->call->as == AS_JSON)
        return report_answer(c, &v);
    return answer_page(c, &(struct page){ .title = "核对导入", .place = "import", .body = intake_show_page, .view = &v });
}

static enum rc answer_create(struct ctx *c, const void *form)
{
    const struct answer_in *in = form;
    int64_t id = call_id(c, 0);
    struct intake_run_row *run = arena_alloc(c->arena, sizeof(*run));
    enum rc rc = run ? run_get(c, id, run) : RC_OOM;
    if (!rc && run->state != STATE_OPEN)
        return refuse_as(c, RC_CONFLICT, "closed", "这次导入已经处理过了。");
    if (!rc)
        rc = run_answer(c, id, in->line, in->choice);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = address_of(c, id), .sentence = "已记下，写入时照此办理。",
                                          .desc = &intake_run_row_desc, .row = run });
}

/* --- yes or no ------------------------------------------------------------------------------------------------------ */

static enum rc confirm_prepare(struct ctx *c, const void *form, void **work)
{
    (void)form;
    struct intake_work *w = NULL;
    enum rc rc = run_reopen(c, call_id(c, 0), &w);
    *work = w;
    return rc;
}

static enum rc confirm_create(struct ctx *c, const void *form)
{
    const struct confirm_in *in = form;
    struct intake_work *w = call_work(c);
    struct intake_run_row *run = arena_alloc(c->arena, sizeof(*run));
    if (w->in.refused && !in->accept_good)
        return refuse(c, "accept_good", "refused_rows",
                      arena_printf(c->arena, "有 %d 行被退回。如果其余的先写入，请勾选这一项。", w->in.refused));
    enum rc rc = run ? run_write(c, w) : RC_OOM;
    if (!rc)
        rc = run_get(c, w->id, run);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = "/import", .desc = &intake_run_row_desc, .row = run,
                                          .sentence = arena_printf(c->arena, "已写入：%s", intake_summary(c->arena, &w->in)) });
}

static enum rc withdraw_create(struct ctx *c, const void *form)
{
    (void)form;
    int64_t id = call_id(c, 0);
    struct intake_run_row *run = arena_alloc(c->arena, sizeof(*run));
    enum rc rc = run ? run_withdraw(c, id) : RC_OOM;
    if (!rc)
        rc = run_get(c, id, run);
    if (rc)
        return rc;
    return answer_done(c, &(struct done){ .location = "/import", .desc = &intake_run_row_desc, .row = run,
                                          .sentence = "没有写入任何内容。改好表格后可以再导入。" });
}

/* clang-format off */
const struct route intake_routes[] = {
    { GET,  "/import",                   CAP_MEMBER_IMPORT, NULL,          index_show, .lists = &intake_run_row_desc },
    { POST, "/import",                   CAP_MEMBER_IMPORT, &upload_form,  upload_create, .prepare = upload_prepare,
      .answers = &intake_run_row_desc, .creates = true },
    { GET,  "/import/:id",               CAP_MEMBER_IMPORT, NULL,          run_show, .shape = intake_report_shape },
    { POST, "/import/:id/answers",       CAP_MEMBER_IMPORT, &answer_form,  answer_create, .again = run_show, .answers = &intake_run_row_desc },
    { POST, "/import/:id/confirmations", CAP_MEMBER_IMPORT, &confirm_form, confirm_create, .prepare = confirm_prepare, .again = run_show,
      .answers = &intake_run_row_desc },
    { POST, "/import/:id/withdrawals",   CAP_MEMBER_IMPORT, NULL,          withdraw_create, .answers = &intake_run_row_desc },
    ROUTES_END
};
/* clang-format on */
