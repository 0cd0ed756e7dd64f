/* tools/tplgen_code.c: what stands in {{ … }} and {% … %}: paths, filters, conditions, loops, and the C they become. */
#include <ctype.h>
#include <string.h>

#include "tplgen.h"

/* The inside of one pair of braces, read word by word. */
struct words {
    struct gen *g;
    const char *p;
    int line;
    char all[CODE_BYTES];
    char word[CODE_BYTES];
};

static void open_braces(struct gen *g, const char *close, struct words *w)
{
    const char *end = strstr(g->p, close);
    *w = (struct words){ .g = g, .p = w->all, .line = g->line };
    if (!end)
        fail(g, g->line, "%.2s is not closed", g->p);
    size_t n = (size_t)(end - g->p) - 2;
    if (n >= sizeof w->all)
        fail(g, g->line, "what stands in braces is too long");
    memcpy(w->all, g->p + 2, n);
    w->all[n] = '\0';
    move(g, n + 4);
}

static size_t word_length(const char *p)
{
    static const char *const signs[] = { "->", "==", "!=", "<=", ">=", NULL };
    size_t n = 0;
    while (isalnum((unsigned char)p[n]) || p[n] == '_')
        n++;
    for (const char *const *s = signs; n == 0 && *s; s++)
        if (strncmp(p, *s, 2) == 0)
            return 2;
    if (n == 0 && *p == '"') {
        const char *end = strchr(p + 1, '"');
        return end ? (size_t)(end - p) + 1 : strlen(p);
    }
    return n ? n : *p != '\0';
}

static const char *peek(struct words *w)
{
    while (isspace((unsigned char)*w->p))
        w->p++;
    size_t n = word_length(w->p);
    memcpy(w->word, w->p, n);
    w->word[n] = '\0';
    return w->word;
}

static const char *next(struct words *w)
{
    peek(w);
    w->p += strlen(w->word);
    return w->word;
}

static bool take(struct words *w, const char *word)
{
    if (strcmp(peek(w), word) != 0)
        return false;
    w->p += strlen(word);
    return true;
}

static void done(struct words *w)
{
    if (*peek(w))
        fail(w->g, w->line, "\"%s\" is not understood here", w->word);
}

static const char *name(struct words *w)
{
    next(w);
    if (!isalpha((unsigned char)w->word[0]) || strlen(w->word) >= NAME_BYTES)
        fail(w->g, w->line, "a name is expected, not \"%s\"", w->word);
    return w->word;
}

/* --- paths and conditions ------------------------------------------------------------------------------------------- */

static bool is_loop_variable(const struct gen *g, const char *word)
{
    for (size_t i = 0; i < g->nblocks; i++)
        if (strcmp(g->blocks[i].var, word) == 0)
            return true;
    return false;
}

static bool is_constant(const char *word)
{
    for (; *word; word++)
        if (!isupper((unsigned char)*word) && !isdigit((unsigned char)*word) && *word != '_')
            return false;
    return true;
}

static void path(struct words *w, struct text *out)
{
    name(w);
    if (is_constant(w->word)) {
        text_printf(out, "%s", w->word);
        return;
    }
    if (is_loop_variable(w->g, w->word)) {
        char var[NAME_BYTES];
        strncpy(var, w->word, sizeof var - 1);
        var[sizeof var - 1] = '\0';
        if (take(w, "."))
            text_printf(out, "%s_->%s", var, name(w));
        else
            text_printf(out, "(*%s_)", var);
    } else {
        text_printf(out, "v->%s", w->word);
    }
    while (strcmp(peek(w), ".") == 0 || strcmp(w->word, "->") == 0) {
        text_printf(out, "%s", next(w));
        text_printf(out, "%s", name(w));
    }
}

static void operand(struct words *w, struct text *out)
{
    if (isdigit((unsigned char)*peek(w)))
        text_printf(out, "%s", next(w));
    else
        path(w, out);
}

static void condition(struct words *w, struct text *out);

