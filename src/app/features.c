/* app/features.c: every feature, in the order of their needs.  A feature is a folder and a line here. */
#include "app/app.h"
#include "web/feature.h"

extern const struct feature account_feature, org_feature, member_feature, access_feature,
    intake_feature;

const struct feature *const features[] = {
    &account_feature, &org_feature, &member_feature, &access_feature, &intake_feature, NULL,
};
