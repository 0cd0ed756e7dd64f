/*
 * tools/pinyingen.c: makes the tables of base/pinyin.c out of ICU's Han-Latin data and our list of exceptions.
 *
 *     pinyingen pinyin_overrides.txt pinyin_table.c
 *
 * Runs at build time, because opening ICU's transliterator costs 80 ms and a table costs nothing.  Every Han character
 * is read three ways: as text, inside a name, and at the beginning of a name, where it is a surname.  Where the last
 * two differ from the first they become exceptions, together with the entries of the list, which go first.  The output
 * depends on nothing but ICU's version and the list.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* as in base/pinyin_table.h, which says what they mean; tools stand alone */
enum { SURNAME = 1, NAME = 2, TEXT = 4 };

enum {
    CODE_POINTS = 0x32400, /* past the last extension that ICU has readings for */
    SYLLABLES_MOST = 2000, /* there are about 420 */
    EXCEPTIONS_MOST = 1000,
    HAN_BYTES = 24,
    READING_BYTES = 48,
    RANGE_GAP = 32, /* so many characters without a reading end a range of the table */
    AS_SURNAME = 0,
    IN_NAME = 1,
    IN_TEXT = 2,
    WAYS = 3,
};

struct exception {
    uint32_t first;
    unsigned kinds;
    char han[HAN_BYTES];
    char reading[READING_BYTES];
};

struct gen {
    UTransliterator *names, *plain;
    const UNormalizer2 *nfd;
    char syllable[SYLLABLES_MOST][8];
    uint16_t syllables;
    uint16_t table[WAYS][CODE_POINTS];
    struct exception exception[EXCEPTIONS_MOST];
    size_t exceptions;
};

static _Noreturn void die(const char *what, const char *detail)
{
    fprintf(stderr, "pinyingen: %s: %s\n", what, detail);
    exit(1);
}

static void check(UErrorCode err, const char *what)
{
    if (U_FAILURE(err))
        die(what, u_errorName(err));
}

static UTransliterator *open_transliterator(const char *name)
{
    UErrorCode err = U_ZERO_ERROR;
    UChar id[64];
    u_uastrcpy(id, name);
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &err);
    check(err, name);
    return t;
}

/* "Lǚ bù" becomes "lv bu"; what is left over (a character without a reading) makes out "". */
static void latin_to_ascii(const struct gen *g, const UChar *text, int32_t n, char *out, size_t room)
{
    UErrorCode err = U_ZERO_ERROR;
    UChar apart[256];
    size_t len = 0;
    int32_t m = unorm2_normalize(g->nfd, text, n, apart, 256, &err);
    check(err, "unorm2_normalize");
    for (int32_t i = 0; i < m; i++) {
        UChar c = apart[i];
        bool letter = (c >= 'a' && c <= 'z') || c == ' ';
        if (c == 0x308 && len > 0 && out[len - 1] == 'u') {
            out[len - 1] = 'v';
        } else if (letter && len + 1 < room) {
            out[len++] = (char)c;
        } else if (c < 0x300 || c > 0x36F) { /* not a tone mark, either */
            len = 0;
            break;
        }
    }
    out[len] = '\0';
}

/* How ICU reads a short text. */
static void read_han(const struct gen *g, UTransliterator *t, const char *han, char *out, size_t room)
{
    UErrorCode err = U_ZERO_ERROR;
    UChar text[256];
    int32_t n;
    u_strFromUTF8(text, 256, &n, han, -1, &err);
    int32_t limit = n;
    utrans_transUChars(t, text, &n, 256, 0, &limit, &err);
    check(err, han);
    latin_to_ascii(g, text, n, out, room);
}

static uint16_t syllable_number(struct gen *g, const char *s)
{
    for (uint16_t i = 0; i < g->syllables; i++)
        if (strcmp(g->syllable[i], s) == 0)
            return i;
    size_t n = strlen(s);
    if (g->syllables == SYLLABLES_MOST || n >= sizeof g->syllable[0])
        die("no room for a syllable", s);
    memcpy(g->syllable[g->syllables], s, n + 1);
    return g->syllables++;
}

