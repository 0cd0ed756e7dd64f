/* feature/intake/report.c: what an import says: the report of CONTRACT 2, and `zhibu import`. */
#include <string.h>

#include "base/date.h"
#include "feature/intake/intake_i.h"
#include "web/answer_json.h"
#include "web/command.h"
#include "web/site.h"

static void put_text(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "\"%s\":", name);
    json_text(out, text);
    buf_putc(out, ',');
}

static void put_fault(struct buf *out, const struct intake *in, const struct intake_fault *f)
{
    buf_putc(out, '{');
    put_text(out, "sheet", in->sheet ? in->sheet : "");
    buf_printf(out, "\"row\":%d,", f->row);
    put_text(out, "column", f->column);
    put_text(out, "code", f->code);
    put_text(out, "message", f->message);
    buf_puts(out, "\"first_row\":");
    if (f->first_row)
        buf_int(out, f->first_row);
    else
        buf_puts(out, "null");
    buf_putc(out, '}');
}

static void put_id(struct buf *out, const char *name, int64_t id)
{
    buf_printf(out, "\"%s\":\"%lld\",", name, (long long)id);
}

/* What a program answers as a person does on the page. */
static void put_question(struct buf *out, const struct intake_question *q)
{
    buf_putc(out, '{');
    put_id(out, "line", q->line);
    buf_printf(out, "\"row\":%d,", q->row);
    put_id(out, "member_id", q->member_id);
    put_text(out, "name", q->name);
    put_text(out, "before", q->before);
    put_text(out, "after", q->after);
    buf_puts(out, "\"choice\":");
    if (q->choice)
        json_text(out, vocab_id(&intake_choice_vocab, q->choice));
    else
        buf_puts(out, "null");
    buf_putc(out, '}');
}

static void put_questions(struct buf *out, const struct intake *in)
{
    const struct intake_question *questions = in->questions.at;
    buf_puts(out, ",\"questions\":[");
    for (size_t i = 0; i < in->questions.n; i++) {
        if (i)
            buf_putc(out, ',');
        put_question(out, &questions[i]);
    }
    buf_putc(out, ']');
}

void intake_report(struct buf *out, const struct intake *in, bool written)
{
    const struct intake_fault *faults = in->faults.at;
    char day[DATE_TEXT_BYTES];
    buf_putc(out, '{');
    put_text(out, "file", in->file);
    put_text(out, "effective", date_text(in->effective, day));
    buf_printf(
        out,
        "\"written\":%s,\"accepted\":%d,\"changed\":%d,\"unchanged\":%d,\"refused\":%d,\"rows\":[",
        written ? "true" : "false", in->accepted, in->changed, in->unchanged, in->refused);
    for (size_t i = 0; i < in->faults.n; i++) {
        if (i)
            buf_putc(out, ',');
        put_fault(out, in, &faults[i]);
    }
    buf_putc(out, ']');
    if (in->asks)
        put_questions(out, in);
    buf_puts(out, "}\n");
}

#define TEXT "{'type':'string'}"
#define NUMBER "{'type':'integer'}"
#define ID "{'type':'string','pattern':'^[1-9][0-9]*$'}"
const char intake_report_shape[] =
    "{'type':'object',"
    "'required':['file','effective','written','accepted','changed','unchanged','refused','rows','questions'],"
    "'properties':{'file':" TEXT ",'effective':{'type':'string','format':'date'},'written':{'type':'boolean'},"
    "'accepted':" NUMBER ",'changed':" NUMBER ",'unchanged':" NUMBER ",'refused':" NUMBER ","
    "'rows':{'type':'array','description':'被退回的行，每个问题一项。','items':{'type':'object',"
    "'required':['sheet','row','column','code','message','first_row'],'properties':{'sheet':" TEXT ",'row':" NUMBER
    ",'column':" TEXT ",'code':" TEXT ",'message':" TEXT ",'first_row':{'type':['integer','null']}}}},"
    "'questions':{'type':'array','description':'需要您选择怎样处理的行。','items':{'type':'object',"
    "'required':['line','row','member_id','name','before','after','choice'],"
    "'properties':{'line':" ID ",'row':" NUMBER ",'member_id':" ID ",'name':" TEXT ",'before':" TEXT ",'after':" TEXT
    ",'choice':{'type':['string','null']}}}}}}";

const char *intake_summary(struct arena *a, const struct intake *in)
{
    return arena_printf(a, "新增 %d，变更 %d，不变 %d，退回 %d。", in->accepted, in->changed,
                        in->unchanged, in->refused);
}

/* --- zhibu import --------------------------------------------------------------------------------------------------- */

/* clang-format off */
static const struct option demo_options[] = {
    { "--members", OPTION_VALUE, true,  "多少名党员" },
    { "--seed",    OPTION_VALUE, false, "同一个数得到同一所学校" },
    { 0 },
};

