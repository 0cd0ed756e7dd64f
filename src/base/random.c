/* base/random.c: everything random comes from the kernel; there is no generator of ours to seed or to leak. */
#include "base/random.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/date.h"
#include "base/log.h"

enum { ID_RANDOM_BITS = 21 };

static const int64_t id_epoch_ms = 1577836800000; /* 2020-01-01T00:00:00Z */

/*
 * The last id made: the one piece of mutable state that base/ shares between threads.  Ids of one process have to
 * increase strictly, whichever thread makes them and even when the clock is set back; the alternative is to pass this
 * same number to every function that inserts a row.  It is a single atomic that nothing else depends on.
 */
static _Atomic int64_t id_last;

/* Ending the process is the only safe answer: a key or token that is not random must never be used. */
void random_bytes(void *out, size_t n)
{
    unsigned char *at = out;
    while (n) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            log_error("getrandom failed errno=%d", errno);
            abort();
        }
        at += got;
        n -= (size_t)got;
    }
}

static int64_t id_candidate(int64_t now, int64_t last)
{
    uint32_t low;
    if (now << ID_RANDOM_BITS <= last) /* the same millisecond, or the clock went back */
        return last + 1;
    random_bytes(&low, sizeof low);
    return now << ID_RANDOM_BITS | (low & ((1U << ID_RANDOM_BITS) - 1));
}

int64_t id_new(void)
{
    int64_t now = instant_now() - id_epoch_ms;
    int64_t last = atomic_load_explicit(&id_last, memory_order_relaxed);
    int64_t id;
    if (now < 0)
        now = 0;
    do
        id = id_candidate(now, last);
    while (!atomic_compare_exchange_weak_explicit(&id_last, &last, id, memory_order_relaxed, memory_order_relaxed));
    return id;
}

static unsigned char password_letter(void)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789"; /* 31: without i l o 0 1 */
    unsigned char byte;
    do {
        random_bytes(&byte, 1);
        byte &= 31;
    } while (byte >= sizeof letters - 1);
    return (unsigned char)letters[byte];
}

/* Four groups of four: xxxx-xxxx-xxxx-xxxx. */
void random_password(char out[static 20])
{
    for (int i = 0; i < 19; i++)
        out[i] = i % 5 == 4 ? '-' : (char)password_letter();
    out[19] = '\0';
}

/* The bytes are drawn into the second half of out and spread from the front, which never overtakes the reading. */
void random_hex(char *out, size_t n)
{
    static const char digit[] = "0123456789abcdef";
    random_bytes(out + n, n);
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)out[n + i];
        out[2 * i] = digit[byte >> 4];
        out[2 * i + 1] = digit[byte & 15];
    }
    out[2 * n] = '\0';
}
