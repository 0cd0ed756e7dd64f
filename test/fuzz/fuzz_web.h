/* test/fuzz/fuzz_web.h: a form with a field of every type, and a request without a database, for the decoders. */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "web/answer_i.h"
#include "web/call.h"

#define COLOUR_LIST(X) X(RED, "red", "红", "") X(BLUE, "blue", "蓝", "")
VOCAB_TABLE(colour, COLOUR_LIST)

struct sample_in {
    const char *a, *b, *c, *d, *e;
    int64_t f, g;
    int32_t h;
    bool i;
    int j;
    uint64_t given;
};

#define AT(field) offsetof(struct sample_in, field)
static const struct field sample_fields[] = {
    { "a", "甲", FIELD_TEXT, REQUIRED, AT(a), 1, 8, NULL, NULL },
    { "b", "乙", FIELD_NAME, 0, AT(b), 0, 8, NULL, NULL },
    { "c", "丙", FIELD_LINES, 0, AT(c), 0, 50, NULL, NULL },
    { "d", "丁", FIELD_SECRET, 0, AT(d), 4, 50, NULL, NULL },
    { "e", "戊", FIELD_CODE, 0, AT(e), 0, 18, NULL, NULL },
    { "f", "己", FIELD_ID, 0, AT(f), 0, 0, NULL, NULL },
    { "g", "庚", FIELD_INT, 0, AT(g), -5, 5, NULL, NULL },
    { "h", "辛", FIELD_DATE, NOT_FUTURE, AT(h), 0, 0, NULL, NULL },
    { "i", "壬", FIELD_BOOL, 0, AT(i), 0, 0, NULL, NULL },
    { "j", "癸", FIELD_VOCAB, 0, AT(j), 0, 0, &colour_vocab, NULL },
};
static const struct form sample_form = {
    "fuzz", sizeof(struct sample_in), sample_fields, COUNT(sample_fields), 0, AT(given)
};

typedef enum rc (*decode_fn)(struct ctx *c, const char *text, size_t len, void *in);

/* Decodes, draws the form again with what was typed, and answers: text with a < that was typed must not come out as one. */
static inline void fuzz_web(const uint8_t *data, size_t size, decode_fn decode)
{
    char *text = malloc(size + 1);
    struct sample_in in = { 0 };
    struct answer answer = { 0 };
    struct viewer viewer = { .login = "", .name = "" };
    struct call call = {
        .as = size % 2 ? AS_PAGE : AS_JSON, .path = "/x", .query = "", .request_id = "1"
    };
    struct ctx c = { .arena = arena_new(1 << 20),
                     .viewer = &viewer,
                     .call = &call,
                     .answer = &answer,
                     .today = 20261122,
                     .on = 20261122 };
    memcpy(text, data, size);
    text[size] = '\0';
    enum rc rc = decode(&c, text, size, &in);
    if (rc == RC_OK && (!in.a || !*in.a || in.g < -5 || in.g > 5 || in.h > 20261122 || in.f < 0))
        abort();
    struct buf b = BUF_INIT(1 << 20);
    struct html o = { &b, &c };
    html_problems(&o);
    for (size_t i = 0; i < sample_form.n; i++)
        html_input(&o, &sample_form, sample_fields[i].name);
    if (b.at && strstr(b.at, "<!"))
        abort();
    answer_finish(&c, rc);
    buf_free(&b);
    buf_free(&answer.reply.body);
    arena_free(c.arena);
    free(text);
}
