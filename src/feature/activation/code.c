/*
 * feature/activation/code.c: codes that people type off a slip.
 *
 * The last character is a sum of the others with odd weights: every single wrong character is found before it costs a
 * try, so a room full of people who mistype locks nobody out (web/throttle.h), and guessing gets no cheaper.
 */
#include <string.h>

#include "base/random.h"
#include "feature/activation/activation_i.h"

static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; /* no I, O, 0, 1 */

enum { CODE_RANDOM = CODE_CHARS - 1, LETTERS = sizeof(letters) - 1 };

static char check_letter(const uint8_t values[static CODE_RANDOM])
{
    unsigned sum = 0;
    for (unsigned i = 0; i < CODE_RANDOM; i++)
        sum += (2 * i + 1) * values[i];
    return letters[sum % LETTERS];
}

void slip_code_make(char out[static CODE_TEXT])
{
    uint8_t values[CODE_RANDOM];
    size_t k = 0;
    random_bytes(values, sizeof(values));
    for (size_t i = 0; i < CODE_CHARS; i++) {
        if (i && i % CODE_GROUP == 0)
            out[k++] = '-';
        if (i < CODE_RANDOM)
            values[i] %= LETTERS; /* a divisor of 256: no letter is likelier */
        out[k++] = i < CODE_RANDOM ? letters[values[i]] : check_letter(values);
    }
    out[k] = '\0';
}

const char *slip_code_clean(struct arena *a, const char *typed)
{
    uint8_t values[CODE_CHARS];
    char *out = arena_alloc(a, CODE_CHARS + 1);
    size_t n = 0;
    for (const char *p = typed; out && *p; p++) {
        const char upper = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
        const char *at = strchr(letters, upper);
        if (*p == '-' || *p == ' ')
            continue;
        if (!at || n == CODE_CHARS)
            return NULL;
        values[n] = (uint8_t)(at - letters);
        out[n++] = upper;
    }
    return out && n == CODE_CHARS && check_letter(values) == out[CODE_RANDOM] ? out : NULL;
}
