/*
 * feature/evidence/verify.c: `zhibu verify`: is everything as it was sealed?
 *
 * One snapshot, read in lots: the chain of batches, then events beside entries in the order of their ids, then the rows
 * of every subject beside what was last sealed of them.  Memory is that of one lot and 32 bytes a subject.  Each finding
 * is one line with id, kind and time, and never a value.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "feature/evidence/evidence_run.h"

enum {
    VERIFY_ARENA_BYTES = 256 << 20,
    VERIFY_SCRATCH_BYTES = 64 << 20, /* the rows of one subject */
    VERIFY_LINES = 10000,            /* findings that are written out; more are counted */
};

void verify_say(struct verify *v, const char *fmt, ...)
{
    va_list ap;
    if (v->count.findings++ >= VERIFY_LINES)
        return;
    va_start(ap, fmt);
    buf_vprintf(v->out, fmt, ap);
    va_end(ap);
    buf_putc(v->out, '\n');
}

static const char *kind_label(const struct site *site, const char *kind)
{
    for (const struct feature *const *f = site->features; f && *f; f++)
        for (const struct event_kind *k = (*f)->events; k && k->name; k++)
            if (!strcmp(k->name, kind))
                return k->label;
    return "";
}

/* An id begins with the millisecond in which it was made: that stands for the time of an event that is gone. */
static int64_t id_instant(int64_t id)
{
    return (id >> 21) + 1577836800000;
}

const char *verify_event_words(struct verify *v, int64_t id, const char *kind)
{
    char at[25];
    return arena_printf(v->lot, "%lld，%s（%s），%s", (long long)id, kind, kind_label(v->site, kind),
                        instant_text(id_instant(id), at));
}

/* "12:3f2a-…" as it was printed: groups, blanks and capitals do not matter. */
static bool given_parse(const char *text, struct seal_line *out)
{
    char *end;
    size_t n = 0;
    out->seq = strtoll(text, &end, 10);
    if (out->seq <= 0 || *end != ':')
        return false;
    for (const char *p = end + 1; *p; p++) {
        if (*p == '-' || *p == ' ')
            continue;
        if (!isxdigit((unsigned char)*p) || n == LINK_TEXT_BYTES - 1)
            return false;
        out->link[n++] = (char)tolower((unsigned char)*p);
    }
    out->link[n] = '\0';
    return n >= 16;
}

static enum rc verify_all(struct verify *v)
{
    enum rc rc = subjects_new(v->arena, &v->subjects);
    if (!rc)
        rc = verify_chain(v);
    if (!rc)
        rc = verify_events(v);
    if (!rc)
        rc = verify_rows(v);
    subjects_free(v->subjects);
    return rc ? rc : buf_check(v->out);
}

static void report_end(struct verify *v)
{
    if (v->count.findings > VERIFY_LINES)
        buf_printf(v->out, "（另有 %lld 处没有列出）\n", (long long)v->count.findings - VERIFY_LINES);
    buf_printf(v->out, "核对了 %lld 批封存、%lld 条操作记录、%lld 个对象的登记内容；还有 %lld 条记录等待封存。\n",
               (long long)v->count.seals, (long long)v->count.events, (long long)v->count.subjects,
               (long long)v->count.waiting);
    if (v->count.findings)
        buf_printf(v->out, "发现 %lld 处与封存不符。\n", (long long)v->count.findings);
    else
        buf_puts(v->out, "没有发现改动。\n");
}

enum rc verify_run(const struct site *site, const struct seal_line *given, struct buf *out, bool *altered)
{
    struct verify v = { .site = site, .given = *given, .out = out, .scratch = BUF_INIT(VERIFY_SCRATCH_BYTES) };
    v.arena = arena_new(VERIFY_ARENA_BYTES);
    v.lot = arena_new(VERIFY_ARENA_BYTES);
    classes_list(site, &v.classes);
    db_read_anew(site->db);
    enum rc rc = v.arena && v.lot ? db_read_begin(site->db, v.lot, &v.db) : RC_OOM;
    if (!rc) {
        rc = verify_all(&v);
        db_read_end(v.db);
    }
    if (!rc)
        report_end(&v);
    *altered = v.count.findings > 0;
    buf_free(&v.scratch);
    arena_free(v.lot);
    arena_free(v.arena);
    return rc ? rc : buf_check(out);
}

static int run_command(struct command_call *call)
{
    struct seal_line given = { 0 };
    const char *text = command_option(call, "--seal");
    bool altered;
    if (text && !given_parse(text, &given))
        return command_cannot(call, "--seal 要写成“编号:校验码”，校验码至少 16 位，照打印件上的写。");
    enum rc rc = verify_run(command_site(call), &given, command_out(call, NULL), &altered);
    if (rc)
        return command_failed(call, rc);
    return altered ? COMMAND_ALTERED : COMMAND_DONE;
}

static const struct option options[] = {
    { "--seal", OPTION_VALUE, false, "打印过的封存：编号:校验码" },
    { 0 },
};

const struct command evidence_commands[] = {
    { "verify", options, run_command, "核对操作记录和登记内容有没有被改动" },
    { 0 },
};
