/* web/command.c: arguments by the table, and what a command may ask of its call. */
#include <string.h>

#include "base/date.h"
#include "web/call.h"
#include "web/command_i.h"
#include "web/feature.h"
#include "web/site.h"

/* --- the table --------------------------------------------------------------------------------------------------------- */

/* How many arguments the words take where argv begins with them, else 0. */
static int words_match(const char *words, int argc, char *const *argv)
{
    int n = 0;
    while (*words) {
        size_t len = strcspn(words, " ");
        if (n >= argc || strlen(argv[n]) != len || memcmp(argv[n], words, len) != 0)
            return 0;
        n++;
        words += len;
        words += *words == ' ';
    }
    return n;
}

const struct command *command_find(const struct feature *const *features, int argc, char *const *argv, int *words)
{
    for (; *features; features++)
        for (const struct command *k = (*features)->commands; k && k->words; k++) {
            *words = words_match(k->words, argc, argv);
            if (*words)
                return k;
        }
    return NULL;
}

static int option_index(const struct command *k, const char *name, size_t len)
{
    for (int i = 0; k->options && k->options[i].name && i < COMMAND_OPTIONS; i++)
        if (strlen(k->options[i].name) == len && !memcmp(k->options[i].name, name, len))
            return i;
    return -1;
}

static int positional_index(const struct command_call *call)
{
    const struct option *o = call->command->options;
    for (int i = 0; o && o[i].name && i < COMMAND_OPTIONS; i++)
        if (o[i].name[0] != '-' && !call->values[i].text)
            return i;
    return -1;
}

const char *command_usage(struct arena *a, const struct command *command)
{
    const char *text = arena_printf(a, "用法：zhibu %s", command->words);
    for (const struct option *o = command->options; o && o->name; o++) {
        const char *value = o->kind == OPTION_FLAG || o->name[0] != '-' ? ""
                            : o->kind == OPTION_VALUE                   ? " VALUE"
                                                                        : " FILE";
        text = arena_printf(a, o->required ? "%s %s%s" : "%s [%s%s]", text, o->name, value);
    }
    return arena_printf(a, "%s [--data DIR] [--database URL]", text);
}

static const char *wrong(struct command_call *call, const char *what, const char *arg)
{
    return arena_printf(call->arena, "%s%s。%s", what, arg, command_usage(call->arena, call->command));
}

/* One argument, or an option and its value: returns how many were taken, 0 with *why where it is wrong. */
static int argument_take(struct command_call *call, int argc, char *const *argv, const char **why)
{
    const char *arg = argv[0];
    bool dashed = arg[0] == '-' && arg[1];
    const char *equals = dashed ? strchr(arg, '=') : NULL;
    size_t len = equals ? (size_t)(equals - arg) : strlen(arg);
    int i = dashed ? option_index(call->command, arg, len) : positional_index(call);
    if (i < 0 || call->values[i].text) {
        *why = wrong(call, "没有看懂参数 ", dashed ? arena_strndup(call->arena, arg, len) : "");
        return 0;
    }
    if (!dashed || call->command->options[i].kind == OPTION_FLAG) {
        call->values[i].text = arg;
        return 1;
    }
    if (!equals && argc < 2) {
        *why = wrong(call, "缺少内容：", arg);
        return 0;
    }
    call->values[i].text = equals ? equals + 1 : argv[1];
    return equals ? 1 : 2;
}

const char *command_parse(struct command_call *call, int argc, char *const *argv)
{
    const char *why = NULL;
    while (argc > 0) {
        int n = argument_take(call, argc, argv, &why);
        if (!n)
            return why;
        argc -= n;
        argv += n;
    }
    const struct option *o = call->command->options;
    for (int i = 0; o && o[i].name; i++)
        if (o[i].required && !call->values[i].text)
            return wrong(call, "缺少参数 ", o[i].name);
    return NULL;
}

bool command_wants_stdin(const struct command_call *call)
{
    const struct option *o = call->command->options;
    for (int i = 0; o && o[i].name; i++) {
        size_t len = strlen(o[i].name);
        if (len > 6 && !strcmp(o[i].name + len - 6, "-stdin") && call->values[i].text)
            return true;
    }
    return false;
}

