/* web/command_table.c: rows out of a command as CSV, workbook or JSON. */
#include "web/command_table.h"

#include <string.h>
#include <unistd.h>

#include "web/answer_json.h"

enum rc command_table_begin(struct command_call *call, const struct row_desc *desc,
                            const char *title, struct command_table *t)
{
    const char *format = command_option(call, "--format");
    *t = (struct command_table){ .desc = desc,
                                 .head = { .title = title },
                                 .out = command_out(call, "-o") };
    t->csv = strcmp(format, "csv") == 0;
    if (strcmp(format, "xlsx") == 0)
        return xlsx_writer_new(desc, &t->head, &t->xlsx);
    if (t->csv)
        csv_head(t->out, desc, &t->head);
    else if (strcmp(format, "json") == 0)
        buf_puts(t->out, "{\"rows\":[");
    else
        return RC_BADREQ;
    return RC_OK;
}

enum rc command_table_rows(struct command_table *t, const void *rows, size_t n)
{
    if (t->xlsx)
        return xlsx_writer_rows(t->xlsx, rows, n);
    if (t->csv)
        csv_rows(t->out, t->desc, &t->head, rows, n);
    for (size_t i = 0; !t->csv && i < n; i++) {
        if (t->n++)
            buf_putc(t->out, ',');
        json_row(t->out, t->desc, (const char *)rows + i * t->desc->size);
    }
    return buf_check(t->out);
}

static enum rc file_take(struct buf *out, int fd)
{
    char chunk[16 * 1024];
    ssize_t n;
    while ((n = read(fd, chunk, sizeof(chunk))) > 0)
        buf_put(out, chunk, (size_t)n);
    close(fd);
    return n < 0 ? RC_IO : buf_check(out);
}

enum rc command_table_end(struct command_table *t, enum rc rc)
{
    int fd = -1;
    if (rc) {
        xlsx_writer_drop(t->xlsx);
        return rc;
    }
    if (t->xlsx) {
        rc = xlsx_writer_end(t->xlsx, &fd);
        return rc ? rc : file_take(t->out, fd);
    }
    if (!t->csv)
        buf_puts(t->out, "],\"next\":null}\n");
    return buf_check(t->out);
}
