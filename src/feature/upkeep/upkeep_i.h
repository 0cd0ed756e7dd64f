/* feature/upkeep/upkeep_i.h: private to this folder. */
#pragma once

struct health_row {
    const char *status; /* "ok": whatever is not well is an answer of 503 */
};
