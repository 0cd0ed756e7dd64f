/*
 * base/pinyin.h: how a person's or an organisation's name sounds.
 *
 * A table made at build time from ICU's Han-Latin data (opening ICU at run time costs 80 ms), readings of surnames of
 * one and two characters first, an override list for those ICU gets wrong (STACK, Text).  "张三" gives "zhangsan" and
 * "zs"; letters and digits stay, everything else is dropped; a character without a reading gives nothing, so it sorts
 * by the rest.
 *
 * ü is written v, as input methods have it: 吕 is "lv".  People type "lu" as well, so a search by pinyin also looks for
 * pinyin_with_v() of what was typed.
 */
#pragma once

#include "base/arena.h"

struct pinyin {
    const char *full;     /* "zhangsan" */
    const char *initials; /* "zs" */
};

struct pinyin pinyin_of_person(struct arena *a,
                               const char *name);                /* the surname read as a surname */
struct pinyin pinyin_of_text(struct arena *a, const char *text); /* organisations, places */

/* "luwei" gives "lvwei" and "nu" "nv"; NULL where what was typed cannot mean ü. */
const char *pinyin_with_v(struct arena *a, const char *typed);
