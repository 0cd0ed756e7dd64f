/*
 * db/scope.h: who asks, as a look-up needs it.
 *
 * Every statement that reads on behalf of somebody has `$SCOPE(…)` or `$SCOPE_MEMBER(…)` in it (feature/org/org.sql
 * defines them), which fills in :scope.*; what is out of scope is not found.  sqlgen refuses a SELECT without one
 * unless it says `-- unscoped: why`.
 */
#pragma once

#include <stdint.h>

struct scope {
    int64_t account; /* 0 for nobody */
    int64_t
        member; /* the viewer's own member id where the capability extends to the own file, else 0 */
    int64_t
        home; /* likewise the organisation that member belongs to, for what reaches up the own chain */
    int64_t cap;  /* what the viewer wants to do: enum cap of the route */
    int64_t site; /* 1: the site itself (commands, jobs), which sees everything */
    int32_t today;
};
