/* tools/sqlgen_body.c: bodies: fragments, macros, parameters, the rule of scope, and the statements of intervals. */
#include "sqlgen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void fail(const char *path, int line, const char *fmt, ...)
{
    va_list ap;
    fprintf(stderr, "%s:%d: ", path, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

void *must_alloc(size_t n)
{
    void *p = calloc(1, n);
    if (!p) {
        fputs("sqlgen: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

/* --- fragments: lines into parts -------------------------------------------------------------- */

/* Where a comment begins outside of quotes, or NULL. */
static const char *comment_find(const char *line)
{
    char quote = 0;
    for (const char *p = line; *p; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '\'' || *p == '"')
            quote = *p;
        else if (p[0] == '-' && p[1] == '-')
            return p;
    }
    return NULL;
}

static int flag_number(struct source *src, struct statement *st, const char *name, int no)
{
    for (const char *p = name; *p || p == name; p++)
        if (!islower((unsigned char)*p) && *p != '_' && !isdigit((unsigned char)*p))
            fail(src->path, no, "\"%s\" is not the name of a fragment", name);
    for (int i = 0; i < st->nflags; i++)
        if (!strcmp(st->flags[i], name))
            return i + 1;
    if (st->nflags == FLAGS_MAX || strlen(name) >= NAME_MAX_BYTES)
        fail(src->path, no, "more than %d fragments", FLAGS_MAX);
    memcpy(st->flags[st->nflags++], name, strlen(name) + 1);
    return st->nflags;
}

/* "full: post mobile": these columns of the row are selected in lines of the fragment alone. */
void body_add_only(struct source *src, struct statement *st, const char *words, int no)
{
    char flag[NAME_MAX_BYTES], column[NAME_MAX_BYTES];
    int used = 0;
    if (sscanf(words, " %63[a-z0-9_]:%n", flag, &used) != 1 || !used)
        fail(src->path, no, "only is written \"only FLAG: COLUMN …\"");
    int number = flag_number(src, st, flag, no);
    for (const char *at = words + used; sscanf(at, " %63s%n", column, &used) == 1; at += used) {
        if (st->nonly == FIELDS_MAX)
            fail(src->path, no, "more than %d columns", FIELDS_MAX);
        struct only *o = &st->only[st->nonly++];
        *o = (struct only){ .flag = number, .line = no };
        memcpy(o->column, column, sizeof o->column);
    }
}

void body_add_line(struct source *src, struct statement *st, struct body *body, const char *line, int no)
{
    const char *comment = comment_find(line);
    size_t n = comment ? (size_t)(comment - line) : strlen(line);
    int flag = 0;
    bool without = false;
    if (comment) {
        if (strncmp(comment, "--? ", 4) != 0)
            fail(src->path, no, "inside a statement there are no comments but \"--? flag\"");
        without = comment[4] == '!';
        flag = flag_number(src, st, comment + 4 + without, no);
    }
    if (flag && st->kind == K_BULK)
        fail(src->path, no, "a bulk statement has no fragments");
    while (n && isspace((unsigned char)line[n - 1]))
        n--;
    body->ended = n && line[n - 1] == ';';
    if (body->ended)
        n--;
    struct part *p = body->n ? &body->at[body->n - 1] : NULL;
    if (!p || p->flag != flag || p->without != without) {
        if (body->n == PARTS_MAX)
            fail(src->path, no, "more than %d parts", PARTS_MAX);
        p = &body->at[body->n++];
        *p = (struct part){ .flag = flag, .without = without, .line = no };
    }
    char *longer = NULL;
    if (asprintf(&longer, "%s%.*s\n", p->sql ? p->sql : "", (int)n, line) < 0)
        exit(1);
    p->sql = longer;
}

/* --- expanding -------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 8 };

struct expand {
    struct source *src;
    struct statement *st;
    int engine;
    bool always; /* the part is not optional */
    int line;
    FILE *out;
};

static void expand_text(struct expand *x, const char *at, int depth);

static const char *word_end(const char *p)
{
    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    return p;
}

static int scope_parameter(struct expand *x, const char *name)
{
    static const char *const known[] = { "account", "member", "home", "cap", "site", "today" };
    struct fields *in = &x->st->in;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(name + strlen("scope."), known[i]) != 0)
            continue;
        if (in->n == FIELDS_MAX)
            fail(x->src->path, x->line, "more than %d parameters", FIELDS_MAX);
        struct field *f = &in->at[in->n++];
        *f = (struct field){ .type = strcmp(known[i], "today") == 0 ? T_DATE : T_INT, .used = true, .label = "" };
        snprintf(f->name, sizeof f->name, "scope.%s", known[i]);
        memcpy(f->c, f->name, sizeof f->c);
        x->st->has_scope = true;
        return in->n;
    }
    fail(x->src->path, x->line, "\":%s\" is not in struct scope", name);
}

/* ":name" becomes "$k"; returns what follows it. */
static const char *expand_parameter(struct expand *x, const char *at)
{
    const char *end = word_end(at + 1);
    if (*end == '.' && end - at == 6 && !strncmp(at, ":scope", 6))
        end = word_end(end + 1);
    char name[NAME_MAX_BYTES];
    snprintf(name, sizeof name, "%.*s", (int)(end - at - 1), at + 1);
    struct field *f = field_find(&x->st->in, name);
    int number = f ? (int)(f - x->st->in.at) + 1 : 0;
    if (!f && !strncmp(name, "scope.", 6))
        number = scope_parameter(x, name);
    else if (!f)
        fail(x->src->path, x->line, "the parameter \":%s\" is not among the in of \"%s\"", name, x->st->name);
    x->st->in.at[number - 1].used = true;
    fprintf(x->out, "$%d", number);
    return end;
}

static bool expand_type(struct expand *x, const char *word)
{
    static const struct {
        const char *word, *sql[ENGINES];
    } types[] = {
        { "INT", { "INTEGER", "BIGINT" } },    { "REF", { "INTEGER", "BIGINT" } }, { "DATE", { "INTEGER", "INTEGER" } },
        { "BOOL", { "INTEGER", "SMALLINT" } }, { "TEXT", { "TEXT", "TEXT" } },
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(word, types[i].word)) {
            fputs(types[i].sql[x->engine], x->out);
            return true;
        }
    return false;
}

/* The arguments between ( and its ), split at commas that are in no parentheses; returns what follows. */
static const char *take_args(struct expand *x, const struct macro *m, const char *at, char *args[MACRO_ARGS_MAX])
{
    int n = 0, open = 0;
    if (*at != '(') {
        if (m->nargs)
            fail(x->src->path, x->line, "$%s has %d argument(s)", m->name, m->nargs);
        return at;
    }
    const char *from = at + 1;
    for (at++;; at++) {
        if (!*at)
            fail(x->src->path, x->line, "a ) is missing after $%s", m->name);
        if ((*at == ',' || *at == ')') && !open) {
            if (at > from && n < MACRO_ARGS_MAX)
                args[n] = strndup(from + strspn(from, " "), (size_t)(at - from) - strspn(from, " "));
            n += at > from;
            from = at + 1;
            if (*at == ')')
                break;
        }
        open += (*at == '(') - (*at == ')');
    }
    if (n != m->nargs)
        fail(x->src->path, x->line, "$%s has %d argument(s), not %d", m->name, m->nargs, n);
    return at + 1;
}

static char *macro_fill(struct expand *x, const struct macro *m, char *args[MACRO_ARGS_MAX])
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    for (const char *p = m->body; *p;) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (!end) {
            fputc(*p++, out);
            continue;
        }
        int found = -1;
        for (int i = 0; i < m->nargs; i++)
            if (strlen(m->args[i]) == (size_t)(end - p - 1) && !strncmp(m->args[i], p + 1, strlen(m->args[i])))
                found = i;
        if (found < 0)
            fail(x->src->path, x->line, "$%s has no argument %.*s", m->name, (int)(end - p + 1), p);
        fputs(args[found], out);
        p = end + 1;
    }
    fclose(out);
    return text;
}

