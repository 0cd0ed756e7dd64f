/* web/schema.h: the migrations of the program: the web layer's, then the features' in their order. */
#pragma once

#include "db/migrate.h"
#include "web/feature.h"

enum { SCHEMA_SETS = 66 };

void schema_sets(const struct feature *const *features, struct migration_set out[static SCHEMA_SETS]);
