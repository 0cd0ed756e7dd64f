/* base/utf8.c: decoding, checking and cleaning text; ICU is asked only about text that might not be NFC. */
#include "base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum {
    MARKS_IN_A_ROW = 30, /* Unicode's stream-safe limit; ordering longer runs would take quadratic time */
    REPLACEMENT = 0xFFFD,
    MIDDLE_DOT = 0xB7,
    FULL_WIDTH = 0xFEE0, /* what full-width ASCII is above ASCII */
};

/* What a lead byte promises: the length of the sequence, 0 when it can be no lead byte. */
static size_t sequence_bytes(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2)
        return 0; /* a continuation byte, or an overlong form of ASCII */
    if (lead < 0xE0)
        return 2;
    if (lead < 0xF0)
        return 3;
    return lead < 0xF5 ? 4 : 0;
}

/* Decodes one well-formed sequence within n bytes; its length, or 0. A NUL byte of input is a failure, too. */
static size_t decode(const char *s, size_t n, uint32_t *out)
{
    static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };
    static const unsigned char lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    size_t len = n ? sequence_bytes((unsigned char)s[0]) : 0;
    if (len == 0 || len > n)
        return 0;
    uint32_t c = (unsigned char)s[0] & lead_bits[len];
    for (size_t i = 1; i < len; i++) {
        if (((unsigned char)s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | ((unsigned char)s[i] & 0x3F);
    }
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *out = c;
    return len;
}

bool utf8_valid(const char *s, size_t n)
{
    for (size_t at = 0; at < n;) {
        uint32_t c;
        size_t len = decode(s + at, n - at, &c);
        if (len == 0)
            return false;
        at += len;
    }
    return true;
}

size_t utf8_chars(const char *s)
{
    size_t chars = 0;
    for (; *s; s++)
        chars += ((unsigned char)*s & 0xC0) != 0x80;
    return chars;
}

/* Text should be valid here; where it is not, one byte reads as U+FFFD and nothing past the NUL is touched. */
uint32_t utf8_next(const char **s)
{
    uint32_t c;
    if (**s == '\0')
        return 0;
    size_t len = decode(*s, strnlen(*s, 4), &c);
    if (len == 0) {
        (*s)++;
        return REPLACEMENT;
    }
    *s += len;
    return c;
}

size_t utf8_put(uint32_t c, char out[static 4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)((0xF00U >> len & 0xF0) | c); /* as many leading ones as bytes */
    return len;
}

struct span {
    uint32_t first, last;
};

static bool within(const struct span *spans, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c >= spans[i].first && c <= spans[i].last)
            return true;
    return false;
}

bool utf8_is_han(uint32_t c)
{
    static const struct span han[] = {
        { 0x4E00, 0x9FFF },   /* the unified ideographs */
        { 0x3400, 0x4DBF },   /* extension A */
        { 0x20000, 0x2FA1F }, /* B to F and I, compatibility supplement */
        { 0x30000, 0x3FFFD }, /* G and later: the plane is reserved for ideographs */
        { 0xF900, 0xFAFF },   /* compatibility */
        { 0x3007, 0x3007 },   /* 〇, a letter in names */
    };
    return within(han, COUNT(han), c);
}

enum kind {
    KEEP,
    BLANK,
    LINE,    /* ends a line */
    DROP,    /* invisible, left behind by copying from web pages and documents */
    REFUSED, /* control characters, and code points that are no characters */
};

static enum kind kind_of(uint32_t c)
{
    if (c < 0x20)
        return c == '\n' ? LINE : c == '\t' || c == '\r' ? BLANK : REFUSED;
    if (c < 0x7F)
        return c == ' ' ? BLANK : KEEP;
    if (c < 0xA0)
        return REFUSED;
    if (c == 0xA0 || c == 0x3000 || c == 0x202F || c == 0x205F || (c >= 0x2000 && c <= 0x200A))
        return BLANK;
    if (c == 0x2028 || c == 0x2029)
        return LINE;
    if (c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0x200E && c <= 0x200F) ||
        (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
        return DROP; /* among them what turns the direction of text and so hides what a name says */
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) ? REFUSED : KEEP;
}

static bool ascii_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/*
 * Full-width punctuation is proper Chinese typography and stays in prose; where blanks are dropped or letters raised
 * the text is a number or a code, and everything full-width came from an input method.
 */
static uint32_t fold(uint32_t c, unsigned how)
{
    if (c >= 0xFF01 && c <= 0xFF5E && (how & (TEXT_NO_SPACES | TEXT_UPPER) || ascii_word(c - FULL_WIDTH)))
        c -= FULL_WIDTH;
    else if (c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65)
        c = MIDDLE_DOT;
    if (how & TEXT_UPPER && c >= 'a' && c <= 'z')
        c -= 'a' - 'A';
    return c;
}

/* Neither composes with a neighbour nor decomposes: text of nothing else is NFC, and that is nearly all text. */
static bool surely_nfc(uint32_t c)
{
    static const struct span sure[] = {
        { 0x0000, 0x02FF }, { 0x4E00, 0x9FFF }, { 0xFF01, 0xFFEF },   { 0x3001, 0x3029 },   { 0x2010, 0x2027 },
        { 0x3400, 0x4DBF }, { 0xE000, 0xF8FF }, { 0x20000, 0x2F7FF }, { 0x30000, 0x3FFFD },
    };
    return within(sure, COUNT(sure), c);
}