/* --- what a command asks -------------------------------------------------------------------------------------------------- */

static const struct command_value *value_of(const struct command_call *call, const char *name)
{
    int i = option_index(call->command, name, strlen(name));
    return i >= 0 && call->values[i].text ? &call->values[i] : NULL;
}

const char *command_option(const struct command_call *call, const char *name)
{
    const struct command_value *v = value_of(call, name);
    return v ? v->text : NULL;
}

bool command_flag(const struct command_call *call, const char *name)
{
    return value_of(call, name) != NULL;
}

const void *command_file(const struct command_call *call, const char *name, size_t *len)
{
    const struct command_value *v = value_of(call, name);
    *len = v ? v->len : 0;
    return v ? v->file : NULL;
}

const char *command_file_name(const struct command_call *call, const char *name)
{
    const struct command_value *v = value_of(call, name);
    if (!v)
        return NULL;
    const char *slash = strrchr(v->text, '/');
    return slash ? slash + 1 : v->text;
}

const char *command_line(struct command_call *call)
{
    if (!call->input || call->input_at >= call->input_len)
        return NULL;
    const char *at = call->input + call->input_at;
    const char *end = memchr(at, '\n', call->input_len - call->input_at);
    size_t len = end ? (size_t)(end - at) : call->input_len - call->input_at;
    call->input_at += len + 1;
    if (len && at[len - 1] == '\r')
        len--;
    return arena_strndup(call->arena, at, len);
}

struct buf *command_out(struct command_call *call, const char *name)
{
    int i = name ? option_index(call->command, name, strlen(name)) : -1;
    struct buf *b = i >= 0 ? &call->values[i].out : &call->out;
    if (!b->max)
        *b = BUF_INIT(COMMAND_OUT_BYTES);
    return b;
}

int command_cannot(struct command_call *call, const char *sentence)
{
    call->error = sentence;
    return COMMAND_CANNOT;
}

int command_failed(struct command_call *call, enum rc rc)
{
    return command_cannot(call, call->answer.nproblems ? call->answer.problems[0].message : rc_text(rc));
}

struct arena *command_arena(struct command_call *call)
{
    return call->arena;
}

const struct site *command_site(const struct command_call *call)
{
    return call->site;
}

void command_free(struct command_call *call)
{
    for (size_t i = 0; i < COMMAND_OPTIONS; i++)
        buf_free(&call->values[i].out);
    buf_free(&call->out);
}

/* --- transactions ----------------------------------------------------------------------------------------------------------- */

struct command_run {
    struct command_call *call;
    command_fn fn;
    void *arg;
};

static enum rc run_with(struct db *db, void *arg)
{
    struct command_run *r = arg;
    struct ctx c = {
        .arena = r->call->arena,
        .db = db,
        .site = r->call->site,
        .viewer = viewer_site(),
        .answer = &r->call->answer,
        .today = site_today(r->call->site),
    };
    c.on = c.today;
    return r->fn(&c, r->arg);
}

enum rc command_write(struct command_call *call, command_fn fn, void *arg)
{
    return db_write(call->site->db, call->arena, run_with, &(struct command_run){ call, fn, arg });
}

enum rc command_read(struct command_call *call, command_fn fn, void *arg)
{
    struct db *db;
    enum rc rc = db_read_begin(call->site->db, call->arena, &db);
    if (rc)
        return rc;
    rc = run_with(db, &(struct command_run){ call, fn, arg });
    db_read_end(db);
    return rc;
}

enum rc command_on_site(const struct site *site, struct arena *a, char *const *words, int *status, const char **out)
{
    int argc = 0, n = 0;
    while (words[argc])
        argc++;
    struct command_call *call = arena_alloc(a, sizeof(*call));
    if (!call)
        return RC_TOOBIG;
    *call = (struct command_call){ .site = site, .arena = a, .command = command_find(site->features, argc, words, &n) };
    if (!call->command)
        return RC_NOTFOUND;
    *status = call->command->run(call);
    *out = arena_strndup(a, call->out.at ? call->out.at : "", call->out.len);
    command_free(call);
    return arena_check(a);
}
