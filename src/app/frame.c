/* app/frame.c: frames, whole or not at all. */
#include "app/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct head {
    uint32_t kind;
    uint32_t number;
    uint64_t len;
};

static enum rc send_all(int fd, const void *at, size_t len)
{
    const char *p = at;
    while (len) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return RC_IO;
        p += n;
        len -= (size_t)n;
    }
    return RC_OK;
}

static enum rc receive_all(int fd, void *at, size_t len)
{
    char *p = at;
    while (len) {
        ssize_t n = recv(fd, p, len, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return RC_IO;
        p += n;
        len -= (size_t)n;
    }
    return RC_OK;
}

enum rc frame_send(int fd, enum frame_kind kind, uint32_t number, const void *at, size_t len)
{
    struct head head = { .kind = kind, .number = number, .len = len };
    enum rc rc = send_all(fd, &head, sizeof(head));
    return rc ? rc : send_all(fd, at, len);
}

enum rc frame_receive(int fd, size_t max, struct frame *out)
{
    struct head head;
    enum rc rc = receive_all(fd, &head, sizeof(head));
    if (rc)
        return rc;
    if (head.len > max)
        return RC_TOOBIG;
    *out = (struct frame){ head.kind, head.number, head.len, malloc(head.len + 1) };
    if (!out->at)
        return RC_OOM;
    out->at[head.len] = '\0';
    rc = receive_all(fd, out->at, head.len);
    if (rc) {
        free(out->at);
        out->at = NULL;
    }
    return rc;
}
