/* base/vocab.c: looking up the items of a closed vocabulary; the lists are short, so they are walked. */
#include "base/vocab.h"

#include <stdbool.h>
#include <string.h>

const char *vocab_id(const struct vocab *v, int value)
{
    return value > 0 && value <= v->n ? v->items[value - 1].id : "";
}

const char *vocab_label(const struct vocab *v, int value)
{
    return value > 0 && value <= v->n ? v->items[value - 1].label : "";
}

int vocab_by_id(const struct vocab *v, const char *id)
{
    for (int i = 0; i < v->n; i++)
        if (strcmp(v->items[i].id, id) == 0)
            return i + 1;
    return 0;
}

/* Is word one of the blank-separated words of list? */
static bool word_among(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, " ");
        if (len == n && memcmp(at, word, n) == 0)
            return true;
        at += len;
        at += strspn(at, " ");
    }
    return false;
}

int vocab_by_word(const struct vocab *v, const char *word)
{
    if (!*word)
        return 0;
    for (int i = 0; i < v->n; i++)
        if (strcmp(v->items[i].label, word) == 0)
            return i + 1;
    for (int i = 0; i < v->n; i++)
        if (word_among(v->items[i].aliases, word))
            return i + 1;
    return vocab_by_id(v, word);
}
