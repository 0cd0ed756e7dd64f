/*
 * doc/xlsx_write.h: rows out as a workbook (libxlsxwriter, constant memory) or as CSV.
 *
 * Both take the row descriptor and append rows in order.  No cell can start a formula: text is always written as text;
 * in CSV a text (not a number of ours) that starts with = + - @ tab or CR gets a leading apostrophe.  CSV is UTF-8 with BOM and CRLF, so that
 * spreadsheet programs in Chinese open it by a double click.  Ids, codes and numbers of persons are text cells.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/row.h"

struct table_head {
    const char *title; /* first row of the workbook, as the national forms have it; NULL for none */
    const char *sheet; /* sheet name; NULL takes the descriptor's title */
    const char *const
        *only;        /* names of the columns wanted, in this order, NULL-terminated; NULL for all with a label */
    const char *mark; /* who took it out and when; NULL for none. In a workbook a note below the title, the header and
                         footer of each page, and the properties; in CSV a last column, so that no row is without it */
};

struct xlsx_writer;

/* Writes into a temporary file that has no name; xlsx_writer_end gives its descriptor, rewound, owned by the caller. */
MUST_CHECK enum rc xlsx_writer_new(const struct row_desc *desc, const struct table_head *head,
                                   struct xlsx_writer **out);
MUST_CHECK enum rc xlsx_writer_rows(struct xlsx_writer *w, const void *rows, size_t n);
MUST_CHECK enum rc xlsx_writer_end(struct xlsx_writer *w, int *fd); /* frees w in every case */
void xlsx_writer_drop(struct xlsx_writer *w);

void csv_head(struct buf *b, const struct row_desc *desc, const struct table_head *head);
void csv_rows(struct buf *b, const struct row_desc *desc, const struct table_head *head, const void *rows, size_t n);

/* One value as people read it: dates 2026-11-22, vocabularies in words, money 12.30, 是/否. Used by both and by pages. */
void col_text(struct buf *b, const struct col *col, const void *row);