static const char *expand_word(struct expand *x, const char *at, int depth)
{
    const char *end = word_end(at + 1);
    char word[NAME_MAX_BYTES];
    snprintf(word, sizeof word, "%.*s", (int)(end - at - 1), at + 1);
    if (expand_type(x, word))
        return end;
    const struct macro *m = x->src->macros;
    while (m && strcmp(m->name, word) != 0)
        m = m->next;
    if (!m)
        fail(x->src->path, x->line, "\"$%s\" is not known", word);
    if (depth == DEPTH_MAX)
        fail(x->src->path, x->line, "$%s uses itself", word);
    if (!strncmp(word, "SCOPE", 5) && x->always)
        x->st->scoped[x->engine] = true;
    char *args[MACRO_ARGS_MAX] = { 0 };
    end = take_args(x, m, end, args);
    expand_text(x, macro_fill(x, m, args), depth + 1);
    if (!depth)
        for (const char *p = at; p < end; p++)
            x->line += *p == '\n';
    return end;
}

static const char *expand_quoted(struct expand *x, const char *at)
{
    const char *end = strchr(at + 1, *at);
    if (!end)
        fail(x->src->path, x->line, "a quote does not end");
    fwrite(at, 1, (size_t)(end - at) + 1, x->out);
    return end + 1;
}