/* UTF-8 of a character, behind 一 when it shall stand inside a name. */
static void spell(uint32_t c, bool inside, char out[HAN_BYTES])
{
    UErrorCode err = U_ZERO_ERROR;
    const UChar32 text[] = { 0x4E00, (UChar32)c };
    UChar utf16[8];
    int32_t n;
    u_strFromUTF32(utf16, 8, &n, inside ? text : text + 1, inside ? 2 : 1, &err);
    u_strToUTF8(out, HAN_BYTES, NULL, utf16, n, &err);
    check(err, "u_strToUTF8");
}

static void read_character(struct gen *g, uint32_t c, int way)
{
    char han[HAN_BYTES];
    char reading[READING_BYTES];
    spell(c, way == IN_NAME, han);
    read_han(g, way == IN_TEXT ? g->plain : g->names, han, reading, sizeof reading);
    const char *blank = strrchr(reading, ' ');
    g->table[way][c] = syllable_number(g, blank ? blank + 1 : reading);
}

static void read_all(struct gen *g)
{
    static const struct {
        uint32_t first, last;
    } han[] = {
        { 0x3007, 0x3007 }, { 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },
        { 0xF900, 0xFAFF }, { 0x20000, 0x2FA1F }, { 0x30000, 0x323AF },
    };
    g->syllables = 1; /* [0] is "" */
    for (size_t i = 0; i < sizeof han / sizeof han[0]; i++) {
        for (uint32_t c = han[i].first; c <= han[i].last; c++) {
            read_character(g, c, IN_TEXT);
            if (!g->table[IN_TEXT][c])
                continue; /* nor is there a name reading, and half of the extensions saves half of the time */
            read_character(g, c, IN_NAME);
            read_character(g, c, AS_SURNAME);
        }
    }
}

static void copy(char *out, size_t room, const char *text)
{
    size_t n = strlen(text);
    if (n >= room)
        die("too long", text);
    memcpy(out, text, n + 1);
}

static uint32_t first_of(const char *han)
{
    UErrorCode err = U_ZERO_ERROR;
    UChar utf16[HAN_BYTES];
    UChar32 text[HAN_BYTES];
    int32_t n;
    u_strFromUTF8(utf16, HAN_BYTES, &n, han, -1, &err);
    u_strToUTF32(text, HAN_BYTES, NULL, utf16, n, &err);
    check(err, han);
    return (uint32_t)text[0];
}

/* An entry that is there already, from the list, holds against one of ICU's. */
static void add_exception(struct gen *g, unsigned kinds, const char *han, const char *reading)
{
    for (size_t i = 0; i < g->exceptions; i++)
        if (g->exception[i].kinds & kinds && strcmp(g->exception[i].han, han) == 0)
            return;
    if (g->exceptions == EXCEPTIONS_MOST)
        die("no room for an exception", han);
    struct exception *e = &g->exception[g->exceptions++];
    e->first = first_of(han);
    e->kinds = kinds;
    copy(e->han, sizeof e->han, han);
    copy(e->reading, sizeof e->reading, reading);
}

static unsigned kinds_of(const char *word)
{
    if (strcmp(word, "surname") == 0)
        return SURNAME;
    if (strcmp(word, "word") == 0)
        return NAME | TEXT;
    if (strcmp(word, "text") == 0)
        return TEXT;
    die("unknown kind in the list", word);
}

static void read_line(struct gen *g, char *line)
{
    char reading[READING_BYTES];
    line[strcspn(line, "#\n")] = '\0';
    char *rest = line;
    char *kind = strsep(&rest, " ");
    char *han = rest ? strsep(&rest, " ") : NULL;
    if (!*kind)
        return;
    if (!han || !*han)
        die("a line without a character", kind);
    if (rest && *rest)
        copy(reading, sizeof reading, rest);
    else
        read_han(g, g->names, han, reading, sizeof reading);
    if (!*reading)
        die("no reading", han);
    add_exception(g, kinds_of(kind), han, reading);
}

static void read_list(struct gen *g, const char *path)
{
    char line[256];
    FILE *f = fopen(path, "r");
    if (!f)
        die("cannot read", path);
    while (fgets(line, sizeof line, f))
        read_line(g, line);
    if (fclose(f) != 0)
        die("cannot read", path);
}

/* Where ICU reads a character otherwise in a name or as a surname. */
static void find_exceptions(struct gen *g)
{
    char han[HAN_BYTES];
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        uint16_t text = g->table[IN_TEXT][c];
        uint16_t name = g->table[IN_NAME][c];
        uint16_t surname = g->table[AS_SURNAME][c];
        if (!text)
            continue;
        spell(c, false, han);
        if (name && name != text)
            add_exception(g, NAME, han, g->syllable[name]);
        if (surname && surname != name)
            add_exception(g, SURNAME, han, g->syllable[surname]);
    }
}

