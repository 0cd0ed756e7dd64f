/* test/harness/client.h: a browser of a hundred lines: one connection a request, cookies, the token of forms. */
#pragma once

#include <stddef.h>

#include "base/arena.h"

enum { CLIENT_COOKIES = 6, CLIENT_TEXT = 200 };

struct client {
    struct arena *arena; /* answers live here */
    int port;
    const char *from;  /* of which address of this machine it comes, "127.0.0.7"; NULL: the usual one */
    const char *agent; /* what the browser calls itself; NULL: nothing */
    char cookies[CLIENT_COOKIES][CLIENT_TEXT]; /* name=value */
    char token[CLIENT_TEXT];                   /* of the forms of this session */
};

struct ask {
    const char *method;  /* "GET" */
    const char *path;    /* with the query */
    const char *headers; /* whole lines, each ended by CRLF; NULL for none */
    const char *type;    /* of the body; NULL: of forms */
    const char *body;    /* NULL for none */
    size_t body_len;     /* 0: that of the text */
};

struct reply {
    int status; /* 0: no answer */
    const char *head;
    const char *body;
    size_t len;
};

/* Remembers the cookies that come back. */
struct reply client_ask(struct client *c, const struct ask *ask);
struct reply client_get(struct client *c, const char *path);
/* The value of a header, "" where there is none. */
const char *client_header(struct arena *a, const struct reply *r, const char *name);
/* Signs in and learns the token; the status of the answer, 303 when it worked. */
int client_sign_in(struct client *c, const char *login, const char *password);
/* Finds the token of a guest's or a session's forms on a page. */
void client_learn_token(struct client *c, const char *path);
/* application/x-www-form-urlencoded */
const char *url_encode(struct arena *a, const char *text);
