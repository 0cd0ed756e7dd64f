/* feature/openapi/openapi_i.h: between the files of this folder. */
#pragma once

#include "base/buf.h"
#include "web/form.h"
#include "web/route.h"

/* JSON with ' for each quotation mark. */
void openapi_put(struct buf *b, const char *json);
/* A comma, unless what follows is the first of its object or array. */
void openapi_next(struct buf *b);
/* The same, and "name": */
void openapi_key(struct buf *b, const char *name);
void openapi_pair(struct buf *b, const char *name, const char *text);

/* A GET's form as query parameters, after those of the path. */
void openapi_query(struct buf *b, const struct form *form);
/* "content" of a request: JSON, or multipart where there is a file. */
void openapi_body(struct buf *b, const struct form *form);
