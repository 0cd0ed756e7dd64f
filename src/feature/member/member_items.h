/* feature/member/member_items.h: one member's items as they are written down, their check and their masks. */
#pragma once

#include "web/ctx.h"

enum { MEMBER_NAME_CHARS = 60, MEMBER_TEXT_CHARS = 100, MEMBER_ADDRESS_CHARS = 200 };

/* All items of one member, as they are written down. Text is clean, never NULL; sensitive items in clear. */
struct member_items {
    int64_t id;
    const char *name;
    int sex;
    const char *citizen_number;
    int ethnicity;
    int32_t birth_date;
    int education;
    int person_category;
    int32_t join_date, full_date;
    const char *post, *mobile, *phone, *home_address;
    int membership_status;
    bool lost;
    int32_t lost_since;
    bool mobile_member;
    const char *destination;
};

struct member_fault {
    const char *field; /* "citizen_number" */
    const char *code;  /* CONTRACT 2 */
    const char *message;
};
enum { MEMBER_FAULTS = 16 };
/* Everything that contradicts itself or the calendar (DOMAIN 9.1, XZ2014 5, 32). Returns how many. */
size_t member_check(struct ctx *c, const struct member_items *m,
                    struct member_fault out[static MEMBER_FAULTS]);

/* Masks of CONTRACT 4, for what is kept in clear of an item. */
const char *member_tail(struct arena *a, const char *text, size_t n);
const char *address_head(struct arena *a, const char *address);
