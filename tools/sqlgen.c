/*
 * tools/sqlgen.c: makes row structs and typed functions of a feature's .sql file (docs/sql.md).
 *
 *     sqlgen IN.sql OUT.h OUT.c [MACROS.sql …]
 *
 * A fault is told as "file:line: sentence", and the build stops.
 */
#include "sqlgen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- scanning one line ------------------------------------------------------------------------ */

/* What is left of a line, and where it stands. */
struct scan {
    const char *path;
    int line;
    const char *at;
};

static void skip_blanks(struct scan *s)
{
    while (*s->at == ' ' || *s->at == '\t')
        s->at++;
}

/* The next word up to a blank or one of stop; "" at the end. */
static void take_word(struct scan *s, const char *stop, char out[NAME_MAX_BYTES])
{
    skip_blanks(s);
    size_t n = 0;
    while (s->at[n] && s->at[n] != ' ' && !strchr(stop, s->at[n]))
        n++;
    if (n >= NAME_MAX_BYTES)
        fail(s->path, s->line, "a name is longer than %d bytes", NAME_MAX_BYTES - 1);
    memcpy(out, s->at, n);
    out[n] = '\0';
    s->at += n;
}

static bool take_char(struct scan *s, char c)
{
    skip_blanks(s);
    if (*s->at != c)
        return false;
    s->at++;
    return true;
}

/* Lower case, digits and _; where dots are allowed, one of them. */
static bool name_is_good(const char *name, int dots)
{
    if (!islower((unsigned char)name[0]))
        return false;
    for (const char *p = name; *p; p++) {
        if (*p == '.' && p[1] && dots-- > 0)
            continue;
        if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '_')
            return false;
    }
    return true;
}

static void take_name(struct scan *s, const char *stop, int dots, char out[NAME_MAX_BYTES])
{
    take_word(s, stop, out);
    if (!name_is_good(out, dots))
        fail(s->path, s->line, "\"%s\" is not a name (a-z, 0-9 and _)", out);
}

static void at_end(struct scan *s)
{
    skip_blanks(s);
    if (*s->at)
        fail(s->path, s->line, "\"%s\" is not expected here", s->at);
}

/* --- fields: columns and parameters ----------------------------------------------------------- */

struct field *field_find(struct fields *fields, const char *name)
{
    for (int i = 0; i < fields->n; i++)
        if (!strcmp(fields->at[i].name, name))
            return &fields->at[i];
    return NULL;
}

static enum type take_type(struct scan *s)
{
    static const char *const words[T_N] = {
        [T_ID] = "id",           [T_INT] = "int",   [T_FEN] = "fen",     [T_BOOL] = "bool",   [T_DATE] = "date",
        [T_INSTANT] = "instant", [T_TEXT] = "text", [T_BLOB] = "blob",   [T_VOCAB] = "vocab", [T_SEALED] = "sealed",
        [T_LOOKUP] = "lookup",   [T_ID0] = "id0",   [T_TEXT0] = "text0",
    };
    char word[NAME_MAX_BYTES];
    take_word(s, ",)", word);
    for (int t = 0; t < T_N; t++)
        if (!strcmp(word, words[t]))
            return (enum type)t;
    fail(s->path, s->line, "\"%s\" is not a type", word);
}

static void field_check_names(struct scan *s, struct fields *fields, const struct field *f)
{
    size_t n = strlen(f->name);
    if (f->type == T_FEN && (n < 4 || strcmp(f->name + n - 4, "_fen") != 0))
        fail(s->path, s->line, "the name of money ends in _fen, \"%s\" does not", f->name);
    for (int i = 0; i < fields->n; i++)
        if (!strcmp(fields->at[i].c, f->c))
            fail(s->path, s->line, "\"%s\" is there twice", f->name);
}

/* The word stands next, as a word of its own: taken. */
static bool take_this(struct scan *s, const char *word)
{
    size_t n = strlen(word);
    skip_blanks(s);
    if (strncmp(s->at, word, n) != 0 || (s->at[n] && !strchr(" ,)", s->at[n])))
        return false;
    s->at += n;
    return true;
}

