/* feature/upkeep/upkeep_views.h: what the page shows; private to this folder. */
#pragma once

#include "feature/upkeep/drill_i.h"

struct upkeep_show_view {
    const struct upkeep_finding_row *lines;
    size_t lines_n;
    const struct upkeep_drill_row *drills;
    size_t drills_n;
    bool open; /* a drill is under way */
    const char *step;
};
