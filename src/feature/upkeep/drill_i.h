/* feature/upkeep/drill_i.h: drills, between the page that asks for one and the work; private to this folder. */
#pragma once

#include "feature/upkeep/checkup_i.h"
#include "web/ctx.h"

/* One is asked for; refused where another is open. */
MUST_CHECK enum rc drill_ask(struct ctx *c);
MUST_CHECK enum rc drill_list(struct ctx *c, struct upkeep_drill_row **out, size_t *n);
bool drill_is_open(const struct upkeep_drill_row *d); /* and its server is alive */

/* The job: hands a drill that waits to a worker; what a server left behind is ended. */
bool drill_job(const struct site *site);