static const struct option import_options[] = {
    { "FILE",          OPTION_IN,    true,  "工作簿（.xlsx）" },
    { "--effective",   OPTION_VALUE, false, "从哪一天起生效，不写是今天" },
    { "--accept-good", OPTION_FLAG,  false, "有退回的行时，其余的照样写入" },
    { "--dry-run",     OPTION_FLAG,  false, "只核对，不写入" },
    { "--report",      OPTION_OUT,   false, "核对结果（JSON）" },
    { "--marked",      OPTION_OUT,   false, "标出问题的工作簿" },
    { 0 },
};
/* clang-format on */

struct import_call {
    struct intake in, asked; /* asked: before anything was read */
    bool only_adds;
    struct xlsx_source src;
};

static enum rc check_run(struct ctx *c, void *arg)
{
    struct import_call *i = arg;
    return intake_check(c, &i->in, i->src);
}

static enum rc only_adds_run(struct ctx *c, void *arg)
{
    struct import_call *i = arg;
    return intake_only_adds(c, &i->in, &i->only_adds);
}

/* PostgreSQL may ask for it once more: each time it begins anew. */
static enum rc at_once_run(struct ctx *c, void *arg)
{
    struct import_call *i = arg;
    i->in = i->asked;
    return intake_check_and_write(c, &i->in, i->src);
}

static enum rc write_run(struct ctx *c, void *arg)
{
    struct import_call *i = arg;
    return intake_write(c, &i->in);
}

/* The sentence of arguments that cannot be; NULL where all is well. */
static const char *arguments_take(struct command_call *call, struct import_call *i)
{
    const char *effective = command_option(call, "--effective");
    int32_t today = site_today(command_site(call));
    if (command_option(call, "--marked"))
        return "这个版本还不能在原工作簿里标出问题，请用 --report 查看退回的行。";
    i->in.effective = effective ? date_parse(effective) : today;
    if (!i->in.effective)
        return "没有看懂 --effective，请写成 2026-11-22 这样的日期。";
    if (i->in.effective > today)
        return "--effective 不能是将来的日期。";
    i->in.file = command_file_name(call, "FILE");
    i->src.at = command_file(call, "FILE", &i->src.len);
    return NULL;
}

static int say(struct command_call *call, struct import_call *i, bool written)
{
    struct arena *a = command_arena(call);
    if (command_option(call, "--report"))
        intake_report(command_out(call, "--report"), &i->in, written);
    buf_printf(command_out(call, NULL), "%s\n", intake_summary(a, &i->in));
    if (!i->in.refused)
        return COMMAND_DONE;
    const struct intake_fault *f = i->in.faults.at;
    (void)!command_cannot(call, arena_printf(a, "%d 行被退回，%s。第 %d 行 %s：%s", i->in.refused,
                                             written ? "其余的已经写入" : "没有写入任何内容",
                                             f->row, f->column, f->message));
    return COMMAND_REFUSED_ROWS;
}

/* RC_CONFLICT with refused rows is no failure: that is what undid the writing. */
static enum rc import_at_once(struct command_call *call, struct import_call *i, bool *written)
{
    i->in.accept_good = command_flag(call, "--accept-good");
    i->asked = i->in;
    enum rc rc = command_write(call, at_once_run, i);
    *written = !rc;
    return rc == RC_CONFLICT && i->in.refused && !i->in.accept_good ? RC_OK : rc;
}

static enum rc import_in_two_steps(struct command_call *call, struct import_call *i, bool *written)
{
    enum rc rc = command_read(call, check_run, i);
    *written = !rc && !command_flag(call, "--dry-run") && (!i->in.refused || command_flag(call, "--accept-good"));
    return *written && i->in.accepted + i->in.changed ? command_write(call, write_run, i) : rc;
}

static int import_run(struct command_call *call, enum intake_kind kind)
{
    struct import_call i = { .in = { .kind = kind } };
    const char *why = arguments_take(call, &i);
    bool written;
    if (why)
        return command_cannot(call, why);
    enum rc rc = command_flag(call, "--dry-run") ? RC_OK : command_read(call, only_adds_run, &i);
    if (!rc)
        rc = i.only_adds ? import_at_once(call, &i, &written) : import_in_two_steps(call, &i, &written);
    if (rc)
        return i.in.why ? command_cannot(call, i.in.why) : command_failed(call, rc);
    return say(call, &i, written);
}

static int import_orgs(struct command_call *call)
{
    return import_run(call, INTAKE_ORGS);
}

static int import_members(struct command_call *call)
{
    return import_run(call, INTAKE_MEMBERS);
}

/* clang-format off */
const struct command intake_commands[] = {
    { "import orgs",    import_options, import_orgs,    "导入党组织" },
    { "import members", import_options, import_members, "导入党员名册" },
    { "demo",           demo_options,   demo_run,       "虚构一所学校" },
    { 0 },
};
/* clang-format on */