static void comparison(struct words *w, struct text *out)
{
    static const char *const signs[] = { "==", "!=", "<=", ">=", "<", ">", NULL };
    struct text left = { 0 };
    operand(w, &left);
    const char *const *s = signs;
    while (*s && strcmp(peek(w), *s) != 0)
        s++;
    if (!*s) {
        text_printf(out, "html_true(%s)", left.at);
        return;
    }
    take(w, *s);
    if (*peek(w) != '"') {
        text_printf(out, "%s %s ", left.at, *s);
        operand(w, out);
        return;
    }
    if (s > signs + 1)
        fail(w->g, w->line, "text is compared with == or !=");
    text_printf(out, "%shtml_same(%s, %s)", s == signs ? "" : "!", left.at, next(w));
}

/* In parentheses only where C needs them: compilers take a pair too many around == for a mistake. */
static void put_grouped(struct text *out, const struct text *inner, const char *if_it_has)
{
    bool wrap = strstr(inner->at, if_it_has) != NULL;
    text_printf(out, wrap ? "(%s)" : "%s", inner->at);
}

static void negation(struct words *w, struct text *out)
{
    struct text inner = { 0 };
    if (take(w, "not")) {
        negation(w, &inner);
        text_put(out, "!", 1);
        put_grouped(out, &inner, " ");
        return;
    }
    if (!take(w, "(")) {
        comparison(w, out);
        return;
    }
    condition(w, &inner);
    if (!take(w, ")"))
        fail(w->g, w->line, "a parenthesis is not closed");
    text_printf(out, strstr(inner.at, " && ") || strstr(inner.at, " || ") ? "(%s)" : "%s",
                inner.at);
}

static void conjunction(struct words *w, struct text *out)
{
    struct text all = { 0 };
    negation(w, &all);
    while (take(w, "and")) {
        text_put(&all, " && ", 4);
        negation(w, &all);
    }
    put_grouped(out, &all, " && ");
}

static void condition(struct words *w, struct text *out)
{
    conjunction(w, out);
    while (take(w, "or")) {
        text_put(out, " || ", 4);
        conjunction(w, out);
    }
}

/* --- {{ path | filter argument }} ----------------------------------------------------------------------------------- */

static const char *position(struct gen *g, int line)
{
    if (g->at.where == BETWEEN)
        return "HTML_TEXT";
    if (g->at.where == UNQUOTED || g->at.where == ATTR_VALUE)
        fail(g, line, "a value in %s= needs quotes around it", g->attr);
    if (g->at.where == RAW)
        fail(g, line, "no value may stand inside <%s>", g->tag);
    if (g->at.where != QUOTED)
        fail(g, line, "no value may stand in the name of a tag or an attribute");
    if (g->kind == CLOSED)
        fail(g, line, "no value may stand in %s=", g->attr);
    return g->kind == PLAIN ? "HTML_ATTR" : g->at.begun ? "HTML_URL" : "HTML_LINK";
}

static void filter_argument(struct words *w, struct text *out, bool vocab)
{
    if (vocab) {
        text_printf(out, ", &%s_vocab", name(w));
    } else if (*peek(w)) {
        text_put(out, ", ", 2);
        operand(w, out);
    }
}

void value(struct gen *g)
{
    struct words w;
    struct text of = { 0 }, code = { 0 };
    open_braces(g, "}}", &w);
    const char *where = position(g, w.line);
    operand(&w, &of);
    if (take(&w, "|")) {
        bool vocab = strcmp(name(&w), "vocab") == 0 || strcmp(w.word, "vocab_id") == 0;
        text_printf(&code, "html_f_%s(o, %s, %s", w.word, where, of.at);
        filter_argument(&w, &code, vocab);
        text_put(&code, ");", 2);
    } else {
        text_printf(&code, "html_put(o, %s, %s);", where, of.at);
    }
    done(&w);
    emit(g, w.line, code.at);
    g->at.begun = true;
    g->at.after_tag = false;
}

/* --- blocks --------------------------------------------------------------------------------------------------------- */

