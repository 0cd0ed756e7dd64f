/* web/command_table.h: rows out of a command as CSV, workbook or JSON, the same as the addresses give them. */
#pragma once

#include "doc/xlsx_write.h"
#include "web/command.h"

struct command_table {
    const struct row_desc *desc;
    struct table_head head;
    struct xlsx_writer *xlsx;
    struct buf *out;
    bool csv;
    size_t n;
};

/* Takes --format and -o of the call; RC_BADREQ for a format that is none. */
MUST_CHECK enum rc command_table_begin(struct command_call *call, const struct row_desc *desc,
                                       const char *title, struct command_table *t);
MUST_CHECK enum rc command_table_rows(struct command_table *t, const void *rows, size_t n);
MUST_CHECK enum rc command_table_end(struct command_table *t, enum rc rc); /* passes rc on */
