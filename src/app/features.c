/* app/features.c: every feature, in the order of their needs.  A feature is a folder and a line here. */
#include "app/app.h"
#include "web/feature.h"

/* clang-format off */
#define FEATURE_LIST(X) \
    X(account)          \
    X(org)              \
    X(member)           \
    X(access)           \
    X(help)
/* clang-format on */

#define X(name) extern const struct feature name##_feature;
FEATURE_LIST(X)
#undef X

const struct feature *const features[] = {
#define X(name) &name##_feature,
    FEATURE_LIST(X)
#undef X
    NULL,
};
