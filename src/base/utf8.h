/*
 * base/utf8.h: text as users type it, made into text as we keep it (DESIGN 4).
 *
 * UTF-8, NFC, full-width digits and letters folded, control characters refused; names keep rare characters (CJK
 * extensions) and the middle dot.  Everything allocates in the arena it is given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

bool utf8_valid(const char *s, size_t n); /* no overlongs, surrogates, NUL, or anything past U+10FFFF */
size_t utf8_chars(const char *s);         /* code points; s must be valid */
uint32_t utf8_next(const char **s);       /* decodes one code point and moves on; 0 at the end */
size_t utf8_put(uint32_t c, char out[static 4]);
bool utf8_is_han(uint32_t c); /* CJK ideographs, all extensions and compatibility blocks */

enum {
    TEXT_LINES = 1,     /* keep line breaks (a text area); otherwise they become one space */
    TEXT_NO_SPACES = 2, /* drop every space (a Chinese name, a number in groups) */
    TEXT_UPPER = 4,     /* ASCII letters to upper case (a citizen number) */
};

/*
 * NFC, full-width digits and letters and ideographic space folded, trimmed, runs of blanks made one; various middle
 * dots (• ‧ ・ ･) become ·; invisible characters dropped.  Full-width punctuation is Chinese typography and stays,
 * except with TEXT_NO_SPACES or TEXT_UPPER (numbers, codes, names), where all full-width ASCII is folded.
 * Invalid UTF-8, control characters and piles of combining marks give RC_INVALID.
 */
MUST_CHECK enum rc text_clean(struct arena *a, const char *s, size_t n, unsigned how, const char **out);

/* --- for searches ------------------------------------------------------------------------------------------------- */

/* The first text after all that begin with prefix (ASCII): a search by the beginning is a range, prefix up to this. */
const char *text_after(struct arena *a, const char *prefix);
/* A LIKE pattern (ESCAPE '\\') for `words` taken literally, with anything behind; before is "" or "%". */
const char *text_like(struct arena *a, const char *before, const char *words);