static void expand_text(struct expand *x, const char *at, int depth)
{
    while (*at) {
        if (*at == '\'' || *at == '"') {
            at = expand_quoted(x, at);
        } else if (at[0] == ':' && at[1] == ':') {
            fputs("::", x->out);
            at += 2;
        } else if (*at == ':' && (isalpha((unsigned char)at[1]) || at[1] == '_')) {
            at = expand_parameter(x, at);
        } else if (*at == '$' && isupper((unsigned char)at[1])) {
            at = expand_word(x, at, depth);
        } else if (*at == '$') {
            fail(x->src->path, x->line, "a $ begins a macro; parameters are :name");
        } else if (*at == ';') {
            fail(x->src->path, x->line, "a ; stands only at the end of a statement");
        } else {
            x->line += !depth && *at == '\n';
            fputc(*at++, x->out);
        }
    }
}

/* Two statements that hash one column differently would never find what the other wrote. */
void check_renewed(const struct source *src)
{
    const struct field *seen[FIELDS_MAX * 8];
    int n = 0;
    for (int s = 0; s < src->nstatements; s++)
        for (int i = 0; i < src->statements[s]->in.n; i++) {
            const struct field *f = &src->statements[s]->in.at[i];
            for (int k = 0; f->type == T_LOOKUP && k < n; k++)
                if (!strcmp(seen[k]->seal, f->seal) && seen[k]->renewed != f->renewed)
                    fail(src->path, f->line, "\"%s\" is renewed in one place and not in another", f->seal);
            if (f->type == T_LOOKUP && n < FIELDS_MAX * 8)
                seen[n++] = f;
        }
}

/* One statement is about one person, whose id stands beside the values. */
static void check_person(const struct source *src, struct fields *fields, const struct field *f, const char **person)
{
    struct field *of = field_find(fields, f->person);
    if (!of || (of->type != T_ID && of->type != T_ID0))
        fail(src->path, f->line, "\"%s\" is of \"%s\", which is not an id here", f->name, f->person);
    if (*person && strcmp(*person, f->person) != 0)
        fail(src->path, f->line, "\"%s\" is of another person than what stands before it", f->name);
    *person = f->person;
    of->used = true;
}

/* What a sealed value is bound to is an id beside it. */
void check_sealed(const struct source *src, struct fields *fields)
{
    const char *person = NULL;
    for (int i = 0; i < fields->n; i++) {
        struct field *f = &fields->at[i];
        struct field *id = f->type == T_SEALED ? field_find(fields, f->seal_id) : NULL;
        if (f->type == T_SEALED && (!id || (id->type != T_ID && id->type != T_ID0)))
            fail(src->path, f->line, "\"%s\" is bound to \"%s\", which is not an id here", f->name, f->seal_id);
        if (id)
            id->used = true;
        if (f->person[0])
            check_person(src, fields, f, &person);
    }
}

/* --- whole statements ------------------------------------------------------------------------- */

static void body_make(struct source *src, struct statement *st, int engine)
{
    const struct body *body = st->body[engine].n ? &st->body[engine] : &st->body[0];
    struct body *made = &st->made[engine];
    for (int i = 0; i < body->n; i++) {
        const struct part *p = &body->at[i];
        struct part *q = &made->at[made->n++];
        size_t len = 0;
        *q = *p;
        struct expand x = { .src = src,
                            .st = st,
                            .engine = engine,
                            .always = !p->flag,
                            .line = p->line,
                            .out = open_memstream(&q->sql, &len) };
        expand_text(&x, p->sql, 0);
        fclose(x.out);
    }
}

static bool reads(const struct statement *st, const struct body *body)
{
    const char *at = body->at[0].sql + strspn(body->at[0].sql, " (\n");
    return !strncasecmp(at, "SELECT", 6) || (st->row[0] && !strncasecmp(at, "WITH", 4));
}

