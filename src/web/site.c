/* web/site.c: the day it is. */
#include "web/site.h"

#include "base/date.h"

int32_t site_today(const struct site *site)
{
    return site->fixed_today ? site->fixed_today : instant_date(instant_now());
}
