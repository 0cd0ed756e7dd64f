/*
 * tools/tplgen.c: compiles a page template to C.  docs/templates.md is its manual.
 *
 *     tplgen src/web/error.html OUT.h OUT.c
 *
 * One pass over the text.  It follows the HTML just far enough to know where it stands (between tags, in a tag, in a
 * quoted attribute and which one), because the place decides how a value is escaped and whether one may stand there at
 * all.  Static text is gathered and written as one append.  Generated lines carry #line, so that the C compiler
 * reports an unknown field in the template and not in what was made of it.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tplgen.h"

static const char *const url_attributes[] = { "href",     "src",       "action",      "formaction",     "poster",
                                              "cite",     "data",      "hx-get",      "hx-post",        "hx-put",
                                              "hx-patch", "hx-delete", "hx-push-url", "hx-replace-url", NULL };
/* What a browser or htmx runs as code or takes apart by rules of its own. */
static const char *const closed_attributes[] = { "style",      "srcdoc",     "srcset",     "hx-vals", "hx-vars",
                                                 "hx-headers", "hx-trigger", "hx-request", "hx-on",   NULL };

void fail(const struct gen *g, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s:%d: ", g->path, line);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

/* --- text that grows ------------------------------------------------------------------------------------------------ */

void text_put(struct text *t, const char *s, size_t n)
{
    if (t->len + n + 1 > t->room) {
        t->room = (t->len + n + 1) * 2;
        t->at = realloc(t->at, t->room);
        if (!t->at)
            abort();
    }
    memcpy(t->at + t->len, s, n);
    t->len += n;
    t->at[t->len] = '\0';
}

void text_printf(struct text *t, const char *fmt, ...)
{
    char line[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= sizeof line)
        abort(); /* every caller bounds its words to far less */
    text_put(t, line, (size_t)n);
}

/* --- what has been read --------------------------------------------------------------------------------------------- */

bool here(const struct gen *g, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(g->end - g->p) >= n && memcmp(g->p, word, n) == 0;
}

void move(struct gen *g, size_t n)
{
    for (; n > 0; n--)
        g->line += *g->p++ == '\n';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* --- static text out ------------------------------------------------------------------------------------------------ */

enum { CHUNK_BYTES = 1800 }; /* C compilers need not take string literals of more than 4095 */

static size_t chunk_end(const struct text *t, size_t from)
{
    size_t to = from + CHUNK_BYTES;
    if (to >= t->len)
        return t->len;
    while (((unsigned char)t->at[to] & 0xc0) == 0x80)
        to--;
    return to;
}

static void literal_put(struct text *out, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\n')
            text_put(out, "\\n", 2);
        else if (s[i] == '"' || s[i] == '\\' || s[i] == '?')
            text_put(out, (char[]){ '\\', s[i] }, 2);
        else
            text_put(out, &s[i], 1);
    }
}

static void flush(struct gen *g)
{
    for (size_t from = 0; from < g->pending.len;) {
        size_t to = chunk_end(&g->pending, from);
        text_put(&g->body, "    buf_put(o->b, \"", 19);
        literal_put(&g->body, g->pending.at + from, to - from);
        text_printf(&g->body, "\", %zu);\n", to - from);
        g->line_out++;
        from = to;
    }
    g->pending.len = 0;
}

void emit(struct gen *g, int line, const char *code)
{
    flush(g);
    if (line != g->line_out)
        text_printf(&g->body, "#line %d \"%s\"\n", line, g->path);
    g->line_out = line + 1;
    text_put(&g->body, "    ", 4);
    text_put(&g->body, code, strlen(code));
    text_put(&g->body, "\n", 1);
}

static void keep(struct gen *g, char c)
{
    text_put(&g->pending, &c, 1);
}

/* --- where in the HTML ---------------------------------------------------------------------------------------------- */

static bool in_list(const char *const *list, const char *word)
{
    for (; *list; list++)
        if (strcasecmp(*list, word) == 0)
            return true;
    return false;
}

static void add_letter(struct gen *g, char *word, size_t room, char c)
{
    size_t n = strlen(word);
    if (n + 1 >= room)
        fail(g, g->line, "the name is too long");
    word[n] = (char)tolower((unsigned char)c);
    word[n + 1] = '\0';
}

static void attribute_begins(struct gen *g)
{
    g->kind = PLAIN;
    if (in_list(url_attributes, g->attr))
        g->kind = URL;
    if (in_list(closed_attributes, g->attr) || strncmp(g->attr, "hx-on", 5) == 0 || strncmp(g->attr, "on", 2) == 0)
        g->kind = CLOSED;
    if (strcmp(g->attr, "style") == 0 || strncmp(g->attr, "on", 2) == 0)
        fail(g, g->line, "%s= is blocked by the page's policy", g->attr);
    g->at.begun = false;
    g->at.attr_seq = ++g->seq;
    g->value[0] = '\0';
}

static void refuse_script(struct gen *g)
{
    static const char *const schemes[] = { "javascript:", "vbscript:", "data:", NULL };
    if (g->kind != URL)
        return;
    for (const char *const *s = schemes; *s; s++)
        if (strcasecmp(*s, g->value) == 0)
            fail(g, g->line, "an address may not begin with %s", *s);
}

static void attribute_letter(struct gen *g, char c)
{
    g->at.begun = true;
    if (strlen(g->value) + 1 < sizeof g->value && !(is_blank(c) && !g->value[0]))
        add_letter(g, g->value, sizeof g->value, c);
    refuse_script(g);
}

static void attribute_ends(struct gen *g)
{
    if (strcmp(g->tag, "form") == 0 && strcmp(g->attr, "method") == 0)
        g->method = strcasecmp(g->value, "post") == 0 ? POST : strcasecmp(g->value, "get") == 0 ? GET : NONE;
    g->at.where = IN_TAG;
}

static void tag_ends(struct gen *g)
{
    g->at.where = BETWEEN;
    g->at.after_tag = true;
    if (g->closing) {
        g->verbatim = g->verbatim && strcmp(g->tag, "pre") != 0 && strcmp(g->tag, "textarea") != 0;
        return;
    }
    if (strcmp(g->tag, "script") == 0 || strcmp(g->tag, "style") == 0)
        g->at.where = RAW;
    if (strcmp(g->tag, "pre") == 0 || strcmp(g->tag, "textarea") == 0)
        g->verbatim = true;
    if (strcmp(g->tag, "form") != 0)
        return;
    if (g->method == NONE)
        fail(g, g->tag_line, "a <form> needs method=\"get\" or method=\"post\"");
    if (g->method == POST)
        emit(g, g->line, "html_form_tokens(o);");
}

static void skip_comment(struct gen *g)
{
    int line = g->line;
    while (g->p < g->end && !here(g, "-->"))
        move(g, 1);
    if (g->p == g->end)
        fail(g, line, "the comment is not closed");
    move(g, 3);
}

static void tag_begins(struct gen *g)
{
    if (here(g, "<!--")) {
        skip_comment(g);
        return;
    }
    size_t n = here(g, "</") || here(g, "<!") ? 2 : 1;
    if (!isalpha((unsigned char)g->p[n]))
        fail(g, g->line, "a < that begins no tag is written &lt;");
    g->closing = n == 2;
    g->at.where = TAG_NAME;
    g->at.tag_seq = ++g->seq;
    g->tag[0] = '\0';
    g->tag_line = g->line;
    g->method = NONE;
    text_put(&g->pending, g->p, n);
    move(g, n);
}

static void tag_name_letter(struct gen *g, char c)
{
    if (c == '>' || c == '/') {
        g->at.where = IN_TAG;
        return; /* seen again there */
    }
    add_letter(g, g->tag, sizeof g->tag, c);
    keep(g, c);
    move(g, 1);
}

static void in_tag_letter(struct gen *g, char c)
{
    if (c == '>' || c == '/') {
        keep(g, c);
        move(g, 1);
        if (c == '>')
            tag_ends(g);
        return;
    }
    if (c == '"' || c == '\'' || c == '=' || c == '<')
        fail(g, g->line, "%c is out of place in a tag", c);
    if (g->at.tight)
        fail(g, g->line, "a blank is missing before the next attribute");
    g->at.where = ATTR_NAME;
    g->attr[0] = '\0';
}

static void attr_name_letter(struct gen *g, char c)
{
    if (c == '>' || c == '/') {
        g->at.where = IN_TAG;
        return;
    }
    if (c == '=')
        g->at.where = ATTR_VALUE;
    else
        add_letter(g, g->attr, sizeof g->attr, c);
    keep(g, c);
    move(g, 1);
}

static void attr_value_letter(struct gen *g, char c)
{
    attribute_begins(g);
    g->quote = c == '"' || c == '\'' ? c : '\0';
    g->at.where = g->quote ? QUOTED : UNQUOTED;
    if (g->quote) {
        keep(g, c);
        move(g, 1);
    }
}

static void quoted_letter(struct gen *g, char c)
{
    if (c == g->quote) {
        attribute_ends(g);
        g->at.tight = true;
    } else {
        attribute_letter(g, c);
    }
    keep(g, c);
    move(g, 1);
}

static void unquoted_letter(struct gen *g, char c)
{
    if (c == '>') {
        attribute_ends(g);
        return;
    }
    attribute_letter(g, c);
    keep(g, c);
    move(g, 1);
}

static void raw_letter(struct gen *g, char c)
{
    size_t n = strlen(g->tag);
    if (c == '<' && g->p[1] == '/' && (size_t)(g->end - g->p) > n + 2 && strncasecmp(g->p + 2, g->tag, n) == 0) {
        tag_begins(g);
        return;
    }
    keep(g, c);
    move(g, 1);
}

static void letter(struct gen *g)
{
    char c = *g->p;
    switch (g->at.where) {
    case BETWEEN:
        if (c == '<') {
            tag_begins(g);
            return;
        }
        g->at.after_tag = false;
        keep(g, c);
        move(g, 1);
        return;
    case TAG_NAME: tag_name_letter(g, c); return;
    case IN_TAG: in_tag_letter(g, c); return;
    case ATTR_NAME: attr_name_letter(g, c); return;
    case ATTR_VALUE: attr_value_letter(g, c); return;
    case QUOTED: quoted_letter(g, c); return;
    case UNQUOTED: unquoted_letter(g, c); return;
    case RAW: raw_letter(g, c); return;
    }
}

/* --- white space ---------------------------------------------------------------------------------------------------- */

/* Past blanks, comments and conditions, which write nothing themselves: does a tag follow, or the end? */
static bool tag_follows(const struct gen *g)
{
    static const char *const drawn[] = { "{% input", "{% problems", "{% icon", "{% include", NULL };
    const char *p = g->p;
    while (p < g->end) {
        const char *close = *p != '{' || p + 1 == g->end ? NULL : p[1] == '%' ? "%}" : p[1] == '#' ? "#}" : NULL;
        for (const char *const *d = drawn; *d; d++)
            if ((size_t)(g->end - p) > strlen(*d) && strncmp(p, *d, strlen(*d)) == 0)
                return true;
        const char *next = close ? strstr(p, close) : NULL;
        if (next)
            p = next + 2;
        else if (is_blank(*p))
            p++;
        else
            return *p == '<';
    }
    return true;
}

static void blanks(struct gen *g)
{
    while (g->p < g->end && is_blank(*g->p))
        move(g, 1);
    switch (g->at.where) {
    case BETWEEN:
        if (g->at.after_tag && tag_follows(g))
            return;
        break;
    case UNQUOTED: attribute_ends(g); break;
    case ATTR_VALUE: fail(g, g->line, "the value of %s is missing", g->attr);
    case QUOTED: attribute_letter(g, ' '); break;
    case TAG_NAME:
    case IN_TAG:
    case ATTR_NAME: g->at.where = IN_TAG; break;
    case RAW: break;
    }
    if (g->at.where == IN_TAG) {
        g->at.tight = false;
        if (g->p < g->end && (*g->p == '>' || *g->p == '/'))
            return;
    }
    if (g->at.where == BETWEEN)
        g->at.after_tag = false;
    keep(g, ' ');
}

/* --- values and statements: tplgen_code.c --------------------------------------------------------------------------- */

/* A condition or a value ends a name that stands open, and what follows it needs a blank. */
void end_name(struct gen *g)
{
    if (g->at.where != TAG_NAME && g->at.where != ATTR_NAME)
        return;
    g->at.where = IN_TAG;
    g->at.tight = true;
}

static void skip_remark(struct gen *g)
{
    int line = g->line;
    while (g->p < g->end && !here(g, "#}"))
        move(g, 1);
    if (g->p == g->end)
        fail(g, line, "the comment is not closed");
    move(g, 2);
}

static void translate(struct gen *g)
{
    while (g->p < g->end) {
        if (here(g, "{#"))
            skip_remark(g);
        else if (here(g, "{{"))
            value(g);
        else if (here(g, "{%"))
            statement(g);
        else if (is_blank(*g->p) && !g->verbatim)
            blanks(g);
        else
            letter(g);
    }
    if (g->nblocks > 0)
        fail(g, g->blocks[g->nblocks - 1].line, "{%% %s %%} is not closed", g->blocks[g->nblocks - 1].kind);
    if (g->at.where != BETWEEN)
        fail(g, g->line, "the text ends inside <%s", g->tag);
    flush(g);
}

/* --- files ---------------------------------------------------------------------------------------------------------- */

static void read_file(struct gen *g, struct text *t)
{
    char block[8192];
    FILE *f = fopen(g->path, "rb");
    if (!f)
        fail(g, 1, "cannot be read");
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        text_put(t, block, n);
    fclose(f);
    if (!t->at || strlen(t->at) != t->len)
        fail(g, 1, "is empty or no text");
    g->p = t->at;
    g->end = t->at + t->len;
}

static void write_file(struct gen *g, const char *path, const struct text *t)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(t->at, 1, t->len, f) != t->len || fclose(f) != 0)
        fail(g, 1, "%s cannot be written", path);
}

