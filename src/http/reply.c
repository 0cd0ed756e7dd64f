/*
 * http/reply.c: a struct http_reply becomes MHD's response, without copying its body.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/http_i.h"

void reply_drop(struct http_reply *reply)
{
    buf_free(&reply->body);
    if (reply->fd > 0)
        close(reply->fd);
    reply->fd = 0;
}

static bool header_fits(const char *name, const char *value)
{
    if (!value || !*name || name[strcspn(name, " :")])
        return false;
    for (const char *at = name; *at; at++)
        if ((unsigned char)*at <= 0x20 || *at == 0x7f)
            return false;
    for (const char *at = value; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return false;
    return true;
}

static enum rc reply_check(const struct http_reply *reply)
{
    if (reply->status < 200 || reply->status > 599)
        return RC_IO;
    if (reply->content_type && !header_fits("Content-Type", reply->content_type))
        return RC_IO;
    for (size_t i = 0; i < HTTP_HEADERS_MAX && reply->headers[i].name; i++)
        if (!header_fits(reply->headers[i].name, reply->headers[i].value))
            return RC_IO;
    return buf_check(&reply->body);
}

static struct MHD_Response *response_of_file(struct http_reply *reply, uint64_t *len)
{
    struct stat st;
    if (fstat(reply->fd, &st) || !S_ISREG(st.st_mode))
        return NULL;
    struct MHD_Response *response = MHD_create_response_from_fd_at_offset64((uint64_t)st.st_size, reply->fd, 0);
    if (response) { /* which closes it */
        reply->fd = 0;
        *len = (uint64_t)st.st_size;
    }
    return response;
}

static struct MHD_Response *response_of_body(struct http_reply *reply, uint64_t *len)
{
    if (!reply->body.len) {
        /* MHD declares the bytes writable and does not write persistent ones. */
        void *fixed = (void *)(uintptr_t)(reply->fixed ? reply->fixed : "");
        *len = reply->fixed_len;
        return MHD_create_response_from_buffer(reply->fixed_len, fixed, MHD_RESPMEM_PERSISTENT);
    }
    size_t n;
    char *body = buf_steal(&reply->body, &n);
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback(n, body, free);
    if (!response)
        free(body);
    *len = n;
    return response;
}

static bool response_add(struct MHD_Response *response, const char *name, const char *value)
{
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool response_headers(struct MHD_Response *response, const struct http_reply *reply, bool close)
{
    bool fine = !reply->content_type || response_add(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    for (size_t i = 0; fine && i < HTTP_HEADERS_MAX && reply->headers[i].name; i++)
        fine = response_add(response, reply->headers[i].name, reply->headers[i].value);
    if (fine && close)
        fine = response_add(response, MHD_HTTP_HEADER_CONNECTION, "close");
    return fine;
}

enum rc reply_build(struct http_reply *reply, bool close, uint64_t *len, struct MHD_Response **out)
{
    struct MHD_Response *response = NULL;
    enum rc rc = reply_check(reply);
    if (!rc) {
        response = reply->fd > 0 ? response_of_file(reply, len) : response_of_body(reply, len);
        rc = response ? RC_OK : RC_IO;
    }
    if (!rc && !response_headers(response, reply, close || reply->close)) {
        MHD_destroy_response(response);
        rc = RC_IO; /* a repeated Connection, a name MHD keeps to itself, or no memory */
    }
    reply_drop(reply);
    if (rc)
        log_error("http what=reply rc=%s status=%d", rc_code(rc), reply->status);
    else
        *out = response;
    return rc;
}

struct MHD_Response *reply_canned(enum rc rc)
{
    const char *text = rc_text(rc);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    if (!response)
        return NULL;
    const struct http_reply reply = { .content_type = "text/plain; charset=utf-8" };
    if (response_headers(response, &reply, true))
        return response;
    MHD_destroy_response(response);
    return NULL;
}
