/*
 * doc/xlsx_read.h: reads the cells of a workbook (.xlsx), streaming, whatever its author did to it.
 *
 * libzip and expat.  Bytes, rows, cells and shared strings are capped while reading (a 763 kB bomb unpacks to 300 MB);
 * a DOCTYPE is refused; cells are placed by their r=, phonetic runs (rPh) are skipped, dates are known by the number
 * formats of styles.xml, date1904 is honoured.  Nothing is written anywhere.
 * A workbook is hostile input: every function ends with RC_OK or a refusal with a sentence, never a crash.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum cell_kind {
    CELL_EMPTY,
    CELL_TEXT,   /* text: as stored, not yet cleaned */
    CELL_NUMBER, /* number; text holds its shortest decimal spelling */
    CELL_DATE,   /* a number under a date format: date, and text as "2026-11-22" */
    CELL_BOOL,   /* text "1" or "0" */
    CELL_ERROR,  /* text "#N/A" … */
};

struct cell {
    enum cell_kind kind;
    bool formula;     /* the cell holds a formula; text and number are its cached result */
    const char *text; /* valid during the callback only; never NULL */
    double number;
    int32_t date; /* yyyymmdd */
};

enum {
    XLSX_FILE_BYTES = 32 << 20,      /* the upload itself */
    XLSX_UNPACKED_BYTES = 256 << 20, /* of one part, counted while unpacking */
    XLSX_ROWS = 1048576,             /* what the format allows */
    XLSX_COLUMNS = 512,              /* a roster has 20 to 60; further cells are ignored */
    XLSX_STRINGS = 4 << 20,          /* shared strings */
    XLSX_STRING_BYTES = 32768,       /* one cell; longer is cut and then refused by the field's own length */
};

/* Called for each row that has at least one cell with content, in order. cells[0..n) by column up to the last with content, gaps are
 * CELL_EMPTY. Another rc than RC_OK ends the reading and is returned, with *why NULL. row is as the workbook numbers it, from 1. */
typedef enum rc (*xlsx_row_fn)(void *arg, const char *sheet, int row, const struct cell *cells, int n);

struct xlsx_source {
    const void *at; /* the file's bytes; not kept */
    size_t len;
};

/*
 * Reads the first visible sheet.  On refusal *why is a sentence in Chinese for the user (RC_INVALID: not a workbook,
 * encrypted, truncated, DOCTYPE, old .xls; RC_TOOBIG: over a limit above).
 */
MUST_CHECK enum rc xlsx_read(struct arena *a, struct xlsx_source src, xlsx_row_fn on_row, void *arg, const char **why);
/* The same, reading and parsing on a thread of its own while on_row runs here. */
MUST_CHECK enum rc xlsx_read_ahead(struct arena *a, struct xlsx_source src, xlsx_row_fn on_row, void *arg,
                                   const char **why);
