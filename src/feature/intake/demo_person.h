/* feature/intake/demo_person.h: invented people and the dice they are thrown with. Private to this folder. */
#pragma once

#include "feature/member/member.h"

struct dice {
    uint64_t state;
};
uint32_t dice_roll(struct dice *d, uint32_t sides); /* 0 … sides - 1 */
bool dice_chance(struct dice *d, uint32_t per_mille);

enum demo_sort { DEMO_STAFF, DEMO_RETIRED, DEMO_DOCTORAL, DEMO_MASTER, DEMO_BACHELOR, DEMO_SORTS };
extern const char *const demo_sort_words[DEMO_SORTS];

/* The nth of the university; nobody else has that citizen number, and no region has its first two digits. */
struct member_items demo_person(struct arena *a, struct dice *d, enum demo_sort sort, int64_t nth,
                                int32_t today);
