/*
 * http/server.c: starting and stopping.
 *
 * Stopping has an order: no new connections, then what was begun may finish, then whatever still waits for its answer
 * is ended with 503 (MHD aborts the process when it is stopped with a connection suspended), then MHD stops.  An
 * application that answers even later finds its exchange intact; the last of those answers frees the server.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "http/http_i.h"

enum {
    DEFAULT_CONNECTIONS = 4096,
    DEFAULT_HEADER_SECONDS = 10,
    DEFAULT_IDLE_SECONDS = 60,
    LAST_WORDS_SECONDS = 2, /* for the 503 of those that were ended to get out */
    LOG_EVERY_MS = 1000,
};

/* Its words may quote what a client sent, so only the format is logged, and not once for every bad request. */
static void mhd_log(void *server, const char *format, va_list ap)
{
    struct http_server *s = server;
    const int64_t now = http_clock();
    long long before = atomic_load(&s->logged);
    (void)ap;
    if (before + LOG_EVERY_MS <= now && atomic_compare_exchange_strong(&s->logged, &before, now))
        log_info("http what=mhd says=\"%.*s\"", (int)strcspn(format, "\n"), format);
}

static void mhd_connection(void *server, struct MHD_Connection *mhd, void **context,
                           enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        conn_opened(server, mhd, context);
    else
        conn_closed(context);
}

/* We decode the path ourselves, from the text as it came. */
static size_t mhd_unescape(void *server, struct MHD_Connection *mhd, char *text)
{
    (void)server, (void)mhd;
    return strlen(text);
}

static enum rc server_start_mhd(struct http_server *s)
{
    const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL |
                           MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | MHD_USE_NO_LISTEN_SOCKET;
    const struct MHD_OptionItem pool[] = {
        { s->config.threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
          (intptr_t)s->config.threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    /* clang-format off */
    s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, request_call, s,
                                 MHD_OPTION_EXTERNAL_LOGGER, mhd_log, s,
                                 MHD_OPTION_ARRAY, pool,
                                 MHD_OPTION_CONNECTION_LIMIT, s->config.connections,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_POOL_BYTES,
                                 MHD_OPTION_CONNECTION_TIMEOUT, s->config.idle_seconds,
                                 MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                 MHD_OPTION_URI_LOG_CALLBACK, request_begin, s,
                                 MHD_OPTION_UNESCAPE_CALLBACK, mhd_unescape, s,
                                 MHD_OPTION_NOTIFY_COMPLETED, request_completed, s,
                                 MHD_OPTION_NOTIFY_CONNECTION, mhd_connection, s,
                                 MHD_OPTION_END);
    /* clang-format on */
    if (s->daemon)
        return RC_OK;
    log_error("http what=start reason=mhd");
    return RC_IO;
}

static void server_configure(struct http_server *s, const struct http_config *config)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct http_config *c = &s->config;
    *c = *config;
    if (!c->threads)
        c->threads = cores > 0 ? (unsigned)cores : 1;
    if (!c->connections)
        c->connections = DEFAULT_CONNECTIONS;
    c->connections = listen_room(c->connections);
    if (c->connections < c->threads)
        c->connections = c->threads; /* each thread has its share */
    if (!c->header_seconds)
        c->header_seconds = DEFAULT_HEADER_SECONDS;
    if (!c->idle_seconds)
        c->idle_seconds = DEFAULT_IDLE_SECONDS;
}

/* A client that leaves while we write must not end the process; a handler of the program's own stays. */
static void sigpipe_ignore(void)
{
    struct sigaction action;
    if (sigaction(SIGPIPE, NULL, &action) || action.sa_handler != SIG_DFL)
        return;
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

static struct http_server *server_new(const struct http_config *config, const struct http_app *app)
{
    struct http_server *s = calloc(1, sizeof *s);
    pthread_condattr_t monotonic;
    if (!s)
        return NULL;
    s->app = *app;
    s->listen_fd = s->wake_fd = -1;
    s->logged = -LOG_EVERY_MS;
    pthread_mutex_init(&s->conn_lock, NULL);
    pthread_mutex_init(&s->park_lock, NULL);
    pthread_mutex_init(&s->spare_lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->idle, &monotonic);
    pthread_condattr_destroy(&monotonic);
    server_configure(s, config);
    return s;
}

void server_free(struct http_server *s)
{
    if (s->listen_fd >= 0)
        close(s->listen_fd);
    if (s->wake_fd >= 0)
        close(s->wake_fd);
    if (s->busy)
        MHD_destroy_response(s->busy);
    if (s->broken)
        MHD_destroy_response(s->broken);
    s->stopped = true;
    while (s->spare) {
        struct http_exchange *x = s->spare;
        s->spare = x->next;
        exchange_free(x);
    }
    pthread_cond_destroy(&s->idle);
    pthread_mutex_destroy(&s->spare_lock);
    pthread_mutex_destroy(&s->park_lock);
    pthread_mutex_destroy(&s->conn_lock);
    free(s);
}

enum rc http_start(const struct http_config *config, const struct http_app *app,
                   struct http_server **out)
{
    struct http_server *s = server_new(config, app);
    *out = NULL;
    if (!s)
        return RC_OOM;
    enum rc rc = RC_OK;
    sigpipe_ignore();
    s->busy = reply_canned(RC_BUSY);
    s->broken = reply_canned(RC_IO);
    s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!s->busy || !s->broken || s->wake_fd < 0)
        rc = RC_OOM;
    if (!rc)
        rc = listen_open(s);
    if (!rc)
        rc = server_start_mhd(s);
    if (!rc && pthread_create(&s->listener, NULL, listen_loop, s)) {
        MHD_stop_daemon(s->daemon);
        rc = RC_OOM;
    }
    if (rc)
        server_free(s);
    else
        *out = s;
    return rc;
}

const char *http_address(const struct http_server *s)
{
    return s->address;
}

static void listener_wake(struct http_server *s)
{
    const uint64_t one = 1;
    (void)!write(s->wake_fd, &one, sizeof one);
}

/* Waits until no exchange is under way, at most so long. */
static void server_wait_idle(struct http_server *s, unsigned seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)seconds;
    pthread_mutex_lock(&s->spare_lock);
    while (s->active && pthread_cond_timedwait(&s->idle, &s->spare_lock, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&s->spare_lock);
}

void http_stop(struct http_server *s, unsigned seconds)
{
    if (!s)
        return;
    atomic_store(&s->draining, true);
    listener_wake(s); /* it closes the listening socket and goes on ending slow clients */
    server_wait_idle(s, seconds);
    exchange_end_parked(s);
    server_wait_idle(s, LAST_WORDS_SECONDS);
    atomic_store(&s->quit, true);
    listener_wake(s);
    pthread_join(s->listener, NULL);
    MHD_stop_daemon(s->daemon);
    pthread_mutex_lock(&s->spare_lock);
    s->stopped = true;
    const bool last = s->abandoned == 0;
    pthread_mutex_unlock(&s->spare_lock);
    if (last)
        server_free(s);
}