/* The text as it is written: a blank or a line's end waits in pending until something follows it. */
struct cleaner {
    char *out;
    size_t len;
    unsigned how;
    size_t lines; /* pending line ends */
    bool blank;   /* pending blank */
    bool ask_icu;
};

static void flush_pending(struct cleaner *w)
{
    if (w->len > 0 && w->lines > 0) {
        memset(w->out + w->len, '\n', w->lines);
        w->len += w->lines;
    } else if (w->len > 0 && w->blank) {
        w->out[w->len++] = ' ';
    }
    w->lines = 0;
    w->blank = false;
}

static void keep(struct cleaner *w, uint32_t c)
{
    flush_pending(w);
    c = fold(c, w->how);
    w->ask_icu = w->ask_icu || !surely_nfc(c);
    w->len += utf8_put(c, w->out + w->len);
}

static enum rc clean_one(struct cleaner *w, uint32_t c)
{
    switch (kind_of(c)) {
    case REFUSED: return RC_INVALID;
    case DROP: return RC_OK;
    case KEEP: keep(w, c); return RC_OK;
    case LINE:
        if (w->how & TEXT_LINES) {
            w->lines++;
            return RC_OK;
        }
        break;
    case BLANK: break;
    }
    w->blank = !(w->how & TEXT_NO_SPACES);
    return RC_OK;
}

/* Refuses runs of combining marks that no language writes and that are costly to put in order. */
static enum rc check_marks(const char *s)
{
    int run = 0;
    for (uint32_t c = utf8_next(&s); c; c = utf8_next(&s)) {
        run = u_getCombiningClass((UChar32)c) ? run + 1 : 0;
        if (run > MARKS_IN_A_ROW)
            return RC_INVALID;
    }
    return RC_OK;
}

static enum rc from_utf16(struct arena *a, const UChar *text, int32_t n, const char **out)
{
    UErrorCode err = U_ZERO_ERROR;
    char *utf8 = arena_alloc(a, (size_t)n * 3 + 1);
    if (!utf8)
        return RC_TOOBIG;
    u_strToUTF8(utf8, n * 3 + 1, NULL, text, n, &err);
    *out = utf8;
    return U_FAILURE(err) ? RC_INVALID : RC_OK;
}

/* Replaces *text by its NFC form, when it has not got that already. */
static enum rc normalise(struct arena *a, const char **text, size_t len)
{
    UErrorCode err = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&err);
    if (U_FAILURE(err) || len > INT32_MAX / 16)
        return U_FAILURE(err) ? RC_IO : RC_TOOBIG;
    enum rc rc = check_marks(*text);
    if (rc)
        return rc;
    int32_t n = 0;
    UChar *raw = arena_array(a, len + 1, sizeof *raw);
    UChar *done = arena_array(a, 3 * len + 1, sizeof *done); /* NFC at most triples UTF-16 */
    if (!raw || !done)
        return RC_TOOBIG;
    u_strFromUTF8(raw, (int32_t)len + 1, &n, *text, (int32_t)len, &err);
    if (U_SUCCESS(err) && unorm2_quickCheck(nfc, raw, n, &err) == UNORM_YES)
        return RC_OK;
    n = unorm2_normalize(nfc, raw, n, done, (int32_t)(3 * len) + 1, &err);
    return U_FAILURE(err) ? RC_INVALID : from_utf16(a, done, n, text);
}

enum rc text_clean(struct arena *a, const char *s, size_t n, unsigned how, const char **out)
{
    *out = "";
    if (n >= SIZE_MAX / 4)
        return RC_TOOBIG;
    struct cleaner w = { .out = arena_alloc(a, n + 1), .how = how };
    if (!w.out)
        return RC_TOOBIG;
    for (size_t at = 0; at < n;) {
        uint32_t c;
        size_t len = decode(s + at, n - at, &c);
        enum rc rc = len ? clean_one(&w, c) : RC_INVALID;
        if (rc)
            return rc;
        at += len;
    }
    w.out[w.len] = '\0';
    const char *text = w.out;
    enum rc rc = w.ask_icu ? normalise(a, &text, w.len) : RC_OK;
    if (rc == RC_OK)
        *out = text;
    return rc;
}

const char *text_after(struct arena *a, const char *prefix)
{
    size_t n = strlen(prefix);
    char *end = arena_copy(a, prefix, n);
    if (n && end)
        end[n - 1]++;
    return end ? end : "";
}

const char *text_like(struct arena *a, const char *before, const char *words)
{
    char *out = arena_alloc(a, strlen(before) + 2 * strlen(words) + 2);
    if (!out)
        return "";
    size_t n = strlen(before);
    memcpy(out, before, n);
    for (; *words; words++) {
        if (*words == '%' || *words == '_' || *words == '\\')
            out[n++] = '\\';
        out[n++] = *words;
    }
    out[n] = '%';
    return out;
}
