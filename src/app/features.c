/* app/features.c: every feature, in the order of their needs.  A feature is a folder and a line here. */
#include "app/app.h"
#include "web/feature.h"

#define FEATURES(X) \
    X(account)      \
    X(org)          \
    X(member)       \
    X(grant)        \
    X(proposal)     \
    X(privacy)      \
    X(intake)       \
    X(evidence)     \
    X(keys)         \
    X(upkeep)       \
    X(openapi)      \
    X(help)

#define X(name) extern const struct feature name##_feature;
FEATURES(X)
#undef X

const struct feature *const features[] = {
#define X(name) &name##_feature,
    FEATURES(X)
#undef X
        NULL,
};
