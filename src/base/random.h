/* base/random.h: random bytes, ids and words. Sources: getrandom(2). */
#pragma once

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *out, size_t n);

/*
 * A new identity: 42 bits of milliseconds since 2020 UTC, then 21 random bits, always positive.  Ids made in one
 * process strictly increase, so a bulk of new rows goes to the end of its tables.  Rows can move between databases.
 */
int64_t id_new(void);

/* A password people can read aloud: words of letters and digits without look-alikes, 16 characters, about 80 bits. */
void random_password(char out[static 20]);
/* n random bytes as 2n hexadecimal digits and a NUL. */
void random_hex(char *out, size_t n);