/* What a parameter may say beyond a column: "of PERSON", "renewed", "earlier". */
static void take_keys(struct scan *s, struct field *f)
{
    if (f->type == T_SEALED && take_this(s, "of"))
        take_name(s, ",)", 0, f->person);
    if (f->type == T_LOOKUP) {
        f->earlier = take_this(s, "earlier");
        f->renewed = f->earlier || take_this(s, "renewed");
    }
}

/* "name type [what the type needs]", appended to the fields. */
static struct field *take_field(struct scan *s, struct fields *fields, int dots)
{
    if (fields->n == FIELDS_MAX)
        fail(s->path, s->line, "more than %d columns or parameters", FIELDS_MAX);
    struct field *f = &fields->at[fields->n];
    *f = (struct field){ .line = s->line, .label = "" };
    take_name(s, " ,)", dots, f->name);
    for (size_t i = 0; f->name[i]; i++)
        f->c[i] = f->name[i] == '.' ? '_' : f->name[i];
    f->type = take_type(s);
    if (f->type == T_VOCAB)
        take_name(s, ",)", 0, f->vocab);
    if (f->type == T_SEALED || f->type == T_LOOKUP) {
        take_name(s, ",)", 1, f->seal);
        if (!strchr(f->seal, '.'))
            fail(s->path, s->line, "\"%s\" is not TABLE.COLUMN", f->seal);
    }
    if (f->type == T_SEALED)
        take_name(s, ",)", 1, f->seal_id);
    field_check_names(s, fields, f);
    fields->n++;
    return f;
}

/* "name type, name type …" up to the end of the line, or up to ) */
static void take_list(struct scan *s, struct fields *fields)
{
    do {
        struct field *f = take_field(s, fields, 0);
        take_keys(s, f);
        if (!strcmp(f->name, "with") || !strcmp(f->name, "scope"))
            fail(s->path, s->line, "a parameter cannot be called \"%s\"", f->name);
    } while (take_char(s, ','));
}

/* --- blocks ----------------------------------------------------------------------------------- */

enum mode { M_NONE, M_ROW, M_STATEMENT, M_MACRO };

struct reader {
    struct source *src;
    struct scan scan;
    enum mode mode;
    bool prose; /* the line before was a why or an unscoped: its text may go on */
    struct row *row;
    struct statement *st;
    struct body *body;
    struct macro *macro;
    FILE *macro_text;
    size_t macro_len;
};

#define APPEND(list, n, item)                                         \
    do {                                                              \
        (list) = realloc((list), ((size_t)(n) + 1) * sizeof *(list)); \
        if (!(list))                                                  \
            exit(1);                                                  \
        (list)[(n)++] = (item);                                       \
    } while (0)

struct statement *statement_new(struct source *src, const char *name, enum kind kind, int line)
{
    for (int i = 0; i < src->nstatements; i++)
        if (!strcmp(src->statements[i]->name, name))
            fail(src->path, line, "the statement \"%s\" is there twice", name);
    struct statement *st = must_alloc(sizeof *st);
    memcpy(st->name, name, strlen(name) + 1);
    memcpy(st->in_name, name, strlen(name) + 1);
    st->kind = kind;
    st->line = line;
    APPEND(src->statements, src->nstatements, st);
    return st;
}

static void block_close(struct reader *r)
{
    const struct source *src = r->src;
    if (r->mode == M_STATEMENT && (!r->body || !r->body->ended))
        fail(src->path, r->st->line, "the statement \"%s\" does not end in ;", r->st->name);
    if (r->mode == M_MACRO && r->macro_text)
        fail(src->path, r->macro->line, "the macro \"%s\" does not end in ;", r->macro->name);
    if (r->mode == M_ROW && !r->row->columns.n)
        fail(src->path, r->row->line, "the row \"%s\" has no columns", r->row->name);
    if (r->mode == M_ROW)
        check_sealed(src, &r->row->columns);
    r->mode = M_NONE;
}

static void block_include(struct reader *r)
{
    struct scan *s = &r->scan;
    skip_blanks(s);
    size_t n = strlen(s->at);
    if (n < 3 || s->at[0] != '"' || s->at[n - 1] != '"' || r->src->nincludes == 32)
        fail(s->path, s->line, "an include is one header in double quotes");
    r->src->includes[r->src->nincludes++] = strdup(s->at);
}