static int compare_exceptions(const void *a, const void *b)
{
    const struct exception *x = a;
    const struct exception *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (strlen(x->han) != strlen(y->han))
        return strlen(x->han) > strlen(y->han) ? -1 : 1;
    int same = strcmp(x->han, y->han);
    return same ? same : (int)x->kinds - (int)y->kinds;
}

static void write_syllables(const struct gen *g, FILE *f)
{
    fputs("const char pinyin_syllables[][8] = {", f);
    for (uint16_t i = 0; i < g->syllables; i++)
        fprintf(f, "%s\"%s\",", i % 12 ? " " : "\n    ", g->syllable[i]);
    fputs("\n};\n\n", f);
}

/* The end of a range that begins at c: the last reading before a gap. */
static uint32_t range_end(const struct gen *g, uint32_t c)
{
    uint32_t end = c + 1;
    for (uint32_t at = end; at < CODE_POINTS && at < end + RANGE_GAP; at++)
        if (g->table[IN_TEXT][at])
            end = at + 1;
    return end;
}

static void write_index(const struct gen *g, FILE *f)
{
    uint32_t written = 0;
    fputs("const uint16_t pinyin_index[] = {", f);
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        if (!g->table[IN_TEXT][c])
            continue;
        for (uint32_t end = range_end(g, c); c < end; c++)
            fprintf(f, "%s%u,", written++ % 20 ? "" : "\n    ", (unsigned)g->table[IN_TEXT][c]);
    }
    fputs("\n};\n\n", f);
}

static void write_ranges(const struct gen *g, FILE *f)
{
    uint32_t index = 0;
    fputs("const struct pinyin_range pinyin_ranges[] = {\n", f);
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        if (!g->table[IN_TEXT][c])
            continue;
        uint32_t end = range_end(g, c);
        fprintf(f, "    { 0x%X, %u, %u },\n", (unsigned)c, (unsigned)(end - c), (unsigned)index);
        index += end - c;
        c = end;
    }
    fputs("};\nconst size_t pinyin_range_count = sizeof pinyin_ranges / sizeof pinyin_ranges[0];\n\n", f);
}

static void write_exceptions(const struct gen *g, FILE *f)
{
    fputs("const struct pinyin_exception pinyin_exceptions[] = {\n", f);
    for (size_t i = 0; i < g->exceptions; i++) {
        const struct exception *e = &g->exception[i];
        fprintf(f, "    { 0x%X, %u, \"%s\", \"%s\" },\n", (unsigned)e->first, e->kinds, e->han, e->reading);
    }
    fputs("};\nconst size_t pinyin_exception_count =\n"
          "    sizeof pinyin_exceptions / sizeof pinyin_exceptions[0];\n",
          f);
}

static void write_tables(const struct gen *g, const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f)
        die("cannot write", path);
    fputs("/* made by tools/pinyingen.c from ICU and tools/pinyin_overrides.txt */\n"
          "#include \"base/pinyin_table.h\"\n\n",
          f);
    write_syllables(g, f);
    write_index(g, f);
    write_ranges(g, f);
    write_exceptions(g, f);
    bool failed = ferror(f);
    if (fclose(f) != 0 || failed) {
        remove(path);
        die("cannot write", path);
    }
}

int main(int argc, char **argv)
{
    UErrorCode err = U_ZERO_ERROR;
    if (argc != 3)
        die("usage", "pinyingen pinyin_overrides.txt pinyin_table.c");
    struct gen *g = calloc(1, sizeof *g);
    if (!g)
        die("out of memory", "tables");
    g->plain = open_transliterator("Han-Latin");
    g->names = open_transliterator("Han-Latin/Names");
    g->nfd = unorm2_getNFDInstance(&err);
    check(err, "unorm2_getNFDInstance");
    read_all(g);
    read_list(g, argv[1]);
    find_exceptions(g);
    qsort(g->exception, g->exceptions, sizeof g->exception[0], compare_exceptions);
    write_tables(g, argv[2]);
    utrans_close(g->plain);
    utrans_close(g->names);
    free(g);
    return 0;
}
