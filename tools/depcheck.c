/*
 * tools/depcheck.c: holds the directions of the folders (STYLE 4) and the words that are banned.
 *
 * Run at the top of the repository.  Reads the sources as text: comments and literals are blanked, #include lines and
 * words are compared with the tables below and with each feature's .needs.  Prints one line per finding and exits 1.
 */
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEATURES = 64, NEEDS = 32, NAME = 64, LAYERS = 8 };

/* What each folder may include, besides itself.  A feature's rules are in check_feature_include. */
static const struct layer {
    const char *name;
    const char *may[LAYERS];
} layers[] = {
    { "base", { NULL } },
    { "db", { "base", NULL } },
    { "http", { "base", NULL } },
    { "doc", { "base", NULL } },
    { "web", { "http", "db", "doc", "base", NULL } },
    { "feature", { "web", "db", "doc", "base", NULL } },
    { "app", { "feature", "web", "http", "db", "doc", "base", NULL } },
    { "main", { "app", "base", NULL } },
};

/* Words, and the folders where they are at home; an ending * stands for the rest of the word. */
static const struct word {
    const char *word;
    const char *home[LAYERS];
} words[] = {
    { "malloc", { "base", "db", "http", "app", NULL } },
    { "calloc", { "base", "db", "http", "app", NULL } },
    { "realloc", { "base", "db", "http", "app", NULL } },
    { "free", { "base", "db", "http", "app", NULL } },
    { "strdup", { "base", "db", "http", "app", NULL } },
    { "printf", { "main", "app", NULL } },
    { "fprintf", { "main", "app", NULL } },
    { "puts", { "main", "app", NULL } },
    { "exit", { "main", "app", NULL } },
    { "sqlite3_*", { "db", NULL } },
    { "PQ*", { "db", NULL } },
    { "MHD_*", { "http", NULL } },
};
static const char *const banned[] = { "sprintf", "vsprintf", "strcpy", "stpcpy", "strcat", "strtok",
                                      "atoi",    "atol",     "atoll",  "gets",   "alloca" };

struct feature {
    char name[NAME];
    char needs[NEEDS][NAME];
    size_t nneeds;
};

static struct check {
    struct feature features[FEATURES];
    size_t n;
    int found;
} check;

struct file {
    const char *path;
    char layer[NAME];
    char feature[NAME]; /* "" outside */
    bool test;
};

