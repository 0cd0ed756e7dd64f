/*
 * doc/xlsx_value.c: numbers, references and escaped characters as the workbook format spells them.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "doc/xlsx_i.h"

int digits_int(const char *s, int max)
{
    int v = 0;
    if (!*s)
        return -1;
    for (; *s >= '0' && *s <= '9'; s++) {
        if (v > (max - (*s - '0')) / 10)
            return -1;
        v = v * 10 + (*s - '0');
    }
    return *s ? -1 : v;
}

bool ref_parse(const char *ref, int *column, int *row)
{
    int c = 0;
    const char *s = ref;
    for (; isalpha((unsigned char)*s) && s - ref < 4; s++)
        c = c * 26 + (toupper((unsigned char)*s) - 'A' + 1);
    int r = digits_int(s, INT32_MAX);
    if (c < 1 || c > 16384 || r < 1)
        return false;
    *column = c;
    *row = r;
    return true;
}

/* strtod alone would take "inf", "0x1p3" and leading blanks too. */
bool number_parse(const char *s, double *out)
{
    if (!*s || s[strspn(s, "0123456789+-.eE")])
        return false;
    char *end = NULL;
    *out = strtod(s, &end);
    return end != s && !*end && isfinite(*out);
}

/* The digits of v in as few as give v back, and the power of ten of the first. */
static int shortest_digits(double v, char digits[static 20])
{
    char text[NUMBER_TEXT_BYTES];
    for (int precision = 14; precision <= 16; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision, v);
        if (strtod(text, NULL) == v)
            break;
    }
    char *e = strchr(text, 'e');
    size_t n = 0;
    for (const char *s = text; s < e; s++)
        if (*s != '.')
            digits[n++] = *s;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    digits[n] = 0;
    return (int)strtol(e + 1, NULL, 10);
}

/* Written out in full as far as people would: 110101199001011000 and 0.00001, but 1e+300. */
const char *number_text(double v, char out[static NUMBER_TEXT_BYTES])
{
    char d[20];
    const char *sign = v < 0 ? "-" : "";
    if (v == 0)
        return "0";
    int e = shortest_digits(fabs(v), d);
    int n = (int)strlen(d);
    if (e >= 21 || e < -7)
        (void)snprintf(out, NUMBER_TEXT_BYTES, "%.17g", v);
    else if (e < 0)
        (void)snprintf(out, NUMBER_TEXT_BYTES, "%s0.%.*s%s", sign, -e - 1, "0000000", d);
    else if (n <= e + 1)
        (void)snprintf(out, NUMBER_TEXT_BYTES, "%s%s%.*s", sign, d, e + 1 - n, "000000000000000000000");
    else
        (void)snprintf(out, NUMBER_TEXT_BYTES, "%s%.*s.%s", sign, e + 1, d, d + e + 1);
    return out;
}

void text_append(struct buf *b, size_t start, const char *s, size_t n)
{
    size_t used = b->len - start;
    size_t room = used < XLSX_STRING_BYTES ? XLSX_STRING_BYTES - used : 0;
    if (n > room) {
        n = room;
        while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
            n--;
    }
    if (n > 0)
        buf_put(b, s, n);
}

/* "_x4E2D_" at s; 0 when it is none. */
static uint32_t escape_at(const char *s, const char *end)
{
    uint32_t c = 0;
    if (end - s < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        const char *hex = "0123456789abcdef";
        const char *digit = s[i] ? strchr(hex, tolower((unsigned char)s[i])) : NULL;
        if (!digit)
            return 0;
        c = c * 16 + (uint32_t)(digit - hex);
    }
    return c;
}

/* As escape_at, but two halves of a character beyond U+FFFF are one; *used is how many bytes they take. */
static uint32_t escape_read(const char *s, const char *end, size_t *used)
{
    uint32_t c = escape_at(s, end);
    *used = 7;
    if (c < 0xD800 || c > 0xDFFF)
        return c;
    uint32_t low = c < 0xDC00 ? escape_at(s + 7, end) : 0;
    *used = 14;
    return low >= 0xDC00 && low <= 0xDFFF ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : 0;
}

/* A character takes no more bytes than its escape, so the text only shrinks. */
void text_unescape(struct buf *b, size_t start)
{
    if (b->len - start < 7 || !memmem(b->at + start, b->len - start, "_x", 2))
        return;
    char *to = b->at + start;
    const char *end = b->at + b->len;
    for (const char *s = to; s < end;) {
        size_t used = 0;
        uint32_t c = escape_read(s, end, &used);
        if (c) {
            char utf8[4];
            size_t n = utf8_put(c, utf8);
            memcpy(to, utf8, n);
            to += n;
            s += used;
        } else {
            *to++ = *s++;
        }
    }
    b->len = (size_t)(to - b->at);
    b->at[b->len] = 0;
}
