/* feature/org/test/rights.c: who reads organisations, who keeps them, who changes them. */
#include "harness/rights.h"

#define READ   .may = RIGHTS_STAFF "m", .thing = OF_ORG
#define STAFF  .may = RIGHTS_KEEPERS, .see = "Copdlsacm", .thing = OF_ORG
#define CHANGE .may = "USO", .below = "SO", .see = "CGBopdlsacm", .thing = OF_ORG

/* clang-format off */
const struct right org_rights[] = {
    { GET,  "/orgs",                             .may = RIGHTS_STAFF "m" },
    { GET,  "/orgs/tree",                        .may = RIGHTS_STAFF "m" },
    { GET,  "/orgs/:id/children",                READ },
    { GET,  "/orgs/:id",                         READ },
    { GET,  "/orgs/:id/children/new",            STAFF },
    { POST, "/orgs/:id/children",                .may = "USO", .see = "GBCopdlsacm", .thing = OF_ORG }, /* of what is no group */
    { GET,  "/orgs/:id/names/new",               CHANGE },
    { POST, "/orgs/:id/names",                   CHANGE },
    { GET,  "/orgs/:id/places/new",              CHANGE },
    { POST, "/orgs/:id/places",                  CHANGE },
    { GET,  "/orgs/:id/mergers/new",             CHANGE },
    { POST, "/orgs/:id/mergers",                 CHANGE },
    { GET,  "/orgs/:id/dissolutions/new",        CHANGE },
    { POST, "/orgs/:id/dissolutions",            CHANGE },
    { GET,  "/orgs/:id/elections/new",           CHANGE },
    { POST, "/orgs/:id/elections",               CHANGE },
    { GET,  "/orgs/:id/founding-corrections/new", CHANGE },
    { POST, "/orgs/:id/founding-corrections",    CHANGE },
    { GET,  "/orgs/:id/election-corrections/new", CHANGE },
    { POST, "/orgs/:id/election-corrections",    CHANGE },
    { GET,  "/orgs/:id/items/new",               STAFF },
    { POST, "/orgs/:id/items",                   STAFF },
    { GET,  "/orgs/:id/posts/:post/endings/new", STAFF },
    { POST, "/orgs/:id/posts/:post/endings",     STAFF, .flags = PART_MISSING },
    RIGHTS_END,
};
/* clang-format on */
