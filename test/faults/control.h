/* test/faults/control.h: what the harness and a server under test share, in a file that both have mapped. */
#pragma once

#include <stdatomic.h>

#define FAULTS_ENV "ZHIBU_FAULTS" /* the path of that file; unset: nothing fails */

enum fault {
    FAULT_MEMORY,    /* the system has no more: malloc, calloc, realloc, strdup, preparing a statement */
    FAULT_ARENA,     /* the arena of the request has reached its limit */
    FAULT_STATEMENT, /* the engine refuses to execute */
    FAULT_LOST,      /* the connection to PostgreSQL is gone */
    FAULTS
};

/* The one that counts down to 0 fails; 0: none does. */
struct faults {
    atomic_int left[FAULTS];
};