static struct block *block_open(struct words *w, const char *kind)
{
    struct gen *g = w->g;
    end_name(g);
    if (g->at.where != BETWEEN && g->at.where != IN_TAG && g->at.where != QUOTED)
        fail(g, w->line, "{%% %s %%} may not stand here", kind);
    if (g->nblocks == BLOCKS)
        fail(g, w->line, "too many blocks inside one another");
    struct block *b = &g->blocks[g->nblocks++];
    *b = (struct block){ .kind = kind, .line = w->line, .before = g->at };
    return b;
}

static struct block *block_top(struct words *w, const char *kind)
{
    struct gen *g = w->g;
    struct block *b = g->nblocks ? &g->blocks[g->nblocks - 1] : NULL;
    if (!b || (kind && strcmp(b->kind, kind) != 0))
        fail(g, w->line, "this closes or continues nothing that is open");
    return b;
}

/* Every way through a block must end in the same place of the HTML. */
static void branch_ends(struct words *w, struct block *b, const struct place *end)
{
    struct place *a = &b->after;
    if (!b->has_after) {
        *a = *end;
        b->has_after = true;
        return;
    }
    if (a->where != end->where || (a->where != BETWEEN && a->tag_seq != end->tag_seq) ||
        (a->where == QUOTED && a->attr_seq != end->attr_seq))
        fail(w->g, w->line,
             "the branches of the {%% %s %%} of line %d end in different places of a tag", b->kind,
             b->line);
    a->tight = a->tight || end->tight;
    a->begun = a->begun || end->begun;
    a->after_tag = a->after_tag && end->after_tag;
}

static void branch_begins(struct words *w, struct block *b)
{
    end_name(w->g);
    if (b->has_else)
        fail(w->g, w->line, "{%% else %%} was there already");
    branch_ends(w, b, &w->g->at);
    w->g->at = b->before;
}

static void do_if(struct words *w)
{
    struct text code = { 0 };
    block_open(w, "if");
    text_put(&code, "if (", 4);
    condition(w, &code);
    text_put(&code, ") {", 3);
    emit(w->g, w->line, code.at);
}

static void do_elif(struct words *w)
{
    struct text code = { 0 };
    branch_begins(w, block_top(w, "if"));
    text_put(&code, "} else if (", 11);
    condition(w, &code);
    text_put(&code, ") {", 3);
    emit(w->g, w->line, code.at);
}

static void do_else(struct words *w)
{
    struct block *b = block_top(w, NULL);
    struct text code = { 0 };
    branch_begins(w, b);
    b->has_else = true;
    b->var[0] = '\0';
    if (b->list[0])
        text_printf(&code, "} if (%s_n == 0) {", b->list);
    else
        text_printf(&code, "} else {");
    emit(w->g, w->line, code.at);
}

static void block_close(struct words *w, const char *kind)
{
    struct gen *g = w->g;
    struct block *b = block_top(w, kind);
    end_name(g);
    if (!b->has_else)
        branch_ends(w, b, &b->before);
    branch_ends(w, b, &g->at);
    g->at = b->after;
    emit(g, w->line, "}");
    g->nblocks--;
}

static void do_endif(struct words *w)
{
    block_close(w, "if");
}

static void do_endfor(struct words *w)
{
    block_close(w, "for");
}

static void do_for(struct words *w)
{
    struct text list = { 0 }, code = { 0 };
    char var[NAME_BYTES] = "";
    strncpy(var, name(w), sizeof var - 1);
    if (is_loop_variable(w->g, var))
        fail(w->g, w->line, "the loop around has the name \"%s\" already", var);
    if (!take(w, "in"))
        fail(w->g, w->line, "{%% for NAME in LIST %%}");
    path(w, &list);
    if (list.len >= CODE_BYTES)
        fail(w->g, w->line, "the name of the list is too long");
    struct block *b = block_open(w, "for");
    memcpy(b->list, list.at, list.len + 1);
    memcpy(b->var, var, sizeof b->var);
    text_printf(&code, "for (size_t %s_i = 0; %s_i < (size_t)%s_n; %s_i++) { ", var, var, b->list,
                var);
    text_printf(&code, "const __typeof__(%s[0]) *%s_ = &%s[%s_i]; (void)%s_;", b->list, var,
                b->list, var, var);
    emit(w->g, w->line, code.at);
}

