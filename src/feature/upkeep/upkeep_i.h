/* feature/upkeep/upkeep_i.h: private to this folder. */
#pragma once

#include "web/site.h"

struct health_row {
    const char *status; /* "ok": whatever is not well is an answer of 503 */
};

struct command_call;
int backup_command(struct command_call *call);
int restore_command(struct command_call *call);
int doctor_command(struct command_call *call);

/* A line of standard input, asked for without echo where a person sits there; "" for none. */
const char *passphrase_read(struct arena *a, const char *ask);
/* Keys and database of a site that may be served meanwhile, for reading. */
MUST_CHECK enum rc site_read_open(const struct site *site, struct vault_keys **keys, struct db_site **db);
