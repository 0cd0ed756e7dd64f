/* base/base32.h: RFC 4648 base32 without padding, as authenticators read keys. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

const char *base32_encode(struct arena *a, const uint8_t *bytes, size_t n); /* NULL when the arena is full */
/* false where it is none, or longer than room. */
bool base32_decode(const char *text, uint8_t *out, size_t room, size_t *n);