static void block_row(struct reader *r)
{
    struct scan *s = &r->scan;
    struct row *row = must_alloc(sizeof *row);
    row->line = s->line;
    take_name(s, ":", 0, row->name);
    for (int i = 0; i < r->src->nrows; i++)
        if (!strcmp(r->src->rows[i]->name, row->name))
            fail(s->path, s->line, "the row \"%s\" is there twice", row->name);
    if (take_char(s, ':'))
        skip_blanks(s);
    else
        at_end(s);
    row->title = strdup(s->at);
    APPEND(r->src->rows, r->src->nrows, row);
    r->row = row;
    r->mode = M_ROW;
}

/* Columns of a group stand together, since JSON opens and closes the group once. */
static void check_group(struct scan *s, const struct fields *columns, const struct field *f)
{
    const char *dot = strchr(f->name, '.');
    size_t n = dot ? (size_t)(dot - f->name) + 1 : 0;
    bool begun = false, last = false;
    for (int i = 0; n && &columns->at[i] != f; i++) {
        last = !strncmp(columns->at[i].name, f->name, n);
        begun = begun || last;
    }
    if (begun && !last)
        fail(s->path, s->line, "\"%s\" stands apart from its group", f->name);
}

static void row_column(struct reader *r)
{
    struct scan *s = &r->scan;
    struct field *f = take_field(s, &r->row->columns, 1);
    if (f->type == T_LOOKUP || f->type == T_ID0 || f->type == T_TEXT0)
        fail(s->path, s->line, "this type is for parameters only");
    check_group(s, &r->row->columns, f);
    for (;;) {
        struct scan before = *s;
        char word[NAME_MAX_BYTES] = "";
        skip_blanks(s);
        if (islower((unsigned char)*s->at))
            take_word(s, "", word);
        if (!strcmp(word, "masked"))
            f->masked = true;
        else if (!strcmp(word, "hidden"))
            f->hidden = true;
        else {
            *s = before;
            break;
        }
    }
    skip_blanks(s);
    f->label = strdup(s->at);
}

static void block_statement(struct reader *r, enum kind kind)
{
    struct scan *s = &r->scan;
    char name[NAME_MAX_BYTES];
    take_name(s, "-", 0, name);
    struct statement *st = statement_new(r->src, name, kind, s->line);
    skip_blanks(s);
    bool arrow = !strncmp(s->at, "->", 2);
    if (arrow) {
        s->at += 2;
        take_name(s, "", 0, st->row);
    }
    if (arrow != (kind == K_ONE || kind == K_MANY))
        fail(s->path, s->line, arrow ? "this kind of statement has no row" : "one and many name their row: -> ROW");
    at_end(s);
    r->st = st;
    r->body = &st->body[0];
    r->mode = M_STATEMENT;
}

static void block_macro(struct reader *r)
{
    struct scan *s = &r->scan;
    struct macro *m = must_alloc(sizeof *m);
    m->line = s->line;
    take_word(s, "(", m->name);
    for (const char *p = m->name; *p || p == m->name; p++)
        if (!isupper((unsigned char)*p) && *p != '_')
            fail(s->path, s->line, "the name of a macro is in capitals");
    for (struct macro *o = r->src->macros; o; o = o->next)
        if (!strcmp(o->name, m->name))
            fail(s->path, s->line, "the macro \"%s\" is there twice", m->name);
    if (take_char(s, '(') && !take_char(s, ')')) {
        do {
            if (m->nargs == MACRO_ARGS_MAX)
                fail(s->path, s->line, "more than %d arguments", MACRO_ARGS_MAX);
            take_name(s, ",)", 0, m->args[m->nargs++]);
        } while (take_char(s, ','));
        if (!take_char(s, ')'))
            fail(s->path, s->line, "a ) is missing");
    }
    at_end(s);
    m->next = r->src->macros;
    r->src->macros = r->macro = m;
    r->macro_text = open_memstream(&m->body, &r->macro_len);
    r->mode = M_MACRO;
}

