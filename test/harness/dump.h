/* test/harness/dump.h: what stands in a database, looked at beside the server, so that two looks can be compared. */
#pragma once

#include "harness/site.h"

struct dump_view; /* an open connection */

struct dump_view *dump_open(const struct site_place *p, struct arena *a); /* NULL: not possible */
void dump_close(struct dump_view *v);
/* A line a table: name, rows, sum over the rows. NULL where that failed. */
const char *dump_take(struct dump_view *v, struct arena *a);
/* The first table that differs, "" where none does. */
const char *dump_difference(const char *before, const char *after, struct arena *a);
