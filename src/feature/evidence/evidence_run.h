/* feature/evidence/evidence_run.h: what the commands of this folder run; also for its tests. */
#pragma once

#include "feature/evidence/evidence_i.h"
#include "web/command.h"

extern const struct command evidence_commands[];

/* One line a finding and a summary into out. given.seq 0: no printed seal to compare with. */
MUST_CHECK enum rc verify_run(const struct site *site, const struct seal_line *given, struct buf *out, bool *altered);