static void block_interval(struct reader *r)
{
    struct scan *s = &r->scan;
    struct interval *iv = must_alloc(sizeof *iv);
    iv->line = s->line;
    take_name(s, "(", 0, iv->name);
    for (int i = 0; i < 2; i++) {
        if (!take_char(s, '('))
            fail(s->path, s->line, "an interval is NAME (keys) (values)");
        take_list(s, &iv->in);
        if (!take_char(s, ')'))
            fail(s->path, s->line, "a ) is missing");
        if (!i)
            iv->nkeys = iv->in.n;
    }
    at_end(s);
    if (iv->in.at[0].type != T_ID)
        fail(s->path, s->line, "the first key of an interval is an id");
    take_field(&(struct scan){ s->path, s->line, "from_on date" }, &iv->in, 0);
    check_sealed(r->src, &iv->in);
    APPEND(r->src->intervals, r->src->nintervals, iv);
}

/* Lines that belong to a statement; only before its body, but for pgsql. */
static bool statement_line(struct reader *r, const char *word)
{
    struct scan *s = &r->scan;
    bool in = !strcmp(word, "in"), pgsql = !strcmp(word, "pgsql");
    bool unscoped = !strcmp(word, "unscoped:"), only = !strcmp(word, "only");
    if (!in && !pgsql && !unscoped && !only)
        return false;
    if (r->mode != M_STATEMENT)
        fail(s->path, s->line, "\"%s\" belongs to a statement", word);
    if (pgsql) {
        if (!r->st->body[0].ended || r->body != &r->st->body[0])
            fail(s->path, s->line, "pgsql comes once, after the end of the first body");
        at_end(s);
        r->body = &r->st->body[1];
        return true;
    }
    if (r->st->body[0].n)
        fail(s->path, s->line, "\"%s\" comes before the body", word);
    skip_blanks(s);
    if (unscoped && !*s->at)
        fail(s->path, s->line, "say why it is unscoped");
    if (unscoped)
        r->st->unscoped = r->prose = true;
    else if (only)
        body_add_only(r->src, r->st, s->at, s->line);
    else {
        take_list(s, &r->st->in);
        at_end(s);
    }
    return true;
}

static void block_start(struct reader *r, const char *word)
{
    static const char *const kinds[] = { "one", "many", "exec", "must", "bulk" };
    static const struct {
        const char *word;
        void (*read)(struct reader *r);
    } blocks[] = {
        { "include", block_include }, { "row", block_row }, { "macro", block_macro }, { "interval", block_interval }
    };
    block_close(r);
    for (int k = 0; k < 5; k++)
        if (!strcmp(word, kinds[k])) {
            block_statement(r, (enum kind)k);
            return;
        }
    for (int b = 0; b < 4; b++)
        if (!strcmp(word, blocks[b].word)) {
            blocks[b].read(r);
            return;
        }
    fail(r->scan.path, r->scan.line, "\"-- %s\" is not known", word);
}

static void comment_line(struct reader *r)
{
    struct scan *s = &r->scan;
    bool prose = r->prose;
    r->prose = false;
    s->at += 2;
    if (!strncmp(s->at, "  ", 2)) {
        if (prose)
            r->prose = true;
        else if (r->mode == M_ROW)
            row_column(r);
        else
            fail(s->path, s->line, "a comment is \"-- why: …\"");
        return;
    }
    char word[NAME_MAX_BYTES];
    take_word(s, "", word);
    if (!strcmp(word, "why:")) {
        r->prose = true;
        return;
    }
    if (!statement_line(r, word))
        block_start(r, word);
}

static void text_line(struct reader *r, const char *line)
{
    struct scan *s = &r->scan;
    r->prose = false;
    if (r->mode == M_STATEMENT && !r->body->ended) {
        body_add_line(r->src, r->st, r->body, line, s->line);
    } else if (r->mode == M_MACRO && r->macro_text) {
        size_t n = strlen(line);
        bool end = n && line[n - 1] == ';';
        if (strstr(line, "--"))
            fail(s->path, s->line, "no comments and fragments in a macro");
        fprintf(r->macro_text, "%s%.*s", r->macro_len ? "\n" : "", (int)(end ? n - 1 : n), line);
        fflush(r->macro_text);
        if (end) {
            fclose(r->macro_text);
            r->macro_text = NULL;
        }
    } else {
        fail(s->path, s->line, "this stands outside of any statement");
    }
}

