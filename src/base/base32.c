/* base/base32.c: see base32.h. */
#include "base/base32.h"

#include <string.h>

enum { LETTER_BITS = 5, BYTE_BITS = 8 };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const char *base32_encode(struct arena *a, const uint8_t *bytes, size_t n)
{
    char *out = arena_alloc(a, (n * BYTE_BITS + LETTER_BITS - 1) / LETTER_BITS + 1);
    uint32_t held = 0;
    int bits = 0;
    size_t k = 0;
    if (!out)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        held = held << BYTE_BITS | bytes[i];
        for (bits += BYTE_BITS; bits >= LETTER_BITS; bits -= LETTER_BITS)
            out[k++] = letters[held >> (bits - LETTER_BITS) & 31];
    }
    if (bits)
        out[k++] = letters[held << (LETTER_BITS - bits) & 31];
    out[k] = '\0';
    return out;
}

bool base32_decode(const char *text, uint8_t *out, size_t room, size_t *n)
{
    uint32_t held = 0;
    int bits = 0;
    *n = 0;
    for (; *text; text++) {
        const char *at = strchr(letters, *text);
        if (!at)
            return false;
        held = held << LETTER_BITS | (uint32_t)(at - letters);
        bits += LETTER_BITS;
        if (bits < BYTE_BITS)
            continue;
        bits -= BYTE_BITS;
        if (*n == room)
            return false;
        out[(*n)++] = (uint8_t)(held >> bits);
    }
    return true;
}
