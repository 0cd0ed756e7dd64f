/*
 * bench/yardstick.c: the least libmicrohttpd can do, to hold the server's own cost against.
 *
 * The same flags and limits as src/http, a fixed body of 2 KB, nothing else.  yardstick PORT prints "ready" and
 * serves on 127.0.0.1 until its standard input ends.
 *
 *     cc -O2 -o yardstick test/bench/yardstick.c -lmicrohttpd
 *     ./yardstick 8090 & wrk -t1 -c32 -d5s http://127.0.0.1:8090/
 */
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_BYTES = 2048, POOL_BYTES = 16 * 1024, CONNECTIONS = 4096, IDLE_SECONDS = 60 };

/* A reply queued at the first call would end the connection; at the second it does not. */
static enum MHD_Result answer(void *body, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_len, void **context)
{
    (void)url, (void)method, (void)version, (void)upload;
    if (!*context) {
        *context = body;
        return MHD_YES;
    }
    *upload_len = 0;
    struct MHD_Response *response = MHD_create_response_from_buffer(BODY_BYTES, body, MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

int main(int argc, char **argv)
{
    static char body[BODY_BYTES];
    char *end = "x";
    errno = 0;
    const unsigned long port = argc == 2 ? strtoul(argv[1], &end, 10) : 0;
    if (errno || *end || port == 0 || port > 65535) {
        fprintf(stderr, "usage: yardstick PORT\n");
        return 2;
    }
    memset(body, 'x', sizeof body);
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const struct MHD_OptionItem pool[] = {
        { cores > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, cores, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    const unsigned flags =
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        flags, (uint16_t)port, NULL, NULL, answer, body, MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_ARRAY, pool,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!daemon) {
        fprintf(stderr, "yardstick: cannot listen on port %lu\n", port);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    MHD_stop_daemon(daemon);
    return 0;
}