static void statement_check(const struct source *src, struct statement *st)
{
    for (int e = 0; e < ENGINES; e++)
        if (reads(st, &st->made[e]) && !st->scoped[e] && !st->unscoped)
            fail(src->path, st->line,
                 "\"%s\" reads without a $SCOPE that is always there; if it may, say \"-- "
                 "unscoped: why\"",
                 st->name);
    for (int i = 0; i < st->in.n; i++)
        if (!st->in.at[i].used)
            fail(src->path, st->in.at[i].line, "the parameter \":%s\" is not used by \"%s\"", st->in.at[i].name,
                 st->name);
    for (int e = 0; st->kind == K_BULK && e < ENGINES; e++)
        if (strncmp(st->made[e].at[0].sql, "INSERT ", 7) != 0 || !strstr(st->made[e].at[0].sql, "VALUES ("))
            fail(src->path, st->line, "a bulk statement is an INSERT with VALUES (");
    bool known = !st->row[0];
    for (int i = 0; i < src->nrows; i++)
        known = known || !strcmp(src->rows[i]->name, st->row);
    for (int i = 0; i < src->nincludes; i++)
        known = known || strstr(src->includes[i], ".sql.h");
    if (!known)
        fail(src->path, st->line, "the row \"%s\" is not known", st->row);
}

void statement_make(struct source *src, struct statement *st)
{
    for (int e = 0; e < ENGINES; e++)
        body_make(src, st, e);
    statement_check(src, st);
}

/* --- intervals -------------------------------------------------------------------------------- */

/* "a = :a AND b = :b" of fields from to, with what stands between. */
static void pairs(FILE *out, const struct fields *in, const int range[2], const char *between)
{
    for (int i = range[0]; i < range[1]; i++)
        fprintf(out, "%s%s = :%s", i > range[0] ? between : "", in->at[i].name, in->at[i].name);
}

static void interval_insert(FILE *out, const struct interval *iv)
{
    const int keys[2] = { 0, iv->nkeys };
    fprintf(out, "INSERT INTO %s (", iv->name);
    for (int i = 0; i < iv->in.n; i++)
        fprintf(out, "%s, ", iv->in.at[i].name);
    fputs("until_on)\nVALUES (", out);
    for (int i = 0; i < iv->in.n; i++)
        fprintf(out, ":%s, ", iv->in.at[i].name);
    fprintf(out, "COALESCE(\n  (SELECT until_on FROM %s WHERE ", iv->name);
    pairs(out, &iv->in, keys, " AND ");
    fprintf(out,
            " AND from_on < :from_on AND until_on > :from_on),\n"
            "  (SELECT MIN(from_on) FROM %s WHERE ",
            iv->name);
    pairs(out, &iv->in, keys, " AND ");
    fputs(" AND from_on > :from_on),\n  99991231))\n", out);
}

static void interval_body(FILE *out, const struct interval *iv, int which)
{
    const int keys[2] = { 0, iv->nkeys }, values[2] = { iv->nkeys, iv->in.n - 1 };
    static const char *const where[] = { " AND from_on = :from_on\n", "",
                                         " AND from_on < :from_on AND until_on > :from_on\n",
                                         " AND from_on = :from_on\n" };
    if (which == 1) {
        interval_insert(out, iv);
        return;
    }
    if (which == 0) {
        fprintf(out, "UPDATE %s SET ", iv->name);
        pairs(out, &iv->in, values, ", ");
    } else {
        fprintf(out, which == 2 ? "UPDATE %s SET until_on = :from_on" : "DELETE FROM %s", iv->name);
    }
    fputs("\n WHERE ", out);
    pairs(out, &iv->in, keys, " AND ");
    fputs(where[which], out);
}

/* Four statements over one in-struct; db/interval.c has their order. */
void interval_make(struct source *src, struct interval *iv)
{
    static const char *const names[] = { "replace", "insert", "cut", "remove" };
    for (int i = 0; i < 4; i++) {
        char *name = NULL, *sql = NULL;
        size_t len = 0;
        if (asprintf(&name, "%s_%s", iv->name, names[i]) < 0 || strlen(name) >= NAME_MAX_BYTES)
            fail(src->path, iv->line, "the name of the interval is too long");
        struct statement *st = statement_new(src, name, i ? K_EXEC : K_MUST, iv->line);
        snprintf(st->in_name, sizeof st->in_name, "%s", iv->name);
        st->in = iv->in;
        st->of_interval = true;
        for (int f = 0; f < st->in.n; f++)
            st->in.at[f].used = true; /* not every one of the four uses each */
        FILE *out = open_memstream(&sql, &len);
        interval_body(out, iv, i);
        fclose(out);
        st->body[0] = (struct body){ .at = { { .sql = sql, .line = iv->line } }, .n = 1, .ended = true };
    }
}