/* --- what draws something ------------------------------------------------------------------------------------------- */

static void needs_text(struct words *w)
{
    if (w->g->at.where != BETWEEN)
        fail(w->g, w->line, "this draws elements and may not stand in a tag");
    w->g->at.after_tag = true;
}

void function_name(const struct gen *g, const char *file, char out[static 128])
{
    const char *base = strrchr(file, '/');
    const char *dir = base;
    while (dir && dir > file && dir[-1] != '/')
        dir--;
    const char *dot = strrchr(file, '.');
    if (!base || !dot || dot < base || dot - dir >= 128)
        fail(g, g->line, "a template is FOLDER/NAME.html, not %s", file);
    memcpy(out, dir, (size_t)(dot - dir));
    out[dot - dir] = '\0';
    for (char *p = out; *p; p++)
        if (!isalnum((unsigned char)*p))
            *p = '_';
}

static void do_include(struct words *w)
{
    struct text with = { 0 }, code = { 0 };
    char file[128] = "", function[128];
    needs_text(w);
    size_t n = strlen(next(w));
    if (w->word[0] != '"' || n < 3 || n >= sizeof file)
        fail(w->g, w->line, "{%% include \"folder/page.html\" with x %%}");
    memcpy(file, w->word + 1, n - 2);
    function_name(w->g, file, function);
    if (!take(w, "with")) {
        text_put(&with, "v", 1);
    } else if (take(w, "*")) {
        path(w, &with);
    } else {
        text_put(&with, "&", 1);
        path(w, &with);
    }
    text_printf(&w->g->includes, "#include \"%s.h\"\n", file);
    text_printf(&code, "%s_html(o, %s);", function, with.at);
    emit(w->g, w->line, code.at);
}

static void do_input(struct words *w)
{
    struct text code = { 0 };
    needs_text(w);
    text_printf(&code, "html_input(o, &%s, ", name(w));
    text_printf(&code, "\"%s\");", name(w));
    emit(w->g, w->line, code.at);
}

static void do_problems(struct words *w)
{
    needs_text(w);
    emit(w->g, w->line, "html_problems(o);");
}

/* {% icon alert-circle %}, or a field that holds a name: {% icon item.icon %}. */
static void do_icon(struct words *w)
{
    struct text code = { 0 };
    needs_text(w);
    text_put(&code, "html_icon(o, ", 13);
    if (strchr(w->p, '.')) {
        path(w, &code);
    } else {
        text_printf(&code, "\"%s", name(w));
        while (take(w, "-"))
            text_printf(&code, "-%s", next(w));
        text_put(&code, "\"", 1);
    }
    text_put(&code, ");", 2);
    emit(w->g, w->line, code.at);
}

static void do_on(struct words *w)
{
    struct gen *g = w->g;
    if (g->at.where != QUOTED || g->kind != URL || !g->at.begun)
        fail(g, w->line, "{%% on %%} stands at the end of an address");
    emit(g, w->line, take(w, "&") ? "html_on(o, false);" : "html_on(o, true);");
}

void statement(struct gen *g)
{
    static const struct {
        const char *word;
        void (*run)(struct words *w);
    } statements[] = {
        { "if", do_if },       { "elif", do_elif },       { "else", do_else },
        { "endif", do_endif }, { "for", do_for },         { "endfor", do_endfor },
        { "input", do_input }, { "include", do_include }, { "problems", do_problems },
        { "icon", do_icon },   { "on", do_on },
    };
    struct words w;
    open_braces(g, "%}", &w);
    next(&w);
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        if (strcmp(statements[i].word, w.word) != 0)
            continue;
        statements[i].run(&w);
        done(&w);
        return;
    }
    fail(g, w.line, "there is no {%% %s %%}", w.word);
}
