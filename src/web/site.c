/* web/site.c: the day it is, and the schema there has to be. */
#include "web/site.h"

#include "base/date.h"
#include "web/roles.h"
#include "web/schema.h"

int32_t site_today(const struct site *site)
{
    return site->fixed_today ? site->fixed_today : instant_date(instant_now());
}

void schema_sets(const struct feature *const *features, struct migration_set out[static SCHEMA_SETS])
{
    size_t n = 0;
    out[n++] = (struct migration_set){ "web", web_migrations };
    for (; features && *features && n < SCHEMA_SETS - 1; features++)
        if ((*features)->migrations)
            out[n++] = (struct migration_set){ (*features)->name, (*features)->migrations };
    out[n] = (struct migration_set){ 0 };
}