/* --- files ------------------------------------------------------------------------------------ */

static char *file_read(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = NULL, chunk[4096];
    size_t len = 0, n;
    FILE *out = open_memstream(&text, &len);
    if (!in || !out) {
        fprintf(stderr, "%s:1: cannot be read\n", path);
        exit(1);
    }
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
        fwrite(chunk, 1, n, out);
    fclose(in);
    fclose(out);
    return text;
}

/* Comments between slashes and stars become blanks, so that lines keep their numbers. */
static void comments_blank(const char *path, char *text)
{
    int line = 1;
    char quote = 0;
    for (char *p = text; *p; p++) {
        line += *p == '\n';
        if (quote) {
            quote = *p == quote || *p == '\n' ? 0 : quote;
        } else if (*p == '\'') {
            quote = *p;
        } else if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n") - 1;
        } else if (p[0] == '/' && p[1] == '*') {
            char *end = strstr(p, "*/");
            if (!end)
                fail(path, line, "this comment does not end");
            for (; p < end + 2; p++)
                if (*p == '\n')
                    line++;
                else
                    *p = ' ';
            p--;
        }
    }
}

static void base_name(const char *path, char out[NAME_MAX_BYTES])
{
    const char *slash = strrchr(path, '/');
    const char *from = slash ? slash + 1 : path;
    int n = (int)strcspn(from, ".");
    snprintf(out, NAME_MAX_BYTES, "%.*s", n, from);
    if (!name_is_good(out, 0))
        fail(path, 1, "the name of the file is not a name (a-z, 0-9 and _)");
}

static void source_read(struct source *src, const char *path)
{
    struct reader r = { .src = src };
    char *rest = file_read(path);
    src->path = path;
    comments_blank(path, rest);
    for (int no = 1; rest; no++) {
        char *line = strsep(&rest, "\n");
        size_t n = strlen(line);
        while (n && isspace((unsigned char)line[n - 1]))
            line[--n] = '\0';
        r.scan = (struct scan){ path, no, line };
        if (!strncmp(line, "--", 2))
            comment_line(&r);
        else if (n)
            text_line(&r, line);
    }
    block_close(&r);
}

static FILE *file_make(const char *path)
{
    FILE *out = fopen(path, "w");
    if (!out)
        fail(path, 1, "cannot be written");
    return out;
}

static void builtin(struct source *src, const char *name, const char *body)
{
    struct macro *m = must_alloc(sizeof *m);
    snprintf(m->name, sizeof m->name, "%s", name);
    m->args[0][0] = 't';
    m->nargs = 1;
    m->body = strdup(body);
    m->next = src->macros;
    src->macros = m;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: sqlgen IN.sql OUT.h OUT.c [MACROS.sql ...]\n", stderr);
        return 2;
    }
    struct source src = { 0 };
    builtin(&src, "ASOF", "{t}.from_on <= :on AND {t}.until_on > :on");
    builtin(&src, "OPEN", "{t}.until_on = 99991231");
    for (int i = 4; i < argc; i++) {
        struct source other = { .macros = src.macros };
        if (strcmp(argv[i], argv[1]) != 0) {
            source_read(&other, argv[i]);
            src.macros = other.macros;
        }
    }
    source_read(&src, argv[1]);
    base_name(argv[1], src.base);
    for (int i = 0; i < src.nintervals; i++)
        interval_make(&src, src.intervals[i]);
    int differ = 0;
    for (int i = 0; i < src.nstatements; i++) {
        check_sealed(&src, &src.statements[i]->in);
        statement_make(&src, src.statements[i]);
        differ += src.statements[i]->body[1].n > 0;
    }
    check_renewed(&src);
    FILE *h = file_make(argv[2]), *c = file_make(argv[3]);
    emit_header(&src, h);
    emit_source(&src, c);
    if (fclose(h) || fclose(c))
        fail(argv[2], 1, "cannot be written");
    if (differ)
        printf("%s: %d of %d statements differ on PostgreSQL\n", argv[1], differ, src.nstatements);
    return 0;
}
