/* unit/http_fuzz.c: thousands of damaged requests, the same ones each time; the server must outlive them. */
#include "unit/http_client.h"

enum { ROUNDS = 4000, REQUEST_BYTES = 2048 };

static const char *const seeds[] = {
    "GET /a?b=c HTTP/1.1\r\nHost: a\r\nCookie: sid=1; b=\"2\"\r\n\r\n",
    "POST /p HTTP/1.1\r\nHost: a\r\nContent-Type: "
    "application/x-www-form-urlencoded\r\nContent-Length: 17\r\n\r\na=%E5%85%9A&b=+c+",
    "POST /p HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; "
    "boundary=XyZ\r\nContent-Length: 137\r\n\r\n"
    "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
    "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nabc\r\n--XyZ--",
    "POST /file HTTP/1.1\r\nHost: a\r\nX-Max: 9\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\nabc\r\n5;x\r\ndefgh\r\n0\r\n\r\n",
    "HEAD /%2e%2e/x HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nX-Forwarded-For: "
    "1.1.1.1\r\n\r\n",
    "GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n",
};

static const char *const pieces[] = { "\r\n",
                                      "\n",
                                      "\r\n ",
                                      ":",
                                      "%",
                                      "%00",
                                      "\"",
                                      ";",
                                      "--XyZ",
                                      "Host: b\r\n",
                                      "Content-Length: 5\r\n",
                                      "Transfer-Encoding: chunked\r\n",
                                      "&",
                                      "=",
                                      "/../",
                                      "0\r\n\r\n",
                                      "\xff",
                                      "boundary=" };

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void insert(char *text, size_t *n, size_t at, const char *piece)
{
    const size_t len = strlen(piece);
    if (*n + len > REQUEST_BYTES)
        return;
    memmove(text + at + len, text + at, *n - at);
    memcpy(text + at, piece, len);
    *n += len;
}

static void mutate(char *text, size_t *n, uint32_t *state)
{
    const size_t at = next_random(state) % *n;
    const size_t most = *n - at;
    size_t cut;
    switch (next_random(state) % 5) {
    case 0: text[at] = (char)next_random(state); break;
    case 1:
        cut = 1 + next_random(state) % (most < 9 ? most : 9);
        memmove(text + at, text + at + cut, most - cut);
        *n -= cut;
        break;
    case 2: insert(text, n, at, pieces[next_random(state) % COUNT(pieces)]); break;
    case 3: text[at] = (char)(text[at] ^ (1 << next_random(state) % 7)); break;
    default: *n = at + 1; break;
    }
    if (*n == 0)
        *n = 1;
}

static void test_damaged_requests(void **state)
{
    struct site s;
    uint32_t random = 20261122;
    (void)state;
    site_start(&s, (struct http_config){ .behind_proxy = true, .header_seconds = 1, .idle_seconds = 1 });
    for (int round = 0; round < ROUNDS; round++) {
        char text[REQUEST_BYTES];
        const char *seed = seeds[next_random(&random) % COUNT(seeds)];
        size_t n = strlen(seed);
        memcpy(text, seed, n);
        for (uint32_t i = 1 + next_random(&random) % 4; i; i--)
            mutate(text, &n, &random);
        const struct timeval patience = { .tv_usec = 2000 }; /* some are still waited for by the server */
        int fd = client_open(&s);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const size_t half = next_random(&random) % n;
        if (client_send(fd, text, half))
            client_send(fd, text + half, n - half);
        if (round % 3) /* some leave at once, others close their side and read what comes */
            shutdown(fd, SHUT_WR);
        if (round % 3 == 1)
            client_closed(fd);
        close(fd);
    }
    assert_int_equal(client_ask(&s, seeds[0], "GET /a?b=c "), 200);
    site_stop(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_damaged_requests) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
