/* doc/table_i.h: which columns of a row descriptor a document shows; shared by the writers, private to src/doc. */
#pragma once

#include "doc/xlsx_write.h"

enum { TABLE_COLUMNS = 128 };

/* Fills cols with what head asks for, at most TABLE_COLUMNS. Hidden columns and those without a label never show. */
size_t table_columns(const struct row_desc *desc, const struct table_head *head,
                     const struct col *cols[static TABLE_COLUMNS]);
bool col_is_number(const struct col *col); /* its text is digits that we wrote ourselves */
