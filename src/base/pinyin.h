/*
 * base/pinyin.h: how a person's or an organisation's name sounds.
 *
 * A table made at build time from ICU's Han-Latin data (opening ICU at run time costs 80 ms), readings of surnames of
 * one and two characters first, an override list for those ICU gets wrong (STACK, Text).  "张三" gives "zhangsan" and
 * "zs"; letters and digits stay, everything else is dropped; a character without a reading gives nothing, so it sorts
 * by the rest.
 */
#pragma once

#include "base/arena.h"

struct pinyin {
    const char *full;     /* "zhangsan" */
    const char *initials; /* "zs" */
};

struct pinyin pinyin_of_person(struct arena *a, const char *name); /* the surname read as a surname */
struct pinyin pinyin_of_text(struct arena *a, const char *text);   /* organisations, places */
