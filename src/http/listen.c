/*
 * http/listen.c: the listening socket and the thread that accepts.
 *
 * We accept ourselves and hand connections to MHD.  MHD_quiesce_daemon would do to stop taking new ones, but with a
 * thread pool on epoll it races with the workers' own handling of the socket and then aborts the process.  It also
 * spreads connections evenly, where workers that all wait for one socket do not.
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http_i.h"

enum {
    BACKLOG = 1024,
    OTHER_FILES = 256, /* databases, logs, files being sent */
    TICK_MS = 1000,    /* how often the late are looked for */
    SHORT_MS = 100,    /* pause when out of descriptors */
};

/* "127.0.0.1:80" and "[::1]:80" into host and port, cut up in text. */
static enum rc listen_split(char *text, char **host, char **port)
{
    char *colon = strrchr(text, ':');
    if (!colon || colon == text || !colon[1])
        return RC_INVALID;
    *colon = '\0';
    *port = colon + 1;
    *host = text;
    if (text[0] != '[')
        return strchr(text, ':') ? RC_INVALID : RC_OK;
    if (colon[-1] != ']')
        return RC_INVALID;
    colon[-1] = '\0';
    *host = text + 1;
    return RC_OK;
}

static int listen_bind(const struct addrinfo *at)
{
    const int on = 1;
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, at->ai_addr, at->ai_addrlen) || listen(fd, BACKLOG)) {
        const int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static enum rc listen_name(struct http_server *s)
{
    struct sockaddr_storage at = { 0 };
    socklen_t len = sizeof at;
    char host[INET6_ADDRSTRLEN], port[8];
    if (getsockname(s->listen_fd, (struct sockaddr *)&at, &len) ||
        getnameinfo((struct sockaddr *)&at, len, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV))
        return RC_IO;
    snprintf(s->address, sizeof s->address, at.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
    return RC_OK;
}

enum rc listen_open(struct http_server *s)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
    struct addrinfo *found = NULL;
    char text[256], *host, *port;
    const int n = snprintf(text, sizeof text, "%s", s->config.listen ? s->config.listen : "");
    if (n >= (int)sizeof text || listen_split(text, &host, &port) || getaddrinfo(host, port, &hints, &found)) {
        log_error("http what=listen reason=address");
        return RC_INVALID;
    }
    s->listen_fd = listen_bind(found);
    freeaddrinfo(found);
    if (s->listen_fd < 0) {
        log_error("http what=listen errno=%d", errno);
        return RC_IO;
    }
    return listen_name(s);
}

unsigned listen_room(unsigned connections)
{
    struct rlimit limit;
    const rlim_t wanted = (rlim_t)connections + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return connections;
    if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < wanted) {
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit))
            limit.rlim_cur = before;
    }
    if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= wanted)
        return connections;
    const rlim_t room = limit.rlim_cur > OTHER_FILES * 2 ? limit.rlim_cur - OTHER_FILES : limit.rlim_cur / 2;
    log_info("http what=descriptors connections=%u", (unsigned)room);
    return (unsigned)room;
}

/* Takes what waits.  false when there are no descriptors left for more. */
static bool listen_accept(struct http_server *s)
{
    for (;;) {
        struct sockaddr_storage peer;
        socklen_t len = sizeof peer;
        const int fd = accept4(s->listen_fd, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) /* closes it itself where its limit is reached */
            (void)MHD_add_connection(s->daemon, fd, (struct sockaddr *)&peer, len);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return true;
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return false;
    }
}

void *listen_loop(void *server)
{
    struct http_server *s = server;
    int64_t next = http_clock() + TICK_MS;
    bool full = false;
    while (!atomic_load(&s->quit)) {
        struct pollfd wait[] = {
            { .fd = s->wake_fd, .events = POLLIN },
            { .fd = full ? -1 : s->listen_fd, .events = POLLIN },
        };
        const int64_t left = next - http_clock();
        const int ms = left < 0 ? 0 : full && left > SHORT_MS ? SHORT_MS : (int)left;
        const int ready = poll(wait, 2, ms);
        full = false;
        if (ready > 0 && wait[0].revents) { /* http_stop: no new connections */
            uint64_t count;
            (void)!read(s->wake_fd, &count, sizeof count);
            if (s->listen_fd >= 0)
                close(s->listen_fd);
            s->listen_fd = -1;
        } else if (ready > 0 && wait[1].revents) {
            full = !listen_accept(s);
        }
        if (http_clock() >= next) {
            conn_reap(s);
            next = http_clock() + TICK_MS;
        }
    }
    return NULL;
}
