/* web/roles.h: what the web layer brings up at the start. */
#pragma once

#include "base/rc.h"
#include "db/db.h"
#include "db/migrate.h"

extern const struct migration web_migrations[];
/* Of the web layer itself: accounts, events, settings; for the test that prepares everything. */
extern const struct db_stmt *const *const web_statement_lists[];

/* Fills auth_role_cap and auth_role_give from web/cap.c where they differ. */
MUST_CHECK enum rc roles_refill(struct db_site *site);

/* "" where it was never set. The text is in the arena. */
MUST_CHECK enum rc setting_get(struct db_site *site, struct arena *a, const char *name, const char **value);
MUST_CHECK enum rc setting_set(struct db_site *site, const char *name, const char *value);
