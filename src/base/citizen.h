/*
 * base/citizen.h: numbers that carry a check digit: the citizen identity number (DOMAIN 9.1), the unified social
 * credit code and the organisation code inside it (DOMAIN 9.5).
 *
 * The region in a citizen number is never a reason to refuse it: old codes stay valid, and codes that start with 99,
 * which no region has, mark invented people.  Comparing sex and birth with the other fields is the caller's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* In the order of checking: the first that applies. */
enum citizen_fault {
    CITIZEN_OK,
    CITIZEN_LENGTH,      /* not 18 characters */
    CITIZEN_DIGITS,      /* not 17 digits and then a digit or X (upper case: text_clean with TEXT_UPPER) */
    CITIZEN_DATE,        /* the birth date does not exist, or is after today */
    CITIZEN_CHECK_DIGIT, /* a digit was mistyped */
};

/* Sets *birth (base/date.h) and *sex (1 male, 2 female) when the number is right; either may be NULL. */
enum citizen_fault citizen_check(const char *number, int32_t today, int32_t *birth, int *sex);

enum uscc_fault {
    USCC_OK,
    USCC_LENGTH,      /* not 18 characters */
    USCC_LETTERS,     /* a character outside 0–9 and A–Z without I O Z S V */
    USCC_CHECK_DIGIT, /* a character was mistyped */
};

enum uscc_fault uscc_check(const char *code);

bool org_code_valid(const char *code); /* the nine characters of GB 11714, without the hyphen */
