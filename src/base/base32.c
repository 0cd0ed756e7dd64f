/* base/base32.c: liboath's, with what it allocates given back at once. */
#include "base/base32.h"

#include <stdlib.h>
#include <string.h>
#include <liboath/oath.h>
#include <openssl/crypto.h>

const char *base32_encode(struct arena *a, const uint8_t *bytes, size_t n)
{
    char *text = NULL;
    size_t len = 0;
    if (oath_base32_encode((const char *)bytes, n, &text, &len) != OATH_OK)
        return NULL;
    const char *copy = arena_strndup(a, text, strcspn(text, "="));
    OPENSSL_cleanse(text, len);
    free(text);
    return arena_check(a) ? NULL : copy;
}

bool base32_decode(const char *text, uint8_t *out, size_t room, size_t *n)
{
    char *bytes = NULL;
    bool ok = oath_base32_decode(text, strlen(text), &bytes, n) == OATH_OK && *n <= room;
    if (ok)
        memcpy(out, bytes, *n);
    if (bytes)
        OPENSSL_cleanse(bytes, *n);
    free(bytes);
    return ok;
}