static void report(const struct file *f, int line, const char *what, const char *which)
{
    printf("%s:%d: %s %s\n", f->path, line, what, which);
    check.found++;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

static char *file_read(const char *path)
{
    FILE *in = fopen(path, "r");
    size_t len = 0, room = 1 << 20;
    char *text = malloc(room + 1);
    if (!in || !text) {
        fprintf(stderr, "depcheck: %s: %s\n", path, strerror(errno));
        exit(2);
    }
    len = fread(text, 1, room, in);
    text[len] = 0;
    fclose(in);
    return text;
}

static char *literal_skip(char *p, bool blank)
{
    const char quote = *p++;
    for (; *p && *p != quote && *p != '\n'; p++) {
        const bool escaped = *p == '\\' && p[1];
        if (blank)
            *p = ' ';
        if (escaped && *++p != '\n' && blank)
            *p = ' ';
    }
    return *p == quote ? p + 1 : p;
}

static char *comment_blank(char *p, const char *end)
{
    const size_t len = strlen(end);
    for (; *p && strncmp(p, end, len) != 0; p++)
        if (*p != '\n')
            *p = ' ';
    for (size_t i = 0; *p && *p != '\n' && i < len; i++)
        *p++ = ' ';
    return p;
}

static bool starts_include(const char *text, const char *p)
{
    while (p > text && (p[-1] == ' ' || p[-1] == '\t'))
        p--;
    return p - text >= 8 && !strncmp(p - 8, "#include", 8);
}

/* Blanks comments, and literals but those of #include where they are not kept. */
static void text_blank(char *text, bool keep_literals)
{
    for (char *p = text; *p;) {
        if (p[0] == '/' && p[1] == '*')
            p = comment_blank(p, "*/");
        else if (p[0] == '/' && p[1] == '/')
            p = comment_blank(p, "\n");
        else if (*p == '"' || (*p == '\'' && !(p > text && isalnum((unsigned char)p[-1]))))
            p = literal_skip(p, !keep_literals && !starts_include(text, p));
        else
            p++;
    }
}

/* --- includes ------------------------------------------------------------------------------------------------------- */

static struct feature *feature_find(const char *name)
{
    for (size_t i = 0; i < check.n; i++)
        if (!strcmp(check.features[i].name, name))
            return &check.features[i];
    return NULL;
}

static bool in_list(const char *const *list, const char *name)
{
    for (; *list; list++)
        if (!strcmp(*list, name))
            return true;
    return false;
}

static bool feature_needs(const struct feature *f, const char *name)
{
    for (size_t i = 0; f && i < f->nneeds; i++)
        if (!strcmp(f->needs[i], name))
            return true;
    return false;
}

static bool name_has(const struct file *f, const char *part)
{
    const char *base = strrchr(f->path, '/');
    return strstr(base ? base : f->path, part) != NULL;
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n >= k && !strcmp(text + n - k, end);
}

/* Public are org.h and what it is split into by noun (org_tally.h); not what is private, generated, or drawn by pages. */
static bool header_public(const char *target, const char *feature)
{
    static const char *const closed[] = { "_i.h",   "_views.h", "_web.h",
                                          ".sql.h", ".html.h",  "_run.h" };
    char start[2 * NAME + 16];
    snprintf(start, sizeof start, "feature/%s/%s", feature, feature);
    if (strncmp(target, start, strlen(start)) != 0)
        return false;
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (ends_in(target, closed[i]))
            return false;
    return true;
}

/* Only a public header, only of a feature that is needed. */
static void check_feature_include(const struct file *f, int line, const char *target)
{
    char other[NAME];
    if (sscanf(target, "feature/%63[^/]/", other) != 1 || !strcmp(other, f->feature))
        return;
    if (!feature_needs(feature_find(f->feature), other))
        report(f, line, "includes a feature that is not in .needs:", target);
    if (!header_public(target, other))
        report(f, line, "includes another feature's private file:", target);
}

static void check_include(const struct file *f, int line, const char *target)
{
    const struct layer *own = NULL;
    char layer[NAME];
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (!strcmp(layers[i].name, f->layer))
            own = &layers[i];
    if (!own || sscanf(target, "%63[^/]/", layer) != 1 || !strchr(target, '/'))
        return;
    if (strcmp(layer, f->layer) != 0 && !in_list(own->may, layer))
        report(f, line, "may not include", target);
    if (f->feature[0] && !strcmp(layer, "feature"))
        check_feature_include(f, line, target);
    if (f->feature[0] && name_has(f, "_web") && !strcmp(layer, "db"))
        report(f, line, "a web file includes", target);
    const bool reply = !strcmp(target, "web/call.h") || !strcmp(target, "web/answer.h");
    if (f->feature[0] && name_has(f, "_store") && reply)
        report(f, line, "a store file includes", target);
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

static bool word_is(const char *at, size_t len, const char *pattern)
{
    const size_t n = strlen(pattern);
    if (pattern[n - 1] == '*')
        return len >= n && !strncmp(at, pattern, n - 1);
    return len == n && !strncmp(at, pattern, n);
}

/* The only place where a word may be in another folder: the log itself. */
static bool at_home(const struct file *f, const struct word *w)
{
    return in_list(w->home, f->layer) ||
           (!strcmp(f->path, "src/base/log.c") && strstr(w->word, "printf"));
}

static void check_word(const struct file *f, int line, const char *at, size_t len, bool member)
{
    char word[NAME];
    snprintf(word, sizeof word, "%.*s", (int)len, at);
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        if (word_is(at, len, banned[i]))
            report(f, line, "uses", word);
    if (f->test || !f->layer[0])
        return;
    const bool call = at[len] == '(';
    for (size_t i = 0; !member && call && i < sizeof words / sizeof *words; i++)
        if (word_is(at, len, words[i].word) && !at_home(f, &words[i]))
            report(f, line, "not at home here:", word);
    if (!f->feature[0])
        return;
    if (name_has(f, "_web") &&
        ((member && word_is(at, len, "db")) || (call && word_is(at, len, "db_*"))))
        report(f, line, "a web file reaches the database:", word);
    if (name_has(f, "_store") && member && (word_is(at, len, "call") || word_is(at, len, "answer")))
        report(f, line, "a store file reaches the request:", word);
}

static void check_words(const struct file *f, const char *text)
{
    int line = 1;
    for (const char *p = text; *p;) {
        if (*p == '\n')
            line++;
        if (!isalpha((unsigned char)*p) && *p != '_') {
            p++;
            continue;
        }
        size_t len = 0;
        while (isalnum((unsigned char)p[len]) || p[len] == '_')
            len++;
        const bool member = p > text && (p[-1] == '>' || p[-1] == '.');
        check_word(f, line, p, len, member);
        p += len;
    }
}

static void check_includes(const struct file *f, const char *text)
{
    int line = 1;
    for (const char *p = text; *p; p++) {
        char target[256];
        if (*p == '\n')
            line++;
        if (*p == '#' && sscanf(p, "#include \"%255[^\"]\"", target) == 1)
            check_include(f, line, target);
    }
}

static void check_file(const char *path)
{
    struct file f = { .path = path };
    f.test = strncmp(path, "src/", 4) != 0 || strstr(path, "/test/");
    if (sscanf(path, "src/feature/%63[^/]/", f.feature) == 1)
        snprintf(f.layer, sizeof f.layer, "feature");
    else if (strncmp(path, "src/", 4) == 0 && sscanf(path, "src/%63[^/.]", f.layer) != 1)
        f.layer[0] = 0;
    char *text = file_read(path);
    text_blank(text, false);
    if (!f.test)
        check_includes(&f, text);
    check_words(&f, text);
    free(text);
}

/* --- features ------------------------------------------------------------------------------------------------------- */

static void needs_read(struct feature *f, const char *text)
{
    const char *p = strstr(text, ".needs");
    const char *end = p ? strstr(p, "NULL") : NULL;
    char name[NAME];
    if (!end)
        return;
    f->nneeds = 0;
    for (p = strchr(p, '"'); p && p < end && f->nneeds < NEEDS;
         p = strchr(p + strlen(name) + 2, '"')) {
        if (sscanf(p, "\"%63[^\"]\"", name) != 1)
            break;
        snprintf(f->needs[f->nneeds++], NAME, "%s", name);
    }
}

static void feature_read(const char *path)
{
    char name[NAME];
    if (sscanf(path, "src/feature/%63[^/]/", name) != 1)
        return;
    struct feature *f = feature_find(name);
    if (!f && check.n == FEATURES)
        return;
    if (!f) {
        f = &check.features[check.n++];
        snprintf(f->name, sizeof f->name, "%s", name);
    }
    char *text = file_read(path);
    text_blank(text, true);
    needs_read(f, text);
    free(text);
}

static bool reaches(const struct feature *from, const char *to, int depth)
{
    if (!from || depth > FEATURES)
        return false;
    for (size_t i = 0; i < from->nneeds; i++)
        if (!strcmp(from->needs[i], to) || reaches(feature_find(from->needs[i]), to, depth + 1))
            return true;
    return false;
}

static void check_needs(void)
{
    for (size_t i = 0; i < check.n; i++) {
        const struct feature *f = &check.features[i];
        const struct file at = { .path = f->name };
        for (size_t k = 0; k < f->nneeds; k++)
            if (!feature_find(f->needs[k]))
                report(&at, 0, "needs a feature that is not there:", f->needs[k]);
        if (reaches(f, f->name, 0))
            report(&at, 0, "needs itself, by way of", f->nneeds ? f->needs[0] : "");
    }
}

static size_t for_each(const char *const *patterns, void (*fn)(const char *path))
{
    glob_t found = { 0 };
    for (int i = 0; patterns[i]; i++)
        glob(patterns[i], i ? GLOB_APPEND : 0, NULL, &found);
    const size_t n = found.gl_pathc;
    for (size_t i = 0; i < n; i++)
        fn(found.gl_pathv[i]);
    globfree(&found);
    return n;
}

int main(void)
{
    static const char *const features[] = { "src/feature/*/*.c", NULL };
    static const char *const all[] = { "src/*.[ch]",
                                       "src/*/*.[ch]",
                                       "src/feature/*/*.[ch]",
                                       "src/feature/*/test/*.[ch]",
                                       "tools/*.[ch]",
                                       "test/*/*.[ch]",
                                       NULL };
    for_each(features, feature_read);
    check_needs();
    const size_t n = for_each(all, check_file);
    printf("%zu files, %zu features, %d findings\n", n, check.n, check.found);
    return check.found || !n ? 1 : 0;
}
