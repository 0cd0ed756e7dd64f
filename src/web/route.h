/*
 * web/route.h: a route is a row.
 *
 * A request is answered in this order: route, form of answer, sign-in, capability, what the account has to do first,
 * cross-site checks, proof, ?on=, input, transaction, object, handler.  Nothing of that is in a handler's memory.
 * A route that is .fresh asks for the password once more where the session has not shown it for a while (web/proof.h).
 *   404  the route, or the object under `see`, is not there for this viewer
 *   403  the viewer sees the object, but holds `cap` nowhere above it
 */
#pragma once

#include "web/cap.h"
#include "web/ctx.h"
#include "web/form.h"

struct change;

enum route_method { GET = 1, POST };

enum {
    AS_PAGE = 1,
    AS_JSON = 2,
    AS_CSV = 4,
    AS_XLSX = 8,
    AS_LIST = AS_PAGE | AS_JSON | AS_CSV | AS_XLSX,
    AS_BOTH = AS_PAGE | AS_JSON,
};

typedef enum rc (*handler_fn)(struct ctx *c, const void *form);

/* Is the object with this id there under cap?  RC_NOTFOUND otherwise.  One per feature, a scoped look-up. */
typedef enum rc (*object_fn)(struct ctx *c, enum cap cap, int64_t id);

/*
 * Runs before the transaction, on a worker, for what is slow: hashing a password, reading a workbook.  Must not use
 * c->db.  What it returns in *work is handed to the handler through call_work().
 */
typedef enum rc (*prepare_fn)(struct ctx *c, const void *form, void **work);

struct route {
    enum route_method method;
    const char *path; /* "/members/:id/disclosures"; :names are ids */
    enum cap cap;
    const struct form *form; /* of the body (POST) or of the query (GET); NULL for none */
    handler_fn run;
    unsigned as;                 /* forms of answer; 0: AS_BOTH */
    enum cap see;                /* to see the object at all; 0: same as cap */
    object_fn object;            /* looked up by the first id of the path where see differs from cap */
    prepare_fn prepare;          /* NULL for nearly all */
    bool slow;                   /* a GET that takes long: never on a thread that serves others (SQLite) */
    bool hashes;                 /* prepare compares or makes a password: it runs on the small pool for that */
    bool dated;                  /* understands ?on= */
    bool fresh;                  /* dangerous: who it is must have been shown within PROOF_MS; bearer tokens pass */
    bool anyway;                 /* open also while the account has something to do first (viewer.duty) */
    const struct change *change; /* web/change.h, for its two handlers */
    /*
     * What a program gets. /openapi.json is made of it, and test builds hold every answer against it (answer.c). A write
     * that declares none of the three answers its sentence and where to go on.
     */
    const struct row_desc *answers; /* one row */
    const struct row_desc *less;    /* the row of those who may see less of it; NULL for nearly all */
    const struct row_desc *lists;   /* the rows of a list */
    const char *shape;              /* what is no row: a JSON schema, with ' for each quotation mark */
    bool creates;                   /* 201; a .change says so itself */
    handler_fn again; /* draws the form where input was refused before run; NULL: the page with this path, if any */
};

#define ROUTES_END   \
    {                \
        .path = NULL \
    }
