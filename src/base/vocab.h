/*
 * base/vocab.h: closed vocabularies.
 *
 * One X-macro list gives the C enum, the identifier (JSON, database), the Chinese word (pages, CSV, workbooks) and the
 * other words an import accepts, so that the spellings cannot drift.  In C a value is the index into the list plus
 * one; 0 means "not given", and is NULL in the database, null in JSON, empty on paper.
 *
 *     #define SEX_LIST(X) X(MALE, "male", "男", "M 1") X(FEMALE, "female", "女", "F 2")
 *     enum sex { SEX_NONE, SEX_LIST(SEX_ENUM) };       with  #define SEX_ENUM(name, id, label, aliases) SEX_##name,
 *     extern const struct vocab sex_vocab;
 *     VOCAB_TABLE(sex, SEX_LIST)                       in one .c: defines sex_vocab
 */
#pragma once

#include <stddef.h>

struct vocab_item {
    const char *id;      /* "male": JSON and database */
    const char *label;   /* "男" */
    const char *aliases; /* other spellings an import accepts, separated by blanks; "" for none */
};

struct vocab {
    const char *name;
    const struct vocab_item *items;
    int n;
};

const char *vocab_id(const struct vocab *v, int value);    /* "" for 0 */
const char *vocab_label(const struct vocab *v, int value); /* "" for 0 */
int vocab_by_id(const struct vocab *v, const char *id);    /* 0 when there is none */
int vocab_by_word(const struct vocab *v,
                  const char *word); /* by label, alias or id; 0 when there is none */

#define VOCAB_ITEM_(name, id, label, aliases) { id, label, aliases },
#define VOCAB_TABLE(vocab_name, LIST)                                            \
    static const struct vocab_item vocab_name##_items[] = { LIST(VOCAB_ITEM_) }; \
    const struct vocab vocab_name##_vocab = { #vocab_name, vocab_name##_items,   \
                                              (int)(sizeof(vocab_name##_items) / \
                                                    sizeof(vocab_name##_items[0])) };
