/*
 * http/deadline.c: slow clients end.
 *
 * MHD's own timeout only knows silence; a client that sends a byte now and then stays for ever.  So every connection
 * carries the instant by which it must have got further: the header within header_seconds, a body and the reading of a
 * reply at HTTP_RATE on average.  A suspended connection has none.  The listener thread looks once a second and shuts
 * the socket of those that are late; MHD then notices and closes.  The lock keeps MHD from closing (and the kernel from
 * reusing) a descriptor while it is being shut.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "http/http_i.h"

int64_t http_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void conn_deadline(struct http_conn *c, int64_t milliseconds)
{
    atomic_store_explicit(&c->deadline, milliseconds ? http_clock() + milliseconds : 0, memory_order_relaxed);
}

static void conn_name_peer(struct http_conn *c, const struct sockaddr *peer)
{
    const void *address = NULL;
    if (peer && peer->sa_family == AF_INET)
        address = &((const struct sockaddr_in *)(const void *)peer)->sin_addr;
    else if (peer && peer->sa_family == AF_INET6)
        address = &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
    if (!address || !inet_ntop(peer->sa_family, address, c->remote, sizeof c->remote))
        c->remote[0] = '\0';
}

void conn_opened(struct http_server *s, struct MHD_Connection *mhd, void **context)
{
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *peer = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct http_conn *c = calloc(1, sizeof *c);
    *context = c; /* NULL: its first request finds out, is answered with 503, and the connection closes */
    if (!c)
        return;
    c->server = s;
    c->fd = fd ? fd->connect_fd : -1;
    conn_name_peer(c, peer ? peer->client_addr : NULL);
    conn_deadline(c, (int64_t)s->config.header_seconds * 1000);
    pthread_mutex_lock(&s->conn_lock);
    c->next = s->conns;
    if (c->next)
        c->next->prev = c;
    s->conns = c;
    pthread_mutex_unlock(&s->conn_lock);
}

void conn_closed(void **context)
{
    struct http_conn *c = *context;
    if (!c)
        return;
    pthread_mutex_lock(&c->server->conn_lock);
    if (c->prev)
        c->prev->next = c->next;
    else
        c->server->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    pthread_mutex_unlock(&c->server->conn_lock);
    free(c);
    *context = NULL;
}

void conn_reap(struct http_server *s)
{
    const int64_t now = http_clock();
    pthread_mutex_lock(&s->conn_lock);
    for (struct http_conn *c = s->conns; c; c = c->next) {
        const long long deadline = atomic_load_explicit(&c->deadline, memory_order_relaxed);
        if (deadline && deadline < now && c->fd >= 0)
            shutdown(c->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&s->conn_lock);
}
