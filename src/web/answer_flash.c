/*
 * web/answer_flash.c: the sentence that a write leaves for the page after it.
 *
 * It travels in a cookie, signed so that nobody can put words into the platform's mouth, and short-lived, so that it
 * is said once:  seconds "." signature "." percent-encoded sentence and address of the form, a line each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/vault.h"
#include "web/answer_i.h"
#include "web/call.h"
#include "web/url.h"

enum { SIGNATURE_HEX = 32 }; /* 128 bits of it are plenty for a minute */

static enum rc sign(struct ctx *c, const char *seconds, const char *text, char out[static SIGNATURE_HEX + 1])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t mac[32];
    const char *data = arena_printf(c->arena, "%s.%s", seconds, text);
    enum rc rc = vault_sign(db_vault(c->db), "flash", data, strlen(data), mac);
    for (size_t i = 0; !rc && i < SIGNATURE_HEX; i++)
        out[i] = hex[i % 2 ? mac[i / 2] & 15 : mac[i / 2] >> 4];
    out[SIGNATURE_HEX] = '\0';
    return rc;
}

const char *answer_flash_sign(struct ctx *c, const char *sentence)
{
    char signature[SIGNATURE_HEX + 1];
    struct buf b = BUF_INIT(3000); /* browsers keep cookies of 4096 bytes; a sentence has 40 characters */
    url_put(&b, sentence, strlen(sentence));
    url_put(&b, "\n", 1);
    url_put(&b, c->call->path, strlen(c->call->path));
    const char *text = buf_check(&b) ? NULL : arena_strndup(c->arena, b.at, b.len);
    buf_free(&b);
    const char *seconds = arena_printf(c->arena, "%lld", (long long)(instant_now() / 1000));
    if (!text || sign(c, seconds, text, signature))
        return NULL;
    return arena_printf(c->arena, "%s.%s.%s", seconds, signature, text);
}

static bool same(const char *a, const char *b, size_t n)
{
    unsigned differ = 0;
    for (size_t i = 0; i < n; i++)
        differ |= (unsigned char)a[i] ^ (unsigned char)b[i];
    return differ == 0;
}

const char *answer_flash_read(struct ctx *c, const char *cookie)
{
    char signature[SIGNATURE_HEX + 1];
    const char *dot = strchr(cookie, '.');
    const char *text = dot && strcspn(dot + 1, ".") == SIGNATURE_HEX ? dot + 1 + SIGNATURE_HEX : "";
    if (*text != '.')
        return NULL;
    const char *seconds = arena_strndup(c->arena, cookie, (size_t)(dot - cookie));
    long long age = instant_now() / 1000 - strtoll(seconds, NULL, 10);
    if (age < 0 || age > ANSWER_FLASH_SECONDS || sign(c, seconds, text + 1, signature) ||
        !same(signature, dot + 1, SIGNATURE_HEX))
        return NULL;
    const char *words;
    url_decode(c->arena, text + 1, strlen(text + 1), &words);
    char *end = strchr(words, '\n');
    if (!end)
        return NULL;
    c->answer->flash_from = end + 1;
    return arena_strndup(c->arena, words, (size_t)(end - words));
}
