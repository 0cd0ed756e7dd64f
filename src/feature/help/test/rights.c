/* feature/help/test/rights.c: the manual is everybody's. */
#include "harness/rights.h"

#define PAGE(name) { GET, "/help" name, .may = RIGHTS_EVERYONE }

/* clang-format off */
const struct right help_rights[] = {
    PAGE(""), PAGE("/roles"), PAGE("/sign-in"), PAGE("/branch"), PAGE("/members"), PAGE("/file"), PAGE("/changes"),
    PAGE("/posts"), PAGE("/moves"), PAGE("/past"), PAGE("/import"), PAGE("/export"), PAGE("/large-text"), PAGE("/me"),
    PAGE("/organisations"), PAGE("/questions"), PAGE("/grants"), PAGE("/events"), PAGE("/privacy"),
    PAGE("/upkeep"),
    RIGHTS_END,
};
/* clang-format on */
