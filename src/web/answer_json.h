/* web/answer_json.h: rows as JSON by their descriptor and of commands; not for handlers.  CONTRACT 4. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/row.h"

void json_text(struct buf *b, const char *s);         /* quoted and escaped; rare characters as they are */
void json_text_or_null(struct buf *b, const char *s); /* null for NULL and "" */
void json_row(struct buf *b, const struct row_desc *d, const void *row);
void json_vocab(struct buf *b, const struct vocab *v, bool null); /* ,"enum":[…],"description":"…" */
/* The JSON schema of what json_row writes. */
void json_schema(struct buf *b, const struct row_desc *d);
void json_rows(struct buf *b, const struct row_desc *d, const void *rows, size_t n);
