/* base/pinyin_table.h: the tables that tools/pinyingen.c makes at build time, between them and pinyin.c. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Where a reading that differs from the character's usual one applies. */
enum {
    PINYIN_SURNAME = 1, /* at the beginning of a person's name */
    PINYIN_NAME = 2,    /* anywhere in a person's name */
    PINYIN_TEXT = 4,    /* anywhere in other text */
};

struct pinyin_exception {
    uint32_t first;      /* the first character of han */
    unsigned kinds;      /* PINYIN_… */
    const char *han;     /* one character or several */
    const char *reading; /* syllables with a blank between them */
};

struct pinyin_range {
    uint32_t first;
    uint32_t n;
    uint32_t index; /* of first's entry in pinyin_index */
};

extern const char pinyin_syllables[][8];          /* [0] is "": no reading */
extern const uint16_t pinyin_index[];             /* into pinyin_syllables */
extern const struct pinyin_range pinyin_ranges[]; /* ascending */
extern const size_t pinyin_range_count;

/* By first character, then the longer before the shorter, then surnames before the rest: the first that fits holds. */
extern const struct pinyin_exception pinyin_exceptions[];
extern const size_t pinyin_exception_count;
