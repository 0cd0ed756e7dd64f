/* base/pinyin.c: reading names by the tables that tools/pinyingen.c made. */
#include "base/pinyin.h"

#include <string.h>

#include "base/pinyin_table.h"
#include "base/utf8.h"

/*
 * The longest reading of a character is "zhuang" for three bytes, and every exception stays within two letters a byte,
 * so both texts fit twice the length of the name.
 */
enum { LETTERS_PER_BYTE = 2 };

struct speller {
    char *full, *initials;
    size_t full_len, initials_len;
};

static const char *usual_reading(uint32_t c)
{
    size_t low = 0;
    size_t high = pinyin_range_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct pinyin_range *r = &pinyin_ranges[middle];
        if (c < r->first)
            high = middle;
        else if (c - r->first >= r->n)
            low = middle + 1;
        else
            return pinyin_syllables[pinyin_index[r->index + (c - r->first)]];
    }
    return "";
}

/* The first exception for a character; they stand in the order of their first characters. */
static size_t first_exception(uint32_t c)
{
    size_t low = 0;
    size_t high = pinyin_exception_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pinyin_exceptions[middle].first < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct pinyin_exception *exception_at(const char *text, uint32_t c, unsigned kinds)
{
    for (size_t i = first_exception(c); i < pinyin_exception_count; i++) {
        const struct pinyin_exception *e = &pinyin_exceptions[i];
        if (e->first != c)
            break;
        if (e->kinds & kinds && strncmp(text, e->han, strlen(e->han)) == 0)
            return e;
    }
    return NULL;
}

/* Syllables with blanks between them: the letter after a blank is an initial, and so is the first. */
static void put_reading(struct speller *s, const char *reading)
{
    bool initial = true;
    for (; *reading; reading++) {
        if (*reading == ' ') {
            initial = true;
            continue;
        }
        s->full[s->full_len++] = *reading;
        if (initial)
            s->initials[s->initials_len++] = *reading;
        initial = false;
    }
}

static void put_ascii(struct speller *s, uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
        return;
    s->full[s->full_len++] = (char)c;
    s->initials[s->initials_len++] = (char)c;
}

/* Reads one character, or the several of an exception; returns what follows. */
static const char *put_next(struct speller *s, const char *text, unsigned kinds)
{
    const char *next = text;
    uint32_t c = utf8_next(&next);
    if (c < 0x80) {
        put_ascii(s, c);
        return next;
    }
    const struct pinyin_exception *e = exception_at(text, c, kinds);
    put_reading(s, e ? e->reading : usual_reading(c));
    return e ? text + strlen(e->han) : next;
}

static struct pinyin spell(struct arena *a, const char *text, unsigned first, unsigned rest)
{
    size_t room = strlen(text) * LETTERS_PER_BYTE + 1;
    struct speller s = { .full = arena_alloc(a, room), .initials = arena_alloc(a, room) };
    if (!s.full || !s.initials)
        return (struct pinyin){ "", "" };
    unsigned kinds = first;
    while (*text) {
        text = put_next(&s, text, kinds);
        kinds = rest;
    }
    return (struct pinyin){ s.full, s.initials };
}

/* A name with a middle dot is written by its sound (阿不都热依木·买买提) and has no Han surname. */
struct pinyin pinyin_of_person(struct arena *a, const char *name)
{
    unsigned first = strstr(name, "·") ? PINYIN_NAME : PINYIN_SURNAME | PINYIN_NAME;
    return spell(a, name, first, PINYIN_NAME);
}

struct pinyin pinyin_of_text(struct arena *a, const char *text)
{
    return spell(a, text, PINYIN_TEXT, PINYIN_TEXT);
}

const char *pinyin_with_v(struct arena *a, const char *typed)
{
    if ((typed[0] != 'l' && typed[0] != 'n') || typed[1] != 'u')
        return NULL;
    char *other = arena_copy(a, typed, strlen(typed));
    if (other)
        other[1] = 'v';
    return other;
}