/* {# view: struct member_view in "feature/member/member_i.h" #} */
static void read_view(struct gen *g)
{
    int n = 0;
    if (sscanf(g->p, "{# view: struct %63[a-z0-9_] in \"%127[a-z0-9_./]\" #}%n", g->view, g->header, &n) != 2 || n == 0)
        fail(g, 1, "begins with {# view: struct NAME in \"header.h\" #}");
    move(g, (size_t)n);
}

static const char *below_src(const char *path)
{
    return strncmp(path, "src/", 4) == 0 ? path + 4 : path;
}

static void write_header(struct gen *g, const char *path)
{
    struct text t = { 0 };
    char name[128];
    function_name(g, g->path, name);
    text_printf(&t, "/* Made of %s by tools/tplgen. */\n#pragma once\n\n", g->path);
    text_printf(&t, "#include \"web/html.h\"\n#include \"%s\"\n\n", g->header);
    text_printf(&t, "void %s_html(struct html *o, const struct %s *v);\n", name, g->view);
    text_printf(&t, "void %s_page(struct html *o, const void *view);\n", name);
    write_file(g, path, &t);
}

static void write_source(struct gen *g, const char *path)
{
    struct text t = { 0 };
    char name[128];
    function_name(g, g->path, name);
    text_printf(&t, "/* Made of %s by tools/tplgen. */\n#include \"%s.h\"\n", g->path, below_src(g->path));
    text_put(&t, g->includes.at ? g->includes.at : "", g->includes.len);
    text_printf(&t, "\nvoid %s_html(struct html *o, const struct %s *v)\n{\n    (void)v;\n", name, g->view);
    text_put(&t, g->body.at ? g->body.at : "", g->body.len);
    text_printf(&t, "}\n\nvoid %s_page(struct html *o, const void *view)\n{\n    %s_html(o, view);\n}\n", name, name);
    write_file(g, path, &t);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: tplgen PAGE.html OUT.h OUT.c\n", stderr);
        return 1;
    }
    struct gen g = { .path = argv[1], .line = 1, .at = { .where = BETWEEN, .after_tag = true } };
    struct text source = { 0 };
    read_file(&g, &source);
    read_view(&g);
    translate(&g);
    write_header(&g, argv[2]);
    write_source(&g, argv[3]);
    return 0;
}
